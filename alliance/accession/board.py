"""Where a procedure stands, city by city: the board of one, and the list of those running."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from alliance import ratio, register
from alliance.accession import electorate, exception, letter, rules
from alliance.accession.refusals import NotSent
from alliance.accession.rules import Reason
from alliance.ratio import SEATED, Seats
from storage.accession import (
    Accession,
    AccessionState,
    Elector,
    Letter,
    RatioException,
    Reply,
    Statement,
    StatementKind,
)
from storage.circular import Circular
from storage.city import City, Side
from storage.delivery import Delivery
from storage.person import Person, Role


class Answer(StrEnum):
    """How a city stands to an application."""

    CONSENT = "consent"
    REMARK = "remark"
    QUESTION = "question"
    OBJECTION = "objection"
    OUTSTANDING = "outstanding"
    DROPPED = "dropped"


@dataclass(frozen=True)
class CityState:
    """A city of the electorate: its answer since when, by whom, and who is in charge.

    `since` is the statement's time, the circular's while outstanding, the leaving's when
    dropped. `replied`: its question was answered. `letter` waits for a second secretary.
    `reachable`: somebody who may answer, or a contact of the city, can be reached. `contested`:
    the statement is a letter's entry that the city says is not right.
    """

    city: City
    answer: Answer
    since: datetime
    statement: Statement | None
    person: Person | None
    in_charge: Person | None
    reachable: bool
    replied: bool
    reminded_at: datetime | None
    letter: Letter | None
    contested: bool

    @property
    def consents(self) -> bool:
        """Return whether the city has consented, with a remark or without."""
        return self.answer in (Answer.CONSENT, Answer.REMARK) and not self.contested

    @property
    def owes_answer(self) -> bool:
        """Return whether the city is to be reminded.

        It has said nothing, its question was answered, or it contests what a letter said for it;
        and no letter of it waits.
        """
        silent = self.answer is Answer.OUTSTANDING or self.contested
        return (silent or (self.answer is Answer.QUESTION and self.replied)) and not self.letter


@dataclass(frozen=True)
class Board:
    """A procedure at a moment; `seats` as if the candidate were admitted as a member now.

    `reasons` say why it is not accepted yet; they are empty once it ended. `exception` to the
    ratio is one that is granted or waits for a second secretary (S-15).
    """

    accession: Accession
    candidate: City
    circular: Circular
    cities: tuple[CityState, ...]
    seats: Seats
    seat_free: bool
    reasons: tuple[Reason, ...]
    exception: RatioException | None

    @property
    def asked(self) -> int:
        """Return how many cities are in the electorate, without those that dropped out."""
        return len(self.cities) - self.count(Answer.DROPPED)

    @property
    def consented(self) -> int:
        """Return how many consented, with a remark or without."""
        return sum(state.consents for state in self.cities)

    def count(self, answer: Answer) -> int:
        """Return how many cities answered so."""
        return sum(state.answer is answer for state in self.cities)

    @property
    def reminded_at(self) -> datetime | None:
        """Return when somebody was reminded last."""
        return max((state.reminded_at for state in self.cities if state.reminded_at), default=None)

    @property
    def open_questions(self) -> tuple[CityState, ...]:
        """Return the cities whose question the secretariat has not answered."""
        return tuple(
            state for state in self.cities if state.answer is Answer.QUESTION and not state.replied
        )

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Return the letters that wait for a second secretary."""
        return tuple(state.letter for state in self.cities if state.letter is not None)


@dataclass(frozen=True)
class Running:
    """One line of the list of open procedures."""

    accession: Accession
    candidate: City
    circular: Circular
    consented: int
    asked: int


def status(session: Session, accession_id: int, now: datetime) -> Board:
    """Return the board of a procedure that was sent; raises UnknownAccession, NotSent."""
    accession = electorate.get(session, accession_id)
    circular = session.get(Circular, accession.circular_id) if accession.circular_id else None
    if circular is None:
        raise NotSent(accession_id, accession.state)
    candidate = register.city(session, accession.candidate_code)
    cities = _city_states(session, accession, now)
    seats = ratio.count(session)
    live = exception.live(session, accession)
    outcome = rules.outcome(
        [state.city.code for state in cities if state.answer is not Answer.DROPPED],
        {state.city.code: state.statement.kind for state in cities if state.statement},
        seats,
        candidate.side,
        [state.city.code for state in cities if state.contested],
        exception=live is not None and live.granted,
    )
    seated = candidate.standing in SEATED
    return Board(
        accession,
        candidate,
        circular,
        cities,
        seats if seated else outcome.seats,
        seated or ratio.may_seat(seats.cn, seats.de, candidate.side),
        outcome.reasons if accession.state is AccessionState.OPEN else (),
        live,
    )


def visible(board: Board, person: Person) -> tuple[CityState, ...]:
    """Return the cities whose state a person follows: a contact office the German ones (S-05)."""
    if person.role is Role.CONTACT_OFFICE:
        return tuple(state for state in board.cities if state.city.side is Side.DE)
    return board.cities


def running(session: Session) -> list[Running]:
    """Return the open procedures, oldest first."""
    query = (
        select(Accession, City, Circular)
        .join(City, col(City.code) == col(Accession.candidate_code))
        .join(Circular, col(Circular.id) == col(Accession.circular_id))
        .where(Accession.state == AccessionState.OPEN)
        .order_by(col(Accession.opened_at), col(Accession.id))
    )
    found = []
    for accession, candidate, circular in session.exec(query).all():
        asked = electorate.electors(session, accession)
        kinds = electorate.kinds(electorate.statements(session, accession))
        contested = electorate.contested(session, accession)
        consented = sum(
            city in kinds and rules.consents(kinds[city]) and city not in contested
            for city in asked
        )
        found.append(Running(accession, candidate, circular, consented, len(asked)))
    return found


def answer_of(elector: Elector, statement: Statement | None) -> Answer:
    """Return how a city of the electorate stands, with its current statement."""
    if elector.dropped_at is not None:
        return Answer.DROPPED
    return Answer(statement.kind) if statement is not None else Answer.OUTSTANDING


def _city_states(session: Session, accession: Accession, now: datetime) -> tuple[CityState, ...]:
    query = (
        select(City, Elector)
        .join(Elector, col(Elector.city_code) == col(City.code))
        .where(Elector.accession_id == accession.key)
        .order_by(col(City.side), col(City.code))
    )
    asked = session.exec(query).all()
    codes = [city.code for city, _ in asked]
    statements = electorate.statements(session, accession)
    people = electorate.by_id(session, (one.person_id for one in statements.values()))
    charges = electorate.in_charge(session, codes, now)
    contacts = electorate.contacts(session, codes)
    letters = {one.city_code: one for one in letter.waiting(session, accession)}
    reminded = reminders(session, accession)
    replied = _replied(session, statements)
    contested = electorate.contested(session, accession)
    assert accession.opened_at is not None

    def state(city: City, elector: Elector, opened_at: datetime) -> CityState:
        statement = statements.get(city.code)
        charge = charges.get(city.code)
        someone = contacts[city.code] + ([charge] if charge else [])
        return CityState(
            city=city,
            answer=answer_of(elector, statement),
            since=elector.dropped_at or (statement.at if statement else opened_at),
            statement=statement,
            person=people[statement.person_id] if statement else None,
            in_charge=charge,
            reachable=any(map(electorate.reachable, someone)),
            replied=city.code in replied,
            reminded_at=reminded.get(city.code),
            letter=letters.get(city.code),
            contested=city.code in contested and elector.dropped_at is None,
        )

    return tuple(state(city, elector, accession.opened_at) for city, elector in asked)


def reminders(session: Session, accession: Accession) -> dict[str, datetime]:
    """Return when each city was reminded last."""
    query = (
        select(Delivery.params, Delivery.queued_at)
        .where(Delivery.kind == "reminder", Delivery.subject == accession.subject)
        .order_by(col(Delivery.id))
    )
    return {params["city"]: queued_at for params, queued_at in session.exec(query)}


def _replied(session: Session, statements: Mapping[str, Statement]) -> set[str]:
    questions = {
        one.id: city for city, one in statements.items() if one.kind is StatementKind.QUESTION
    }
    query = select(Reply.statement_id).where(col(Reply.statement_id).in_(questions))
    return {questions[statement_id] for statement_id in session.exec(query)}
