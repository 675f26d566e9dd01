"""The record: a hash chain in which the alliance's acts are kept; `alliance.proof` proves it."""

import hashlib
import hmac
import json
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.person import Person
from storage.record import Commitment, Record
from storage.tables import table_of

# What stands before the first entry.
START = (0, "0" * 64)
# Any number that no other lock of the database has.
LOCK = 7_386_002
RECORDS = table_of(Record)
# Run at every act: spoken without the ORM, and built once.
HEAD = sa.select(RECORDS.c.seq, RECORDS.c.hash).order_by(RECORDS.c.seq.desc()).limit(1)
WRITE, PROMISE = sa.insert(RECORDS), sa.insert(table_of(Commitment))


@dataclass(frozen=True)
class Secret:
    """A value that the chain only commits to, and the person who may have it erased."""

    value: str
    person_id: int | None


def append(
    session: Session,
    kind: str,
    body: Mapping[str, Any],
    *,
    subject: str = "",
    now: datetime,
    secrets: Mapping[str, Secret],
) -> Record:
    """Add an entry at the head, which stays locked until the transaction ends; return it stored.

    `body` is plain JSON. Each secret stands in it under its name as `{"c": digest}`; its value
    and salt are kept beside the chain and can be erased. Raises ValueError where a secret's name
    is taken already.
    """
    if taken := body.keys() & secrets.keys():
        raise ValueError(f"both open and secret: {', '.join(sorted(taken))}")
    hold(session)
    session.flush()  # what follows passes the session by
    last, prev = head(session)
    commitments = {name: _commit(last + 1, secret) for name, secret in secrets.items()}
    promises = {name: {"c": commitment["digest"]} for name, commitment in commitments.items()}
    entry = Record(
        seq=last + 1,
        at=stamp(now),
        kind=kind,
        subject=subject,
        body=canonical({**body, **promises}),
        prev=prev,
        hash="",
    )
    entry.hash = entry_hash(entry.seq, entry.at, kind, subject, entry.body, prev)
    session.connection().execute(WRITE, entry.model_dump())
    if commitments:
        session.connection().execute(PROMISE, [*commitments.values()])
    return entry


def hold(session: Session) -> None:
    """Lock the head until the transaction ends, as `append` does; on SQLite it is already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def head(session: Session) -> tuple[int, str]:
    """Return number and hash of the newest entry, 0 and 64 zeros before the first."""
    last = session.connection().execute(HEAD).first()
    return (last.seq, last.hash) if last is not None else START


def entry_hash(*parts: int | str) -> str:
    """Return an entry's SHA-256, hexadecimal, over the canonical JSON list of its other parts.

    They are, in this order: seq, at, kind, subject, body, prev.
    """
    return checksum(parts)


def digest(salt: bytes, value: bytes) -> str:
    """Return what the chain holds of a secret: HMAC-SHA256 of the value, keyed with the salt.

    Hexadecimal; salt and value as they are stored, in UTF-8.
    """
    return hmac.new(salt, value, hashlib.sha256).hexdigest()


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, nothing escaped needlessly."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def checksum(value: object) -> str:
    """Return the SHA-256, hexadecimal, of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """Return a moment as entries write it: ISO 8601, UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def signature(person: Person) -> dict[str, Secret]:
    """Return name and function of who acts, as they are at this moment."""
    return {
        "person": Secret(person.name, person.key),
        "function": Secret(person.function, person.key),
    }


def words(person: Person, **texts: str | None) -> dict[str, Secret]:
    """Return free texts of a person, those that are there."""
    return {name: Secret(text, person.key) for name, text in texts.items() if text is not None}


def _commit(seq: int, secret: Secret) -> dict[str, Any]:
    """Return a commitment's row."""
    salt = chance.token_hex(32)
    return {
        "digest": digest(salt.encode(), secret.value.encode()),
        "seq": seq,
        "person_id": secret.person_id,
        "salt": salt,
        "value": secret.value,
    }
