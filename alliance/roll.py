"""What the record keeps of people: who takes part, as what, and under which account."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import record
from alliance.record import Secret
from storage.person import Person


def registered(session: Session, person: Person, known: Person | None, now: datetime) -> None:
    """Enter a registration; name, function and account stand in it as commitments.

    `known` is the row that the account had before: the same one, or one that ends with this.
    """
    left = known if known is not None and known.key != person.key else None
    secrets = record.signature(person) | {"account": Secret(str(person.telegram_id), person.key)}
    body: dict[str, Any] = {
        "role": person.role,
        "city": person.city_code,
        "responsible": person.responsible,
        "presence": person.presence,
        "invitation": person.invitation_id,
        "privacy": [person.privacy_version, record.stamp(person.privacy_at)],
        "new": known is not person,
    }
    if left is not None:
        assert left.ended_at is not None
        body["left"] = [left.key, record.stamp(left.ended_at)]
    _append(session, "registered", person, body, secrets, now)


def renamed(session: Session, person: Person, now: datetime) -> None:
    """Enter the name and function that somebody has from now on, as commitments."""
    _append(session, "renamed", person, {}, record.signature(person), now)


def decided(session: Session, what: str, person: Person, actor: Person, now: datetime) -> None:
    """Enter that somebody was approved, refused or removed, signed by who did it."""
    _append(session, what, person, {"by": actor.key}, record.signature(actor), now)


def _append(
    session: Session,
    what: str,
    person: Person,
    body: dict[str, Any],
    secrets: dict[str, Secret],
    now: datetime,
) -> None:
    record.append(
        session,
        "person",
        {"what": what, "whom": person.key, **body},
        subject=f"person:{person.key}",
        now=now,
        secrets=secrets,
    )
