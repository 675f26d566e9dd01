"""The proof of minutes: every text or resolution that is not as the record says is named."""

from collections.abc import Iterator
from datetime import date, timedelta
from string import digits

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from alliance import minutes, minutesproof
from alliance.circular import draft as circulars
from alliance.circular import sending
from alliance.conference import draft
from alliance.minutes import Decision
from alliance.minutesproof import PAPER, RESOLUTION, TEXT
from alliance.proof import COMMITMENT
from storage.conference import EventKind
from storage.language import Language
from storage.minutes import PaperKind
from tests.alliance.minutes.session import DUE, HELD, circulated, composed, decided, held, written
from tests.alliance.tamper import Chain, lived

LATER = HELD + timedelta(days=7)
OTHER = Decision("Anders", "不同", "bonn", DUE)


def live(session: Session) -> None:
    """Circulate minutes with resolutions, of which one is done, one not, and one waits."""
    meeting = written(held(session))
    clerk = meeting.clerk
    draft.start(session, clerk, EventKind.FAIR, HELD)
    gone, first, second = (decided(meeting, text=text) for text in ("Null", "Eins", "Zwei"))
    composed(meeting)
    minutes.change(session, clerk, second.key, OTHER, HELD)
    minutes.remove(session, clerk, gone.key, HELD)
    circulated(meeting)
    third = decided(meeting, city=None, due=None, text="Drei")
    minutes.done(session, meeting.people["bonn"], first.key, "Erledigt", LATER)
    minutes.done(session, clerk, second.key, "Auch", LATER)
    key = meeting.conference.key
    minutes.write(session, clerk, key, Language.DE, "Es wurde lange getagt.", LATER)
    minutes.confirm_half(session, clerk, key, Language.ZH, LATER)
    general = composed(meeting)
    sending.send(session, clerk, general.key, LATER)
    assert third.general_id == general.key
    circulars.start(session, clerk, LATER)  # a circular like any other


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a database in which minutes went out twice; nothing is wrong in it."""
    with lived(database, live, minutesproof.findings) as chain:
        yield chain


def without_number(sentences: list[str]) -> list[str]:
    # PostgreSQL gives no number twice, whatever is rolled back.
    return [sentence.translate(dict.fromkeys(map(ord, digits))) for sentence in sentences]


@pytest.mark.parametrize(
    ("number", "entry", "column", "value", "said"),
    [
        (2, 5, "text_de", "Zwei", "content"),
        (2, 5, "text_zh", "二", "content"),
        (2, 5, "due_on", date(2027, 7, 1), "content"),
        (4, 9, "due_on", date(2027, 7, 1), "content"),
        (2, 5, "general_id", None, "general_id"),
        (2, 5, "general_id", 2, "general_id"),
        (4, 9, "conference_id", 2, "conference_id"),
        (2, 7, "done_at", None, "done_at"),
        (2, 7, "done_by", 1, "done_by"),
        (2, 7, "report", "Nie", "report"),
        (4, 9, "done_at", LATER, "done_at"),
        (4, 9, "done_by", 1, "done_by"),
        (4, 9, "report", "Erledigt", "report"),
    ],
)
def test_changed_resolution_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object, said: str
) -> None:
    changed = sa.update(RESOLUTION).where(RESOLUTION.c.id == number).values({column: value})
    assert chain.named(changed) == [f"resolution {number} differs from entry {entry} in {said}"]


def test_resolution_of_another_city_is_found(chain: Chain) -> None:
    changed = sa.update(RESOLUTION).where(RESOLUTION.c.id == 2).values(city_code="aachen")
    assert chain.named(changed) == [
        "resolution 2 differs from entry 5 in content",
        "resolution 2 differs from entry 7 in city_code",
    ]


@pytest.mark.parametrize(
    ("column", "value"), [("kind", PaperKind.AGENDA), ("composed_at", LATER + timedelta(days=1))]
)
def test_changed_paper_is_found(chain: Chain, column: str, value: object) -> None:
    changed = sa.update(PAPER).where(PAPER.c.general_id == 2).values({column: value})
    assert chain.named(changed) == [f"paper 2 differs from entry 9 in {column}"]


def test_minutes_changed_behind_their_circular_are_found(chain: Chain) -> None:
    changed = sa.update(TEXT).where(TEXT.c.language == Language.DE).values(text="Anders.")
    assert chain.named(changed) == ["the minutes of conference 1 differ from entry 9"]


def test_rows_that_are_gone_or_made_up_are_found(chain: Chain) -> None:
    gone = sa.delete(RESOLUTION).where(RESOLUTION.c.id == 4)
    assert chain.named(gone) == ["resolution 4 of entry 9 is missing"]
    gone = sa.delete(PAPER).where(PAPER.c.general_id == 2)
    assert chain.named(gone) == ["paper 2 of entry 9 is missing"]
    row = {"conference_id": 1, "position": 9, "text_de": "Mehr", "text_zh": "更多"}
    row |= {"entered_at": HELD, "entered_by": 1}
    forged = sa.insert(RESOLUTION).values(**row, general_id=2)
    assert chain.named(forged) == ["resolution 5 stands in no entry"]
    forged = sa.insert(RESOLUTION).values(**row, general_id=3)
    assert without_number(chain.named(forged)) == ["resolution  stands in no entry"]
    forged = sa.insert(RESOLUTION).values(**row, done_at=LATER, done_by=1, report="Ja")
    assert without_number(chain.named(forged)) == ["resolution  stands in no entry"]


def test_resolution_that_waits_for_its_circular_may_change(chain: Chain) -> None:
    row = {"conference_id": 1, "position": 9, "text_de": "Mehr", "text_zh": "更多"}
    waits = sa.insert(RESOLUTION).values(**row, entered_at=HELD, entered_by=1)
    assert chain.named(waits) == []


def test_circular_that_no_entry_speaks_of_is_no_finding(chain: Chain) -> None:
    old = sa.insert(PAPER).values(
        general_id=9, conference_id=1, kind=PaperKind.MINUTES, composed_at=HELD, stale=False
    )
    with chain.tampering() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE paper DROP CONSTRAINT fk_paper_general_id")
        connection.execute(old)
        assert chain.findings(connection) == []


def test_erased_report_leaves_the_proof_whole(chain: Chain) -> None:
    with chain.tampering() as connection:
        connection.execute(sa.update(COMMITMENT).values(salt=None, value=None, person_id=None))
        connection.execute(sa.update(RESOLUTION).values(report=None))
        assert chain.findings(connection) == []
