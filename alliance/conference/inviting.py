"""Inviting to a conference, and what can change of it afterwards: times, place, agenda, all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import announcement, register, rights
from alliance.accession import wording
from alliance.circular import audience
from alliance.circular.audience import Reach
from alliance.conference import asking, changing, evidence, plan, reminders, telling, times
from alliance.conference.changing import ItemText
from alliance.conference.draft import gaps
from alliance.conference.refusals import (
    NobodyInvited,
    NotDraft,
    NothingChanged,
    Over,
    Unready,
)
from alliance.conference.times import EITHER, Folds
from storage.city import City, Standing
from storage.conference import Conference, ConferenceState, Invited
from storage.language import Language
from storage.person import Person

REASON_LIMIT = 2_000


@dataclass(frozen=True)
class Invitation:
    """A conference that was invited to: the cities, how many people, whom nobody reaches."""

    conference: Conference
    cities: tuple[City, ...]
    people: int
    unreachable: tuple[City, ...]


@dataclass(frozen=True)
class Told:
    """A conference that changed or was cancelled, and how many people are told."""

    conference: Conference
    people: int


@dataclass(frozen=True)
class Changes:
    """What is to change of a conference; what is None, or a language left out, stays.

    `deadline_at` in UTC; `agenda` is all of it, in order.
    """

    host_code: str | None = None
    title: Mapping[Language, str] = field(default_factory=dict)
    venue: Mapping[Language, str] = field(default_factory=dict)
    costs: Mapping[Language, str] = field(default_factory=dict)
    deadline_at: datetime | None = None
    agenda: Sequence[ItemText] | None = None


# ---- asking


def reach(session: Session, now: datetime) -> Reach:
    """Return whom an invitation would reach now: members and observers."""
    return audience.reach_of(session, _cities(session), now)


# ---- acts


def invite(session: Session, secretary: Person, conference_id: int, now: datetime) -> Invitation:
    """Invite members and observers of the moment, who are frozen, and plan the reminders.

    Recorded ("conference-invited"). Raises NotActive, NotAllowed, UnknownConference, NotDraft,
    Unready, NobodyInvited.
    """
    rights.require_secretary(secretary)
    conference = asking.locked(session, conference_id)
    if conference.state is not ConferenceState.DRAFT:
        raise NotDraft(conference.state)
    # Whoever got a seat while the draft was started may not stand there yet (S-14).
    announcement.enter(session, now)
    if lacking := gaps(session, conference, now):
        raise Unready(tuple(lacking))
    reached = reach(session, now)
    if not reached.people:
        raise NobodyInvited
    conference.state = ConferenceState.INVITED
    conference.invited_at = now
    _edited(session, conference, secretary, now)
    codes = [city.code for city in reached.cities]
    session.add_all(Invited(conference_id=conference.key, city_code=code) for code in codes)
    session.flush()
    body = {"cities": codes, **evidence.facts(session, conference)}
    evidence.append(session, "conference-invited", conference, secretary, body, now)
    people = telling.invitation(session, conference, now)
    reminders.plan(session, conference, now)
    telling.redraw_all(session, conference)
    return Invitation(conference, reached.cities, people, tuple(reached.unreachable))


def move(
    session: Session,
    secretary: Person,
    conference_id: int,
    starts: str,
    ends: str,
    now: datetime,
    *,
    folds: Folds = EITHER,
) -> Told:
    """Move a conference that has not begun; answers stay, reminders are planned anew.

    A deadline after the new start becomes the start. Recorded and told ("conference-moved",
    "conference-changed"). Raises NotActive, NotAllowed, UnknownConference, NotInvited, Over,
    NothingChanged, and for the times as `draft.set_times`.
    """
    conference = _ahead(session, secretary, conference_id, now)
    before = asking.content(session, conference)
    plan.when(conference, times.span(starts, ends, conference.zone, now, folds=folds))
    _keep_deadline(conference)
    return _told(session, "conference-moved", conference, secretary, before, now)


def change(
    session: Session, secretary: Person, conference_id: int, changes: Changes, now: datetime
) -> Told:
    """Change host, texts, deadline or agenda of a conference that has not begun.

    Another host's clocks show the same local times. Recorded and told ("conference-changed").
    Raises NotActive, NotAllowed, UnknownConference, NotInvited, Over, NothingChanged,
    UnknownCity, Unready (a half, or a time on the new host's clocks, is missing),
    DeadlineAfterStart, UnknownItem, MustBeAnnounced, TooManyItems, BadValue.
    """
    conference = _ahead(session, secretary, conference_id, now)
    before = asking.content(session, conference)
    if changes.host_code is not None:
        plan.place(conference, register.city(session, changes.host_code))
        _keep_deadline(conference)
    if changes.deadline_at is not None:
        plan.deadline(conference, changes.deadline_at, now)
    written = {"title": changes.title, "venue": changes.venue, "costs": changes.costs}
    changing.write(session, conference, secretary, written, now)
    if changes.agenda is not None:
        changing.arrange(session, conference, secretary, changes.agenda, now)
    if lacking := [gap for gap in gaps(session, conference, now) if gap.what != "deadline"]:
        raise Unready(tuple(lacking))
    return _told(session, "conference-changed", conference, secretary, before, now)


def cancel(
    session: Session, secretary: Person, conference_id: int, reason: str, now: datetime
) -> Told:
    """Cancel a conference that is not over, with a reason that everybody is told.

    Its reminders are cancelled, and what it was to announce enters the next one (S-14). Recorded
    ("conference-cancelled"). Raises NotActive, NotAllowed, UnknownConference, NotInvited, Over,
    BadValue (reason: empty, control, too-long beyond 2,000 characters).
    """
    rights.require_secretary(secretary)
    conference = asking.locked(session, conference_id)
    asking.require_invited(conference)
    assert conference.ends_at is not None
    if conference.ends_at <= now:
        raise Over(conference.ends_at)
    conference.reason = wording.text("reason", reason, REASON_LIMIT)
    conference.state = ConferenceState.CANCELLED
    conference.cancelled_at = now
    conference.sequence += 1
    _edited(session, conference, secretary, now)
    body = {"sequence": conference.sequence}
    evidence.append(
        session,
        "conference-cancelled",
        conference,
        secretary,
        body,
        now,
        reason=conference.reason,
    )
    people = telling.cancelled(session, conference, now)
    reminders.plan(session, conference, now)
    announcement.enter(session, now)
    telling.redraw_all(session, conference)
    return Told(conference, people)


def set_reminders(
    session: Session,
    secretary: Person,
    conference_id: int,
    days: Sequence[int],
    hours: Sequence[int],
    now: datetime,
) -> Conference:
    """Change when a conference that has not begun is reminded of; nobody is told.

    Raises NotActive, NotAllowed, UnknownConference, NotInvited, Over, BadValue as
    `draft.set_reminders`.
    """
    conference = _ahead(session, secretary, conference_id, now)
    plan.reminders(conference, days, hours)
    _edited(session, conference, secretary, now)
    reminders.plan(session, conference, now)
    telling.redraw(session, conference)
    return conference


# ---- steps that acts share


def _ahead(session: Session, secretary: Person, conference_id: int, now: datetime) -> Conference:
    """Return a conference, locked, that was invited to and has not begun."""
    rights.require_secretary(secretary)
    conference = asking.locked(session, conference_id)
    asking.require_invited(conference)
    assert conference.starts_at is not None
    if conference.starts_at <= now:
        raise Over(conference.starts_at)
    return conference


def _told(
    session: Session,
    kind: str,
    conference: Conference,
    secretary: Person,
    before: Mapping[str, object],
    now: datetime,
) -> Told:
    """Record and tell what is not as before, and plan the reminders anew."""
    after = asking.content(session, conference)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changed:
        raise NothingChanged
    conference.sequence += 1
    conference.changed_at = now
    _edited(session, conference, secretary, now)
    body = {"changed": sorted(changed), **evidence.facts(session, conference)}
    evidence.append(session, kind, conference, secretary, body, now)
    people = telling.changed(session, conference, changed, now)
    reminders.plan(session, conference, now)
    telling.redraw_all(session, conference)
    return Told(conference, people)


def _keep_deadline(conference: Conference) -> None:
    """Let a deadline that is after the start be the start."""
    if conference.deadline_at is None or conference.starts_at is None:
        return
    conference.deadline_at = min(conference.deadline_at, conference.starts_at)


def _edited(session: Session, conference: Conference, secretary: Person, now: datetime) -> None:
    conference.editor_id = secretary.key
    conference.edited_at = now
    session.add(conference)
    session.flush()


def _cities(session: Session) -> list[City]:
    """Return members and observers, by side and code."""
    query = select(City).where(col(City.standing).in_((Standing.MEMBER, Standing.OBSERVER)))
    return list(session.exec(query.order_by(col(City.side), col(City.code))))
