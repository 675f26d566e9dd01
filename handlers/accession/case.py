"""One city in one procedure, gathered for its screens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import mandate, number, register
from alliance.accession import electorate, statement
from alliance.accession.refusals import NotAsked, NotSent
from alliance.mandate import InCharge
from alliance.refusal import NotAllowed, UnknownAccession
from locales.tongue import Tongue
from storage.accession import (
    Accession,
    AccessionState,
    Elector,
    Reply,
    Statement,
    StatementKind,
)
from storage.circular import Circular
from storage.city import City
from storage.person import Person


@dataclass(frozen=True)
class Matter:
    """A procedure that was sent: candidate, circular and its number in the reader's style."""

    accession: Accession
    candidate: City
    circular: Circular
    number: str


@dataclass(frozen=True)
class Case:
    """What a city is asked, what it said, and who answers for it now.

    `reply` is the latest answer to its question; `contested`: what it said is a letter's entry
    that it says is not right.
    """

    matter: Matter
    city: City
    dropped: bool
    statement: Statement | None
    author: Person | None
    charge: InCharge | None
    reply: Reply | None
    contested: bool

    @property
    def accession(self) -> Accession:
        """Return the procedure."""
        return self.matter.accession

    @property
    def open(self) -> bool:
        """Return whether the city may still answer."""
        return self.accession.state is AccessionState.OPEN and not self.dropped

    def answers(self, person: Person) -> bool:
        """Return whether a person may answer for the city now."""
        if person.city_code == self.accession.candidate_code:
            return False
        return self.charge is not None and self.charge.person.key == person.key


def matter_of(session: Session, accession_id: int, tongue: Tongue) -> Matter:
    """Return a procedure that was sent. Raises UnknownAccession, NotSent."""
    accession = electorate.get(session, accession_id)
    circular = session.get(Circular, accession.circular_id) if accession.circular_id else None
    if circular is None:
        raise NotSent(accession_id, accession.state)
    candidate = register.city(session, accession.candidate_code)
    shown = numbered(register.facts(session), circular, tongue)
    return Matter(accession, candidate, circular, shown)


def numbered(facts: Mapping[str, str], circular: Circular, tongue: Tongue) -> str:
    """Return a circular's number in the reader's style."""
    german, chinese = number.circular_number(facts, circular)
    return german if tongue.language == "de" else chinese


def case_of(
    session: Session, accession_id: int, city_code: str, now: datetime, tongue: Tongue
) -> Case:
    """Return a city's case. Raises UnknownAccession, NotSent, UnknownCity, NotAsked."""
    matter = matter_of(session, accession_id, tongue)
    city = register.city(session, city_code)
    elector = session.get(Elector, (accession_id, city_code))
    if elector is None:
        raise NotAsked(accession_id, city_code)
    said = statement.current(session, matter.accession, city_code)
    return Case(
        matter=matter,
        city=city,
        dropped=elector.dropped_at is not None,
        statement=said,
        author=session.get(Person, said.person_id) if said else None,
        charge=mandate.in_charge(session, city_code, now),
        reply=latest_reply(session, said) if said else None,
        contested=said is not None and electorate.is_contested(session, said),
    )


def latest_reply(session: Session, said: Statement) -> Reply | None:
    """Return the latest answer to a question, None where there is none."""
    if said.kind is not StatementKind.QUESTION:
        return None
    query = select(Reply).where(Reply.statement_id == said.id).order_by(col(Reply.id).desc())
    return session.exec(query).first()


def require_reader(case: Case, person: Person) -> None:
    """Raise NotAllowed for people whom a city's own screen does not concern."""
    own = person.city_code == case.city.code
    if not (own or person.secretary or case.answers(person)):
        raise NotAllowed


def city_of_subject(session: Session, subject: str) -> tuple[Accession, str]:
    """Return the procedure and the city whose own screens follow a subject.

    Raises UnknownAccession when there is none such (any more).
    """
    number_ = int(subject.split(":")[1])
    accession = electorate.get(session, number_)
    codes = select(Elector.city_code).where(Elector.accession_id == number_)
    for code in session.exec(codes):
        if accession.city_subject(code) == subject:
            return accession, code
    raise UnknownAccession(number_)
