"""The proof of procedures: every row that is not as the record says is named."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from alliance import caseproof
from alliance.accession import draft, ending, exception, letter, reply
from alliance.caseproof import (
    ACCESSION,
    ATTACHMENT,
    CITY,
    ELECTOR,
    EXCEPTION,
    LETTER,
    REPLY,
    TEXT,
)
from alliance.proof import CIRCULAR, COMMITMENT, STATEMENT
from storage.accession import AccessionState, LetterState, StatementKind
from storage.circular import Series
from storage.city import Side, Standing
from storage.language import Language
from tests.alliance.accession.test_letter import confirm, enter
from tests.alliance.accession.world import LATER, World, build, scan
from tests.alliance.people import NOW, seat
from tests.alliance.tamper import Chain, lived

MUCH_LATER = LATER + timedelta(days=1)


def live(world: World) -> None:
    """Let two procedures run, of which one was closed, with every act of cities and office."""
    session, first = world.session, world.first
    accession = world.drafted()
    draft.attach(session, first, accession.key, scan(session), NOW)
    world.sent(accession)
    question = world.answer(accession, "de0", StatementKind.QUESTION).statement
    said = reply.reply(session, first, question.id or 0, "So", Language.DE, LATER)
    reply.translate_reply(session, world.second, said.id or 0, "这样", LATER)
    confirmed = enter(world, accession, kind=StatementKind.REMARK)
    confirm(world, confirmed)
    letter.contest(session, world.holders["cn0"], confirmed.id or 0, "Not ours", LATER)
    letter.refuse(session, first, enter(world, accession, "cn1").id or 0, LATER)
    enter(world, accession, "cn1", now=LATER)
    world.withdraws("cn2")
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    ending.close(session, first, world.asked("other").key, "Objections", LATER)
    seat(session, "third", Side.DE, Standing.CANDIDATE)
    world.drafted("third")


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a database in which procedures ran; nothing is wrong in it."""
    with lived(
        database, lambda session: live(build(session, cn=3, de=1)), caseproof.findings
    ) as chain:
        yield chain


def without_numbers(sentences: list[str]) -> list[str]:
    return ["".join(one for one in said if not one.isdigit()) for said in sentences]


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (
            ACCESSION,
            {
                "state": AccessionState.ADMITTED,
                "candidate_code": "cn0",
                "round": 2,
                "dossier_sum": "0" * 64,
                "target_at": MUCH_LATER,
                "opened_at": MUCH_LATER,
                "ended_at": MUCH_LATER,
                "reason": "slipped in",
            },
        ),
        (
            LETTER,
            {
                "city_code": "de0",
                "round": 2,
                "kind": StatementKind.CONSENT,
                "text": "otherwise",
                "dated": date(2026, 11, 21),
                "reason": "otherwise",
                "state": LetterState.REFUSED,
                "entered_by": 2,
                "entered_at": MUCH_LATER,
                "decided_by": 1,
                "decided_at": MUCH_LATER,
                "statement_id": None,
                "contested_by": 1,
                "contested_at": None,
                "contested_text": "Ours",
            },
        ),
        (
            REPLY,
            {
                "text": "otherwise",
                "language": Language.ZH,
                "person_id": 2,
                "at": MUCH_LATER,
                "statement_id": 2,
                "translation": "otherwise",
                "translated_by": 1,
            },
        ),
    ],
)
def test_changed_row_is_found(chain: Chain, table: sa.Table, changes: dict[str, object]) -> None:
    for column, value in changes.items():
        changed = sa.update(table).where(table.c.id == 1).values({column: value})
        said = f"{table.name}  differs from entry  in {column}"
        assert said in without_numbers(chain.named(changed))


def test_electorate_that_was_changed_is_found(chain: Chain) -> None:
    def of(city: str) -> sa.ColumnElement[bool]:
        return (ELECTOR.c.accession_id == 1) & (ELECTOR.c.city_code == city)

    [dropped] = chain.named(sa.update(ELECTOR).where(of("de0")).values(dropped_at=LATER))
    assert dropped == "elector 1/de0 differs from entry 1 in dropped_at"
    [back] = chain.named(sa.update(ELECTOR).where(of("cn2")).values(dropped_at=None))
    assert back.startswith("elector 1/cn2 differs from entry ")
    assert chain.named(sa.delete(ELECTOR).where(of("de0"))) == [
        "elector 1/de0 of entry 1 is missing"
    ]
    more = sa.insert(ELECTOR).values(accession_id=1, city_code="third")
    assert chain.named(more) == ["elector 1/third stands in no entry"]


@pytest.mark.parametrize("table", [LETTER, REPLY])
def test_row_that_is_gone_is_found(chain: Chain, table: sa.Table) -> None:
    gone = sa.delete(table).where(table.c.id == 1)
    assert without_numbers(chain.named(gone)) == [f"{table.name}  of entry  is missing"]


def test_procedure_that_no_entry_opened_is_found(chain: Chain) -> None:
    forged = sa.update(ACCESSION).where(ACCESSION.c.id == 3).values(state=AccessionState.OPEN)
    assert "accession 3 stands in no entry" in chain.named(forged)


def test_application_changed_after_it_went_out_is_found(chain: Chain) -> None:
    file = ATTACHMENT.c.id == 1
    for change in (
        sa.update(TEXT).where(TEXT.c.id == 1).values(text="otherwise"),
        sa.update(TEXT).where(TEXT.c.id == 1).values(round=2),
        sa.update(ATTACHMENT).where(file).values(sha256="f" * 64),
        sa.update(ATTACHMENT).where(file).values(name="other.pdf"),
        sa.update(CITY).where(CITY.c.code == "new").values(name_de="Otherwise"),
    ):
        assert chain.named(change) == [
            "the application of accession 1 was changed after it went out"
        ]


def test_exchanged_scan_is_found(chain: Chain) -> None:
    changed = sa.update(ATTACHMENT).where(ATTACHMENT.c.id == 2).values(sha256="f" * 64)
    assert without_numbers(chain.named(changed)) == ["letter  differs from entry  in sha"]


def test_circular_under_another_number_is_found(chain: Chain) -> None:
    changed = sa.update(CIRCULAR).where(CIRCULAR.c.serial == 1).values(serial=9)
    assert chain.named(changed) == [
        "accession 1 differs from entry 1 in serial",
        "the numbers of the series circular of 2026 are not 1 to its last",
    ]


@pytest.mark.parametrize("name", ["receipt", "circular"])
def test_series_that_lost_or_skipped_a_number_is_found(chain: Chain, name: str) -> None:
    skipped = sa.update(Series).where(col(Series.name) == name).values(last=9)
    assert chain.named(skipped) == [
        f"the numbers of the series {name} of 2026 are not 1 to its last"
    ]


def test_erased_texts_leave_the_proof_whole(chain: Chain) -> None:
    with chain.tampering() as connection:
        erased = {"salt": None, "value": None, "person_id": None}
        connection.execute(sa.update(COMMITMENT).values(erased))
        connection.execute(sa.update(STATEMENT).values(text=None, declaration=""))
        connection.execute(sa.update(LETTER).values(text=None, reason="", contested_text=None))
        connection.execute(sa.update(REPLY).values(text="", translation=None))
        connection.execute(sa.update(ACCESSION).values(reason=None))
        assert chain.findings(connection) == []


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (0, 2, "accession_id", None),
        (0, 2, "reason", "otherwise"),
        (0, 2, "proposed_by", "second"),
        (0, 2, "proposed_at", MUCH_LATER),
        (0, 2, "confirmed_by", "second"),
        (0, 2, "confirmed_at", LATER),
        (0, 3, "refused_by", "second"),
        (0, 3, "refused_at", MUCH_LATER),
        (1, 5, "confirmed_by", None),
        (1, 5, "confirmed_at", None),
        (1, 4, "refused_by", "first"),
        (1, 4, "refused_at", MUCH_LATER),
    ],
)
def test_changed_exception_is_found(
    session: Session, number: int, entry: int, column: str, value: object
) -> None:
    world = build(session, cn=2, de=1, side=Side.CN)
    key, first, second = world.asked().key, world.first, world.second
    refused = exception.propose(session, first, key, "No", NOW)
    exception.refuse(session, first, refused.key, LATER)
    granted = exception.propose(session, first, key, "Yes", NOW)
    exception.confirm(session, second, granted.key, LATER)
    assert caseproof.findings(session) == []

    seat(session, "other", Side.DE, Standing.CANDIDATE)
    if column == "accession_id":
        value = world.drafted("other").key
    row = (refused, granted)[number]
    given = {"first": first.key, "second": second.key}.get(str(value), value)
    session.execute(sa.update(EXCEPTION).where(EXCEPTION.c.id == row.key).values({column: given}))
    assert caseproof.findings(session) == [
        f"ratioexception {row.key} differs from entry {entry} in {column}"
    ]
