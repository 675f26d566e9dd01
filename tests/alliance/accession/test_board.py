"""The board, what is asked of a person, and reminders of the outstanding only."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from alliance.accession import board, draft, ending, letter, mine, remind, reply
from alliance.accession.board import Answer
from alliance.accession.refusals import NobodyOutstanding, NotSent, TooSoon
from alliance.accession.rules import Reason, Why
from alliance.ratio import Seats
from alliance.refusal import Ended, NotActive, NotAllowed, UnknownAccession
from storage.accession import Letter, StatementKind
from storage.city import Side, Standing
from storage.delivery import Delivery, Lane
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Presence, Role
from tests.alliance.accession.test_letter import enter
from tests.alliance.accession.world import LATER, World, build, join
from tests.alliance.people import NOW, queued, seat, someone

DAY = timedelta(days=1)


def test_board_shows_every_city_s_state_since_when_and_by_whom(session: Session) -> None:
    world = build(session, cn=4, de=2)
    accession = world.asked()
    answers = {
        "cn0": StatementKind.CONSENT,
        "cn1": StatementKind.REMARK,
        "cn2": StatementKind.QUESTION,
        "de0": StatementKind.OBJECTION,
    }
    given = {city: world.answer(accession, city, kind) for city, kind in answers.items()}
    world.withdraws("de1", LATER + DAY)
    shown = board.status(session, accession.key, LATER)

    assert [(one.city.code, one.answer, one.since) for one in shown.cities] == [
        ("cn0", Answer.CONSENT, LATER),
        ("cn1", Answer.REMARK, LATER),
        ("cn2", Answer.QUESTION, LATER),
        ("cn3", Answer.OUTSTANDING, NOW),
        ("de0", Answer.OBJECTION, LATER),
        ("de1", Answer.DROPPED, LATER + DAY),
    ]
    assert [one.person for one in shown.cities] == [
        world.holders[city] if city in answers else None
        for city in ("cn0", "cn1", "cn2", "cn3", "de0", "de1")
    ]
    assert (shown.asked, shown.consented, shown.count(Answer.OUTSTANDING)) == (5, 2, 1)
    assert [one.statement for one in shown.open_questions] == [given["cn2"].statement]
    assert shown.reasons == (
        Reason(Why.OUTSTANDING, ("cn3",)),
        Reason(Why.QUESTION, ("cn2",)),
        Reason(Why.OBJECTION, ("de0",)),
    )
    assert (shown.seats, shown.seat_free) == (Seats(4, 2), True)


def test_board_counts_the_candidate_s_seat_once_before_and_after(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    seats = [board.status(session, accession.key, NOW).seats]
    for city in world.holders:
        world.answer(accession, city)
        seats.append(board.status(session, accession.key, NOW).seats)
    assert seats == [Seats(1, 2)] * 3
    assert board.status(session, accession.key, NOW).reasons == ()


def test_board_says_when_no_seat_is_free(session: Session) -> None:
    world = build(session, cn=2, de=1, side=Side.CN)
    shown = board.status(session, world.asked().key, NOW)
    assert (shown.seats, shown.seat_free) == (Seats(3, 1), False)


def test_contact_office_follows_the_german_side_only(session: Session) -> None:
    world = build(session, cn=1, de=2)
    shown = board.status(session, world.asked().key, NOW)
    office = someone(session, role=Role.CONTACT_OFFICE)
    seen = [
        [state.city.code for state in board.visible(shown, person)]
        for person in (office, world.first)
    ]
    assert seen == [["de0", "de1"], ["cn0", "de0", "de1"]]


def test_board_of_a_draft_is_refused(session: Session) -> None:
    world = build(session)
    key = draft.start(session, world.first, "new", NOW).key
    with pytest.raises(NotSent):
        board.status(session, key, NOW)
    with pytest.raises(UnknownAccession):
        board.status(session, key + 1, NOW)


def test_board_shows_letters_reach_and_answered_questions(session: Session) -> None:
    world = build(session, cn=2, de=1)
    accession = world.asked()
    entered = enter(world, accession, "de0")
    question = world.answer(accession, "cn0", StatementKind.QUESTION).statement
    reply.reply(session, world.first, question.id or 0, "Ja", Language.DE, LATER)
    world.holders["cn1"].channel = Channel.BLOCKED
    shown = board.status(session, accession.key, LATER)

    assert shown.letters == (entered,)
    assert shown.open_questions == ()
    assert [(one.city.code, one.replied, one.reachable) for one in shown.cities] == [
        ("cn0", True, True),
        ("cn1", False, False),
        ("de0", False, True),
    ]


def test_running_lists_open_procedures_with_their_count(session: Session) -> None:
    world = build(session, cn=1, de=1)
    first = world.asked()
    world.answer(first, "cn0")
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    second = world.asked("other")
    seat(session, "third", Side.DE, Standing.CANDIDATE)
    draft.start(session, world.first, "third", NOW)

    found = [(one.accession.key, one.consented, one.asked) for one in board.running(session)]
    assert found == [(first.key, 1, 2), (second.key, 0, 2)]
    ending.close(session, world.first, first.key, "Over", NOW)
    assert [one.candidate.code for one in board.running(session)] == ["other"]


# ---- what is asked of a person


def lines(world: World, person: str) -> list[tuple[str, str | None, Answer | None, bool]]:
    found = mine.for_person(world.session, world.holders[person], LATER)
    return [
        (one.candidate.code, one.city.code if one.city else None, one.answer, one.mine)
        for one in found
    ]


def test_person_sees_each_city_they_answer_for_then_their_own(session: Session) -> None:
    world = build(session, cn=2, de=1)
    world.holders["colleague"] = someone(session, "cn0")
    # cn0's holder answers for cn1 and no longer for cn0.
    for city, holder in (("cn0", "de0"), ("cn1", "cn0")):
        mandate = session.exec(select(Mandate).where(Mandate.city_code == city)).one()
        mandate.holder_id = world.holders[holder].key
    accession = world.asked()
    world.holders["cn1"] = world.holders["cn0"]
    world.answer(accession, "cn1", StatementKind.REMARK)

    assert lines(world, "cn0") == [
        ("new", "cn1", Answer.REMARK, True),
        ("new", "cn0", Answer.OUTSTANDING, False),
    ]
    assert lines(world, "colleague") == [("new", "cn0", Answer.OUTSTANDING, False)]
    assert lines(world, "de0") == [
        ("new", "cn0", Answer.OUTSTANDING, True),
        ("new", "de0", Answer.OUTSTANDING, True),
    ]


def test_open_procedures_come_first_then_the_newest(session: Session) -> None:
    world = build(session, cn=1, de=1)
    for code in ("second", "third"):
        seat(session, code, Side.DE, Standing.CANDIDATE)
    world.asked()
    world.asked("second")
    ended = world.asked("third")
    ending.close(session, world.first, ended.key, "Over", NOW)
    assert [line[0] for line in lines(world, "cn0")] == ["second", "new", "third"]


def test_onlookers_see_without_being_asked(session: Session) -> None:
    world = build(session, cn=1, de=1)
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    seat(session, "watching", Side.CN, Standing.OBSERVER)
    world.asked()
    world.asked("other")
    join(world, "late", Side.DE)
    world.holders["clerk"] = world.first
    world.holders["advisor"] = someone(session, role=Role.ADVISORY)
    world.holders["newcomer"] = someone(session, "new")
    world.holders["watcher"] = someone(session, "watching")

    both = [("other", None, None, False), ("new", None, None, False)]
    seen = [lines(world, who) for who in ("clerk", "advisor", "late", "newcomer", "watcher")]
    assert seen == [both, both, both, both[1:], []]
    gone = someone(session, "cn0", presence=Presence.ENDED)
    with pytest.raises(NotActive):
        mine.for_person(session, gone, NOW)


def test_city_that_dropped_out_is_not_asked_any_more(session: Session) -> None:
    world = build(session)
    world.asked()
    world.withdraws("cn0", LATER)
    assert lines(world, "cn0") == [("new", "cn0", Answer.DROPPED, False)]


# ---- reminders


def test_reminder_goes_to_the_outstanding_only(session: Session) -> None:
    world = build(session, cn=4, de=3)
    accession = world.asked()
    for city, kind in (
        ("cn0", StatementKind.CONSENT),
        ("cn1", StatementKind.QUESTION),
        ("cn2", StatementKind.QUESTION),
        ("de0", StatementKind.OBJECTION),
    ):
        given = world.answer(accession, city, kind).statement
    reply.reply(
        session,
        world.first,
        board.status(session, accession.key, LATER).cities[2].statement.id,  # type: ignore[union-attr, arg-type]
        "Answered",
        Language.DE,
        LATER,
    )
    enter(world, accession, "de1")
    world.withdraws("de2", LATER)
    done = remind.remind(session, world.first, accession.key, LATER)

    assert given is not None
    assert [city.code for city in done.cities] == ["cn2", "cn3"]
    rows = session.exec(select(Delivery).where(Delivery.kind == "reminder")).all()
    assert [(row.person_id, row.lane, row.params) for row in rows] == [
        (
            world.holders[city].key,
            Lane.REMINDER,
            {"accession": accession.key, "round": 1, "city": city},
        )
        for city in ("cn2", "cn3")
    ]
    assert (accession.reminded_at, done.people, done.unreachable) == (LATER, 2, ())


def test_nobody_is_reminded_twice_within_48_hours(session: Session) -> None:
    world = build(session, cn=1, de=2)
    accession = world.asked()
    office = someone(session, role=Role.CONTACT_OFFICE)
    nudged = remind.remind(session, office, accession.key, LATER)
    assert [city.code for city in nudged.cities] == ["de0", "de1"]
    hour = timedelta(hours=1)
    rest = remind.remind(session, world.first, accession.key, LATER + hour)
    assert [city.code for city in rest.cities] == ["cn0"]

    for actor, again in ((office, LATER), (world.second, LATER)):
        with pytest.raises(TooSoon) as refused:
            remind.remind(session, actor, accession.key, LATER + 2 * DAY - timedelta(seconds=1))
        assert refused.value.again_at == again + 2 * DAY
    assert [
        city.code for city in remind.due(session, world.first, accession.key, LATER + 2 * DAY)
    ] == ["de0", "de1"]
    assert board.status(session, accession.key, LATER).reminded_at == LATER + hour


def test_reminder_goes_to_contacts_where_who_answers_cannot_be_reached(session: Session) -> None:
    world = build(session, cn=2, de=0)
    colleague = someone(session, "cn0")
    for holder in world.holders.values():
        holder.channel = Channel.BLOCKED
    accession = world.asked()
    done = remind.remind(session, world.first, accession.key, LATER)

    assert ([city.code for city in done.cities], done.people) == (["cn0"], 1)
    assert [city.code for city in done.unreachable] == ["cn1"]
    assert [one for one in queued(session) if one[0] == "reminder"] == [
        ("reminder", colleague.key)
    ]


def test_reminding_is_for_secretariat_and_contact_offices_while_open(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    office = someone(session, role=Role.CONTACT_OFFICE)
    for person in (world.holders["cn0"], someone(session, role=Role.ADVISORY)):
        with pytest.raises(NotAllowed):
            remind.remind(session, person, accession.key, NOW)
    world.answer(accession, "de0")
    with pytest.raises(NobodyOutstanding):
        remind.remind(session, office, accession.key, NOW)
    ending.close(session, world.first, accession.key, "Over", NOW)
    with pytest.raises(Ended):
        remind.remind(session, world.first, accession.key, NOW)


def test_refused_letter_makes_its_city_outstanding_again(session: Session) -> None:
    world = build(session, cn=1, de=0)
    accession = world.asked()
    enter(world, accession)
    with pytest.raises(NobodyOutstanding):
        remind.due(session, world.first, accession.key, NOW)
    entered = session.exec(select(Letter)).one()
    letter.refuse(session, world.second, entered.id or 0, NOW)
    assert [one.code for one in remind.due(session, world.first, accession.key, NOW)] == ["cn0"]
