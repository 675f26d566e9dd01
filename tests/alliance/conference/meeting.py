"""An alliance that plans conferences, and how its cities answer in tests."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from alliance.conference import answering, delegation, draft, inviting
from alliance.conference.answering import Answered
from alliance.conference.delegation import Entered, Entry
from storage.city import City, Side, Standing
from storage.conference import AttendanceKind, Conference, EventKind, Sector
from storage.language import Language
from storage.person import Person
from storage.record import Record
from storage.view import View
from tests.alliance.people import NOW, seat, secretary, someone

# NOW is 24 November 2026; the clocks of Aachen are one hour ahead of UTC in March until the 28th.
STARTS, ENDS = "2027-03-17T09:00", "2027-03-18T16:30"
BEFORE_START = datetime.fromisoformat("2027-03-17T07:59:00+00:00")
START = datetime.fromisoformat("2027-03-17T08:00:00+00:00")
END = datetime.fromisoformat("2027-03-18T15:30:00+00:00")
DEADLINE = datetime.fromisoformat("2027-02-26T17:00:00+00:00")
LATER = NOW + timedelta(hours=1)
TITLES = {Language.DE: "Frühjahrskonferenz", Language.ZH: "春季会议"}
VENUES = {Language.DE: "Krönungssaal", Language.ZH: "加冕厅"}


@dataclass
class Meeting:
    """A secretary, the cities by code with a contact person each, and a conference."""

    session: Session
    clerk: Person
    cities: dict[str, City]
    people: dict[str, Person]
    conference: Conference

    def invited(self, now: datetime = NOW) -> Conference:
        """Return the conference after the invitations went out."""
        return inviting.invite(self.session, self.clerk, self.conference.key, now).conference

    def answer(
        self,
        city: str,
        kind: AttendanceKind = AttendanceKind.ATTENDS,
        now: datetime = LATER,
        person: Person | None = None,
    ) -> Answered:
        """Let a city answer, by its contact unless by another person."""
        by = person or self.people[city]
        return answering.answer(self.session, by, self.conference.key, city, kind, now)

    def send(
        self,
        city: str,
        entries: Sequence[Entry],
        now: datetime = LATER,
        person: Person | None = None,
    ) -> Entered:
        """Enter a city's delegation, by its contact unless by another person."""
        by = person or self.people[city]
        return delegation.enter(self.session, by, self.conference.key, city, entries, now)


def planned(
    session: Session, kind: EventKind = EventKind.CONFERENCE, host: str = "aachen"
) -> Meeting:
    """Return a complete draft in Aachen, with members Aachen, Bonn, Foshan and observer Wuxi."""
    clerk = secretary(session)
    cities = {
        "aachen": seat(session, "aachen"),
        "bonn": seat(session, "bonn"),
        "foshan": seat(session, "foshan", Side.CN),
        "wuxi": seat(session, "wuxi", Side.CN, Standing.OBSERVER),
    }
    people = {code: someone(session, code) for code in cities}
    return Meeting(session, clerk, cities, people, complete(session, clerk, kind, host))


def complete(
    session: Session,
    clerk: Person,
    kind: EventKind = EventKind.CONFERENCE,
    host: str = "aachen",
    *,
    starts: str = STARTS,
    ends: str = ENDS,
) -> Conference:
    """Return a draft that lacks nothing."""
    conference = draft.start(session, clerk, kind, NOW)
    key = conference.key
    for language in Language:
        draft.write_title(session, clerk, key, language, TITLES[language], NOW)
        draft.write_venue(session, clerk, key, language, VENUES[language], NOW)
    draft.set_host(session, clerk, key, host, NOW)
    draft.set_times(session, clerk, key, starts, ends, NOW)
    draft.add_item(session, clerk, key, "Begrüßung", "致辞", 30, NOW)
    return draft.set_deadline(session, clerk, key, DEADLINE, NOW)


def delegate(name: str, sector: Sector = Sector.COMPANY, remark: str = "") -> Entry:
    """Return a delegate."""
    return Entry(name, "Leitung", sector, remark)


def recorded(session: Session, kind: str) -> list[dict[str, object]]:
    """Return what the record says openly in entries of a kind, in order."""
    query = select(Record).where(Record.kind == kind).order_by(col(Record.seq))
    bodies = [json.loads(row.body) for row in session.exec(query)]
    secret = {name for body in bodies for name, value in body.items() if _promise(value)}
    return [{name: body[name] for name in body.keys() - secret} for body in bodies]


@contextmanager
def redrawn(session: Session, *subjects: str) -> Iterator[dict[str, bool]]:
    """Yield a dict that says, once the block is left, which subjects' screens are stale."""
    views = {
        subject: View(
            telegram_id=1, message_id=number, screen="s", subject=subject, until=NOW, stale=False
        )
        for number, subject in enumerate(subjects)
    }
    session.add_all(views.values())
    session.flush()
    stale: dict[str, bool] = {}
    yield stale
    for subject, view in views.items():
        session.refresh(view)
        stale[subject] = view.stale


def _promise(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"c"}
