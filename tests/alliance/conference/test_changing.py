"""Changing a conference after inviting: everybody hears what it was and what it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from alliance import announcement, proof, record
from alliance.conference import asking, inviting, reminders
from alliance.conference.changing import ItemText
from alliance.conference.inviting import Changes, Told
from alliance.conference.refusals import (
    DeadlineAfterStart,
    MustBeAnnounced,
    NothingChanged,
    NotInvited,
    Over,
    TooManyItems,
    UnknownItem,
    Unready,
)
from alliance.refusal import BadValue, Nonexistent, NotAllowed, UnknownCity
from storage.accession import AccessionState
from storage.conference import AttendanceKind
from storage.delivery import Delivery, Lane
from storage.language import Language
from storage.person import Role
from tests.alliance.conference.meeting import (
    DEADLINE,
    END,
    ENDS,
    LATER,
    START,
    STARTS,
    VENUES,
    Meeting,
    planned,
    recorded,
    redrawn,
)
from tests.alliance.conference.seats import ended
from tests.alliance.people import NOW, someone

DE, ZH = Language.DE, Language.ZH
# After the clocks have changed in Germany.
MOVED, MOVED_END = "2027-04-14T09:00", "2027-04-15T16:30"


def told(session: Session) -> list[dict[str, Any]]:
    """Return the distinct parameters of what was told of changes, in order."""
    query = select(Delivery).where(Delivery.kind == "conference-changed")
    found: list[dict[str, Any]] = []
    for row in session.exec(query):
        assert row.lane == Lane.CIRCULAR
        if row.params not in found:
            found.append(row.params)
    return found


def change(meeting: Meeting, changes: Changes) -> Told:
    return inviting.change(meeting.session, meeting.clerk, meeting.conference.key, changes, LATER)


def move(meeting: Meeting, starts: str = MOVED, ends: str = MOVED_END) -> Told:
    return inviting.move(
        meeting.session, meeting.clerk, meeting.conference.key, starts, ends, LATER
    )


# ---- moving


def test_moved_one_is_told_with_both_times_and_keeps_its_answers(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    answered = meeting.answer("bonn", AttendanceKind.DECLINES).attendance
    with redrawn(session, conference.subject, conference.city_subject("bonn")) as stale:
        done = move(meeting)

    start, end = START + timedelta(days=28, hours=-1), END + timedelta(days=28, hours=-1)
    assert (conference.starts_at, conference.ends_at) == (start, end)
    assert told(session) == [
        {
            "conference": conference.key,
            "sequence": 1,
            "changes": {
                "starts": [[STARTS, START.isoformat()], [MOVED, start.isoformat()]],
                "ends": [[ENDS, END.isoformat()], [MOVED_END, end.isoformat()]],
            },
        }
    ]
    assert (done.people, conference.sequence, conference.changed_at) == (4, 1, LATER)
    assert answered.replaced_at is None
    assert list(stale.values()) == [True, True]
    [entry] = recorded(session, "conference-moved")
    assert (entry["changed"], entry["starts"], entry["sequence"]) == (
        ["ends", "starts"],
        [MOVED, start.isoformat()],
        1,
    )
    assert proof.verify(session) is None


def test_shortened_one_is_told_and_keeps_its_reminders(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    before = [row.model_dump() for row in reminders.rows(session, conference)]
    move(meeting, STARTS, f"{STARTS[:11]}18:00")

    session.expire_all()
    assert (conference.starts_at, conference.sequence) == (START, 1)
    assert [list(one["changes"]) for one in told(session)] == [["ends"]]
    assert before != []
    assert [row.model_dump() for row in reminders.rows(session, conference)] == before


def test_deadline_after_the_new_start_becomes_the_start(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    move(meeting)
    later = conference.deadline_at
    move(meeting, "2027-02-01T09:00", "2027-02-01T18:00")
    assert (later, conference.deadline_at) == (DEADLINE, conference.starts_at)
    assert told(session)[1]["changes"]["deadline"] == [
        DEADLINE.isoformat(),
        "2027-02-01T08:00:00+00:00",
    ]


def test_move_to_a_time_that_clocks_skip_is_refused(session: Session) -> None:
    meeting = planned(session)
    meeting.invited()
    with pytest.raises(Nonexistent):
        move(meeting, "2027-03-28T02:30", "2027-03-28T09:00")
    with pytest.raises(NothingChanged):
        move(meeting, STARTS, ENDS)
    assert told(session) == []


# ---- place, texts, deadline


def test_changed_venue_is_told_with_both(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    change(meeting, Changes(venue={DE: "Eurogress", ZH: "会议中心"}))

    halves = asking.texts(session, conference)
    assert {language: half.venue for language, half in halves.items()} == {
        DE: "Eurogress",
        ZH: "会议中心",
    }
    assert [half.stale for half in halves.values()] == [False, False]
    [params] = told(session)
    assert params["changes"] == {
        "venue": [
            {"de": VENUES[DE], "zh_Hans": VENUES[ZH]},
            {"de": "Eurogress", "zh_Hans": "会议中心"},
        ]
    }
    [entry] = recorded(session, "conference-changed")
    checksum = record.checksum(asking.content(session, conference))
    assert (entry["changed"], entry["sum"]) == (["venue"], checksum)


def test_change_of_many_things_is_told_once(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    deadline = DEADLINE - timedelta(days=1)
    done = change(
        meeting,
        Changes(host_code="foshan", title={DE: "Neu"}, deadline_at=deadline),
    )
    assert (conference.zone, conference.starts, conference.sequence) == (
        "Asia/Shanghai",
        STARTS,
        1,
    )
    assert conference.starts_at == START - timedelta(hours=7)
    assert [sorted(params["changes"]) for params in told(session)] == [
        ["deadline", "ends", "host", "starts", "title"]
    ]
    assert done.people == 4


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (Changes(), NothingChanged),
        (Changes(venue=VENUES), NothingChanged),
        (Changes(costs={DE: "Messe"}), Unready),
        (Changes(title={DE: " "}), BadValue),
        (Changes(host_code="nowhere"), UnknownCity),
        (Changes(deadline_at=LATER), BadValue),
        (Changes(deadline_at=START + timedelta(seconds=1)), DeadlineAfterStart),
        (Changes(agenda=[ItemText("A", "")]), Unready),
        (Changes(agenda=[ItemText("", " ")]), BadValue),
        (Changes(agenda=[ItemText("A", "题", None, 0)]), UnknownItem),
        (Changes(agenda=[ItemText("A", "题")] * 61), TooManyItems),
    ],
)
def test_change_that_cannot_be_made_is_refused(
    session: Session, changes: Changes, refusal: type[Exception]
) -> None:
    meeting = planned(session)
    meeting.invited()
    with pytest.raises(refusal):
        change(meeting, changes)
    assert (told(session), recorded(session, "conference-changed")) == ([], [])


# ---- agenda


def test_agenda_is_written_and_ordered_anew(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    [welcome] = asking.items(session, conference)
    change(meeting, Changes(agenda=[ItemText("Neu", "新", 15), kept(welcome.key)]))
    first = [(item.position, item.title_de) for item in asking.items(session, conference)]
    new = asking.items(session, conference)[0]
    change(meeting, Changes(agenda=[ItemText("Neu", "新", 20, new.key)]))

    assert first == [(1, "Neu"), (2, "Begrüßung")]
    assert [(one.key, one.minutes) for one in asking.items(session, conference)] == [(new.key, 20)]
    before = [{"de": "Begrüßung", "zh": "致辞", "minutes": 30, "accession": None}]
    added = [{"de": "Neu", "zh": "新", "minutes": 15, "accession": None}, *before]
    left = [{"de": "Neu", "zh": "新", "minutes": 20, "accession": None}]
    assert [params["changes"] for params in told(session)] == [
        {"agenda": [before, added]},
        {"agenda": [added, left]},
    ]


def kept(item_id: int) -> ItemText:
    return ItemText("Begrüßung", "致辞", 30, item_id)


def test_announcement_stays_on_the_agenda(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    accession = ended(session, "celle", AccessionState.ADMITTED)
    [item] = announcement.enter(session, LATER)
    [welcome, _] = asking.items(session, conference)
    with pytest.raises(MustBeAnnounced) as refused:
        change(meeting, Changes(agenda=[kept(welcome.key)]))
    assert refused.value.accession_id == accession.key
    change(meeting, Changes(agenda=[ItemText("", "", 5, item.key), kept(welcome.key)]))
    assert [one.key for one in asking.items(session, conference)] == [item.key, welcome.key]


# ---- who, and until when


def acts(meeting: Meeting) -> list[Callable[..., object]]:
    session, key = meeting.session, meeting.conference.key
    return [
        lambda by, now: inviting.change(session, by, key, Changes(title={DE: "Neu"}), now),
        lambda by, now: inviting.set_reminders(session, by, key, [1], [], now),
        lambda by, now: inviting.move(session, by, key, MOVED, MOVED_END, now),
    ]


def test_only_the_secretariat_changes_what_was_invited_to_and_has_not_begun(
    session: Session,
) -> None:
    meeting = planned(session)
    office = someone(session, role=Role.CONTACT_OFFICE)
    for act in acts(meeting):
        with pytest.raises(NotInvited):
            act(meeting.clerk, NOW)
    meeting.invited()
    for act in acts(meeting):
        with pytest.raises(NotAllowed):
            act(office, NOW)
        with pytest.raises(Over):
            act(meeting.clerk, START)
        act(meeting.clerk, START - timedelta(seconds=1))


def test_changed_reminders_are_told_to_nobody(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    inviting.set_reminders(session, meeting.clerk, conference.key, [14], [3, 1], LATER)
    assert (conference.days, conference.hours, conference.sequence) == ("14", "3,1", 0)
    assert told(session) == []
