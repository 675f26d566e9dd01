"""Shared links: who waits, and who decides about them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from alliance import contact
from alliance.refusal import (
    AlreadyDecided,
    AlreadyRegistered,
    NotActive,
    NotAllowed,
    RefusedBefore,
)
from storage.delivery import Delivery
from storage.person import Person, Presence, Role
from tests.alliance.contact.joining import LATER, LI, join, link
from tests.alliance.people import NOW, queued, seat, secretary, someone


def test_shared_link_lets_people_wait_and_asks_who_decides(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    someone(session, "aachen")
    someone(session, "koeln", responsible=True)
    by = link(session, shared=True)

    first, second = join(session, by), join(session, by, LI + 1)

    assert [one.waiting for one in (first, second)] == [True, True]
    assert [one.person.presence for one in (first, second)] == [Presence.WAITING] * 2
    assert by.used_at is None
    told = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.params["person"]) for row in told] == [
        ("contact-waiting", person.key, one.person.key)
        for one in (first, second)
        for person in (desk, chief)
    ]


@pytest.mark.parametrize("who", ["secretary", "responsible"])
def test_who_waits_is_approved(session: Session, who: str) -> None:
    seat(session, "aachen")
    actors = {
        "secretary": secretary(session),
        "responsible": someone(session, "aachen", responsible=True),
    }
    waiting = join(session, link(session, shared=True)).person
    before = len(queued(session))

    contact.approve(session, actors[who], waiting.key, LATER)

    assert waiting.presence is Presence.ACTIVE
    other = next(person for name, person in actors.items() if name != who)
    assert queued(session)[before:] == [
        ("contact-approved", waiting.key),
        ("newcomer", other.key),
    ]


def test_who_is_refused_is_told_and_the_shared_link_helps_no_more(session: Session) -> None:
    seat(session, "aachen")
    desk = secretary(session)
    shared = link(session, shared=True)
    waiting = join(session, shared).person

    contact.refuse(session, desk, waiting.key, LATER)

    assert waiting.presence is Presence.REFUSED
    assert queued(session)[-1] == ("contact-refused", waiting.key)
    with pytest.raises(RefusedBefore) as caught:
        join(session, shared)
    assert caught.value == RefusedBefore("aachen")
    again = join(session, link(session))
    assert (again.person, again.waiting) == (waiting, False)


def test_second_decision_finds_the_first(session: Session) -> None:
    seat(session, "aachen")
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    waiting = join(session, link(session, shared=True)).person
    contact.approve(session, desk, waiting.key, LATER)

    with pytest.raises(AlreadyDecided) as caught:
        contact.refuse(session, chief, waiting.key, LATER)
    assert caught.value == AlreadyDecided(waiting.key, Presence.ACTIVE)
    assert waiting.presence is Presence.ACTIVE


@pytest.mark.parametrize("act", [contact.approve, contact.refuse, contact.remove_contact])
@pytest.mark.parametrize("who", ["colleague", "other city", "office", "waiting", "left"])
def test_nobody_else_decides_about_people(
    session: Session, act: Callable[[Session, Person, int, datetime], Person], who: str
) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    actor = {
        "colleague": lambda: someone(session, "aachen"),
        "other city": lambda: someone(session, "koeln", responsible=True),
        "office": lambda: someone(session, role=Role.CONTACT_OFFICE),
        "waiting": lambda: someone(session, "aachen", responsible=True, presence=Presence.WAITING),
        "left": lambda: someone(session, "aachen", responsible=True, presence=Presence.ENDED),
    }[who]()
    waiting = someone(session, "aachen", presence=Presence.WAITING)

    with pytest.raises(NotActive if who in ("waiting", "left") else NotAllowed):
        act(session, actor, waiting.key, NOW)
    assert waiting.presence is Presence.WAITING
    assert queued(session) == []


def test_who_waits_already_is_told_so(session: Session) -> None:
    seat(session, "aachen")
    shared = link(session, shared=True)
    person = join(session, shared).person

    with pytest.raises(AlreadyRegistered) as caught:
        join(session, shared)
    assert caught.value == AlreadyRegistered(person.key, Role.CONTACT, "aachen", waiting=True)


def test_managed_people_are_the_waiting_ones_first(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    anna = someone(session, "aachen")
    foreign = someone(session, "koeln", presence=Presence.WAITING)
    waiting = someone(session, "aachen", presence=Presence.WAITING)
    someone(session, "aachen", presence=Presence.ENDED)

    assert contact.managed_by(session, chief) == [waiting, chief, anna]
    assert {one.key for one in contact.managed_by(session, desk)} == {
        one.key for one in (desk, chief, anna, foreign, waiting)
    }
    assert contact.managed_by(session, anna) == []
