"""Numbers: from 1 each year, without gaps, never twice, and written as each side writes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from alliance import number, record
from storage.circular import Circular, CircularKind
from storage.engine import make_session
from storage.fact import Fact
from tests.alliance.people import secretary

FACTS = {"circular_prefix_de": "ISA-RS", "circular_prefix_zh": "中德工盟函"}
SENT = datetime(2026, 11, 24, 13, 5, 31, tzinfo=UTC)


def circular(year: int, serial: int) -> Circular:
    return Circular(
        kind=CircularKind.GENERAL,
        year=year,
        serial=serial,
        sent_at=SENT,
        sent_by=1,
        head_seq=0,
        head="0" * 64,
    )


def test_series_count_apart_and_anew_each_year(session: Session) -> None:
    given_out = [
        number.next_number(session, name, year)
        for name, year in (("a", 2026), ("a", 2026), ("b", 2026), ("a", 2027), ("a", 2026))
    ]
    assert given_out == [1, 2, 1, 1, 3]


def test_undone_act_gives_its_number_back(session: Session) -> None:
    number.next_number(session, "a", 2026)
    savepoint = session.begin_nested()
    assert number.next_number(session, "a", 2026) == 2
    savepoint.rollback()
    assert number.next_number(session, "a", 2026) == 2


def test_first_numbers_at_once_are_neither_doubled_nor_skipped(engine: Engine) -> None:
    def take(_: int) -> list[int]:
        taken = []
        for _ in range(5):
            with make_session(engine) as session:
                taken.append(number.next_number(session, "a", 2026))
                session.commit()
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [one for some in threads.map(take, range(4)) for one in some]
    assert sorted(taken) == list(range(1, 21))


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 2027),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 2027),
    ],
)
def test_year_is_the_one_at_the_secretariat_s_office(moment: datetime, year: int) -> None:
    assert number.year(moment) == year


@pytest.mark.parametrize(
    ("serial", "written"),
    [
        (3, ("ISA-RS 2026/03", "中德工盟函〔2026〕3号")),
        (45, ("ISA-RS 2026/45", "中德工盟函〔2026〕45号")),
        (123, ("ISA-RS 2026/123", "中德工盟函〔2026〕123号")),
    ],
)
def test_circular_is_numbered_in_both_styles(serial: int, written: tuple[str, str]) -> None:
    assert number.circular_number(FACTS, circular(2026, serial)) == written


@given(st.lists(st.tuples(st.integers(2017, 2099), st.integers(1, 999)), unique=True))
def test_different_circulars_have_different_numbers(numbers: list[tuple[int, int]]) -> None:
    written = [number.circular_number(FACTS, circular(*one)) for one in numbers]
    assert len({german for german, _ in written}) == len(numbers)
    assert len({chinese for _, chinese in written}) == len(numbers)


def test_receipts_are_numbered_in_one_form_for_both(session: Session) -> None:
    session.add(Fact(name="receipt_prefix", value="ISA-E"))
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert [number.receipt(session, moment) for moment in (SENT, SENT, new_year)] == [
        "ISA-E 2026/0001",
        "ISA-E 2026/0002",
        "ISA-E 2027/0001",
    ]


def test_given_number_stands_beside_what_the_circular_is_found_by(session: Session) -> None:
    clerk = secretary(session)
    last = record.append(session, "test", {}, now=SENT, secrets={})
    given_out = [
        number.give(session, kind, clerk, SENT, "Straße in\nKO\u0308LN　Ａ区")
        for kind in (CircularKind.ACCESSION, CircularKind.GENERAL)
    ]

    assert [
        (one.kind, one.year, one.serial, one.sent_at, one.sent_by, one.head_seq, one.head)
        for one in given_out
    ] == [
        (kind, 2026, serial, SENT, clerk.key, last.seq, last.hash)
        for serial, kind in enumerate((CircularKind.ACCESSION, CircularKind.GENERAL), start=1)
    ]
    assert [one.search for one in given_out] == [
        "2026/01 〔2026〕1 strasse in köln a区",
        "2026/02 〔2026〕2 strasse in köln a区",
    ]


@given(st.text(max_size=40))
def test_folded_words_stay_as_they_are(words: str) -> None:
    folded = number.folded(words)
    assert number.folded(folded) == folded
