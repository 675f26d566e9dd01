"""What the record keeps of a conference: plain facts open, persons and free text erasable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import record
from alliance.conference import asking
from alliance.record import Secret
from storage.conference import Conference
from storage.person import Person
from storage.record import Record


def append(
    session: Session,
    kind: str,
    conference: Conference,
    by: Person,
    body: Mapping[str, Any],
    now: datetime,
    **words: str,
) -> Record:
    """Append an entry about a conference, signed; `words` are free texts of the person."""
    texts = {name: Secret(text, by.key) for name, text in words.items()}
    return record.append(
        session,
        kind,
        {"conference": conference.key, "by": by.key, **body},
        subject=conference.subject,
        now=now,
        secrets=record.signature(by) | texts,
    )


def facts(session: Session, conference: Conference) -> dict[str, Any]:
    """Return the open facts of an invitation or change: when, where, and a checksum of all."""
    said = asking.content(session, conference)
    return {
        "kind": conference.kind,
        "sequence": conference.sequence,
        "zone": conference.zone,
        **{name: said[name] for name in ("host", "starts", "ends", "deadline")},
        "sum": record.checksum(said),
    }
