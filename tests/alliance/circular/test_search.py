"""Searching the archive: words of either language, and numbers in either style."""

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from alliance import number
from alliance.circular import archive
from storage.circular import CircularKind
from storage.language import Language
from storage.person import Person
from tests.alliance.accession.world import build
from tests.alliance.circular.out import office, out, seen, undone
from tests.alliance.people import NOW, seat


@pytest.fixture
def clerk(session: Session) -> Person:
    """Return a secretary, for whom 1 is about Köln, 3 is numbered so, and 31 circulars exist."""
    seat(session, "aachen")
    out(
        session,
        "aachen",
        titles={Language.DE: "Treffen in KÖLN, Größe 100 %", Language.ZH: "产业合作通知"},
        text="Bitte melden Sie Ihre Delegation_2026 an. 请报名参加工作会议。",
    )
    other = {Language.DE: "Leitfaden", Language.ZH: "指南"}
    out(session, "aachen", titles=other, text="Siehe ISA-RS 2026/03 sowie 中德工盟函〔2026〕3号。")
    for _ in range(29):
        out(session, "aachen", titles=other, text="Koln")
    return office(session)


@pytest.mark.parametrize(
    "words",
    [
        "Köln",
        "köln treffen",
        "KO\u0308LN",
        "grösse",
        "GRÖSSE",
        "产业",
        "合作",
        "会议 delegation",
        "产业　报名",
        "100 %",
        "delegation_2026",
        "(2026)1号",
        "（2026）1号 Köln",
        "〔2026〕1号",
        "中德工盟函〔2026〕1号",
        "ISA-RS 2026/01",
        "isa-rs 2026/1",
        "２０２６/01",
        "isa-rs köln",
        "Köln\x00 产业\u202e",
    ],
)
def test_circular_is_found_by_words_of_either_language_and_number(
    session: Session, clerk: Person, words: str
) -> None:
    assert seen(session, clerk, words) == [1]


@pytest.mark.parametrize(
    "words",
    [
        "Köln 指南",
        "kö%n",
        "k_ln",
        "业产",
        "2026/32",
        "2025/01",
        "〔2026〕0号",
        "delegation/_2026",
        "Kоln",
    ],
)
def test_circular_is_not_found_by_what_does_not_stand_there(
    session: Session, clerk: Person, words: str
) -> None:
    assert seen(session, clerk, words) == []


def test_number_finds_its_circular_and_those_that_refer_to_it(
    session: Session, clerk: Person
) -> None:
    for words in ("2026/3", "ISA-RS 2026/03", "中德工盟函〔2026〕3号"):
        assert seen(session, clerk, words) == [3, 2]
    assert seen(session, clerk, "ISA-RS 2026/3 Siehe") == [2]


@pytest.mark.parametrize("words", ["", "  \n", "ISA-RS", "中德工盟函", "2026"])
def test_words_that_every_circular_has_find_all(
    session: Session, clerk: Person, words: str
) -> None:
    assert seen(session, clerk, words) == [*range(31, 0, -1)]


def test_accession_circular_is_found_by_its_candidate_and_number(session: Session) -> None:
    world = build(session)
    world.asked()
    out(session, "cn0")
    assert [seen(session, world.first, words) for words in ("NEW", "new市", "2026/1")] == [[1]] * 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(text=st.text(max_size=60), pick=st.data())
def test_every_piece_of_a_text_finds_it_whatever_is_typed(
    session: Session, text: str, pick: st.DataObject
) -> None:
    words = "".join(one if one.isprintable() else " " for one in text).split()
    # A number is looked for as a number, not as a piece of text.
    assume(re.search(archive.NUMBER, number.folded(text)) is None)
    chosen = pick.draw(st.lists(st.sampled_from(words))) if words else []
    with undone(session):
        clerk = office(session)
        number.give(session, CircularKind.GENERAL, clerk, NOW, " ".join(words))
        assert seen(session, clerk, " ".join(chosen)) == seen(session, clerk, text) == [1]


def test_endless_search_is_taken(session: Session, clerk: Person) -> None:
    many = " ".join(f"w{one} {one}/2026/{one}" for one in range(2000))
    assert seen(session, clerk, many) == []
