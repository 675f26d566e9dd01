"""The people: registering, approving, removing, and what is open for a newcomer (S-07)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import invitation as invitations
from alliance import lock, matter, rights, roll, value
from alliance import mandate as mandates
from alliance.notice import notify, responsible_for, secretaries
from alliance.refusal import (
    AlreadyDecided,
    AlreadyRegistered,
    LastSecretary,
    NotActive,
    RefusedBefore,
    UnknownPerson,
)
from storage.dialog import Dialog
from storage.engine import held
from storage.invitation import Invitation
from storage.language import Language
from storage.person import Channel, Person, Presence, Role

# Asked at every update: built once.
BY_TELEGRAM = select(Person).where(Person.telegram_id == sa.bindparam("account"))


@dataclass(frozen=True)
class Registered:
    """Who registered, whether the city's mandate came with it, and whether they wait."""

    person: Person
    mandate_received: bool
    waiting: bool


# ---- asking


def by_telegram(session: Session, telegram_id: int) -> Person | None:
    """Return who is known under a Telegram account, in whatever presence."""
    for someone in held(session, Person):
        if someone.telegram_id == telegram_id:
            return someone
    return session.scalars(BY_TELEGRAM, {"account": telegram_id}).one_or_none()


def person(session: Session, person_id: int) -> Person:
    """Return a person by id; UnknownPerson where there is none."""
    found = session.get(Person, person_id)
    if found is None:
        raise UnknownPerson(person_id)
    return found


def managed_by(session: Session, actor: Person) -> list[Person]:
    """Return the people whom the actor may approve and remove: active and waiting ones.

    Waiting ones first, then by city and registration.
    """
    query = select(Person).where(col(Person.presence).in_([Presence.ACTIVE, Presence.WAITING]))
    if not actor.secretary:
        query = query.where(Person.role == Role.CONTACT, Person.city_code == actor.city_code)
    found = session.exec(query.order_by(col(Person.city_code), col(Person.id)))
    return sorted(
        (one for one in found if rights.manages(actor, one.city_code)),
        key=lambda one: one.presence is not Presence.WAITING,
    )


def open_for_city(session: Session, someone: Person, now: datetime) -> list[matter.OpenMatter]:
    """Return what is unanswered for the person's city and those they answer for, oldest first."""
    codes = {held.city_code for held in mandates.mandates_of(session, someone, now)}
    if someone.city_code is not None:
        codes.add(someone.city_code)
    return matter.unanswered(session, codes)


# ---- acts


def register(  # noqa: PLR0913 - everything that a registration says
    session: Session,
    *,
    telegram_id: int,
    invitation: Invitation,
    name: str,
    function: str,
    email: str | None,
    language: Language,
    zone: str,
    privacy_version: str,
    privacy_at: datetime,
    now: datetime,
) -> Registered:
    """Register somebody by invitation and use it up; `privacy_at`: when they agreed (UTC).

    A personal invitation makes them active at once, and a responsible person of a member city
    receives the mandate if nobody holds it. Who opened a shared link waits, and the responsible
    persons and the secretariat are asked ("contact-waiting"); otherwise they get "newcomer".
    Somebody of the same role and city who comes back keeps their row; somebody who waited for
    or belonged to another gets a new one, so that old declarations keep their author.
    Raises Invitation…, AlreadyRegistered, RefusedBefore, BadValue of name, function, email, zone.
    """
    assert invitation.id is not None
    valid = invitations.still_valid(session, invitation.id, now)
    details: dict[str, Any] = {
        "role": valid.role,
        "city_code": valid.city_code,
        "responsible": valid.responsible,
        "invitation_id": valid.id,
        "name": value.line("name", name, value.NAME_LIMIT),
        "function": value.line("function", function, value.FUNCTION_LIMIT),
        "email": value.email(email or ""),
        "language": language,
        "zone": value.zone(zone),
        "presence": Presence.WAITING if valid.shared else Presence.ACTIVE,
        "channel": Channel.OPEN,
        "channel_since": None,
        "privacy_version": privacy_version,
        "privacy_at": privacy_at,
        "registered_at": now,
        "ended_at": None,
    }
    known = _known(session, telegram_id, valid)
    if known is not None and _same(known, valid):
        someone = known
        someone.sqlmodel_update(details)
    else:
        if known is not None:
            _leave(session, known, now)
        someone = Person(telegram_id=telegram_id, **details)
    session.add(someone)
    if not valid.shared:
        valid.used_at = now
        session.add(valid)
    session.flush()
    received = None
    if valid.responsible:
        received = mandates.receive(session, someone, invitation_id=invitation.id, now=now)
    roll.registered(session, someone, known, now)
    if valid.shared:
        _tell_managers(session, "contact-waiting", someone, None, now)
    else:
        _tell_managers(session, "newcomer", someone, None, now)
    return Registered(someone, mandate_received=received is not None, waiting=valid.shared)


def approve(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    """Let somebody in who waits. Raises NotAllowed, NotActive, UnknownPerson, AlreadyDecided."""
    someone = _waiting(session, actor, person_id)
    someone.presence = Presence.ACTIVE
    session.add(someone)
    roll.decided(session, "approved", someone, actor, now)
    notify(session, "contact-approved", [someone], params={"by": actor.key}, now=now)
    _tell_managers(session, "newcomer", someone, actor, now)
    return someone


def refuse(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    """Do not let somebody in who waits. Raises as `approve` does."""
    someone = _waiting(session, actor, person_id)
    someone.presence = Presence.REFUSED
    someone.ended_at = now
    session.add(someone)
    roll.decided(session, "refused", someone, actor, now)
    notify(session, "contact-refused", [someone], params={"by": actor.key}, now=now)
    return someone


def remove_contact(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    """End somebody's part; everybody may also leave by themselves.

    Mandates and loans end with it and the secretariat is told ("mandate-ended"); links they
    issued are taken back, forms they began are forgotten. The person is told
    ("contact-removed"). Raises NotAllowed, NotActive, UnknownPerson, LastSecretary.
    """
    someone = _locked(session, person_id)
    if actor.key != someone.key:
        rights.require_manager(actor, someone.city_code)
    if someone.presence not in (Presence.ACTIVE, Presence.WAITING):
        raise NotActive(someone.key, someone.presence)
    if someone.secretary and len(secretaries(session)) == 1:
        raise LastSecretary
    invitations.revoke_issued_by(session, someone, now)
    session.execute(sa.delete(Dialog).where(col(Dialog.telegram_id) == someone.telegram_id))
    session.flush()  # links are locked before the record, as in `register`
    mandates.end_all(session, someone, actor, now)
    someone.presence = Presence.ENDED
    someone.responsible = False
    someone.ended_at = now
    session.add(someone)
    roll.decided(session, "removed", someone, actor, now)
    if actor.key != someone.key:
        notify(session, "contact-removed", [someone], params={"by": actor.key}, now=now)
    return someone


def change_details(  # noqa: PLR0913 - everything that somebody can change
    session: Session,
    someone: Person,
    now: datetime,
    *,
    name: str | None = None,
    function: str | None = None,
    email: str | None = None,
    language: Language | None = None,
    zone: str | None = None,
) -> Person:
    """Change a person's own details; None leaves one as it is, an empty e-mail removes it.

    Statements keep the name and function they were made under. Raises BadValue.
    """
    before = (someone.name, someone.function)
    if name is not None:
        someone.name = value.line("name", name, value.NAME_LIMIT)
    if function is not None:
        someone.function = value.line("function", function, value.FUNCTION_LIMIT)
    if email is not None:
        someone.email = value.email(email)
    if language is not None:
        someone.language = language
    if zone is not None:
        someone.zone = value.zone(zone)
    session.add(someone)
    if (someone.name, someone.function) != before:
        roll.renamed(session, someone, now)
    return someone


# ---- steps that acts share


def _known(session: Session, telegram_id: int, invitation: Invitation) -> Person | None:
    """Return the account's row unless it keeps the account from following the invitation."""
    known = by_telegram(session, telegram_id)
    if known is None:
        return None
    waiting = known.presence is Presence.WAITING
    rises = _same(known, invitation) and invitation.responsible and not known.responsible
    if (rights.active(known) and not rises) or (waiting and invitation.shared):
        raise AlreadyRegistered(known.key, known.role, known.city_code, waiting=waiting)
    if known.presence is Presence.REFUSED and invitation.shared:
        raise RefusedBefore(known.city_code)
    return known


def _same(known: Person, invitation: Invitation) -> bool:
    return known.role is invitation.role and known.city_code == invitation.city_code


def _leave(session: Session, known: Person, now: datetime) -> None:
    """End a row and free its account before a new row takes it."""
    known.telegram_id = None
    known.presence = Presence.ENDED
    known.ended_at = known.ended_at or now
    session.add(known)
    session.flush()


def _locked(session: Session, person_id: int) -> Person:
    found = lock.locked(session, Person, person_id)
    if found is None:
        raise UnknownPerson(person_id)
    return found


def _waiting(session: Session, actor: Person, person_id: int) -> Person:
    someone = _locked(session, person_id)
    rights.require_manager(actor, someone.city_code)
    if someone.presence is not Presence.WAITING:
        raise AlreadyDecided(someone.key, someone.presence)
    return someone


def _tell_managers(
    session: Session, kind: str, someone: Person, actor: Person | None, now: datetime
) -> None:
    """Tell the secretariat, and the responsible persons of somebody's city."""
    people = secretaries(session)
    if someone.city_code is not None:
        people += responsible_for(session, someone.city_code)
    untold = {someone.key, actor.key if actor else None}
    params = {"person": someone.key}
    notify(session, kind, [one for one in people if one.key not in untold], params=params, now=now)
