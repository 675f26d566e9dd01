"""What the record keeps of a procedure: plain facts open, persons and free text erasable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import record
from alliance.record import Secret
from storage.accession import Accession
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
