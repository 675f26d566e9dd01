"""The two halves of the minutes: who may write them, when, and how they keep together."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance import minutes
from alliance.conference import inviting
from alliance.conference.refusals import NotInvited, UnknownConference
from alliance.minutes.refusals import NotBegun
from alliance.pair import Gap, NothingWritten
from alliance.refusal import BadValue, NotAllowed
from storage.conference import ConferenceState
from storage.language import Language
from storage.person import Person, Role
from tests.alliance.conference.meeting import BEFORE_START, START, Meeting, planned, redrawn
from tests.alliance.minutes.session import HELD, TEXTS, held, written
from tests.alliance.people import NOW, someone

DE, ZH = Language.DE, Language.ZH


def stale(meeting: Meeting) -> dict[Language, bool]:
    halves = minutes.texts(meeting.session, meeting.conference)
    return {language: half.stale for language, half in halves.items()}


def write(meeting: Meeting, language: Language, text: str, person: Person | None = None) -> None:
    by = person or meeting.clerk
    minutes.write(meeting.session, by, meeting.conference.key, language, text, HELD)


def test_changing_one_half_makes_the_other_stale(session: Session) -> None:
    meeting = written(held(session))
    assert stale(meeting) == {DE: False, ZH: False}
    write(meeting, DE, "Neu.")
    assert stale(meeting) == {DE: False, ZH: True}
    assert minutes.gaps(session, meeting.conference) == [Gap(ZH, "stale")]
    # A half that is stale was not right before: the other one stays right.
    write(meeting, ZH, "新。")
    assert stale(meeting) == {DE: False, ZH: False}
    write(meeting, ZH, " 新。 ")
    assert stale(meeting) == {DE: False, ZH: False}


def test_stale_half_is_checked_and_right_again(session: Session) -> None:
    meeting = written(held(session))
    key, office = meeting.conference.key, someone(session, role=Role.CONTACT_OFFICE)
    write(meeting, ZH, "新。", office)
    assert stale(meeting) == {DE: True, ZH: False}
    for _ in range(2):
        half = minutes.confirm_half(session, office, key, DE, HELD)
        assert (half.text, half.stale) == (TEXTS[DE], False)
    assert minutes.gaps(session, meeting.conference) == []


def test_half_that_is_not_there_is_missing(session: Session) -> None:
    meeting = held(session)
    write(meeting, ZH, "会议")
    assert minutes.gaps(session, meeting.conference) == [Gap(DE, "missing")]
    with pytest.raises(NothingWritten):
        minutes.confirm_half(session, meeting.clerk, meeting.conference.key, DE, HELD)


def test_writing_names_the_writer_and_redraws(session: Session) -> None:
    meeting = held(session)
    office = someone(session, role=Role.CONTACT_OFFICE)
    key = meeting.conference.key
    with redrawn(session, f"minutes:{key}", f"conference:{key}", "minutes:0") as drawn:
        write(meeting, DE, "  Text\r\nzwei  ", office)
    half = minutes.texts(session, meeting.conference)[DE]
    assert (half.text, half.written_by, half.written_at) == ("Text\nzwei", office.key, HELD)
    assert drawn == {f"minutes:{key}": True, f"conference:{key}": True, "minutes:0": False}


def test_minutes_are_written_from_the_beginning_on(session: Session) -> None:
    meeting = held(session)
    key = meeting.conference.key
    with pytest.raises(NotBegun) as refused:
        minutes.write(session, meeting.clerk, key, DE, "Text", BEFORE_START)
    assert refused.value.at == START
    assert minutes.write(session, meeting.clerk, key, DE, "Text", START).text == "Text"


def test_writing_is_refused_with_its_reason(session: Session) -> None:
    meeting = held(session)
    for other in (meeting.people["aachen"], someone(session, role=Role.ADVISORY)):
        with pytest.raises(NotAllowed):
            write(meeting, DE, "Text", other)
    for text, reason in (("", "empty"), ("x" * 9001, "too-long"), ("a\x00", "control")):
        with pytest.raises(BadValue) as refused:
            write(meeting, DE, text)
        assert (refused.value.field, refused.value.reason) == ("text", reason)
    with pytest.raises(UnknownConference):
        minutes.write(session, meeting.clerk, meeting.conference.key + 1, DE, "Text", HELD)
    assert minutes.texts(session, meeting.conference) == {}


def test_there_are_no_minutes_of_what_did_not_take_place(session: Session) -> None:
    draft = planned(session)
    with pytest.raises(NotInvited) as refused:
        write(draft, DE, "Text")
    assert refused.value.state is ConferenceState.DRAFT
    draft.invited()
    later = NOW + timedelta(hours=1)
    inviting.cancel(session, draft.clerk, draft.conference.key, "Sturm", later)
    with pytest.raises(NotInvited) as refused:
        write(draft, DE, "Text")
    assert refused.value.state is ConferenceState.CANCELLED


def test_same_words_sent_again_say_that_a_stale_half_is_right(session: Session) -> None:
    meeting = written(held(session))
    write(meeting, ZH, "新。")
    write(meeting, DE, TEXTS[DE])
    assert stale(meeting) == {DE: False, ZH: False}
