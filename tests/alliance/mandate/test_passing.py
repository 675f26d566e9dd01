"""Giving, passing on and revoking a mandate."""

import pytest
from sqlmodel import Session, col, select

from alliance import mandate
from alliance.refusal import (
    AlreadyHolds,
    NoMandate,
    NotActive,
    NotAllowed,
    NotAMember,
    NotMandated,
    Refusal,
)
from storage.city import Standing
from storage.mandate import Mandate
from storage.person import Person, Presence, Role
from storage.record import Record
from tests.alliance.mandate.hands import HOUR, given
from tests.alliance.people import NOW, queued, seat, secretary, someone


def test_nobody_answers_for_a_city_without_mandate(session: Session) -> None:
    seat(session, "aachen")
    person = someone(session, "aachen", responsible=True)

    assert mandate.holder(session, "aachen", NOW) is None
    with pytest.raises(NotMandated) as caught:
        mandate.require_mandate(session, person, "aachen", NOW)
    assert caught.value == NotMandated("aachen", None)


def test_holder_passes_the_mandate_on_to_a_colleague(session: Session) -> None:
    seat(session, "aachen")
    desk, anna, bert = (
        secretary(session),
        someone(session, "aachen"),
        someone(session, "aachen"),
    )
    given(session, "aachen", anna)

    passed = mandate.pass_on(session, anna, "aachen", bert, NOW + HOUR)

    assert (passed.before, passed.to) == (anna, bert)
    charge = mandate.require_mandate(session, bert, "aachen", NOW + HOUR)
    assert (charge.person, charge.since, charge.deputy) == (bert, NOW + HOUR, False)
    with pytest.raises(NotMandated) as caught:
        mandate.require_mandate(session, anna, "aachen", NOW + HOUR)
    assert caught.value == NotMandated("aachen", bert.key)
    assert queued(session) == [("mandate-given", bert.key), ("mandate-passed", desk.key)]
    ended = session.exec(select(Mandate).order_by(col(Mandate.id))).all()
    assert [(row.holder_id, row.ended_at) for row in ended] == [
        (anna.key, NOW + HOUR),
        (bert.key, None),
    ]


def test_secretariat_gives_a_mandate_to_somebody_of_another_city(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, anna = secretary(session), someone(session, "koeln")
    given(session, "koeln", anna)

    mandate.pass_on(session, desk, "aachen", anna, NOW)

    held = mandate.mandates_of(session, anna, NOW)
    assert [row.city_code for row in held] == ["aachen", "koeln"]
    assert queued(session) == [("mandate-given", anna.key)]


def test_responsible_person_passes_on_but_gives_none_where_there_is_none(
    session: Session,
) -> None:
    seat(session, "aachen")
    chief, anna = someone(session, "aachen", responsible=True), someone(session, "aachen")
    with pytest.raises(NoMandate) as caught:
        mandate.pass_on(session, chief, "aachen", chief, NOW)
    assert caught.value == NoMandate("aachen")
    given(session, "aachen", anna)

    mandate.pass_on(session, chief, "aachen", chief, NOW)

    assert mandate.holder(session, "aachen", NOW) == chief
    assert queued(session) == [("mandate-passed", anna.key)]


def test_mandate_is_refused_to_who_cannot_have_it(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    seat(session, "bonn", standing=Standing.OBSERVER)
    desk, anna = secretary(session), someone(session, "aachen")
    given(session, "aachen", anna)
    left = someone(session, "aachen", presence=Presence.ENDED)
    office = someone(session, role=Role.CONTACT_OFFICE)
    foreign = someone(session, "koeln")

    def refused(actor: Person, code: str, to: Person) -> Refusal:
        with pytest.raises(Refusal) as caught:
            mandate.pass_on(session, actor, code, to, NOW)
        return caught.value

    assert refused(anna, "aachen", left) == NotActive(left.key, Presence.ENDED)
    assert refused(desk, "aachen", office) == NotAllowed()
    assert refused(anna, "aachen", foreign) == NotAllowed()
    assert refused(anna, "aachen", anna) == AlreadyHolds("aachen", anna.key)
    assert refused(desk, "bonn", anna) == NotAMember("bonn")
    assert mandate.holder(session, "aachen", NOW) == anna
    assert queued(session) == []


def test_revoked_mandate_leaves_nobody_and_everybody_knows(session: Session) -> None:
    seat(session, "aachen")
    desk, colleague = secretary(session), secretary(session)
    chief = someone(session, "aachen", responsible=True)
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    row = given(session, "aachen", anna)
    row.deputy_id, row.deputy_since, row.deputy_until = bert.key, NOW, NOW + HOUR

    mandate.revoke(session, desk, "aachen", NOW)

    assert mandate.open_mandate(session, "aachen") is None
    assert queued(session) == [
        ("mandate-ended", person.key) for person in (anna, bert, chief, colleague)
    ]
    with pytest.raises(NoMandate):
        mandate.revoke(session, desk, "aachen", NOW)


def test_record_names_the_person_only_by_commitment(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")

    mandate.pass_on(session, desk, "aachen", anna, NOW)

    bodies = session.exec(select(Record.body)).all()
    assert len(bodies) == 1
    assert anna.name not in bodies[0]
    assert anna.function not in bodies[0]
