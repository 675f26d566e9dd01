"""An exception to 2 : 1: when it may be proposed, who confirms it, and what it changes."""

import json

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from alliance import proof, ratio
from alliance.accession import board, ending, exception
from alliance.accession.refusals import (
    ExceptionDecided,
    ExceptionThere,
    NoExceptionNeeded,
    SameSecretary,
    UnknownException,
)
from alliance.ratio import Seats
from alliance.refusal import BadValue, Ended, NotAllowed, UnknownAccession
from storage.accession import Accession, AccessionState, RatioException, StatementKind
from storage.city import Side, Standing
from storage.person import Person, Role
from storage.record import Commitment, Record
from storage.view import View
from tests.alliance.accession.test_race import Act, at_once, consent
from tests.alliance.accession.world import LATER, World, build
from tests.alliance.people import NOW, queued, seat, someone

REASON = "Foshan bears the office"


def full(session: Session) -> tuple[World, Accession]:
    """Return a world in which 2 : 1 leaves a Chinese candidate no seat, and its procedure."""
    world = build(session, cn=2, de=1, side=Side.CN)
    return world, world.asked()


def propose(world: World, accession: Accession, reason: str = REASON) -> RatioException:
    return exception.propose(world.session, world.first, accession.key, reason, NOW)


def confirm(world: World, proposed: RatioException) -> RatioException:
    return exception.confirm(world.session, world.second, proposed.key, LATER)


def all_consent(world: World, accession: Accession) -> None:
    for city in ("cn0", "cn1", "de0"):
        world.answer(accession, city)


def test_two_secretaries_seat_a_candidate_beyond_the_ratio(session: Session) -> None:
    world, accession = full(session)
    third = someone(session, role=Role.SECRETARIAT)
    sent = len(queued(session))
    proposed = propose(world, accession)
    assert queued(session)[sent:] == [
        ("exception-to-confirm", world.second.key),
        ("exception-to-confirm", third.key),
    ]
    granted = confirm(world, proposed)
    assert (granted.proposed_by, granted.confirmed_by, granted.confirmed_at, granted.reason) == (
        *(world.first.key, world.second.key),
        *(LATER, REASON),
    )
    assert accession.state is AccessionState.OPEN
    all_consent(world, accession)

    assert (accession.state, world.candidate.standing, world.candidate.waiting_since) == (
        *(AccessionState.ADMITTED, Standing.ACCEPTED),
        None,
    )
    assert ratio.count(session) == Seats(3, 1)
    ended = session.exec(select(Record).where(Record.kind == "ended")).one()
    assert json.loads(ended.body)["exception"] == granted.key


def test_proposal_that_waits_seats_nobody(session: Session) -> None:
    world, accession = full(session)
    proposed = propose(world, accession)
    all_consent(world, accession)
    assert (accession.state, world.candidate.standing) == (
        AccessionState.OBSERVER,
        Standing.OBSERVER,
    )
    ended = session.exec(select(Record).where(Record.kind == "ended")).one()
    assert "exception" not in json.loads(ended.body)
    with pytest.raises(Ended):
        confirm(world, proposed)
    with pytest.raises(Ended):
        exception.refuse(session, world.first, proposed.key, LATER)


def test_granted_exception_replaces_no_consent(session: Session) -> None:
    world, accession = full(session)
    confirm(world, propose(world, accession))
    world.answer(accession, "cn0")
    world.answer(accession, "cn1")
    assert world.answer(accession, "de0", StatementKind.OBJECTION).ending is None
    assert accession.state is AccessionState.OPEN


def test_nobody_confirms_an_own_proposal(session: Session) -> None:
    world, accession = full(session)
    proposed = propose(world, accession)
    with pytest.raises(SameSecretary):
        exception.confirm(session, world.first, proposed.key, LATER)
    assert proposed.waits
    # Not even past the act: the database keeps the two apart.
    proposed.confirmed_by = world.first.key
    session.add(proposed)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_exception_is_the_secretariat_s_alone(session: Session) -> None:
    world, accession = full(session)
    office = someone(session, role=Role.CONTACT_OFFICE)
    proposed = propose(world, accession)
    for person in (office, world.holders["cn0"]):
        with pytest.raises(NotAllowed):
            exception.propose(session, person, accession.key, REASON, NOW)
        with pytest.raises(NotAllowed):
            exception.confirm(session, person, proposed.key, LATER)
        with pytest.raises(NotAllowed):
            exception.refuse(session, person, proposed.key, LATER)
    assert proposed.waits


def test_exception_needs_a_written_reason(session: Session) -> None:
    world, accession = full(session)
    for reason, why in ((" \n", "empty"), ("x" * 501, "too-long"), ("a\x00", "control")):
        with pytest.raises(BadValue) as refused:
            propose(world, accession, reason)
        assert (refused.value.field, refused.value.reason) == ("reason", why)
    assert exception.live(session, accession) is None


@pytest.mark.parametrize(("cn", "de", "side"), [(1, 1, Side.CN), (4, 1, Side.DE)])
def test_exception_is_refused_while_a_seat_is_free(
    session: Session, cn: int, de: int, side: Side
) -> None:
    world = build(session, cn=cn, de=de, side=side)
    accession = world.asked()
    with pytest.raises(NoExceptionNeeded):
        propose(world, accession)


def test_seat_that_became_free_leaves_the_proposal_waiting(session: Session) -> None:
    world, accession = full(session)
    proposed = propose(world, accession)
    seat(session, "de9", Side.DE)
    with pytest.raises(NoExceptionNeeded):
        confirm(world, proposed)
    assert proposed.waits
    for code in ("cn8", "cn9"):
        seat(session, code, Side.CN)
    assert confirm(world, proposed).granted


def test_only_an_open_procedure_takes_an_exception(session: Session) -> None:
    world = build(session, cn=2, de=1, side=Side.CN)
    accession = world.drafted()
    with pytest.raises(Ended):
        propose(world, accession)
    with pytest.raises(UnknownAccession):
        exception.propose(session, world.first, 99, REASON, NOW)
    with pytest.raises(UnknownException):
        exception.confirm(session, world.second, 99, NOW)


def test_one_exception_at_a_time_and_another_after_a_refusal(session: Session) -> None:
    world, accession = full(session)
    proposed = propose(world, accession)
    with pytest.raises(ExceptionThere) as there:
        propose(world, accession)
    assert there.value.exception_id == proposed.key
    exception.refuse(session, world.second, proposed.key, LATER)
    assert (proposed.refused_by, proposed.refused_at) == (world.second.key, LATER)
    for decide in (exception.confirm, exception.refuse):
        with pytest.raises(ExceptionDecided) as decided:
            decide(session, world.second, proposed.key, LATER)
        assert not decided.value.granted

    # Whoever proposed may take it back too; a granted one stays.
    exception.refuse(session, world.first, propose(world, accession).key, LATER)
    last = confirm(world, propose(world, accession))
    with pytest.raises(ExceptionDecided) as decided:
        exception.refuse(session, world.first, last.key, LATER)
    assert decided.value.granted
    assert exception.granted(session, accession) is last


def test_board_shows_the_exception(session: Session) -> None:
    world, accession = full(session)
    view = View(telegram_id=1, message_id=2, screen="board", subject=accession.subject, until=NOW)
    session.add(view)
    session.flush()
    assert board.status(session, accession.key, NOW).exception is None
    proposed = propose(world, accession)
    session.refresh(view)
    assert view.stale
    view.stale = False
    session.flush()
    confirm(world, proposed)
    session.refresh(view)
    assert view.stale
    status = board.status(session, accession.key, NOW)
    assert (status.exception, status.seat_free, status.seats) == (proposed, False, Seats(3, 1))


def test_every_step_stands_in_the_record_with_the_reason_erasable(session: Session) -> None:
    world, accession = full(session)
    first = propose(world, accession)
    exception.refuse(session, world.second, first.key, LATER)
    second = propose(world, accession)
    confirm(world, second)
    entries = session.exec(
        select(Record).where(Record.kind == "exception").order_by(col(Record.seq))
    ).all()
    bodies = [json.loads(entry.body) for entry in entries]
    assert [(body["exception"], body["step"]) for body in bodies] == [
        (first.key, "proposed"),
        (first.key, "refused"),
        (second.key, "proposed"),
        (second.key, "confirmed"),
    ]
    assert [entry.subject for entry in entries] == [accession.subject] * 4
    assert REASON not in entries[0].body
    kept = session.get_one(Commitment, bodies[0]["reason"]["c"])
    assert (kept.value, kept.person_id) == (REASON, world.first.key)
    assert proof.verify(session) is None


def test_closing_ends_a_proposal_too(session: Session) -> None:
    world, accession = full(session)
    proposed = propose(world, accession)
    ending.close(session, world.first, accession.key, "Withdrawn", LATER)
    with pytest.raises(Ended):
        confirm(world, proposed)


# ---- at the same instant


def test_two_proposals_at_once_are_one(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        world, accession = full(session)
        key, people = accession.key, (world.first.key, world.second.key)

    def proposing(person_id: int) -> Act:
        return lambda session: exception.propose(
            session, session.get_one(Person, person_id), key, REASON, NOW
        )

    assert at_once(postgres, [proposing(one) for one in people]) == ["ExceptionThere", "done"]


@pytest.mark.parametrize("_", range(5))
def test_confirmation_and_last_consent_at_once_agree(postgres: Engine, _: int) -> None:
    with Session(postgres) as session, session.begin():
        world, accession = full(session)
        proposed = propose(world, accession)
        for city in ("cn0", "cn1"):
            world.answer(accession, city)
        key, exception_id, second = accession.key, proposed.key, world.second.key
        last = consent(key, "de0", world.holders["de0"].key)

    def confirming(session: Session) -> object:
        return exception.confirm(session, session.get_one(Person, second), exception_id, LATER)

    became = at_once(postgres, [confirming, last])
    with Session(postgres) as session:
        state = session.get_one(Accession, key).state
        granted = session.get_one(RatioException, exception_id).granted
    assert (became, state, granted) in (
        (["done", "done"], AccessionState.ADMITTED, True),
        (["Ended", "done"], AccessionState.OBSERVER, False),
    )
