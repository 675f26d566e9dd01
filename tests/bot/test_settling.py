"""What became of deliveries is noted once, whatever it was."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import parcel, settling
from bot.drawing import Drawer
from bot.errors import Fate
from bot.settling import NotSent, Sent
from storage.delivery import Delivery, DeliveryState
from storage.person import Channel, Person
from storage.view import View
from tests.bot import letters
from tests.bot.rows import add_delivery, add_person
from tests.bot.stand import NOW


def ready(session: Session, chat: int = 1, **columns: Any) -> parcel.Ready:  # noqa: ANN401 - columns
    number = add_delivery(session, add_person(session, chat), **columns)
    (one,) = parcel.claim(session, Drawer(letters), [number], NOW)
    return one


def row(session: Session, one: parcel.Ready) -> Delivery:
    session.flush()
    session.expire_all()
    return session.get_one(Delivery, one.delivery_id)


def test_sent_deliveries_are_noted_with_what_was_sent(session: Session) -> None:
    first, second = ready(session, 1), ready(session, 2)
    states = settling.settle(session, [Sent(first, 41), Sent(second, 42)], NOW)
    assert states == [DeliveryState.SENT] * 2
    noted = row(session, second)
    assert (noted.state, noted.message_id, noted.settled_at) == (DeliveryState.SENT, 42, NOW)
    assert (noted.language, noted.checksum, noted.error) == ("de", second.checksum, None)


def test_outcome_that_was_noted_is_not_noted_again(session: Session) -> None:
    sent, blocked = ready(session, 1), ready(session, 2)
    settling.settle(session, [Sent(sent, 41), NotSent(blocked, Fate.BLOCKED, "no")], NOW)
    later = NOW + timedelta(minutes=1)
    states = settling.settle(
        session, [Sent(sent, 41), NotSent(blocked, Fate.BLOCKED, "no")], later
    )
    assert states == [DeliveryState.SENT, DeliveryState.REFUSED]
    assert [row(session, one).settled_at for one in (sent, blocked)] == [NOW, NOW]


@pytest.mark.parametrize(
    ("fate", "state", "seconds", "attempts", "repeat"),
    [
        (Fate.WAIT, DeliveryState.QUEUED, 7, 0, False),
        (Fate.NOT_SENT, DeliveryState.QUEUED, 2, 1, False),
        (Fate.UNCERTAIN, DeliveryState.UNCERTAIN, 2, 1, True),
        (Fate.REFUSED, DeliveryState.FAILED, 0, 1, False),
        (Fate.BLOCKED, DeliveryState.REFUSED, 0, 1, False),
        (Fate.GONE, DeliveryState.REFUSED, 0, 1, False),
    ],
)
def test_hindrance_decides_what_comes_next(
    session: Session,
    fate: Fate,
    state: DeliveryState,
    seconds: int,
    attempts: int,
    repeat: bool,  # noqa: FBT001 - a column
) -> None:
    one = ready(session)
    assert settling.settle(session, [NotSent(one, fate, "why", 7)], NOW) == [state]
    noted = row(session, one)
    assert noted.not_before == NOW + timedelta(seconds=seconds)
    assert (noted.attempts, noted.repeat, noted.error) == (attempts, repeat, "why")


def test_pause_has_an_end_however_often_it_was_tried(session: Session) -> None:
    one = ready(session, attempts=5000)
    settling.settle(session, [NotSent(one, Fate.NOT_SENT, "no way")], NOW)
    assert row(session, one).not_before == NOW + timedelta(seconds=300)


def test_message_of_unknown_fate_is_given_up_at_last(session: Session) -> None:
    one = ready(session, attempts=settling.UNCERTAIN_TRIES - 1)
    assert settling.settle(session, [NotSent(one, Fate.UNCERTAIN, "why")], NOW) == [
        DeliveryState.FAILED
    ]


def test_way_to_a_person_is_found_again_by_a_message(session: Session) -> None:
    add_person(session, 9, channel=Channel.BLOCKED)
    person = session.exec(select(Person).where(Person.telegram_id == 9)).one()
    (one,) = parcel.claim(session, Drawer(letters), [add_delivery(session, person)], NOW)
    settling.settle(session, [Sent(one, 41)], NOW)
    session.flush()
    session.expire_all()
    assert session.get_one(Person, person.key).channel is Channel.OPEN


def test_outcomes_are_told_to_who_follows_their_subject(session: Session) -> None:
    for number, subject in enumerate(("delivery:circular:1", "delivery:circular:2"), 50):
        session.add(View(telegram_id=1, message_id=number, screen="s", subject=subject, until=NOW))
    one = ready(session, subject="circular:1")
    settling.settle(session, [NotSent(one, Fate.REFUSED, "why")], NOW)
    session.flush()
    session.expire_all()
    seen = session.exec(select(View.subject, View.stale).order_by(View.subject)).all()
    assert list(seen) == [("delivery:circular:1", True), ("delivery:circular:2", False)]


def test_followed_letter_gets_its_message(session: Session) -> None:
    one = ready(session, kind="shared")
    settling.settle(session, [Sent(one, 41)], NOW)
    session.flush()
    session.expire_all()
    (view,) = session.exec(select(View)).all()
    assert (view.telegram_id, view.message_id) == (1, 41)


def test_what_is_in_nobodys_hand_is_uncertain(session: Session) -> None:
    mine, lost = ready(session, 1), ready(session, 2)
    later = NOW + timedelta(minutes=1)
    assert settling.recover(session, {mine.delivery_id}, later) == 1
    assert row(session, mine).state is DeliveryState.SENDING
    found = row(session, lost)
    assert (found.state, found.repeat, found.not_before) == (
        DeliveryState.UNCERTAIN,
        True,
        later,
    )
