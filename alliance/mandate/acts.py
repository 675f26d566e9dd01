"""Giving, passing on, lending and taking back a mandate (S-09).

Every change locks the city's row, tells everybody whom it touches and stands in the record.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from alliance import register, rights, value
from alliance.lock import locked
from alliance.mandate import steps
from alliance.mandate.asking import open_mandate, touching
from alliance.notice import notify, secretaries
from alliance.refusal import AlreadyHolds, BadValue, NoMandate, NotAMember, NotLent
from storage.city import Standing
from storage.mandate import Basis, Mandate
from storage.person import Person

LONGEST_LOAN = timedelta(days=366)


@dataclass(frozen=True)
class Passed:
    """A mandate that went to somebody; `before` held it until then."""

    mandate: Mandate
    to: Person
    before: Person | None


def receive(
    session: Session, person: Person, *, invitation_id: int, now: datetime
) -> Mandate | None:
    """Give a newly registered responsible person their city's mandate if nobody holds it.

    Returns None where somebody does, or where the city is no member. The secretariat is told
    ("mandate-received") and can revoke.
    """
    assert person.city_code is not None
    city = register.locked(session, person.city_code)
    if city.standing is not Standing.MEMBER or open_mandate(session, city.code) is not None:
        return None
    mandate = steps.begin(session, city.code, person, now)
    steps.append(session, mandate, "received", person, now, invitation=invitation_id)
    params = {"city": city.code, "person": person.key, "invitation": invitation_id}
    notify(session, "mandate-received", secretaries(session), params=params, now=now)
    steps.show_open_matters(session, city.code, now)
    return mandate


def pass_on(
    session: Session, actor: Person, city_code: str, to_person: Person, now: datetime
) -> Passed:
    """Give the city's mandate to another person; a loan ends with it.

    The holder and the city's responsible person pass it on within the city; the secretariat
    gives it to any active contact person, of another city too, and also where nobody holds it.
    Raises NotAllowed, NotActive, NotAMember, NoMandate, AlreadyHolds.
    """
    # Persons are locked before cities, here and where a contact is removed.
    locked(session, Person, to_person.key)
    city = register.locked(session, city_code)
    steps.require_disposal(session, actor, city_code)
    steps.require_receiver(actor, city_code, to_person)
    if city.standing is not Standing.MEMBER:
        raise NotAMember(city_code)
    present = open_mandate(session, city_code)
    if present is None and not actor.secretary:
        raise NoMandate(city_code)
    if present is not None and present.holder_id == to_person.key:
        raise AlreadyHolds(city_code, to_person.key)
    before = deputy = None
    if present is not None:
        before = steps.person(session, present.holder_id)
        deputy = steps.person(session, present.deputy_id or present.holder_id)
        steps.end(session, present, now)
    mandate = steps.begin(session, city_code, to_person, now)
    steps.append(session, mandate, "passed" if before else "given", to_person, now, by=actor.key)
    params = {"city": city_code, "person": to_person.key, "by": actor.key}
    steps.tell(session, "mandate-given", [to_person], actor, params, now)
    params["before"] = before.key if before else None
    known = [one for one in (before, deputy) if one is not None]
    told = [one for one in known + secretaries(session) if one.key != to_person.key]
    steps.tell(session, "mandate-passed", told, actor, params, now)
    steps.show_open_matters(session, city_code, now, to_person)
    return Passed(mandate, to_person, before)


def lend(
    session: Session,
    actor: Person,
    city_code: str,
    to_person: Person,
    until: datetime,
    now: datetime,
) -> Mandate:
    """Lend the city's mandate to a deputy until a moment (UTC); an earlier loan ends.

    Who may, and to whom: as for `pass_on`. Raises also BadValue("until", past or too-far: more
    than 366 days).
    """
    locked(session, Person, to_person.key)
    register.locked(session, city_code)
    steps.require_disposal(session, actor, city_code)
    steps.require_receiver(actor, city_code, to_person)
    mandate = steps.require_open(session, city_code)
    if mandate.holder_id == to_person.key:
        raise AlreadyHolds(city_code, to_person.key)
    if until <= now:
        raise BadValue("until", "past")
    if until > now + LONGEST_LOAN:
        raise BadValue("until", "too-far")
    if mandate.deputy_id not in (None, to_person.key):
        steps.end_loan(session, mandate, actor, now)
    mandate.deputy_id = to_person.key
    mandate.deputy_since = now
    mandate.deputy_until = until
    session.add(mandate)
    moment = until.isoformat()
    steps.append(session, mandate, "lent", to_person, now, by=actor.key, until=moment)
    params = {"city": city_code, "person": to_person.key, "by": actor.key, "until": moment}
    people = [to_person, steps.person(session, mandate.holder_id), *secretaries(session)]
    steps.tell(session, "mandate-lent", people, actor, params, now)
    steps.show_open_matters(session, city_code, now, to_person)
    return mandate


def end_loan(session: Session, actor: Person, city_code: str, now: datetime) -> Mandate:
    """Give a lent mandate back to its holder before its date.

    The deputy may too. Raises NotAllowed, NotActive, NoMandate, NotLent.
    """
    register.locked(session, city_code)
    rights.require_active(actor)
    mandate = steps.require_open(session, city_code)
    deputy_id = mandate.in_charge(now)[0]
    if deputy_id != actor.key:
        steps.require_disposal(session, actor, city_code)
    if deputy_id == mandate.holder_id:
        raise NotLent(city_code)
    steps.end_loan(session, mandate, actor, now)
    steps.show_open_matters(session, city_code, now)
    return mandate


def expire_loans(session: Session, now: datetime) -> list[Mandate]:
    """Give back every mandate whose loan has run out, and return them by city code.

    The deputy and the holder are told once ("mandate-returned").
    """
    query = select(Mandate.city_code).where(
        col(Mandate.ended_at).is_(None), col(Mandate.deputy_until) <= now
    )
    codes = session.exec(query.order_by(col(Mandate.city_code))).all()
    # All locks before the first record: the chain's head is always the last lock taken.
    for code in codes:
        register.locked(session, code)
    returned = []
    for code in codes:
        mandate = open_mandate(session, code)
        # While this waited for the lock, another may have passed it on, lent it or returned it.
        if mandate is None or mandate.deputy_until is None or mandate.deputy_until > now:
            continue
        steps.end_loan(session, mandate, None, now)
        steps.show_open_matters(session, code, now)
        returned.append(mandate)
    return returned


def revoke(session: Session, secretary: Person, city_code: str, now: datetime) -> Mandate:
    """Take the city's mandate back; nobody answers for it until the secretariat gives it anew.

    Raises NotAllowed, NotActive, NoMandate.
    """
    rights.require_secretary(secretary)
    register.locked(session, city_code)
    mandate = steps.require_open(session, city_code)
    steps.end_for_good(session, mandate, "revoked", secretary, now)
    steps.show_open_matters(session, city_code, now)
    return mandate


def set_basis(
    session: Session,
    actor: Person,
    city_code: str,
    *,
    kind: Basis,
    dated: date,
    reference: str,
    now: datetime,
) -> Mandate:
    """Note the paper that the city's mandate rests on: its kind, date and file number.

    Raises NotAllowed, NotActive, NoMandate, BadValue("basis_date", future) or
    BadValue("basis_reference", …).
    """
    register.locked(session, city_code)
    steps.require_disposal(session, actor, city_code)
    mandate = steps.require_open(session, city_code)
    # In China the day has begun while UTC still has yesterday's date.
    if dated > (now + timedelta(hours=14)).date():
        raise BadValue("basis_date", "future")
    mandate.basis = kind
    mandate.basis_date = dated
    mandate.basis_reference = value.line("basis_reference", reference, value.REFERENCE_LIMIT)
    session.add(mandate)
    steps.append(
        session,
        mandate,
        "basis",
        steps.person(session, mandate.holder_id),
        now,
        by=actor.key,
        basis=kind.value,
        dated=dated.isoformat(),
        reference=mandate.basis_reference,
    )
    return mandate


def end_all(session: Session, person: Person, actor: Person, now: datetime) -> None:
    """End every mandate and loan of somebody who leaves.

    Part of `contact.remove_contact`, which checks the actor's right.
    """
    # All locks before the first record: the chain's head is always the last lock taken.
    for mandate in touching(session, person):
        register.locked(session, mandate.city_code)
    for mandate in touching(session, person):
        if mandate.holder_id == person.key:
            steps.end_for_good(session, mandate, "removed", actor, now)
        else:
            steps.end_loan(session, mandate, actor, now)
        steps.show_open_matters(session, mandate.city_code, now)
