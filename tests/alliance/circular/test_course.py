"""A circular under way: paused, resumed, stopped, tried again; nothing settled is touched."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from alliance import notice
from alliance.circular import draft, sending
from alliance.circular.refusals import NothingFailed, NothingWaiting, NotOut, UnknownCircular
from alliance.refusal import NotAllowed
from storage.circular import GeneralCircular, GeneralState
from storage.delivery import Delivery, DeliveryState
from storage.person import Person
from storage.record import Commitment, Record
from storage.view import View
from tests.alliance.accession.world import LATER
from tests.alliance.circular.writing import deliveries, drafted, inhabited, sent
from tests.alliance.people import NOW, secretary, someone

ACTS = (sending.pause, sending.resume, sending.stop, sending.try_again)
STATES = st.lists(
    st.sampled_from([state for state in DeliveryState if state is not DeliveryState.HELD]),
    min_size=1,
    max_size=7,
)
HYPOTHESIS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


def under_way(
    session: Session, clerk: Person, states: list[DeliveryState]
) -> tuple[GeneralCircular, list[Delivery]]:
    """Return a circular whose messages are in these states, one person each."""
    city = inhabited(session, "aachen")
    for _ in states[1:]:
        someone(session, city)
    general = sent(session, clerk, city).general
    messages = deliveries(session, general)
    for message, state in zip(messages, states, strict=True):
        message.state = state
        message.attempts = 3
        message.repeat = state is DeliveryState.UNCERTAIN
        message.error = "before" if state is not DeliveryState.QUEUED else None
    session.flush()
    return general, messages


def states_of(session: Session, general: GeneralCircular) -> list[DeliveryState]:
    return [message.state for message in deliveries(session, general)]


@HYPOTHESIS
@given(STATES)
def test_pause_holds_what_waits_and_resume_lets_it_go_as_it_was(
    session: Session, states: list[DeliveryState]
) -> None:
    waiting = [s for s in states if s in (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)]
    under = [*waiting, *(s for s in states if s is DeliveryState.SENDING)]
    with session.begin_nested() as savepoint:
        clerk = secretary(session)
        general, _ = under_way(session, clerk, states)
        if not under:
            with pytest.raises(NothingWaiting):
                sending.pause(session, clerk, general.key, NOW)
            savepoint.rollback()
            return
        held = sending.pause(session, clerk, general.key, NOW)
        paused = states_of(session, general), general.state
        freed = sending.resume(session, clerk, general.key, NOW)
        resumed = states_of(session, general), general.state
        savepoint.rollback()
    expected = [DeliveryState.HELD if state in waiting else state for state in states]
    assert (held, freed) == (len(waiting), len(waiting))
    assert (paused, resumed) == ((expected, GeneralState.PAUSED), (states, GeneralState.SENT))


@HYPOTHESIS
@given(states=STATES, paused=st.booleans())
def test_stop_drops_what_waits_or_is_held_for_good(
    session: Session, states: list[DeliveryState], *, paused: bool
) -> None:
    waiting = [s for s in states if s in (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)]
    with session.begin_nested() as savepoint:
        clerk = secretary(session)
        general, _ = under_way(session, clerk, [DeliveryState.SENDING, *states])
        if paused:
            sending.pause(session, clerk, general.key, NOW)
        dropped = sending.stop(session, clerk, general.key, LATER)
        found = [(one.state, one.error) for one in deliveries(session, general)][1:]
        settled = {one.settled_at for one in deliveries(session, general)}
        state = general.state
        savepoint.rollback()
    expected = [
        (DeliveryState.DROPPED, "stopped")
        if state in waiting
        else (state, "before" if state is not DeliveryState.QUEUED else None)
        for state in states
    ]
    assert (dropped, found, state) == (len(waiting), expected, GeneralState.STOPPED)
    assert settled - {None} == ({LATER} if waiting else set())


@HYPOTHESIS
@given(STATES)
def test_try_again_queues_what_failed_and_nothing_else(
    session: Session, states: list[DeliveryState]
) -> None:
    failed = [s for s in states if s in (DeliveryState.FAILED, DeliveryState.REFUSED)]
    with session.begin_nested() as savepoint:
        clerk = secretary(session)
        general, _ = under_way(session, clerk, states)
        if not failed:
            with pytest.raises(NothingFailed):
                sending.try_again(session, clerk, general.key, LATER)
            savepoint.rollback()
            return
        again = sending.try_again(session, clerk, general.key, LATER)
        found = [
            (one.state, one.attempts, one.error, one.not_before)
            for one, state in zip(deliveries(session, general), states, strict=True)
            if state in failed
        ]
        others = [
            state
            for state, before in zip(states_of(session, general), states, strict=True)
            if before not in failed
        ]
        savepoint.rollback()
    assert (again, others) == (len(failed), [s for s in states if s not in failed])
    assert found == [(DeliveryState.QUEUED, 0, None, LATER)] * len(failed)


def test_one_that_may_have_arrived_says_so_when_it_is_tried_again(session: Session) -> None:
    clerk = secretary(session)
    general, (message,) = under_way(session, clerk, [DeliveryState.FAILED])
    message.repeat = True
    sending.try_again(session, clerk, general.key, NOW)
    assert states_of(session, general) == [DeliveryState.UNCERTAIN]


def test_other_messages_are_left_alone(session: Session) -> None:
    clerk = secretary(session)
    general, _ = under_way(session, clerk, [DeliveryState.QUEUED])
    other = sent(session, clerk, "aachen").general
    notice.notify(session, "circular-test", [clerk], subject=general.subject, now=NOW)
    sending.pause(session, clerk, general.key, NOW)
    sending.stop(session, clerk, general.key, NOW)

    rows = session.exec(select(Delivery).where(Delivery.kind == "circular-test")).all()
    assert [one.state for one in rows] == [DeliveryState.QUEUED]
    assert states_of(session, other) == [DeliveryState.QUEUED]


def test_each_step_leads_from_its_states_only(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    refused = []
    for state in GeneralState:
        general = sent(session, clerk, city).general
        failed = someone(session, city)
        session.add(
            Delivery(
                kind="circular",
                person_id=failed.key,
                subject=general.subject,
                state=DeliveryState.FAILED,
                not_before=NOW,
                queued_at=NOW,
            )
        )
        for act in ACTS:
            general.state = state
            try:
                act(session, clerk, general.key, NOW)
            except NotOut as refusal:
                refused.append((act.__name__, refusal.state))
    allowed = {
        "pause": [GeneralState.SENT],
        "resume": [GeneralState.PAUSED],
        "stop": [GeneralState.SENT, GeneralState.PAUSED],
        "try_again": [GeneralState.SENT],
    }
    assert refused == [
        (act.__name__, state)
        for state in GeneralState
        for act in ACTS
        if state not in allowed[act.__name__]
    ]


@pytest.mark.parametrize("act", ACTS)
def test_course_is_the_secretariat_s_alone(
    session: Session, act: Callable[[Session, Person, int, datetime], int]
) -> None:
    clerk = secretary(session)
    general = sent(session, clerk, inhabited(session, "aachen")).general
    with pytest.raises(NotAllowed):
        act(session, someone(session, "aachen"), general.key, NOW)
    with pytest.raises(UnknownCircular):
        act(session, clerk, general.key + 1, NOW)


def test_screens_are_drawn_again_and_say_who_paused(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general, _ = under_way(session, clerk, [DeliveryState.QUEUED])
    for number, subject in enumerate((general.subject, f"delivery:{general.subject}")):
        until = NOW + timedelta(days=1)
        session.add(
            View(telegram_id=number, message_id=1, screen="x", subject=subject, until=until)
        )
    sending.pause(session, colleague, general.key, LATER)
    assert [view.stale for view in session.exec(select(View))] == [True, True]
    assert (general.editor_id, general.edited_at) == (colleague.key, LATER)


def test_record_keeps_who_steered_and_how_many_messages_had_arrived(session: Session) -> None:
    clerk = secretary(session)
    states = [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENDING]
    general, messages = under_way(session, clerk, [*states, *[DeliveryState.QUEUED] * 3])
    sending.pause(session, clerk, general.key, NOW)
    messages[3].state = DeliveryState.SENT
    sending.resume(session, clerk, general.key, NOW)
    messages[4].state = DeliveryState.SENT
    sending.stop(session, clerk, general.key, LATER)

    entries = session.exec(select(Record).order_by(col(Record.seq)).offset(1)).all()
    bodies = [json.loads(entry.body) for entry in entries]
    kept = {secret.value for secret in session.exec(select(Commitment)).all()}
    assert [(entry.kind, entry.subject, entry.at[:19]) for entry in entries] == [
        ("circular-paused", general.subject, "2026-11-24T13:05:31"),
        ("circular-resumed", general.subject, "2026-11-24T13:05:31"),
        ("circular-stopped", general.subject, LATER.isoformat()[:19]),
    ]
    assert [len({body.pop("person")["c"], body.pop("function")["c"]}) for body in bodies] == [
        2
    ] * 3
    assert kept == {clerk.name, clerk.function}
    assert bodies == [
        {"general": general.key, "number": [2026, 1], "by": clerk.key, "sent": sent, "rest": rest}
        for sent, rest in ((2, 3), (3, 3), (4, 2))
    ]


def test_trying_again_leaves_no_entry_and_nobody_s_name(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general, _ = under_way(session, clerk, [DeliveryState.FAILED])
    sending.try_again(session, colleague, general.key, LATER)
    assert [entry.kind for entry in session.exec(select(Record))] == ["circular-sent"]
    assert (general.editor_id, general.edited_at) == (clerk.key, NOW)


def test_draft_has_no_course(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    with pytest.raises(NotOut) as refused:
        sending.correct(session, clerk, general.key, NOW)
    draft.discard(session, clerk, general.key, NOW)
    assert refused.value.state is GeneralState.DRAFT
