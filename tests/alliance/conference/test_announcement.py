"""New members and observers enter the next joint session's agenda by themselves (S-14)."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance import announcement
from alliance.conference import asking, draft, inviting
from alliance.conference.refusals import MustBeAnnounced
from storage.accession import AccessionState
from storage.conference import Conference, EventKind
from tests.alliance.accession.world import build
from tests.alliance.conference.meeting import START, complete, planned, redrawn
from tests.alliance.conference.seats import ended
from tests.alliance.people import NOW, seat, secretary

ADMITTED, OBSERVER = AccessionState.ADMITTED, AccessionState.OBSERVER


def announced(session: Session, conference: Conference) -> list[int | None]:
    return [item.accession_id for item in asking.items(session, conference)]


def test_last_consent_puts_the_new_member_on_the_next_agenda(session: Session) -> None:
    world = build(session, cn=1, de=1)
    conference = draft.start(session, world.first, EventKind.CONFERENCE, NOW)
    accession = world.asked()
    world.answer(accession, "cn0")
    before = announced(session, conference)
    with redrawn(session, conference.subject) as stale:
        world.answer(accession, "de0")

    [item] = asking.items(session, conference)
    assert (before, item.accession_id, stale[conference.subject]) == ([], accession.key, True)
    assert announcement.announced(session, item) == (accession, world.candidate)


def test_draft_starts_with_what_no_session_has_announced(session: Session) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    second = ended(session, "celle", OBSERVER, NOW + timedelta(days=1))
    first = ended(session, "bonn", ADMITTED)
    for code, state in (("a", AccessionState.CLOSED), ("b", AccessionState.OPEN)):
        ended(session, code, state)
    fair = draft.start(session, clerk, EventKind.FAIR, NOW)
    conference = draft.start(session, clerk, EventKind.CONFERENCE, NOW)
    next_ = draft.start(session, clerk, EventKind.CONFERENCE, NOW)

    assert [announced(session, one) for one in (fair, conference, next_)] == [
        [],
        [first.key, second.key],
        [],
    ]
    assert announcement.enter(session, NOW) == []


def test_earliest_session_that_has_not_begun_announces(session: Session) -> None:
    meeting = planned(session)
    invited = meeting.invited()
    undated = draft.start(session, meeting.clerk, EventKind.CONFERENCE, NOW)
    one = ended(session, "celle", ADMITTED)
    [first] = announcement.enter(session, START - timedelta(seconds=1))
    two = ended(session, "dresden", ADMITTED)
    [second] = announcement.enter(session, START)

    assert (first.conference_id, second.conference_id) == (invited.key, undated.key)
    assert (announced(session, invited), announced(session, undated)) == (
        [None, one.key],
        [two.key],
    )
    # What a session has announced is announced.
    assert announcement.enter(session, START + timedelta(days=900)) == []


def test_cancelled_and_discarded_sessions_hand_their_announcements_on(session: Session) -> None:
    meeting = planned(session)
    invited = meeting.invited()
    accession = ended(session, "celle", ADMITTED)
    announcement.enter(session, NOW)
    later = complete(session, meeting.clerk, starts="2027-06-01T09:00", ends="2027-06-01T17:00")
    last = draft.start(session, meeting.clerk, EventKind.CONFERENCE, NOW)
    inviting.cancel(session, meeting.clerk, invited.key, "Grund", NOW)
    once = (announced(session, later), announced(session, last))
    draft.discard(session, meeting.clerk, later.key, NOW)

    assert once == ([None, accession.key], [])
    assert announced(session, last) == [accession.key]


def test_invitation_takes_along_who_is_still_to_be_announced(session: Session) -> None:
    meeting = planned(session)
    accession = ended(session, "celle", ADMITTED)
    assert announced(session, meeting.invited()) == [None, accession.key]


def test_announcement_is_called_otherwise_and_moved_but_stays(session: Session) -> None:
    meeting = planned(session)
    accession = ended(session, "celle", ADMITTED)
    [item] = announcement.enter(session, NOW)
    clerk, conference = meeting.clerk, meeting.conference
    draft.move_item(session, clerk, item.key, 1, NOW)
    draft.change_item(session, clerk, item.key, "Willkommen, Celle", "欢迎采勒", 10, NOW)
    with pytest.raises(MustBeAnnounced) as refused:
        draft.remove_item(session, clerk, item.key, NOW)

    assert refused.value.accession_id == accession.key
    assert announced(session, conference) == [accession.key, None]
    draft.change_item(session, clerk, item.key, "", "", 10, NOW)
    assert draft.gaps(session, conference, NOW) == []
