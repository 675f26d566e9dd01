"""Steps that the mandate's acts share: checking, writing, recording and telling."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import matter, record, rights
from alliance.mandate.asking import may_dispose, open_mandate
from alliance.notice import notify, redraw, responsible_for, secretaries
from alliance.refusal import NoMandate, NotActive, NotAllowed
from storage.mandate import Mandate
from storage.person import Person, Presence, Role


def require_disposal(session: Session, actor: Person, city_code: str) -> None:
    """Raise NotActive or NotAllowed for whoever may not pass the city's mandate on."""
    rights.require_active(actor)
    if not may_dispose(session, actor, city_code):
        raise NotAllowed


def require_receiver(actor: Person, city_code: str, person: Person) -> None:
    """Raise NotActive or NotAllowed if the actor may not give the city's mandate to a person."""
    if person.presence is not Presence.ACTIVE:
        raise NotActive(person.key, person.presence)
    if person.role is not Role.CONTACT:
        raise NotAllowed
    if person.city_code != city_code and not actor.secretary:
        raise NotAllowed


def require_open(session: Session, city_code: str) -> Mandate:
    """Return the city's mandate; NoMandate where nobody holds it."""
    mandate = open_mandate(session, city_code)
    if mandate is None:
        raise NoMandate(city_code)
    return mandate


def begin(session: Session, city_code: str, person: Person, now: datetime) -> Mandate:
    """Put the city's mandate, which nobody holds, into a person's hand."""
    mandate = Mandate(city_code=city_code, holder_id=person.key, since=now)
    session.add(mandate)
    session.flush()
    return mandate


def end(session: Session, mandate: Mandate, now: datetime) -> None:
    """Take a mandate from its holder."""
    mandate.ended_at = now
    session.add(mandate)
    # A flush writes new rows before changed ones, and a city may have one open mandate only.
    session.flush()


def end_for_good(
    session: Session, mandate: Mandate, what: str, actor: Person, now: datetime
) -> None:
    """End a mandate that nobody takes over, and tell the city and the secretariat."""
    holding = person(session, mandate.holder_id)
    deputy = person(session, mandate.deputy_id or mandate.holder_id)
    end(session, mandate, now)
    append(session, mandate, what, holding, now, by=actor.key)
    params = {"city": mandate.city_code, "person": holding.key, "by": actor.key, "reason": what}
    city = responsible_for(session, mandate.city_code)
    people = [holding, deputy, *city, *secretaries(session)]
    tell(session, "mandate-ended", people, actor, params, now)


def end_loan(session: Session, mandate: Mandate, actor: Person | None, now: datetime) -> None:
    """Give a lent mandate back, and tell the deputy, the holder and the secretariat.

    Without an actor its time has run out, which the secretariat was told beforehand.
    """
    assert mandate.deputy_id is not None
    deputy = person(session, mandate.deputy_id)
    people = [deputy, person(session, mandate.holder_id)]
    if actor is not None:
        people += secretaries(session)
    by = actor.key if actor else None
    params = {"city": mandate.city_code, "person": deputy.key, "by": by}
    mandate.deputy_id = mandate.deputy_since = mandate.deputy_until = None
    session.add(mandate)
    append(session, mandate, "returned", deputy, now, by=by)
    tell(session, "mandate-returned", people, actor, params, now)


def tell(
    session: Session,
    kind: str,
    people: Iterable[Person],
    actor: Person | None,
    params: dict[str, Any],
    now: datetime,
) -> None:
    """Tell everybody but the one who did it."""
    others = [one for one in people if actor is None or one.key != actor.key]
    notify(session, kind, others, params=params, now=now)


def show_open_matters(
    session: Session, city_code: str, now: datetime, in_charge: Person | None = None
) -> None:
    """Draw the city's requests again, and send those without an answer to who is now in charge."""
    for asked in matter.asked(session, [city_code]):
        redraw(session, asked.accession.city_subject(city_code))
        redraw(session, asked.accession.subject)
    if in_charge is None:
        return
    for asked in matter.unanswered(session, [city_code]):
        accession = asked.accession
        notify(
            session,
            "statement-request",
            [in_charge],
            subject=accession.subject,
            params={"accession": accession.key, "round": accession.round, "city": city_code},
            now=now,
        )


def append(
    session: Session,
    mandate: Mandate,
    what: str,
    someone: Person,
    now: datetime,
    **particulars: str | int | None,
) -> None:
    """Enter a change into the record; name and function stand in it as commitments."""
    record.append(
        session,
        "mandate",
        {
            "what": what,
            "city": mandate.city_code,
            "mandate": mandate.id,
            "whom": someone.key,
            **particulars,
        },
        subject=f"city:{mandate.city_code}",
        now=now,
        secrets={
            "person": record.Secret(someone.name, someone.key),
            "function": record.Secret(someone.function, someone.key),
        },
    )


def person(session: Session, person_id: int) -> Person:
    """Return a person whom a row refers to."""
    found = session.get(Person, person_id)
    assert found is not None
    return found
