"""Agenda and minutes become drafts of circulars, and are sent as any other."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from alliance import minutes
from alliance.circular import audience, draft, sending
from alliance.conference.refusals import NotInvited
from alliance.minutes.refusals import MinutesUnready, NoAgenda, NotBegun
from alliance.pair import Gap
from alliance.refusal import BadValue, NotAllowed
from storage.circular import Audience, GeneralCircular, GeneralState
from storage.conference import AgendaItem
from storage.language import Language
from storage.minutes import PaperKind
from storage.person import Role
from tests.alliance.conference.meeting import BEFORE_START, Meeting, planned
from tests.alliance.minutes.session import (
    HELD,
    circulated,
    composed,
    decided,
    halves,
    held,
    written,
)
from tests.alliance.people import NOW, someone

DE = Language.DE


def published(meeting: Meeting, text: str = "Inhalt") -> GeneralCircular:
    key = meeting.conference.key
    return minutes.publish_agenda(meeting.session, meeting.clerk, key, halves(text), NOW)


def said(session: Session, general: GeneralCircular) -> dict[Language, tuple[str, str, int]]:
    """Return title, text and how many formats of both halves."""
    return {
        language: (half.title, half.text, len(half.entities))
        for language, half in draft.texts(session, general).items()
    }


def test_agenda_becomes_a_draft_to_members_and_observers(session: Session) -> None:
    meeting = held(session)
    general = published(meeting)
    assert (general.state, general.audience, general.observers, general.acknowledge) == (
        GeneralState.DRAFT,
        Audience.MEMBERS,
        True,
        False,
    )
    assert draft.gaps(session, general) == []
    assert said(session, general) == {
        language: (f"Titel {language}", f"Inhalt {language}", 1) for language in Language
    }
    cities = [city.code for city in audience.cities(session, general)]
    assert cities == ["foshan", "wuxi", "aachen", "bonn"]


def test_agenda_that_was_revised_brings_its_draft_up_to_date(session: Session) -> None:
    meeting = held(session)
    general = published(meeting)
    assert published(meeting, "Neues").key == general.key
    assert said(session, general)[DE] == ("Titel de", "Neues de", 1)
    assert draft.gaps(session, general) == []
    draft.discard(session, meeting.clerk, general.key, NOW)
    other = published(meeting)
    assert other.key != general.key
    made = minutes.published(session, meeting.conference, PaperKind.AGENDA)
    assert [one.general.key for one in made] == [other.key, general.key]


def test_minutes_become_a_draft_that_is_to_be_acknowledged(session: Session) -> None:
    meeting = written(held(session))
    one = decided(meeting)
    general = composed(meeting)
    assert (general.state, general.acknowledge) == (GeneralState.DRAFT, True)
    assert one.general_id == general.key
    [made] = minutes.published(session, meeting.conference, PaperKind.MINUTES)
    assert (made.general, made.paper.composed_at, made.paper.stale) == (general, HELD, False)
    assert minutes.published(session, meeting.conference, PaperKind.AGENDA) == []


def test_draft_made_before_a_change_is_stale_until_it_is_made_again(session: Session) -> None:
    meeting = written(held(session))
    composed(meeting)

    def stale() -> bool:
        [made] = minutes.published(session, meeting.conference, PaperKind.MINUTES)
        return made.paper.stale

    key = meeting.conference.key
    changes = (
        lambda: minutes.write(session, meeting.clerk, key, DE, "Anders.", HELD),
        lambda: minutes.confirm_half(session, meeting.clerk, key, Language.ZH, HELD),
        lambda: decided(meeting),
        lambda: minutes.remove(
            session, meeting.clerk, minutes.resolutions(session, meeting.conference)[0].key, HELD
        ),
    )
    assert not stale()
    for change in changes:
        change()
        assert stale()
        if not minutes.gaps(session, meeting.conference):
            composed(meeting)
            assert not stale()


def test_second_circular_takes_only_what_has_not_gone_out(session: Session) -> None:
    meeting = written(held(session))
    first = decided(meeting)
    sent = circulated(meeting)
    second = decided(meeting)
    again = composed(meeting)
    assert again.key != sent.key
    assert (first.general_id, second.general_id) == (sent.key, again.key)


def test_publishing_is_refused_with_its_reason(session: Session) -> None:
    meeting = planned(session)
    key = meeting.conference.key
    with pytest.raises(NotInvited):
        published(meeting)
    meeting.invited()
    for other in (meeting.people["aachen"], someone(session, role=Role.CONTACT_OFFICE)):
        with pytest.raises(NotAllowed):
            minutes.publish_agenda(session, other, key, halves(), NOW)
        with pytest.raises(NotAllowed):
            minutes.circulate(session, other, key, halves(), HELD)
    with pytest.raises(BadValue):
        published(meeting, "x" * 12_001)
    for item in session.exec(select(AgendaItem).where(AgendaItem.conference_id == key)):
        session.delete(item)
    session.flush()
    with pytest.raises(NoAgenda):
        published(meeting)


def test_minutes_that_are_not_ready_are_not_circulated(session: Session) -> None:
    meeting = held(session)
    key = meeting.conference.key
    with pytest.raises(NotBegun):
        minutes.circulate(session, meeting.clerk, key, halves(), BEFORE_START)
    minutes.write(session, meeting.clerk, key, DE, "Text", HELD)
    with pytest.raises(MinutesUnready) as refused:
        composed(meeting)
    assert refused.value.gaps == (Gap(Language.ZH, "missing"),)
    assert session.exec(select(GeneralCircular)).all() == []


def test_draft_that_waited_for_its_time_is_a_draft_again(session: Session) -> None:
    meeting = written(held(session))
    waiting = composed(meeting)
    sending.schedule(session, meeting.clerk, waiting.key, HELD + timedelta(days=1), HELD)
    again = composed(meeting, "Neues")
    assert (again.key, again.state, again.send_at) == (waiting.key, GeneralState.DRAFT, None)
