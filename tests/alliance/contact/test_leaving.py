"""Leaving: what ends with it, and what coming back finds."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from alliance import contact, invitation, mandate
from alliance.refusal import InvitationRevoked, LastSecretary, NotActive, UnknownPerson
from storage.dialog import Dialog
from storage.mandate import Mandate
from storage.person import Channel, Presence, Role
from tests.alliance.contact.joining import LATER, LI, join, link
from tests.alliance.people import NOW, queued, seat, secretary, someone


def test_who_comes_back_to_the_same_city_keeps_their_row(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session, responsible=True)).person
    contact.remove_contact(session, person, person.key, LATER)
    assert (person.presence, person.responsible, person.ended_at) == (
        Presence.ENDED,
        False,
        LATER,
    )
    person.channel = Channel.BLOCKED

    again = join(session, link(session), other={"name": "Li Xiaomin"}).person

    assert again is person
    assert (person.presence, person.ended_at, person.name, person.channel) == (
        Presence.ACTIVE,
        None,
        "Li Xiaomin",
        Channel.OPEN,
    )


def test_who_comes_back_for_another_city_gets_a_new_row(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person = join(session, link(session)).person
    contact.remove_contact(session, person, person.key, LATER)

    again = join(session, link(session, "koeln")).person

    assert (again.telegram_id, again.city_code) == (LI, "koeln")
    assert (person.telegram_id, person.city_code, person.presence) == (
        None,
        "aachen",
        Presence.ENDED,
    )


def test_removed_contact_leaves_nothing_open(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, anna = secretary(session), someone(session, "aachen", responsible=True)
    bert = someone(session, "koeln")
    session.add(Mandate(city_code="aachen", holder_id=anna.key, since=NOW))
    session.add(Mandate(city_code="koeln", holder_id=bert.key, since=NOW))
    session.flush()
    mandate.lend(session, desk, "koeln", anna, NOW + timedelta(days=9), NOW)
    token = invitation.invite(session, role=Role.CONTACT, city_code="aachen", by=anna, now=NOW)
    session.add(
        Dialog(telegram_id=anna.telegram_id or 0, form="invite", step="name", touched_at=NOW)
    )
    before = len(queued(session))

    contact.remove_contact(session, desk, anna.key, LATER)

    assert anna.presence is Presence.ENDED
    assert mandate.open_mandate(session, "aachen") is None
    assert mandate.holder(session, "koeln", LATER) == bert
    assert session.exec(select(Dialog)).all() == []
    with pytest.raises(InvitationRevoked):
        invitation.find(session, token, LATER)
    assert queued(session)[before:] == [
        ("mandate-ended", anna.key),
        ("mandate-returned", anna.key),
        ("mandate-returned", bert.key),
        ("contact-removed", anna.key),
    ]


def test_secretariat_hears_of_a_mandate_that_ends_with_its_holder(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")
    session.add(Mandate(city_code="aachen", holder_id=anna.key, since=NOW))

    contact.remove_contact(session, anna, anna.key, LATER)

    assert queued(session) == [("mandate-ended", desk.key)]


def test_nobody_is_removed_twice(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")
    contact.remove_contact(session, desk, anna.key, LATER)

    with pytest.raises(NotActive) as caught:
        contact.remove_contact(session, desk, anna.key, LATER)
    assert caught.value == NotActive(anna.key, Presence.ENDED)
    with pytest.raises(UnknownPerson):
        contact.remove_contact(session, desk, anna.key + 100, LATER)


def test_last_secretary_stays(session: Session) -> None:
    desk, other = secretary(session), secretary(session)
    contact.remove_contact(session, desk, other.key, LATER)

    with pytest.raises(LastSecretary):
        contact.remove_contact(session, desk, desk.key, LATER)
    assert desk.presence is Presence.ACTIVE
