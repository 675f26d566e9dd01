"""Who is asked in a procedure, what they say at present, and who may be written to."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from alliance import lock, register
from alliance.refusal import Ended, UnknownAccession
from storage.accession import (
    Accession,
    AccessionState,
    Elector,
    Letter,
    Statement,
    StatementKind,
    Via,
)
from storage.circular import Circular
from storage.city import City
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence, Role

CURRENT = sa.and_(
    col(Statement.accession_id) == sa.bindparam("accession"),
    col(Statement.round) == sa.bindparam("round"),
    col(Statement.replaced_at).is_(None),
)
# Asked at every answer of a city: built once.
SAID = (
    select(Statement)
    .where(CURRENT, col(Statement.city_code) == sa.bindparam("city"))
    # Read anew: what this session saw before it waited for the lock may have been replaced.
    .execution_options(populate_existing=True)
)
# What did not come by letter is not looked for among the letters.
CONTESTED = sa.and_(
    col(Statement.via) == Via.LETTER,
    sa.exists().where(
        col(Letter.statement_id) == col(Statement.id), col(Letter.contested_at).is_not(None)
    ),
)
CONSENTED = sa.exists().where(
    CURRENT,
    col(Statement.city_code) == col(Elector.city_code),
    col(Statement.kind).in_((StatementKind.CONSENT, StatementKind.REMARK)),
    ~CONTESTED,
)
LACKING = (
    select(Elector.city_code)
    .where(
        col(Elector.accession_id) == sa.bindparam("accession"),
        col(Elector.dropped_at).is_(None),
        ~CONSENTED,
    )
    .limit(1)
)

CANDIDATE = aliased(City)
TOGETHER = (
    sa.select(Accession, CANDIDATE, City, Elector, Circular)
    .join(CANDIDATE, col(CANDIDATE.code) == col(Accession.candidate_code))
    .join(City, col(City.code) == sa.bindparam("city"))
    .outerjoin(
        Elector,
        sa.and_(
            col(Elector.accession_id) == col(Accession.id),
            col(Elector.city_code) == col(City.code),
        ),
    )
    .outerjoin(Circular, col(Circular.id) == col(Accession.circular_id))
    .where(col(Accession.id) == sa.bindparam("accession"))
)


def gather(session: Session, accession_id: int, city_code: str) -> None:
    """Read the rows that belong to a city's answer together: by key they are at hand then."""
    session.execute(TOGETHER, {"accession": accession_id, "city": city_code}).all()


def get(session: Session, accession_id: int) -> Accession:
    """Return a procedure by its id; raises UnknownAccession."""
    found = session.get(Accession, accession_id)
    if found is None:
        raise UnknownAccession(accession_id)
    return found


def locked(session: Session, accession_id: int, *city_codes: str) -> Accession:
    """Return a procedure whose row, and whose candidate's, is locked until the transaction ends.

    Then the rows of further cities, whose mandates cannot change hands so long. Always in this
    order, cities by code, and before the number series and the record's head.
    """
    found = lock.locked(session, Accession, accession_id)
    if found is None:
        raise UnknownAccession(accession_id)
    for code in sorted({found.candidate_code, *city_codes}):
        register.locked(session, code)
    return found


def require_open(accession: Accession) -> None:
    """Raise Ended unless the procedure is out and not over."""
    if accession.state is not AccessionState.OPEN:
        raise Ended(accession.key, accession.state)


def electors(session: Session, accession: Accession) -> list[str]:
    """Return the codes of the cities in the electorate, without those that dropped out (S-12)."""
    query = select(Elector.city_code).where(
        Elector.accession_id == accession.key, col(Elector.dropped_at).is_(None)
    )
    return list(session.exec(query.order_by(col(Elector.city_code))))


def statements(session: Session, accession: Accession) -> dict[str, Statement]:
    """Return the current statements of the present round by city."""
    query = select(Statement).where(
        Statement.accession_id == accession.key,
        Statement.round == accession.round,
        col(Statement.replaced_at).is_(None),
    )
    # Read anew: what this session saw before it waited for the lock may have been replaced.
    found = session.exec(query.execution_options(populate_existing=True))
    return {statement.city_code: statement for statement in found}


def statement_of(session: Session, accession: Accession, city_code: str) -> Statement | None:
    """Return a city's current statement of the present round."""
    asked = {"accession": accession.key, "round": accession.round, "city": city_code}
    return session.scalars(SAID, asked).one_or_none()


def lacking(session: Session, accession: Accession) -> bool:
    """Return whether any city of the electorate has not consented in writing yet (S-12).

    The same as `rules.outcome` says of it, and as quick with two hundred cities as with one.
    """
    session.flush()  # what follows passes the session by
    asked = {"accession": accession.key, "round": accession.round}
    return session.connection().execute(LACKING, asked).first() is not None


def kinds(statements_by_city: dict[str, Statement]) -> dict[str, StatementKind]:
    """Return only what the statements say, as the rules take it."""
    return {city: statement.kind for city, statement in statements_by_city.items()}


def contested(session: Session, accession: Accession) -> set[str]:
    """Return the cities whose current statement came by a letter that they contest.

    Such a statement is no written consent until the city is heard again (S-12).
    """
    query = (
        select(Statement.city_code)
        .join(Letter, col(Letter.statement_id) == col(Statement.id))
        .where(
            Statement.accession_id == accession.key,
            Statement.round == accession.round,
            col(Statement.replaced_at).is_(None),
            col(Letter.contested_at).is_not(None),
        )
    )
    return set(session.exec(query))


def is_contested(session: Session, statement: Statement) -> bool:
    """Return whether a statement came by a letter that the city contests."""
    if statement.via is not Via.LETTER:
        return False
    query = select(Letter.id).where(
        Letter.statement_id == statement.id, col(Letter.contested_at).is_not(None)
    )
    return session.exec(query).first() is not None


def contacts(session: Session, city_codes: Collection[str]) -> dict[str, list[Person]]:
    """Return the active contact persons of cities, oldest registration first."""
    query = select(Person).where(
        Person.role == Role.CONTACT,
        Person.presence == Presence.ACTIVE,
        col(Person.city_code).in_(city_codes),
    )
    found: dict[str, list[Person]] = {code: [] for code in city_codes}
    for person in session.exec(query.order_by(col(Person.id))):
        if person.city_code is not None:
            found[person.city_code].append(person)
    return found


def in_charge(session: Session, city_codes: Collection[str], now: datetime) -> dict[str, Person]:
    """Return who may answer for cities at a moment (S-09); cities without anybody are absent."""
    query = select(Mandate).where(
        col(Mandate.city_code).in_(city_codes), col(Mandate.ended_at).is_(None)
    )
    ids = {mandate.city_code: mandate.in_charge(now)[0] for mandate in session.exec(query)}
    people = by_id(session, ids.values())
    return {
        city: people[person_id]
        for city, person_id in ids.items()
        if people[person_id].presence is Presence.ACTIVE
    }


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """Return people by their ids."""
    query = select(Person).where(col(Person.id).in_(set(ids)))
    return {person.key: person for person in session.exec(query)}


def reachable(person: Person) -> bool:
    """Return whether a person's chat is known and open."""
    return (
        person.presence is Presence.ACTIVE
        and person.telegram_id is not None
        and person.channel is Channel.OPEN
    )
