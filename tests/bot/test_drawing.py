"""Drawing: what looks the same to many is drawn once, and kept for a moment."""

from datetime import datetime, timedelta
from itertools import count

from sqlmodel import Session, select

from bot import parcel
from bot.answers import following
from bot.drawing import KEPT, KEPT_FOR, Drawer
from storage.fact import Fact
from storage.view import View
from tests.bot import letters
from tests.bot.rows import add_delivery, add_person
from tests.bot.stand import NOW

CHATS = count(1)


def drawn(session: Session, drawer: Drawer, number: int, now: datetime = NOW) -> str:
    """Return how a new shared letter is drawn."""
    person = add_person(session, next(CHATS))
    delivery = add_delivery(session, person, number, kind="shared")
    (ready,) = parcel.claim(session, drawer, [delivery], now)
    return ready.sheet.text


def name(session: Session, value: str) -> None:
    session.merge(Fact(name="name", value=value))
    session.flush()


def test_letter_is_kept_for_a_moment_and_not_longer(session: Session) -> None:
    drawer = Drawer(letters)
    name(session, "a")
    assert drawn(session, drawer, 7) == "7a"
    name(session, "b")
    last = NOW + KEPT_FOR - timedelta(microseconds=1)
    assert [drawn(session, drawer, 7, now) for now in (NOW, last)] == ["7a", "7a"]
    assert drawn(session, drawer, 7, NOW + KEPT_FOR) == "7b"


def test_letter_is_drawn_anew_when_the_clock_was_set_back(session: Session) -> None:
    drawer = Drawer(letters)
    name(session, "a")
    drawn(session, drawer, 7)
    name(session, "b")
    assert drawn(session, drawer, 7, NOW - timedelta(hours=1)) == "7b"


def test_letter_that_does_not_say_what_it_looks_like_is_never_kept(session: Session) -> None:
    drawer = Drawer(letters)
    for value in ("a", "b"):
        name(session, value)
        delivery = add_delivery(session, add_person(session, ord(value)), 7)
        (ready,) = parcel.claim(session, drawer, [delivery], NOW)
        assert ready.sheet.text == f"7{value}"


def test_no_more_is_kept_than_fits(session: Session) -> None:
    drawer = Drawer(letters)
    name(session, "a")
    texts = [drawn(session, drawer, number) for number in range(KEPT + 1)]
    assert texts == [f"{number}a" for number in range(KEPT + 1)]
    name(session, "b")
    assert [drawn(session, drawer, number) for number in (0, KEPT)] == ["0b", f"{KEPT}a"]


def test_part_that_follows_nothing_follows_nothing_for_anybody(session: Session) -> None:
    people = [add_person(session, next(CHATS)) for _ in range(3)]
    parts = [add_delivery(session, one, 7, kind="part") for one in people]
    last = [add_delivery(session, one, 8, kind="shared") for one in people]
    ready = parcel.claim(session, Drawer(letters), [*parts, *last], NOW)
    follows = {one.delivery_id: one.follow for one in ready}
    assert [follows[number] for number in parts] == [None] * 3
    assert [follows[number] for number in last] == [following(letters.FOLLOW)] * 3
    assert session.exec(select(View.subject)).all() == ["letters"] * 3


def test_letter_that_was_overtaken_while_it_was_drawn_is_shared_with_nobody(
    session: Session,
) -> None:
    people = [add_person(session, next(CHATS)) for _ in range(3)]
    numbers = [add_delivery(session, one, 7, kind="overtaken") for one in people]
    ready = parcel.claim(session, Drawer(letters), numbers, NOW)
    assert [one.sheet.text for one in ready] == ["7"] * 3
    assert len({id(one.sheet) for one in ready}) == 3
