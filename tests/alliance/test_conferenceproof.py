"""The proof of conferences: every row that is not as the record says is named."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from alliance import conferenceproof
from alliance.conference import asking, delegation, inviting
from alliance.conference.changing import ItemText
from alliance.conference.inviting import Changes
from alliance.conferenceproof import AGENDA, ATTENDANCE, CONFERENCE, DELEGATE, INVITED, TEXT
from alliance.proof import COMMITMENT
from storage.city import Side, Standing
from storage.conference import AttendanceKind, ConferenceState, EventKind
from storage.engine import make_session
from storage.language import Language
from storage.mandate import Mandate
from tests.alliance.accession.world import World
from tests.alliance.conference.meeting import LATER, Meeting, complete, delegate, planned
from tests.alliance.people import NOW, seat, secretary
from tests.alliance.tamper import Chain, lived

DAY = timedelta(days=1)
MUCH_LATER = LATER + DAY
MEMBERS = ("aachen", "bonn", "foshan")
PEOPLE = [delegate(name) for name in ("Groß", "Li", "Wang")]


def announces(meeting: Meeting, code: str) -> None:
    """Let a candidate get a seat by the consent of all, which the next agenda announces."""
    session = meeting.session
    seat(session, code, Side.DE, Standing.CANDIDATE)
    session.add_all(
        Mandate(city_code=one, holder_id=meeting.people[one].key, since=NOW) for one in MEMBERS
    )
    office = secretary(session)
    world = World(session, meeting.clerk, office, meeting.people, meeting.cities["bonn"])
    accession = world.asked(code)
    for one in MEMBERS:
        world.answer(accession, one)


def live(session: Session) -> None:
    """Invite to a conference that is moved, changed and answered, and to one that is cancelled."""
    meeting = planned(session)
    clerk, key = meeting.clerk, meeting.invited().key
    meeting.answer("aachen")
    meeting.answer("bonn", AttendanceKind.UNDECIDED)
    meeting.answer("bonn", now=MUCH_LATER)
    meeting.answer("foshan", AttendanceKind.DECLINES)
    meeting.send("aachen", PEOPLE)
    meeting.send("aachen", PEOPLE[:2], now=MUCH_LATER)
    meeting.send("bonn", PEOPLE[2:])
    inviting.move(session, clerk, key, "2027-03-18T09:00", "2027-03-18T18:00", MUCH_LATER)
    [item] = asking.items(session, meeting.conference)
    agenda = [ItemText("Eröffnung", "开幕", 45, item.key), ItemText("Ende", "闭幕", 5)]
    venue = {Language.DE: "Rathaus", Language.ZH: "市政厅"}
    changes = Changes(host_code="bonn", venue=venue, agenda=agenda)
    inviting.change(session, clerk, key, changes, MUCH_LATER + DAY)
    other = complete(session, clerk, EventKind.WORKSHOP)
    inviting.invite(session, clerk, other.key, NOW)
    inviting.cancel(session, clerk, other.key, "Rain", LATER)
    complete(session, clerk, EventKind.FAIR)
    announces(meeting, "neuss")


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a database in which conferences were invited to; nothing is wrong in it."""
    with lived(database, live, conferenceproof.findings) as chain:
        yield chain


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (1, 10, "kind", EventKind.FAIR),
        (1, 10, "sequence", 3),
        (1, 10, "host_code", "aachen"),
        (1, 10, "zone", "Asia/Shanghai"),
        (1, 10, "starts", "2027-03-18T10:00"),
        (1, 10, "starts_at", NOW),
        (1, 10, "ends", "2027-03-18T19:00"),
        (1, 10, "ends_at", NOW),
        (1, 10, "deadline_at", None),
        (1, 1, "state", ConferenceState.CANCELLED),
        (1, 1, "invited_at", LATER),
        (1, 10, "changed_at", None),
        (1, 1, "cancelled_at", LATER),
        (1, 1, "reason", "Rain"),
        (2, 12, "state", ConferenceState.INVITED),
        (2, 12, "cancelled_at", None),
        (2, 12, "sequence", 0),
        (2, 12, "reason", "Snow"),
        (2, 11, "changed_at", LATER),
    ],
)
def test_changed_conference_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object
) -> None:
    changed = sa.update(CONFERENCE).where(CONFERENCE.c.id == number).values({column: value})
    assert chain.named(changed) == [f"conference {number} differs from entry {entry} in {column}"]


def test_conference_that_no_entry_invited_to_is_found(chain: Chain) -> None:
    forged = sa.update(CONFERENCE).where(CONFERENCE.c.id == 3).values(state="invited")
    assert chain.named(forged) == ["conference 3 stands in no entry"]
    hidden = sa.update(CONFERENCE).where(CONFERENCE.c.id == 1).values(state="discarded")
    assert chain.named(hidden) == ["conference 1 of entry 10 is missing"]


def test_invited_cities_that_were_changed_are_found(chain: Chain) -> None:
    mine = (INVITED.c.conference_id == 1) & (INVITED.c.city_code == "wuxi")
    assert chain.named(sa.delete(INVITED).where(mine)) == ["invited 1/wuxi of entry 1 is missing"]
    more = sa.insert(INVITED).values(conference_id=1, city_code="neuss")
    assert chain.named(more) == ["invited 1/neuss stands in no entry"]


@pytest.mark.parametrize(
    ("answer", "entry", "column", "value"),
    [
        ("aachen/1", 2, "kind", AttendanceKind.DECLINES),
        ("aachen/1", 2, "person_id", 3),
        ("aachen/1", 2, "at", NOW),
        ("aachen/1", 2, "replaced_at", MUCH_LATER),
        ("bonn/1", 3, "kind", AttendanceKind.DECLINES),
        ("bonn/1", 4, "replaced_at", LATER),
        ("bonn/2", 4, "kind", AttendanceKind.DECLINES),
        ("bonn/2", 4, "at", LATER),
    ],
)
def test_changed_answer_is_found(
    chain: Chain, answer: str, entry: int, column: str, value: object
) -> None:
    row = ATTENDANCE.c.id == {"aachen/1": 1, "bonn/1": 2, "bonn/2": 3}[answer]
    changed = sa.update(ATTENDANCE).where(row).values({column: value})
    assert chain.named(changed) == [
        f"attendance 1/{answer} differs from entry {entry} in {column}"
    ]


def test_answers_that_are_gone_or_made_up_are_found(chain: Chain) -> None:
    gone = sa.delete(ATTENDANCE).where(ATTENDANCE.c.id == 4)
    assert chain.named(gone) == ["attendance 1/foshan/1 of entry 5 is missing"]
    forged = sa.insert(ATTENDANCE).values(
        conference_id=1, city_code="wuxi", kind=AttendanceKind.ATTENDS, person_id=5, at=LATER
    )
    assert chain.named(forged) == ["attendance 1/wuxi/1 stands in no entry"]


@pytest.mark.parametrize(
    ("column", "value"), [("position", 7), ("entered_by", 1), ("entered_at", NOW)]
)
def test_changed_delegate_is_found(chain: Chain, column: str, value: object) -> None:
    changed = sa.update(DELEGATE).where(DELEGATE.c.position == 2).values({column: value})
    assert chain.named(changed) == [f"delegate 1/aachen/2 differs from entry 7 in {column}"]


def test_delegates_that_are_gone_or_made_up_are_found(chain: Chain) -> None:
    gone = sa.delete(DELEGATE).where(DELEGATE.c.city_code == "bonn")
    assert chain.named(gone) == ["delegate 1/bonn/1 of entry 8 is missing"]
    row = sa.select(DELEGATE).where(DELEGATE.c.city_code == "bonn")
    with chain.engine.connect() as connection:
        [delegate_] = connection.execute(row).mappings()
    twice = sa.insert(DELEGATE).values({**delegate_, "id": 99})
    assert chain.named(twice) == ["delegate 1/bonn/2 stands in no entry"]


def test_delegations_that_were_erased_in_time_leave_the_proof_whole(chain: Chain) -> None:
    with make_session(chain.engine) as session:
        assert delegation.erase_old(session, NOW + 365 * DAY) == len(PEOPLE)
        session.flush()
        assert conferenceproof.findings(session) == []


@pytest.mark.parametrize(
    ("number", "table", "where", "values"),
    [
        (1, TEXT, TEXT.c.language == Language.DE, {"title": "Anders"}),
        (1, TEXT, TEXT.c.language == Language.ZH, {"venue": "别处"}),
        (1, TEXT, TEXT.c.language == Language.DE, {"costs": "Viel"}),
        (1, AGENDA, AGENDA.c.position == 1, {"title_de": "Anders"}),
        (1, AGENDA, AGENDA.c.position == 1, {"title_zh": "不同"}),
        (1, AGENDA, AGENDA.c.position == 1, {"minutes": 10}),
        (2, AGENDA, AGENDA.c.position == 1, {"accession_id": 1}),
        (1, AGENDA, AGENDA.c.position == 1, {"position": 9}),
        (1, AGENDA, AGENDA.c.position == 3, {"title_de": "Neu"}),
    ],
)
def test_content_changed_after_the_cities_were_told_is_found(
    chain: Chain,
    number: int,
    table: sa.Table,
    where: sa.ColumnElement[bool],
    values: dict[str, object],
) -> None:
    mine = where & (table.c.conference_id == number)
    entry = {1: 10, 2: 11}[number]
    assert chain.named(sa.update(table).where(mine).values(values)) == [
        f"the texts or the agenda of conference {number} differ from entry {entry}"
    ]


def test_announcement_that_is_gone_or_made_up_is_found(chain: Chain) -> None:
    gone = sa.delete(AGENDA).where(AGENDA.c.accession_id == 1)
    assert chain.named(gone) == ["agendaitem 1/1 of entry 18 is missing"]
    forged = sa.update(AGENDA).where(AGENDA.c.accession_id == 1).values(accession_id=None)
    assert chain.named(forged) == [
        "agendaitem 1/1 of entry 18 is missing",
        "the texts or the agenda of conference 1 differ from entry 10",
    ]


def test_announcement_from_before_there_were_entries_is_no_finding(chain: Chain) -> None:
    old = sa.insert(AGENDA).values(
        conference_id=2, position=2, accession_id=1, written_at=NOW, written_by=1
    )
    assert chain.named(old.values(title_de="", title_zh="")) == []


def test_erased_reason_leaves_the_proof_whole(chain: Chain) -> None:
    with chain.tampering() as connection:
        connection.execute(sa.update(COMMITMENT).values(salt=None, value=None, person_id=None))
        connection.execute(sa.update(CONFERENCE).values(reason=None))
        assert chain.findings(connection) == []
