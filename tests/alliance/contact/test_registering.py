"""Registering: what an invitation makes of somebody, and who is not let in."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from alliance import invitation, mandate, record
from alliance.refusal import (
    AlreadyRegistered,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
)
from storage.city import Standing
from storage.delivery import Delivery
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person, Presence, Role
from storage.record import Commitment, Record
from tests.alliance.contact.joining import AGREED, LATER, LI, join, link
from tests.alliance.people import NOW, seat, secretary, someone


def test_personal_invitation_makes_somebody_active_at_once(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)

    registered = join(session, by)

    person = registered.person
    assert (registered.waiting, registered.mandate_received) == (False, False)
    assert (person.telegram_id, person.role, person.city_code, person.responsible) == (
        LI,
        Role.CONTACT,
        "aachen",
        False,
    )
    assert (person.name, person.function, person.email, person.language, person.zone) == (
        "李晓敏",
        "对外合作处副处长",
        "li@foshan.example.org",
        Language.ZH,
        "Asia/Shanghai",
    )
    assert (person.presence, person.privacy_version, person.privacy_at, person.registered_at) == (
        Presence.ACTIVE,
        "2026-1",
        AGREED,
        LATER,
    )
    assert (by.used_at, person.invitation_id) == (LATER, by.id)


def test_personal_invitation_lets_one_person_in(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)
    join(session, by)

    with pytest.raises(InvitationUsed) as caught:
        join(session, by, LI + 1)
    assert caught.value == InvitationUsed(LATER)
    assert len(session.exec(select(Person)).all()) == 1


def test_invitation_that_ran_out_or_was_taken_back_meanwhile_is_refused(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)
    with pytest.raises(InvitationExpired):
        join(session, by, now=NOW + timedelta(days=14))
    assert by.id is not None
    invitation.revoke(session, secretary(session), by.id, NOW)
    with pytest.raises(InvitationRevoked):
        join(session, by)


def test_responsible_person_of_a_member_city_receives_a_free_mandate(session: Session) -> None:
    seat(session, "aachen")
    desk = secretary(session)
    by = link(session, responsible=True)

    registered = join(session, by)

    person = registered.person
    assert (registered.mandate_received, person.responsible) == (True, True)
    assert mandate.holder(session, "aachen", LATER) == person
    told = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.params) for row in told] == [
        (
            "mandate-received",
            desk.key,
            {"city": "aachen", "person": person.key, "invitation": by.id},
        ),
        ("newcomer", desk.key, {"person": person.key}),
    ]
    assert [(one.kind, one.subject) for one in session.exec(select(Record))] == [
        ("mandate", "city:aachen"),
        ("person", f"person:{person.key}"),
    ]


def test_mandate_that_somebody_holds_stays_there(session: Session) -> None:
    seat(session, "aachen")
    holder = someone(session, "aachen")
    session.add(Mandate(city_code="aachen", holder_id=holder.key, since=NOW))

    registered = join(session, link(session, responsible=True))

    assert registered.mandate_received is False
    assert mandate.holder(session, "aachen", LATER) == holder


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.MEMBER, Standing.FORMER}))
def test_city_without_a_members_seat_has_no_mandate(session: Session, standing: Standing) -> None:
    seat(session, "aachen", standing=standing)

    registered = join(session, link(session, responsible=True))

    assert registered.mandate_received is False
    assert session.exec(select(Mandate)).all() == []


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CONTACT_OFFICE, Role.ADVISORY])
def test_people_of_the_alliance_register_without_a_city(session: Session, role: Role) -> None:
    registered = join(session, link(session, None, role=role))

    assert (registered.person.role, registered.person.city_code) == (role, None)
    assert registered.person.presence is Presence.ACTIVE


def test_registered_account_is_not_registered_twice(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person = join(session, link(session)).person
    refused = AlreadyRegistered(person.key, Role.CONTACT, "aachen", waiting=False)

    for by in (
        link(session),
        link(session, "koeln"),
        link(session, shared=True),
        link(session, None, role=Role.SECRETARIAT),
    ):
        with pytest.raises(AlreadyRegistered) as caught:
            join(session, by)
        assert caught.value == refused
        assert by.used_at is None


def test_contact_person_becomes_responsible_by_a_second_invitation(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session)).person

    registered = join(session, link(session, responsible=True))

    assert (registered.person, registered.mandate_received) == (person, True)
    assert person.responsible is True


def test_registration_stands_in_the_record_without_personal_data(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)
    person = join(session, by).person

    entry = session.exec(select(Record)).one()
    body = json.loads(entry.body)
    promises = {name: value["c"] for name, value in body.items() if isinstance(value, dict)}
    assert {name: value for name, value in body.items() if name not in promises} == {
        "what": "registered",
        "whom": person.key,
        "role": "contact",
        "city": "aachen",
        "responsible": False,
        "presence": "active",
        "invitation": by.id,
        "privacy": ["2026-1", record.stamp(AGREED)],
        "new": True,
    }
    kept = session.exec(select(Commitment).where(Commitment.seq == entry.seq))
    assert {one.digest: (one.value, one.person_id) for one in kept} == {
        promises["person"]: (person.name, person.key),
        promises["function"]: (person.function, person.key),
        promises["account"]: (str(LI), person.key),
    }
