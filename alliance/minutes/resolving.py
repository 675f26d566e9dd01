"""Entering what a session resolved, and reporting that it is done (S-03)."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from alliance import lock, notice, record, register, rights
from alliance.accession.wording import text as cleaned
from alliance.circular.acknowledge import seats
from alliance.conference import asking as conferences
from alliance.minutes import evidence
from alliance.minutes.asking import concerned, get, in_force, resolutions
from alliance.minutes.refusals import (
    AlreadyDone,
    InForce,
    NotInForce,
    TooManyResolutions,
    UnknownResolution,
)
from alliance.minutes.writing import touched, writable
from alliance.refusal import BadValue, NotAllowed
from storage.conference import Conference
from storage.minutes import Resolution
from storage.person import Person

TEXT_LIMIT = 500
REPORT_LIMIT = 2_000
MOST = 40
# A day is a day where the secretariat works.
OFFICE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Decision:
    """What was resolved: in both languages, who does it (None: the secretariat), until when."""

    text_de: str
    text_zh: str
    city_code: str | None = None
    due_on: date | None = None


def enter(
    session: Session, secretary: Person, conference_id: int, decision: Decision, now: datetime
) -> Resolution:
    """Add a resolution after the others.

    Raises NotActive, NotAllowed, UnknownConference, NotInvited, NotBegun, UnknownCity,
    TooManyResolutions, BadValue (text_de, text_zh: empty, control, too-long beyond 500
    characters; until: past).
    """
    conference = _own(session, secretary, conference_id, now)
    there = resolutions(session, conference)
    if len(there) >= MOST:
        raise TooManyResolutions(MOST)
    clean = _clean(session, decision, now)
    made = Resolution(
        conference_id=conference.key,
        position=max((one.position for one in there), default=0) + 1,
        text_de=clean.text_de,
        text_zh=clean.text_zh,
        city_code=clean.city_code,
        due_on=clean.due_on,
        entered_at=now,
        entered_by=secretary.key,
    )
    session.add(made)
    touched(session, conference)
    return made


def change(
    session: Session, secretary: Person, resolution_id: int, decision: Decision, now: datetime
) -> Resolution:
    """Change a resolution that has not gone out; raises as `enter`, UnknownResolution, InForce."""
    found, conference = _unsent(session, secretary, resolution_id, now)
    clean = _clean(session, decision, now)
    found.text_de, found.text_zh = clean.text_de, clean.text_zh
    found.city_code, found.due_on = clean.city_code, clean.due_on
    # A circular that was made before holds other words.
    evidence.withdrawn(session, secretary, found, now)
    found.general_id = None
    found.entered_at, found.entered_by = now, secretary.key
    session.add(found)
    touched(session, conference)
    return found


def remove(session: Session, secretary: Person, resolution_id: int, now: datetime) -> Conference:
    """Take out a resolution that has not gone out, and return its conference.

    Raises NotActive, NotAllowed, UnknownResolution, InForce, NotInvited, NotBegun.
    """
    found, conference = _unsent(session, secretary, resolution_id, now)
    evidence.withdrawn(session, secretary, found, now)
    session.delete(found)
    touched(session, conference)
    return conference


def done(
    session: Session, person: Person, resolution_id: int, report: str, now: datetime
) -> Resolution:
    """Report a resolution done, on the record ("resolution-done"), and tell who else is concerned.

    Its city's people and the secretariat get the notice "resolution-done". Raises NotActive,
    UnknownResolution, NotInForce, NotAllowed (another city's), AlreadyDone, BadValue (report:
    empty, control, too-long beyond 2,000 characters).
    """
    rights.require_active(person)
    found = lock.locked(session, Resolution, resolution_id)
    if found is None:
        raise UnknownResolution(resolution_id)
    if not (person.secretary or found.city_code in seats(session, person, now)):
        raise NotAllowed
    if not in_force(session, found):
        raise NotInForce(resolution_id)
    if found.done_at is not None and found.done_by is not None:
        raise AlreadyDone(found.done_by, found.done_at)
    found.report = cleaned("report", report, REPORT_LIMIT)
    found.done_at, found.done_by = now, person.key
    session.add(found)
    session.flush()
    body = {"resolution": found.key, "conference": found.conference_id, "city": found.city_code}
    secrets = record.signature(person) | record.words(person, report=found.report)
    record.append(
        session,
        "resolution-done",
        {**body, "by": person.key},
        subject=found.subject,
        now=now,
        secrets=secrets,
    )
    _tell(session, found, person, now)
    return found


def _own(session: Session, secretary: Person, conference_id: int, now: datetime) -> Conference:
    rights.require_secretary(secretary)
    return writable(session, secretary, conference_id, now)


def _unsent(
    session: Session, secretary: Person, resolution_id: int, now: datetime
) -> tuple[Resolution, Conference]:
    """Return a resolution that is not in force, and its conference, locked."""
    rights.require_secretary(secretary)
    conference = _own(session, secretary, get(session, resolution_id).conference_id, now)
    found = lock.locked(session, Resolution, resolution_id)
    if found is None:
        raise UnknownResolution(resolution_id)
    if in_force(session, found):
        raise InForce(resolution_id)
    return found, conference


def _clean(session: Session, decision: Decision, now: datetime) -> Decision:
    if decision.city_code is not None:
        register.city(session, decision.city_code)
    if decision.due_on is not None and decision.due_on < now.astimezone(OFFICE).date():
        raise BadValue("until", "past")
    return Decision(
        cleaned("text_de", decision.text_de, TEXT_LIMIT),
        cleaned("text_zh", decision.text_zh, TEXT_LIMIT),
        decision.city_code,
        decision.due_on,
    )


def _tell(session: Session, resolution: Resolution, person: Person, now: datetime) -> None:
    people = [*concerned(session, resolution, now), *notice.secretaries(session)]
    notice.notify(
        session,
        "resolution-done",
        [one for one in people if one.key != person.key],
        subject=resolution.subject,
        params={"resolution": resolution.key},
        now=now,
    )
    conference = conferences.get(session, resolution.conference_id)
    notice.redraw(session, resolution.subject, conference.subject, f"minutes:{conference.key}")
