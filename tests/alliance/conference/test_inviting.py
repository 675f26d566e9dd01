"""Inviting: who is asked, what is frozen and recorded, and cancelling."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from alliance import proof, record
from alliance.circular.audience import Reach
from alliance.conference import asking, draft, inviting
from alliance.conference.refusals import (
    NobodyInvited,
    NotDraft,
    NotInvited,
    Over,
    UnknownConference,
    Unready,
)
from alliance.refusal import BadValue, NotAllowed
from storage.city import Standing
from storage.conference import Conference, ConferenceState
from storage.delivery import Delivery, Lane
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Presence, Role
from storage.record import Commitment
from tests.alliance.conference.meeting import (
    DEADLINE,
    END,
    ENDS,
    LATER,
    START,
    STARTS,
    Meeting,
    complete,
    planned,
    recorded,
    redrawn,
)
from tests.alliance.people import NOW, queued, seat, secretary, someone

CITIES = ["foshan", "wuxi", "aachen", "bonn"]


def further(meeting: Meeting, starts: str, *, invited: bool = True) -> Conference:
    """Return one more conference, of three hours."""
    ends = starts.replace("T09", "T12")
    conference = complete(meeting.session, meeting.clerk, starts=starts, ends=ends)
    if not invited:
        return conference
    return inviting.invite(meeting.session, meeting.clerk, conference.key, NOW).conference


def test_members_and_observers_are_invited(session: Session) -> None:
    meeting = planned(session)
    for standing in (Standing.CANDIDATE, Standing.ACCEPTED, Standing.FORMER):
        someone(session, seat(session, standing, standing=standing).code)
    colleague = someone(session, "bonn")
    someone(session, "bonn", presence=Presence.WAITING)
    someone(session, role=Role.ADVISORY)
    done = inviting.invite(session, meeting.clerk, meeting.conference.key, NOW)

    conference = done.conference
    assert [city.code for city in done.cities] == CITIES
    assert [city.code for city in asking.invited(session, conference)] == CITIES
    people = [meeting.people[code].key for code in CITIES] + [colleague.key]
    assert queued(session) == [("invitation", key) for key in people]
    assert (done.people, done.unreachable) == (5, ())
    assert (conference.state, conference.invited_at, conference.sequence) == (
        ConferenceState.INVITED,
        NOW,
        0,
    )


def test_invitation_goes_with_the_circulars_and_names_the_conference(session: Session) -> None:
    conference = planned(session).invited()
    rows = session.exec(select(Delivery)).all()
    assert {(row.subject, row.lane) for row in rows} == {(conference.subject, Lane.CIRCULAR)}
    assert [row.params for row in rows] == [{"conference": conference.key}] * 4


def test_whoever_is_there_for_several_cities_is_invited_once(session: Session) -> None:
    meeting = planned(session)
    holder = meeting.people["foshan"].key
    session.add_all(
        Mandate(city_code=code, holder_id=holder, since=NOW) for code in ("foshan", "aachen")
    )
    meeting.invited()
    assert sorted(key for _, key in queued(session)) == sorted(
        person.key for person in meeting.people.values()
    )


def test_cities_nobody_of_can_be_reached_are_named(session: Session) -> None:
    meeting = planned(session)
    meeting.people["bonn"].channel = Channel.BLOCKED
    meeting.people["wuxi"].presence = Presence.ENDED
    session.flush()
    before = inviting.reach(session, NOW)
    done = inviting.invite(session, meeting.clerk, meeting.conference.key, NOW)

    unreachable = [meeting.cities["wuxi"], meeting.cities["bonn"]]
    assert before == Reach(done.cities, 3, unreachable)
    # A blocked chat may be opened again until it is sent.
    assert (done.people, done.unreachable) == (3, tuple(unreachable))


def test_invitation_stands_in_the_record(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    checksum = record.checksum(asking.content(session, conference))
    assert recorded(session, "conference-invited") == [
        {
            "conference": conference.key,
            "by": meeting.clerk.key,
            "cities": CITIES,
            "kind": "conference",
            "sequence": 0,
            "zone": "Europe/Berlin",
            "host": "aachen",
            "starts": [STARTS, START.isoformat()],
            "ends": [ENDS, END.isoformat()],
            "deadline": DEADLINE.isoformat(),
            "sum": checksum,
        }
    ]
    assert proof.verify(session) is None


def test_city_that_joins_later_is_not_invited(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    seat(session, "celle")
    meeting.cities["bonn"].standing = Standing.FORMER
    assert [city.code for city in asking.invited(session, conference)] == CITIES


def test_unready_draft_invites_nobody(session: Session) -> None:
    meeting = planned(session)
    draft.write_title(session, meeting.clerk, meeting.conference.key, Language.DE, "Neu", NOW)
    with pytest.raises(Unready) as refused:
        meeting.invited()
    assert [(gap.what, gap.why) for gap in refused.value.gaps] == [("half", "stale")]
    with pytest.raises(Unready):
        meeting.invited(START)
    assert (queued(session), recorded(session, "conference-invited")) == ([], [])


def test_nobody_to_invite_is_refused(session: Session) -> None:
    meeting = planned(session)
    for person in meeting.people.values():
        person.presence = Presence.ENDED
    session.flush()
    with pytest.raises(NobodyInvited):
        meeting.invited()


def test_only_a_secretary_invites_and_only_once(session: Session) -> None:
    meeting = planned(session)
    key = meeting.conference.key
    office = someone(session, role=Role.CONTACT_OFFICE)
    with pytest.raises(NotAllowed):
        inviting.invite(session, office, key, NOW)
    with pytest.raises(UnknownConference):
        inviting.invite(session, meeting.clerk, key + 1, NOW)
    meeting.invited()
    with pytest.raises(NotDraft):
        inviting.invite(session, secretary(session), key, NOW)
    with pytest.raises(NotDraft):
        draft.set_deadline(session, meeting.clerk, key, None, NOW)


def test_inviting_draws_the_screens_again(session: Session) -> None:
    meeting = planned(session)
    subjects = [meeting.conference.subject, meeting.conference.city_subject("wuxi"), "other"]
    with redrawn(session, *subjects) as stale:
        meeting.invited()
    assert list(stale.values()) == [True, True, False]


# ---- cancelling


def test_cancelled_one_is_told_to_everybody_with_the_reason(session: Session) -> None:
    meeting = planned(session)
    meeting.invited()
    newcomer = someone(session, "bonn")
    with redrawn(session, meeting.conference.subject) as stale:
        done = inviting.cancel(session, meeting.clerk, meeting.conference.key, " Unwetter ", LATER)

    conference = done.conference
    assert (conference.state, conference.cancelled_at, conference.reason) == (
        ConferenceState.CANCELLED,
        LATER,
        "Unwetter",
    )
    told = [key for kind, key in queued(session) if kind == "conference-cancelled"]
    everybody = [*meeting.people.values(), newcomer]
    assert sorted(told) == sorted(person.key for person in everybody)
    assert (done.people, conference.sequence, stale) == (5, 1, {conference.subject: True})
    assert recorded(session, "conference-cancelled") == [
        {"conference": conference.key, "by": meeting.clerk.key, "sequence": 1}
    ]
    values = session.exec(select(Commitment.value).where(Commitment.value == "Unwetter"))
    assert values.all() == ["Unwetter"]


def test_cancelling_needs_a_reason_and_something_to_cancel(session: Session) -> None:
    meeting = planned(session)
    key = meeting.conference.key
    with pytest.raises(NotInvited) as early:
        inviting.cancel(session, meeting.clerk, key, "Grund", NOW)
    meeting.invited()
    with pytest.raises(BadValue):
        inviting.cancel(session, meeting.clerk, key, " ", NOW)
    with pytest.raises(NotAllowed):
        inviting.cancel(session, meeting.people["bonn"], key, "Grund", NOW)
    with pytest.raises(Over):
        inviting.cancel(session, meeting.clerk, key, "Grund", END)
    # While it runs it can still be broken off.
    inviting.cancel(session, meeting.clerk, key, "Grund", START)
    with pytest.raises(NotInvited) as late:
        inviting.cancel(session, meeting.clerk, key, "Grund", START)
    assert (early.value.state, late.value.state) == (
        ConferenceState.DRAFT,
        ConferenceState.CANCELLED,
    )


# ---- what is coming and past


def test_coming_and_past_ones_are_listed_by_their_time(session: Session) -> None:
    meeting = planned(session)
    first = meeting.invited()
    second = further(meeting, "2027-05-01T09:00")
    further(meeting, "2027-03-01T09:00", invited=False)
    off = further(meeting, "2027-04-01T09:00")
    inviting.cancel(session, meeting.clerk, off.key, "Entfällt", NOW)

    def listed(now: datetime) -> tuple[list[Conference], list[Conference]]:
        return asking.coming(session, now), asking.past(session, now)

    assert listed(END - timedelta(microseconds=1)) == ([first, second], [off])
    assert listed(END) == ([second], [off, first])
