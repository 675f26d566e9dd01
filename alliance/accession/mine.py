"""What concerns a person: what is asked of them, and how their city stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import mandate, register, rights
from alliance.accession.board import Answer, answer_of
from storage.accession import Accession, AccessionState, Elector, Statement
from storage.circular import Circular
from storage.city import City, Standing
from storage.person import Person


@dataclass(frozen=True)
class Mine:
    """A procedure as a person sees it, for one of their cities; `city` None for onlookers.

    `mine`: the person may answer for the city now, if the procedure is still open.
    """

    accession: Accession
    candidate: City
    circular: Circular
    city: City | None = None
    answer: Answer | None = None
    statement: Statement | None = None
    mine: bool = False


def for_person(session: Session, person: Person, now: datetime) -> list[Mine]:
    """Return the procedures that concern a person, open ones first, newest first.

    Within a procedure one line for each city: what the person may answer for, then their own
    city. Candidates' people see their own application; secretariat, contact offices, advisory
    board and member cities that were not asked look on.
    """
    rights.require_active(person)
    answers_for = {one.city_code for one in mandate.mandates_of(session, person, now)}
    own = register.city(session, person.city_code) if person.city_code else None
    codes = sorted(answers_for) + ([own.code] if own and own.code not in answers_for else [])
    asked = _asked(session, codes)
    looks_on = rights.follows(person) or (own is not None and own.standing is Standing.MEMBER)
    found: list[Mine] = []
    for accession, candidate, circular in _procedures(session):
        lines = [
            Mine(
                accession,
                candidate,
                circular,
                *asked[accession.key, code],
                mine=code in answers_for and asked[accession.key, code][1] is not Answer.DROPPED,
            )
            for code in codes
            if (accession.key, code) in asked
        ]
        if not lines and (looks_on or accession.candidate_code in codes):
            lines.append(Mine(accession, candidate, circular))
        found.extend(lines)
    return found


def _procedures(session: Session) -> list[tuple[Accession, City, Circular]]:
    query = (
        select(Accession, City, Circular)
        .join(City, col(City.code) == col(Accession.candidate_code))
        .join(Circular, col(Circular.id) == col(Accession.circular_id))
        .order_by(col(Accession.opened_at).desc(), col(Accession.id).desc())
    )
    found = list(session.exec(query).all())
    return sorted(found, key=lambda one: one[0].state is not AccessionState.OPEN)


def _asked(
    session: Session, codes: Iterable[str]
) -> dict[tuple[int, str], tuple[City, Answer, Statement | None]]:
    query = (
        select(Elector, City, Statement)
        .join(City, col(City.code) == col(Elector.city_code))
        .join(Accession, col(Accession.id) == col(Elector.accession_id))
        .outerjoin(
            Statement,
            (col(Statement.accession_id) == col(Elector.accession_id))
            & (col(Statement.city_code) == col(Elector.city_code))
            & (col(Statement.round) == col(Accession.round))
            & col(Statement.replaced_at).is_(None),
        )
        .where(col(Elector.city_code).in_(codes))
    )
    return {
        (elector.accession_id, city.code): (city, answer_of(elector, statement), statement)
        for elector, city, statement in session.exec(query)
    }
