"""Letters in doubt: older than an answer, contested, or confirmed by who entered them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance import contact, invitation, matter
from alliance.accession import board, letter
from alliance.accession.refusals import LetterOlder, SameSecretary
from alliance.accession.rules import Reason, Why
from storage.accession import AccessionState, StatementKind
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.alliance.accession.test_letter import DATED, DAY, confirm, enter
from tests.alliance.accession.world import LATER, build, kinds, scan
from tests.alliance.people import NOW


def test_letter_older_than_the_city_s_answer_does_not_overrule_it(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    earlier = NOW - timedelta(hours=1)
    objection = world.answer(accession, "cn0", StatementKind.OBJECTION, earlier).statement
    with pytest.raises(LetterOlder) as refused:
        enter(world, accession)
    assert refused.value.statement_id == objection.id
    assert kinds(session, accession) == {"cn0": StatementKind.OBJECTION}


def test_letter_after_a_letter_is_measured_by_what_they_are_dated(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    first = confirm(world, enter(world, accession, dated=DATED))
    second = confirm(world, enter(world, accession, dated=DATED + DAY, now=LATER))
    assert second.replaced == first.statement
    with pytest.raises(LetterOlder):
        enter(world, accession, dated=DATED, now=LATER)


def test_contested_letter_is_no_consent_until_the_city_is_heard_again(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    entered = enter(world, accession)
    confirm(world, entered)
    letter.contest(session, world.holders["cn0"], entered.id or 0, "Not ours", LATER)
    assert world.answer(accession, "de0").ending is None
    shown = board.status(session, accession.key, LATER)
    assert (accession.state, shown.consented, shown.reasons) == (
        *(AccessionState.OPEN, 1),
        (Reason(Why.CONTESTED, ("cn0",)),),
    )
    [state] = [state for state in shown.cities if state.contested]
    assert (state.city.code, state.owes_answer) == ("cn0", True)
    [running] = board.running(session)
    assert (running.consented, running.asked) == (1, 2)
    assert [one.city_code for one in matter.unanswered(session, ["cn0", "de0"])] == ["cn0"]
    end = world.answer(accession, "cn0", now=LATER + timedelta(hours=1)).ending
    assert end is not None
    assert end.accession.state is AccessionState.ADMITTED


def test_second_letter_settles_a_contested_one(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    world.answer(accession, "de0")
    entered = enter(world, accession, kind=StatementKind.QUESTION)
    confirm(world, entered)
    letter.contest(session, world.holders["cn0"], entered.id or 0, "Not ours", LATER)
    assert confirm(world, enter(world, accession, now=LATER)).ending is not None


def test_who_entered_a_letter_cannot_confirm_it_under_another_role_s_row(
    session: Session,
) -> None:
    world = build(session)
    accession = world.asked()
    account = world.first.telegram_id
    assert account is not None
    entered = enter(world, accession, file=scan(session, sender=account))

    def joins(role: Role, city: str | None) -> Person:
        token = invitation.invite(session, role=role, city_code=city, by=world.second, now=NOW)
        return contact.register(
            session,
            telegram_id=account,
            invitation=invitation.find(session, token, NOW),
            name="Somebody Else",
            function="Office",
            email=None,
            language=Language.ZH,
            zone="Asia/Shanghai",
            privacy_version="2026-1",
            privacy_at=NOW,
            now=NOW,
        ).person

    contact.remove_contact(session, world.first, world.first.key, NOW)
    joins(Role.CONTACT, "cn0").presence = Presence.ENDED
    again = joins(Role.SECRETARIAT, None)
    assert again.key != world.first.key
    with pytest.raises(SameSecretary):
        confirm(world, entered, again)
    assert kinds(session, accession) == {}
