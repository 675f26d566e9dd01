"""Claiming: what is to be sent is marked and drawn, and the rest is known not to be."""

from datetime import timedelta

from sqlmodel import Session, col, select

from bot import closing, parcel
from bot.drawing import Drawer
from storage.delivery import Delivery, DeliveryState, Lane
from storage.fact import Fact
from storage.language import Language
from storage.person import Channel
from storage.view import View
from tests.bot import letters
from tests.bot.rows import add_delivery, add_person
from tests.bot.stand import NOW


def claim(session: Session, *ids: int) -> list[parcel.Ready]:
    return parcel.claim(session, Drawer(letters), list(ids), NOW)


def state_of(session: Session, number: int) -> DeliveryState:
    session.expire_all()
    return session.get_one(Delivery, number).state


def follow(session: Session, subject: str) -> None:
    session.add(
        View(
            telegram_id=1,
            message_id=1 + len(session.exec(select(View)).all()),
            screen="progress",
            subject=subject,
            until=NOW + timedelta(days=1),
        )
    )
    session.flush()


def stale(session: Session) -> list[str]:
    session.expire_all()
    query = select(View.subject).where(View.stale == True).order_by(View.subject)  # noqa: E712
    return list(session.exec(query))


def test_claimed_deliveries_are_marked_and_drawn(session: Session) -> None:
    anna = add_person(session, 1, channel=Channel.BLOCKED)
    bo = add_person(session, 2, language=Language.ZH)
    first = add_delivery(session, anna, 4, subject="circular:1")
    second = add_delivery(session, bo, 5, lane=Lane.NOTICE)
    ready = {one.delivery_id: one for one in claim(session, second, first)}
    assert {number: one.sheet.text for number, one in ready.items()} == {first: "4", second: "5"}
    assert (ready[first].chat, ready[first].lane, ready[first].subject) == (
        1,
        Lane.CIRCULAR,
        "circular:1",
    )
    assert [ready[one].lost for one in (first, second)] == [True, False]
    assert [ready[one].commands for one in (first, second)] == [None, [("start", "zh_Hans")]]
    session.expire_all()
    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.state, row.attempts) for row in rows] == [(DeliveryState.SENDING, 1)] * 2


def test_what_others_have_or_settled_is_not_claimed(session: Session) -> None:
    anna = add_person(session, 1)
    numbers = [
        add_delivery(session, anna, state=state)
        for state in DeliveryState
        if state not in (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)
    ]
    assert (len(numbers), claim(session, *numbers)) == (6, [])


def test_letter_that_all_see_alike_is_drawn_once(session: Session) -> None:
    people = [add_person(session, chat) for chat in range(3)]
    numbers = [add_delivery(session, one, 7, kind="shared") for one in people]
    other = add_delivery(session, add_person(session, 3), 8, kind="shared")
    sheets = {one.delivery_id: one.sheet for one in claim(session, *numbers, other)}
    assert [sheets[number] is sheets[numbers[0]] for number in numbers] == [True] * 3
    assert [sheets[number].text for number in (numbers[0], other)] == ["7", "8"]


def test_letter_that_all_see_alike_speaks_to_each_as_they_read(session: Session) -> None:
    numbers = [
        add_delivery(session, add_person(session, 1), 7, kind="shared"),
        add_delivery(session, add_person(session, 2, language=Language.ZH), 7, kind="shared"),
        add_delivery(session, add_person(session, 3, zone="Asia/Shanghai"), 7, kind="shared"),
        add_delivery(session, add_person(session, 4), 7, kind="shared", repeat=True),
        add_delivery(session, add_person(session, 5), 7, kind="shared", subject="other"),
    ]
    ready = {one.delivery_id: one for one in claim(session, *numbers)}
    assert len({id(ready[number].sheet) for number in numbers}) == 5
    assert ready[numbers[3]].sheet.text == "again 7"
    assert [ready[number].language for number in numbers[:2]] == ["de", "zh_Hans"]


def test_paused_letter_is_held_and_a_pointless_one_dropped(session: Session) -> None:
    anna = add_person(session, 1)
    session.add(Fact(name="paused circular:1", value=""))
    held = add_delivery(session, anna, subject="circular:1")
    dropped = add_delivery(session, anna, kind="pointless")
    refused = add_delivery(session, add_person(session, None))
    assert claim(session, held, dropped, refused) == []
    assert [state_of(session, one) for one in (held, dropped, refused)] == [
        DeliveryState.HELD,
        DeliveryState.DROPPED,
        DeliveryState.REFUSED,
    ]
    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [row.settled_at for row in rows] == [None, NOW, NOW]
    assert [(row.attempts, row.error) for row in rows] == [(0, None), (0, None), (0, "no chat")]


def test_claim_of_nothing_that_is_sent_tells_the_progress(session: Session) -> None:
    anna = add_person(session, 1)
    follow(session, "delivery:circular:1")
    follow(session, "delivery:circular:2")
    claim(session, add_delivery(session, anna, subject="circular:2"))
    assert stale(session) == []
    claim(session, add_delivery(session, anna, kind="pointless", subject="circular:1"))
    assert stale(session) == ["delivery:circular:1"]


def test_followed_letter_has_its_view_before_it_is_sent(session: Session) -> None:
    number = add_delivery(session, add_person(session, 1), kind="shared")
    for _ in "12":  # the second time it is tried again
        claim(session, number)
        session.get_one(Delivery, number).state = DeliveryState.QUEUED
        session.flush()
    (view,) = session.exec(select(View)).all()
    place = closing.place_of_delivery(number)
    assert (view.telegram_id, view.message_id, view.screen) == (1, place, "letter")
