"""Presses at the same instant, on a PostgreSQL with real threads: each thing happens once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from alliance import mandate, ratio
from alliance.accession import draft, letter, opening, statement
from alliance.accession.refusals import LetterDecided, NotDraft
from alliance.ratio import Seats
from alliance.refusal import AlreadyAnswered, NotMandated, Refusal
from storage.accession import Accession, AccessionState, Statement, StatementKind
from storage.circular import Circular
from storage.city import City, Side, Standing
from storage.delivery import Delivery
from storage.language import Language
from storage.person import Person
from storage.record import Record
from tests.alliance.accession.test_letter import enter
from tests.alliance.accession.world import LATER, build, fill
from tests.alliance.people import NOW, seat, someone

ROUNDS = range(5)
Act = Callable[[Session], object]


def at_once(engine: Engine, acts: Sequence[Act]) -> list[str]:
    """Run acts at the same instant, each in its transaction; return what became of each."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> str:
        with Session(engine) as session:
            # The connection is there and the transaction has begun before anybody acts.
            session.connection()
            barrier.wait()
            try:
                act(session)
                session.commit()
            except Refusal as refusal:
                session.rollback()
                return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


def consent(accession_id: int, city: str, person_id: int) -> Act:
    def act(session: Session) -> object:
        person = session.get_one(Person, person_id)
        return statement.declare(
            session,
            statement.claim(session, person, accession_id, 1, city, 0, LATER),
            kind=StatementKind.CONSENT,
            text=None,
            declaration="shown",
            language=Language.DE,
            now=LATER,
        )

    return act


@pytest.mark.parametrize("_", ROUNDS)
def test_two_last_consents_at_once_accept_exactly_once(postgres: Engine, _: int) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session, cn=1, de=1)
        key = world.asked().key
        acts = [consent(key, city, one.key) for city, one in world.holders.items()]

    assert at_once(postgres, acts) == ["done", "done"]
    with Session(postgres) as session:
        accession = session.get_one(Accession, key)
        ends = session.exec(select(Record).where(Record.kind == "ended")).all()
        told = session.exec(
            select(Delivery.person_id).where(Delivery.kind == "accession-ended")
        ).all()
        receipts = session.exec(select(Statement.receipt)).all()
    assert (accession.state, len(ends)) == (AccessionState.ADMITTED, 1)
    assert sorted(receipts) == ["ISA-E 2026/0001", "ISA-E 2026/0002"]
    assert len(told) == len(set(told)) == 4


@pytest.mark.parametrize("_", ROUNDS)
def test_double_press_at_once_gives_one_statement(postgres: Engine, _: int) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session, cn=1, de=1)
        key = world.asked().key
        act = consent(key, "cn0", world.holders["cn0"].key)

    assert at_once(postgres, [act] * 3) == [AlreadyAnswered.__name__] * 2 + ["done"]
    with Session(postgres) as session:
        assert len(session.exec(select(Statement)).all()) == 1


@pytest.mark.parametrize("_", ROUNDS)
def test_two_candidates_at_once_do_not_break_the_ratio(postgres: Engine, _: int) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session, cn=1, de=1, side=Side.CN)
        seat(session, "other", Side.CN, Standing.CANDIDATE)
        keys = [world.asked().key, world.asked("other").key]
        for key in keys:
            world.answer(session.get_one(Accession, key), "de0")
        acts = [consent(key, "cn0", world.holders["cn0"].key) for key in keys]

    assert at_once(postgres, acts) == ["done", "done"]
    with Session(postgres) as session:
        standings = session.exec(
            select(City.standing).where(City.code != "cn0", City.side == Side.CN)
        ).all()
        seats = ratio.count(session)
    assert (sorted(standings), seats) == ([Standing.ACCEPTED, Standing.OBSERVER], Seats(2, 1))


def test_two_secretaries_send_at_once_and_it_goes_out_once(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session)
        key = world.drafted().key
        secretaries = [world.first.key, world.second.key]

    def send(person_id: int) -> Act:
        return lambda session: opening.ask(session, session.get_one(Person, person_id), key, NOW)

    assert at_once(postgres, [send(one) for one in secretaries]) == [NotDraft.__name__, "done"]
    with Session(postgres) as session:
        assert [one.serial for one in session.exec(select(Circular))] == [1]


def test_two_circulars_at_once_get_numbers_without_a_gap(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session)
        keys = []
        for number in range(4):
            code = seat(session, f"candidate{number}", Side.DE, Standing.CANDIDATE).code
            begun = draft.start(session, world.first, code, NOW)
            fill(session, world.first, begun)
            keys.append(begun.key)
        clerk = world.first.key

    def send(key: int) -> Act:
        return lambda session: opening.ask(session, session.get_one(Person, clerk), key, NOW)

    assert at_once(postgres, [send(key) for key in keys]) == ["done"] * 4
    with Session(postgres) as session:
        serials = session.exec(select(Circular.serial)).all()
        chain = session.exec(select(Record)).all()
    assert sorted(serials) == [1, 2, 3, 4]
    assert {entry.prev for entry in chain[1:]} == {entry.hash for entry in chain[:-1]}


def test_letter_confirmed_twice_at_once_is_one_statement(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session)
        entered = enter(world, world.asked())
        letter_id, second = entered.id or 0, world.second.key

    def confirm(session: Session) -> object:
        clerk = session.get_one(Person, second)
        return letter.confirm(session, clerk, letter_id, "shown", Language.DE, LATER)

    assert at_once(postgres, [confirm, confirm]) == [LetterDecided.__name__, "done"]
    with Session(postgres) as session:
        assert len(session.exec(select(Statement)).all()) == 1


def test_mandate_passed_on_meanwhile_is_not_used_any_more(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        world = build(session, cn=1, de=1)
        key = world.asked().key
        holder = world.holders["cn0"]
        successor = someone(session, "cn0")
        act = consent(key, "cn0", holder.key)
        clerk, heir = world.first.key, successor.key

    with Session(postgres) as passing, ThreadPoolExecutor(1) as threads:
        people = [passing.get_one(Person, one) for one in (clerk, heir)]
        mandate.pass_on(passing, people[0], "cn0", people[1], LATER)
        declaring = threads.submit(at_once, postgres, [act])
        _until_somebody_waits(postgres)
        passing.commit()
        assert declaring.result() == [NotMandated.__name__]
    with Session(postgres) as session:
        assert session.exec(select(Statement)).all() == []


def _until_somebody_waits(engine: Engine) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    deadline = monotonic() + 10
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(waiting) == 0:
            assert monotonic() < deadline
