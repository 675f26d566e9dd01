"""What people are told of an accession: each notice's kind, recipients and parameters.

Parameters are ids and codes: `accession` always, and what each function adds.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, or_, select

from alliance import notice
from alliance.accession import electorate
from storage.accession import Accession, Elector, Letter, RatioException, Reply, Statement
from storage.city import City, Standing
from storage.delivery import Lane
from storage.person import Person, Presence, Role


def redraw_city(session: Session, accession: Accession, city_code: str) -> None:
    """Redraw a city's own screens and everybody's boards."""
    notice.redraw(session, accession.city_subject(city_code), accession.subject)


def redraw_all(session: Session, accession: Accession) -> None:
    """Redraw every screen of a procedure."""
    query = select(Elector.city_code).where(Elector.accession_id == accession.key)
    subjects = [accession.city_subject(city_code) for city_code in session.exec(query)]
    notice.redraw(session, accession.subject, *subjects)


def request(session: Session, accession: Accession, now: datetime) -> tuple[int, int]:
    """Ask who is in charge of each city ("statement-request": round, city) for the statement.

    The city's other contacts get "statement-copy" with the same. Returns how many of each.
    """
    cities = electorate.electors(session, accession)
    charges = electorate.in_charge(session, cities, now)
    contacts = electorate.contacts(session, cities)
    requests = copies = 0
    for city in cities:
        params = {"round": accession.round, "city": city}
        charge = charges.get(city)
        if charge is not None:
            requests += _tell(session, "statement-request", [charge], accession, now, params)
        others = [
            person for person in contacts[city] if charge is None or person.key != charge.key
        ]
        copies += _tell(session, "statement-copy", others, accession, now, params)
    return requests, copies


def opened(session: Session, accession: Accession, by: Person, now: datetime) -> int:
    """Tell who is not asked that the circular is out ("accession-opened").

    These are the candidate's people, contact offices, advisory board and the other secretaries.
    """
    people = [
        person for person in _active(session, [accession.candidate_code]) if person.key != by.key
    ]
    return _tell(session, "accession-opened", people, accession, now, {})


def stated(
    session: Session, accession: Accession, statement: Statement, person: Person, now: datetime
) -> None:
    """Give the declarant the receipt ("receipt": statement)."""
    _tell(session, "receipt", [person], accession, now, {"statement": statement.id})


def not_plain(
    session: Session,
    accession: Accession,
    statement: Statement,
    now: datetime,
    *,
    but: Person | None = None,
) -> None:
    """Tell the secretariat of a remark, question or objection ("statement-told": statement)."""
    people = [one for one in notice.secretaries(session) if but is None or one.key != but.key]
    _tell(session, "statement-told", people, accession, now, {"statement": statement.id})


def replied(
    session: Session, accession: Accession, city_code: str, reply: Reply, now: datetime
) -> int:
    """Bring an answer to the city's people ("reply": statement, reply)."""
    people = concerned(session, city_code, now)
    params = {"statement": reply.statement_id, "reply": reply.id}
    return _tell(session, "reply", people, accession, now, params)


def reminded(
    session: Session, accession: Accession, city_code: str, people: Iterable[Person], now: datetime
) -> int:
    """Remind people of a city's outstanding answer ("reminder": round, city)."""
    params = {"round": accession.round, "city": city_code}
    return _tell(session, "reminder", people, accession, now, params, Lane.REMINDER)


def letter_entered(session: Session, accession: Accession, letter: Letter, now: datetime) -> None:
    """Ask the other secretaries to confirm a letter's entry ("letter-to-confirm": letter)."""
    others = [one for one in notice.secretaries(session) if one.key != letter.entered_by]
    _tell(session, "letter-to-confirm", others, accession, now, {"letter": letter.id})


def letter_confirmed(
    session: Session, accession: Accession, letter: Letter, now: datetime
) -> None:
    """Tell a city's people what was entered for it ("letter-entered": letter, statement)."""
    people = concerned(session, letter.city_code, now)
    params = {"letter": letter.id, "statement": letter.statement_id}
    _tell(session, "letter-entered", people, accession, now, params)


def letter_contested(
    session: Session, accession: Accession, letter: Letter, now: datetime
) -> None:
    """Tell the secretariat that a city contests an entry ("letter-contested": letter)."""
    people = notice.secretaries(session)
    _tell(session, "letter-contested", people, accession, now, {"letter": letter.id})


def exception_proposed(
    session: Session, accession: Accession, proposed: RatioException, now: datetime
) -> None:
    """Ask the other secretaries to confirm an exception ("exception-to-confirm": exception)."""
    others = [one for one in notice.secretaries(session) if one.key != proposed.proposed_by]
    params = {"exception": proposed.key}
    _tell(session, "exception-to-confirm", others, accession, now, params)


def ended(session: Session, accession: Accession, seatable: Iterable[City], now: datetime) -> int:
    """Tell everybody how a procedure ended ("accession-ended": seatable, city codes).

    `seatable` is empty but for secretaries, who learn which observers could be seated (S-16).
    """
    asked = select(Elector.city_code).where(Elector.accession_id == accession.key)
    members = select(City.code).where(City.standing == Standing.MEMBER)
    cities = [accession.candidate_code, *session.exec(asked), *session.exec(members)]
    told = 0
    for person in _active(session, cities):
        codes = [city.code for city in seatable] if person.secretary else []
        params = {"seatable": codes}
        told += _tell(session, "accession-ended", [person], accession, now, params)
    return told


def concerned(session: Session, city_code: str, now: datetime) -> list[Person]:
    """Return a city's active people, and who answers for it if of another city."""
    charge = electorate.in_charge(session, [city_code], now).get(city_code)
    people = notice.people_of(session, city_code)
    if charge is None or charge.city_code == city_code:
        return people
    return [charge, *people]


def _active(session: Session, city_codes: Iterable[str]) -> list[Person]:
    """Return the active contacts of cities and everybody who is no contact."""
    query = select(Person).where(
        Person.presence == Presence.ACTIVE,
        or_(Person.role != Role.CONTACT, col(Person.city_code).in_(set(city_codes))),
    )
    return list(session.exec(query.order_by(col(Person.id))))


def _tell(
    session: Session,
    kind: str,
    people: Iterable[Person],
    accession: Accession,
    now: datetime,
    params: Mapping[str, object],
    lane: Lane = Lane.NOTICE,
) -> int:
    return notice.notify(
        session,
        kind,
        people,
        subject=accession.subject,
        params={"accession": accession.key, **params},
        lane=lane,
        now=now,
    )
