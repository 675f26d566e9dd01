"""Answers on paper: two secretaries, the city told, and its right to contest."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from alliance.accession import ending, letter, statement
from alliance.accession.refusals import (
    AlreadyContested,
    CityAnswered,
    LetterDecided,
    LetterWaiting,
    NotAsked,
    SameSecretary,
    UnknownLetter,
)
from alliance.accession.statement import Declared
from alliance.refusal import BadValue, Ended, FileUnusable, NotAllowed
from storage.accession import Accession, AccessionState, Letter, LetterState, StatementKind, Via
from storage.attachment import FetchState
from storage.language import Language
from storage.person import Person
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
    with pytest.raises(CityAnswered) as refused:
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
