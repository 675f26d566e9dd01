"""Answers on paper: two secretaries, the city told, and its right to contest."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from alliance import contact, invitation, matter
from alliance.accession import board, ending, letter, statement
from alliance.accession.refusals import (
    AlreadyContested,
    FileUnusable,
    LetterDecided,
    LetterOlder,
    LetterWaiting,
    NotAsked,
    SameSecretary,
    UnknownLetter,
)
from alliance.accession.rules import Reason, Why
from alliance.accession.statement import Declared
from alliance.refusal import AlreadyAnswered, BadValue, Ended, NotAllowed
from storage.accession import Accession, AccessionState, Letter, LetterState, StatementKind, Via
from storage.attachment import FetchState
from storage.language import Language
from storage.person import Person, Presence, Role
from storage.record import Record
from tests.alliance.accession.world import KINDS, LATER, World, build, kinds, scan
from tests.alliance.people import NOW, queued, seat, someone

CONSENT = StatementKind.CONSENT
DATED = date(2026, 11, 20)
DAY = timedelta(days=1)


def enter(
    world: World,
    accession: Accession,
    city: str = "cn0",
    kind: StatementKind = CONSENT,
    *,
    by: Person | None = None,
    dated: date = DATED,
    file: int | None = None,
    now: datetime = NOW,
) -> Letter:
    return letter.enter(
        world.session,
        by or world.first,
        accession.key,
        city,
        kind=kind,
        text=KINDS[kind],
        dated=dated,
        reason="The city writes on paper",
        attachment_id=scan(world.session) if file is None else file,
        now=now,
    )


def confirm(world: World, entered: Letter, by: Person | None = None) -> Declared:
    return letter.confirm(
        world.session,
        by or world.second,
        entered.id or 0,
        "Declaration by letter",
        Language.ZH,
        LATER,
    )


def test_two_secretaries_make_a_letter_the_city_s_statement(session: Session) -> None:
    world = build(session)
    colleague = someone(session, "cn0")
    accession = world.asked()
    sent = len(queued(session))

    entered = enter(world, accession)
    assert (entered.state, kinds(session, accession)) == (LetterState.ENTERED, {})
    given = confirm(world, entered).statement

    assert (given.kind, given.via, given.declaration, given.language, given.at) == (
        *(CONSENT, Via.LETTER, "Declaration by letter"),
        *(Language.ZH, LATER),
    )
    assert (entered.state, entered.decided_by, entered.statement_id, given.person_id) == (
        *(LetterState.CONFIRMED, world.second.key),
        *(given.id, world.first.key),
    )
    assert queued(session)[sent:] == [
        ("letter-to-confirm", world.second.key),
        ("letter-entered", world.holders["cn0"].key),
        ("letter-entered", colleague.key),
    ]
    entry = session.get(Record, given.record_seq)
    assert entry is not None
    body = json.loads(entry.body)
    assert (body["via"], body["letter"], body["dated"], len(body["scan"])) == (
        *("letter", entered.id),
        *("2026-11-20", 64),
    )


def test_same_secretary_cannot_confirm(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    entered = enter(world, accession)
    with pytest.raises(SameSecretary):
        confirm(world, entered, world.first)
    with pytest.raises(NotAllowed):
        confirm(world, entered, world.holders["cn0"])
    assert (entered.state, kinds(session, accession)) == (LetterState.ENTERED, {})


def test_letters_of_all_cities_accept_the_candidate(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    confirm(world, enter(world, accession, "cn0"))
    end = confirm(world, enter(world, accession, "de0", StatementKind.REMARK)).ending
    assert end is not None
    assert end.accession.state is AccessionState.ADMITTED


def test_remark_in_a_letter_is_told_to_the_other_secretaries(session: Session) -> None:
    world = build(session)
    third = someone(session, role=world.first.role)
    accession = world.asked()
    entered = enter(world, accession, kind=StatementKind.OBJECTION)
    sent = len(queued(session))
    confirm(world, entered)
    assert [one for one in queued(session)[sent:] if one[0] == "statement-told"] == [
        ("statement-told", world.first.key),
        ("statement-told", third.key),
    ]


def test_double_confirmation_has_one_effect(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    entered = enter(world, accession)
    confirm(world, entered)
    with pytest.raises(LetterDecided) as refused:
        confirm(world, entered)
    assert refused.value.state is LetterState.CONFIRMED
    assert len(statement.history(session, accession.key, "cn0")) == 1


def test_refused_letter_is_no_statement_and_makes_room_for_another(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    entered = enter(world, accession)
    with pytest.raises(LetterWaiting):
        enter(world, accession, by=world.second)
    assert [city.code for city in letter.cities(session, accession)] == ["cn1", "de0"]
    letter.refuse(session, world.first, entered.id or 0, NOW)
    with pytest.raises(LetterDecided):
        confirm(world, entered)
    again = enter(world, accession)

    assert (entered.state, kinds(session, accession)) == (LetterState.REFUSED, {})
    assert letter.waiting(session, accession) == [again]


def test_city_that_answers_meanwhile_is_not_overruled_by_its_older_letter(
    session: Session,
) -> None:
    world = build(session)
    accession = world.asked()
    entered = enter(world, accession)
    newer = world.answer(accession, "cn0", StatementKind.OBJECTION).statement
    with pytest.raises(AlreadyAnswered) as refused:
        confirm(world, entered)
    assert refused.value.statement_id == newer.id
    assert kinds(session, accession) == {"cn0": StatementKind.OBJECTION}


def test_letter_replaces_an_older_answer_and_is_replaced_by_a_newer_one(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    first = world.answer(accession, "cn0", StatementKind.QUESTION, NOW - timedelta(hours=1))
    on_paper = confirm(world, enter(world, accession, dated=NOW.date()))
    last = world.answer(accession, "cn0", now=LATER + timedelta(hours=1))
    assert (on_paper.replaced, last.replaced) == (first.statement, on_paper.statement)


def test_letter_is_checked_when_entered(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    seat(session, "late")

    def refused(error: type[Exception], act: Callable[[], object]) -> None:
        with pytest.raises(error):
            act()

    # In Foshan 25 November has begun when it is past 16:00 UTC; 26 November is the future.
    enter(world, accession, "cn1", dated=date(2026, 11, 25))
    refused(BadValue, lambda: enter(world, accession, dated=date(2026, 11, 26)))
    refused(NotAsked, lambda: enter(world, accession, "late"))
    refused(NotAllowed, lambda: enter(world, accession, by=world.holders["cn0"]))
    refused(FileUnusable, lambda: enter(world, accession, file=99))
    pending = scan(session, FetchState.TO_FETCH)
    refused(FileUnusable, lambda: enter(world, accession, file=pending))
    refused(UnknownLetter, lambda: letter.refuse(session, world.first, 99, NOW))
    ending.close(session, world.first, accession.key, "Over", NOW)
    refused(Ended, lambda: enter(world, accession))
    waiting = session.exec(select(Letter)).one()
    refused(Ended, lambda: confirm(world, waiting))


def test_city_contests_once_and_the_secretariat_hears_it(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    colleague = someone(session, "cn0")
    entered = enter(world, accession)
    with pytest.raises(LetterDecided):
        letter.contest(session, colleague, entered.id or 0, "Not ours", LATER)
    confirm(world, entered)
    sent = len(queued(session))
    letter.contest(session, colleague, entered.id or 0, "Not ours", LATER)

    assert (entered.contested_by, entered.contested_text, entered.contested_at) == (
        colleague.key,
        "Not ours",
        LATER,
    )
    assert queued(session)[sent:] == [
        ("letter-contested", world.first.key),
        ("letter-contested", world.second.key),
    ]
    for person, error in (
        (world.holders["cn0"], AlreadyContested),
        (world.holders["cn1"], NotAllowed),
        (world.first, NotAllowed),
    ):
        with pytest.raises(error):
            letter.contest(session, person, entered.id or 0, "Again", LATER)
    steps = [
        json.loads(entry.body)["step"]
        for entry in session.exec(select(Record).where(Record.kind == "letter"))
    ]
    assert steps == ["entered", "contested"]


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
