"""Drafting a conference: the pair lock, what it lacks, starting, giving up, and who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance.conference import draft
from alliance.conference.refusals import (
    Gap,
    NotDraft,
    UnknownConference,
)
from alliance.pair import NothingWritten, Written
from alliance.refusal import BadValue, NotActive, NotAllowed
from storage.city import Side
from storage.conference import Conference, ConferenceState, ConferenceText, EventKind
from storage.hosting import HostSearch, HostSearchState
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.alliance.conference.meeting import (
    ENDS,
    LATER,
    STARTS,
    TITLES,
    complete,
)
from tests.alliance.people import NOW, seat, secretary, someone

DE, ZH = Language.DE, Language.ZH


def started(session: Session) -> tuple[Person, Conference]:
    seat(session, "aachen")
    clerk = secretary(session)
    return clerk, draft.start(session, clerk, EventKind.CONFERENCE, NOW)


def stale(session: Session, conference: Conference) -> dict[Language, bool]:
    return {language: half.stale for language, half in draft.texts(session, conference).items()}


# ---- the two halves


def test_first_writing_makes_nothing_stale_and_the_draft_complete(session: Session) -> None:
    seat(session, "aachen")
    conference = complete(session, secretary(session))
    assert stale(session, conference) == {DE: False, ZH: False}
    assert draft.gaps(session, conference, NOW) == []


@pytest.mark.parametrize("write", [draft.write_title, draft.write_venue])
def test_changed_text_makes_the_other_half_stale_until_it_is_confirmed(
    session: Session, write: Callable[..., Written[ConferenceText]]
) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    conference = complete(session, clerk)

    same = write(session, clerk, conference.key, DE, "  Neu  ", NOW)
    again = write(session, clerk, conference.key, DE, "Neu", NOW)
    assert (same.other_stale, again.other_stale) == (True, True)
    assert draft.gaps(session, conference, NOW) == [Gap("half", "stale", ZH)]
    write(session, clerk, conference.key, ZH, "新", NOW)
    assert stale(session, conference) == {DE: False, ZH: True}
    for _ in range(2):
        draft.confirm_half(session, clerk, conference.key, ZH, NOW)
    assert stale(session, conference) == {DE: False, ZH: False}


def test_costs_of_special_events_are_written_in_both_languages_or_in_none(
    session: Session,
) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    conference = complete(session, clerk)
    first = draft.write_costs(session, clerk, conference.key, DE, "Messe:\nBonn", NOW).half
    written = first.costs
    half = draft.gaps(session, conference, NOW)
    draft.write_costs(session, clerk, conference.key, ZH, "展会：波恩", NOW)
    both = draft.gaps(session, conference, NOW)
    for language in Language:
        draft.write_costs(session, clerk, conference.key, language, " ", NOW)

    assert (written, half, both) == ("Messe:\nBonn", [Gap("costs", "missing", ZH)], [])
    assert [one.costs for one in draft.texts(session, conference).values()] == ["", ""]


@pytest.mark.parametrize(
    ("write", "field", "limit"),
    [
        (draft.write_title, "title", 200),
        (draft.write_venue, "venue", 300),
        (draft.write_costs, "costs", 600),
    ],
)
def test_text_that_is_too_long_is_refused(
    session: Session, write: Callable[..., Written[ConferenceText]], field: str, limit: int
) -> None:
    clerk, conference = started(session)
    write(session, clerk, conference.key, ZH, "长" * limit, NOW)
    with pytest.raises(BadValue) as refused:
        write(session, clerk, conference.key, ZH, "长" * (limit + 1), NOW)
    assert refused.value == BadValue(field, "too-long", limit)


@pytest.mark.parametrize("write", [draft.write_title, draft.write_venue])
def test_title_and_venue_are_not_empty(
    session: Session, write: Callable[..., Written[ConferenceText]]
) -> None:
    clerk, conference = started(session)
    with pytest.raises(BadValue) as refused:
        write(session, clerk, conference.key, DE, " ", NOW)
    assert refused.value.reason == "empty"


def test_confirming_what_is_not_written_is_refused(session: Session) -> None:
    clerk, conference = started(session)
    with pytest.raises(NothingWritten):
        draft.confirm_half(session, clerk, conference.key, DE, NOW)


def test_empty_draft_lacks_everything(session: Session) -> None:
    _, conference = started(session)
    assert draft.gaps(session, conference, NOW) == [
        Gap("title", "missing", DE),
        Gap("venue", "missing", DE),
        Gap("title", "missing", ZH),
        Gap("venue", "missing", ZH),
        Gap("host", "missing"),
        Gap("times", "missing"),
    ]


# ---- starting, taking over, giving up


def chosen(session: Session, clerk: Person, period: str, code: str) -> HostSearch:
    search = HostSearch(
        period=period,
        state=HostSearchState.CHOSEN,
        asked_at=NOW,
        asked_by=clerk.key,
        chosen_code=code,
        chosen_at=NOW,
    )
    session.add(search)
    session.flush()
    return search


def test_conference_takes_the_host_that_a_search_chose_once(session: Session) -> None:
    clerk = secretary(session)
    later = chosen(session, clerk, "2027-2", seat(session, "foshan", Side.CN).code)
    first = chosen(session, clerk, "2027-1", seat(session, "aachen").code)

    workshop = draft.start(session, clerk, EventKind.WORKSHOP, NOW)
    both = [draft.start(session, clerk, EventKind.CONFERENCE, NOW) for _ in range(2)]
    third = draft.start(session, clerk, EventKind.CONFERENCE, NOW)
    draft.discard(session, clerk, both[0].key, NOW)
    again = draft.start(session, clerk, EventKind.CONFERENCE, NOW)

    hosts = [one.host_code for one in (workshop, *both, third, again)]
    assert hosts == [None, "aachen", "foshan", None, "aachen"]
    assert (both[0].zone, both[1].zone) == ("Europe/Berlin", "Asia/Shanghai")
    assert (first.conference_id, later.conference_id) == (again.key, both[1].key)


def test_draft_is_taken_over_and_says_who_had_it_last(session: Session) -> None:
    first, second = secretary(session), secretary(session)
    older = draft.start(session, first, EventKind.CONFERENCE, NOW)
    newer = draft.start(session, first, EventKind.FAIR, NOW + timedelta(minutes=1))
    draft.write_title(session, second, older.key, ZH, TITLES[ZH], LATER)

    found = [(one.conference, one.editor, one.titles) for one in draft.open_drafts(session)]

    assert found == [(older, second, {ZH: TITLES[ZH]}), (newer, first, {})]
    assert older.uid != newer.uid


def changes(session: Session, actor: Person, key: int) -> list[Callable[[], object]]:
    """Return everything but texts that changes a draft."""
    return [
        lambda: draft.set_host(session, actor, key, "aachen", NOW),
        lambda: draft.set_times(session, actor, key, STARTS, ENDS, NOW),
        lambda: draft.set_deadline(session, actor, key, None, NOW),
        lambda: draft.set_reminders(session, actor, key, [1], [], NOW),
        lambda: draft.add_item(session, actor, key, "Punkt", "议题", None, NOW),
        lambda: draft.discard(session, actor, key, NOW),
    ]


def test_contact_office_writes_and_confirms_and_does_nothing_else(session: Session) -> None:
    seat(session, "aachen")
    clerk, office = secretary(session), someone(session, role=Role.CONTACT_OFFICE)
    conference = complete(session, clerk)
    draft.write_title(session, office, conference.key, DE, "Neu", NOW)
    draft.confirm_half(session, office, conference.key, ZH, NOW)

    assert (draft.gaps(session, conference, NOW), conference.editor_id) == ([], office.key)
    with pytest.raises(NotAllowed):
        draft.start(session, office, EventKind.CONFERENCE, NOW)
    for forbidden in changes(session, office, conference.key):
        with pytest.raises(NotAllowed):
            forbidden()


def test_contacts_and_former_secretaries_cannot_write(session: Session) -> None:
    clerk, conference = started(session)
    with pytest.raises(NotAllowed):
        draft.write_title(session, someone(session, "aachen"), conference.key, DE, "A", NOW)
    gone = someone(session, role=Role.SECRETARIAT, presence=Presence.ENDED)
    with pytest.raises(NotActive):
        draft.write_venue(session, gone, conference.key, DE, "A", NOW)
    with pytest.raises(UnknownConference):
        draft.write_costs(session, clerk, conference.key + 1, DE, "A", NOW)


def test_discarded_one_is_over(session: Session) -> None:
    clerk, conference = started(session)
    draft.discard(session, secretary(session), conference.key, LATER)

    assert (conference.state, draft.open_drafts(session)) == (ConferenceState.DISCARDED, [])
    with pytest.raises(NotDraft):
        draft.write_title(session, clerk, conference.key, DE, "Titel", NOW)
    for refused in changes(session, clerk, conference.key):
        with pytest.raises(NotDraft) as why:
            refused()
        assert why.value.state is ConferenceState.DISCARDED
