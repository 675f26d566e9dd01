"""Starting a draft, where and when it takes place, deadline and reminders, giving it up."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import announcement, register, rights
from alliance.conference import plan, times
from alliance.conference.draft import steps
from alliance.conference.refusals import NoHost
from alliance.conference.times import EITHER, Folds
from storage.conference import Conference, ConferenceState, EventKind
from storage.hosting import HostSearch, HostSearchState
from storage.person import Person


def start(session: Session, secretary: Person, kind: EventKind, now: datetime) -> Conference:
    """Start a draft; a conference's host is the city that a search chose, if any (S-03).

    New members not announced yet enter the agenda of the next one (S-14). Raises NotActive,
    NotAllowed. Any secretary may take the draft over.
    """
    rights.require_secretary(secretary)
    draft = Conference(
        uid=str(uuid.uuid4()),
        kind=kind,
        zone=secretary.zone,
        created_at=now,
        editor_id=secretary.key,
        edited_at=now,
    )
    session.add(draft)
    session.flush()
    if kind is EventKind.CONFERENCE:
        _take_chosen_host(session, draft)
        announcement.enter(session, now)
    return draft


def set_host(
    session: Session, secretary: Person, conference_id: int, city_code: str, now: datetime
) -> Conference:
    """Say which city hosts; what its clocks show at start and end stays as it was said.

    A time that its clocks skip or show twice has to be said again. Raises NotActive, NotAllowed,
    UnknownConference, NotDraft, UnknownCity.
    """
    draft = steps.own(session, secretary, conference_id)
    plan.place(draft, register.city(session, city_code))
    steps.edited(session, draft, secretary, now)
    return draft


def set_times(
    session: Session,
    secretary: Person,
    conference_id: int,
    starts: str,
    ends: str,
    now: datetime,
    *,
    folds: Folds = EITHER,
) -> Conference:
    """Say when it takes place, as the host's clocks show it (ISO 8601 without zone).

    `folds` choose, of the start and of the end, among two equal times: 0 the earlier, 1 the
    later. Raises NotActive, NotAllowed, UnknownConference, NotDraft, NoHost, Nonexistent,
    Ambiguous, BadSpan, BadValue (starts, ends: format, too-far; starts: past).
    """
    draft = steps.own(session, secretary, conference_id)
    if draft.host_code is None:
        raise NoHost
    plan.when(draft, times.span(starts, ends, draft.zone, now, folds=folds))
    steps.edited(session, draft, secretary, now)
    return draft


def set_deadline(
    session: Session,
    secretary: Person,
    conference_id: int,
    deadline_at: datetime | None,
    now: datetime,
) -> Conference:
    """Say until when delegations are entered (UTC), None for until it starts.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, BadValue (deadline: past),
    DeadlineAfterStart.
    """
    draft = steps.own(session, secretary, conference_id)
    plan.deadline(draft, deadline_at, now)
    steps.edited(session, draft, secretary, now)
    return draft


def set_reminders(
    session: Session,
    secretary: Person,
    conference_id: int,
    days: Sequence[int],
    hours: Sequence[int],
    now: datetime,
) -> Conference:
    """Say how many days and hours before its start it is reminded of; none of both is allowed.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, BadValue (days beyond 365, hours
    beyond 72: too-far, below one: format, more than six each: too-long).
    """
    draft = steps.own(session, secretary, conference_id)
    plan.reminders(draft, days, hours)
    steps.edited(session, draft, secretary, now)
    return draft


def discard(session: Session, secretary: Person, conference_id: int, now: datetime) -> Conference:
    """Give a draft up; what it was to announce enters the next one (S-14).

    Raises NotActive, NotAllowed, UnknownConference, NotDraft.
    """
    draft = steps.own(session, secretary, conference_id)
    draft.state = ConferenceState.DISCARDED
    session.add(draft)
    _release_host(session, draft)
    session.flush()
    # Before any screen is marked: whoever marks screens after an entry in the record waits.
    announcement.enter(session, now)
    steps.edited(session, draft, secretary, now)
    return draft


def _take_chosen_host(session: Session, draft: Conference) -> None:
    query = (
        select(HostSearch)
        .where(HostSearch.state == HostSearchState.CHOSEN, col(HostSearch.conference_id).is_(None))
        .order_by(col(HostSearch.period), col(HostSearch.id))
        .limit(1)
        .with_for_update(key_share=True)
    )
    search = session.exec(query).first()
    if search is None or search.chosen_code is None:
        return
    plan.place(draft, register.city(session, search.chosen_code))
    search.conference_id = draft.key
    session.add_all((draft, search))
    session.flush()


def _release_host(session: Session, draft: Conference) -> None:
    """Let the next draft propose the chosen host again."""
    query = select(HostSearch).where(HostSearch.conference_id == draft.key)
    for search in session.exec(query):
        search.conference_id = None
        session.add(search)
