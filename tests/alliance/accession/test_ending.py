"""Acceptance at the last consent, in any order; seat or waiting list; closing; dropping out."""

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from alliance import ratio
from alliance.accession import board, ending, statement
from alliance.accession.refusals import StillAMember
from alliance.ratio import Seats
from alliance.refusal import BadValue, Ended, NotAllowed, UnknownCity
from storage.accession import Accession, AccessionState, StatementKind
from storage.city import Side, Standing
from storage.delivery import Delivery
from storage.engine import make_engine, make_session
from storage.person import Presence, Role
from storage.record import Record
from tests.alliance.accession.world import LATER, World, build, join
from tests.alliance.people import NOW, queued, seat, someone


def test_last_consent_accepts_a_member(session: Session) -> None:
    world = build(session, cn=2, de=1)
    accession = world.asked()
    assert world.answer(accession, "cn0").ending is None
    assert world.answer(accession, "de0", StatementKind.REMARK).ending is None
    end = world.answer(accession, "cn1").ending

    assert end is not None
    assert end.outcome is not None
    assert (end.outcome.state, end.outcome.seats) == (AccessionState.ADMITTED, Seats(2, 2))
    assert (accession.state, accession.ended_at) == (AccessionState.ADMITTED, LATER)
    assert (world.candidate.standing, world.candidate.waiting_since) == (Standing.ACCEPTED, None)
    with pytest.raises(Ended):
        world.answer(accession, "cn1", StatementKind.OBJECTION)


def test_chinese_candidate_beyond_two_to_one_becomes_an_observer(session: Session) -> None:
    world = build(session, cn=2, de=1, side=Side.CN)
    accession = world.asked()
    for city in world.holders:
        world.answer(accession, city)

    assert accession.state is AccessionState.OBSERVER
    assert (world.candidate.standing, world.candidate.waiting_since) == (
        Standing.OBSERVER,
        LATER,
    )
    assert ratio.count(session) == Seats(2, 1)


def test_exactly_two_to_one_is_seated(session: Session) -> None:
    world = build(session, cn=1, de=1, side=Side.CN)
    accession = world.asked()
    for city in world.holders:
        world.answer(accession, city)
    assert (accession.state, ratio.count(session)) == (AccessionState.ADMITTED, Seats(2, 1))


def test_objection_changed_into_a_consent_accepts(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    world.answer(accession, "cn0")
    assert world.answer(accession, "de0", StatementKind.OBJECTION).ending is None
    assert accession.state is AccessionState.OPEN
    assert world.answer(accession, "de0").ending is not None


def test_everybody_is_told_the_end_once(session: Session) -> None:
    world = build(session, cn=1, de=1)
    colleague = someone(session, "cn0")
    newcomer = someone(session, "new")
    office = someone(session, role=Role.CONTACT_OFFICE)
    advisor = someone(session, role=Role.ADVISORY)
    someone(session, "cn0", presence=Presence.WAITING)
    seat(session, "watching", Side.CN, Standing.OBSERVER)
    someone(session, "watching")
    accession = world.asked()
    world.answer(accession, "cn0")
    end = world.answer(accession, "de0").ending

    told = [person for kind, person in queued(session) if kind == "accession-ended"]
    everybody = [*world.holders.values(), colleague, newcomer, office, advisor]
    assert sorted(told) == sorted(one.key for one in [*everybody, world.first, world.second])
    assert end is not None
    assert end.told == len(told)


def test_german_seat_tells_the_secretariat_who_may_be_seated_in_order(session: Session) -> None:
    world = build(session, cn=2, de=1)
    for code, since in (("second", LATER), ("first", NOW), ("third", LATER)):
        waiting = seat(session, code, Side.CN, Standing.OBSERVER)
        waiting.waiting_since = since
    accession = world.asked()
    for city in world.holders:
        end = world.answer(accession, city).ending

    assert end is not None
    assert [city.code for city in end.seatable] == ["first", "second"]
    rows = session.exec(select(Delivery).where(Delivery.kind == "accession-ended")).all()
    secretaries = {world.first.key, world.second.key}
    assert {row.person_id: row.params["seatable"] for row in rows} == {
        row.person_id: ["first", "second"] if row.person_id in secretaries else [] for row in rows
    }


def test_end_stands_in_the_record(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    for city in world.holders:
        world.answer(accession, city)
    entry = session.exec(select(Record).where(Record.kind == "ended")).one()
    assert json.loads(entry.body) == {
        "accession": accession.key,
        "candidate": "new",
        "electors": ["cn0", "de0"],
        "outcome": "admitted",
        "round": 1,
        "seats": {"cn": 1, "de": 2},
    }


# ---- closing


def test_close_ends_without_admission_and_says_why(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    world.answer(accession, "cn0", StatementKind.OBJECTION)
    end = ending.close(session, world.first, accession.key, " Foshan objects. ", LATER)

    assert (end.outcome, accession.state, accession.reason) == (
        *(None, AccessionState.CLOSED),
        "Foshan objects.",
    )
    assert (world.candidate.standing, end.told) == (Standing.CANDIDATE, 4)
    entry = session.exec(select(Record).where(Record.kind == "ended")).one()
    body = json.loads(entry.body)
    assert (body["outcome"], set(body["reason"])) == ("closed", {"c"})
    with pytest.raises(Ended):
        ending.close(session, world.second, accession.key, "Again", LATER)
    assert world.asked().key != accession.key


def test_close_needs_a_reason_and_the_secretariat(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    with pytest.raises(BadValue):
        ending.close(session, world.first, accession.key, "  ", NOW)
    with pytest.raises(NotAllowed):
        ending.close(session, world.holders["cn0"], accession.key, "No", NOW)


# ---- cities that withdraw


def test_city_with_a_seat_cannot_be_passed_over(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    world.answer(accession, "cn0")
    world.answer(accession, "de0", StatementKind.OBJECTION)
    with pytest.raises(StillAMember):
        ending.drop_city(session, world.first, "de0", LATER)
    assert accession.state is AccessionState.OPEN


def test_withdrawal_of_the_last_outstanding_city_accepts(session: Session) -> None:
    world = build(session, cn=2, de=1)
    accession = world.asked()
    world.answer(accession, "cn0")
    world.answer(accession, "de0")
    endings = world.withdraws("cn1")

    assert [end.accession.state for end in endings] == [AccessionState.ADMITTED]
    assert world.withdraws("cn1") == []


def test_withdrawal_of_everybody_accepts_nobody(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    world.answer(accession, "cn0")
    assert world.withdraws("de0") != []
    join(world, "de1", Side.DE)
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    other = world.asked("other")
    for city in ("cn0", "de1"):
        assert world.withdraws(city) == []
    assert other.state is AccessionState.OPEN
    assert board.status(session, other.key, LATER).asked == 0


def test_drop_is_the_secretariat_s_and_of_a_known_city(session: Session) -> None:
    world = build(session)
    world.asked()
    with pytest.raises(NotAllowed):
        ending.drop_city(session, world.holders["cn0"], "cn0", NOW)
    with pytest.raises(UnknownCity):
        ending.drop_city(session, world.first, "nowhere", NOW)


@dataclass
class Model:
    """What should be true, kept without the acts: who is asked and who agrees."""

    asked: set[str]
    agree: set[str] = field(default_factory=set)

    @property
    def accepted(self) -> bool:
        return bool(self.asked) and self.asked <= self.agree

    def standing(self, side: Side) -> Standing:
        if not self.accepted:
            return Standing.CANDIDATE
        german = len([code for code in self.asked if code.startswith("de")])
        chinese = len(self.asked) - german + 1
        free = side is Side.DE or chinese <= 2 * german
        return Standing.ACCEPTED if free else Standing.OBSERVER


moves = st.lists(
    st.tuples(
        st.sampled_from(["cn0", "cn1", "de0"]),
        st.sampled_from([*StatementKind, "withdraws"]),
    ),
    max_size=12,
)


@pytest.mark.parametrize("side", Side)
def test_acts_accept_exactly_when_all_remaining_cities_agree(
    sqlite_database: str, side: Side
) -> None:
    engine = make_engine(sqlite_database)
    with make_session(engine) as session:
        world = build(session, cn=2, de=1, side=side)
        accession = world.asked()

        @settings(max_examples=40)
        @given(moves)
        def walk(moves: list[tuple[str, str]]) -> None:
            with session.begin_nested() as savepoint:
                model = _follow(world, accession, moves)
                expected = model.standing(side)
                entries = session.exec(select(Record.seq).where(Record.kind == "ended")).all()
                assert (world.candidate.standing, len(entries)) == (expected, int(model.accepted))
                savepoint.rollback()

        walk()
    engine.dispose()


def _follow(world: World, accession: Accession, moves: list[tuple[str, str]]) -> Model:
    """Let acts and model make the same moves; return the model."""
    session, model = world.session, Model(set(world.holders))
    for city, move in moves:
        if model.accepted or city not in model.asked:
            continue
        if move == "withdraws":
            model.asked.discard(city)
            ended = world.withdraws(city) != []
        else:
            before = statement.current(session, accession, city)
            declared = world.answer(accession, city, StatementKind(move))
            assert declared.replaced == before
            ended = declared.ending is not None
            model.agree.discard(city)
            if move in ("consent", "remark"):
                model.agree.add(city)
        assert ended == model.accepted
        assert (accession.state is not AccessionState.OPEN) == model.accepted
    return model
