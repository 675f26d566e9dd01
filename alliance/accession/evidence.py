"""What the record keeps of a procedure: plain facts open, persons and free text erasable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import record
from alliance.record import Secret
from storage.accession import Accession
from storage.person import Person
from storage.record import Record


def append(
    session: Session,
    kind: str,
    accession: Accession,
    body: Mapping[str, Any],
    secrets: Mapping[str, Secret],
    now: datetime,
) -> Record:
    """Append an entry about a procedure, with its id and round."""
    return record.append(
        session,
        kind,
        {"accession": accession.key, "round": accession.round, **body},
        subject=accession.subject,
        now=now,
        secrets=dict(secrets),
    )


def signature(person: Person) -> dict[str, Secret]:
    """Return name and function of who acts, as they are at this moment."""
    return {
        "person": Secret(person.name, person.key),
        "function": Secret(person.function, person.key),
    }


def words(person: Person, **texts: str | None) -> dict[str, Secret]:
    """Return free texts of a person, those that are there."""
    return {name: Secret(text, person.key) for name, text in texts.items() if text is not None}
