"""Sending a circular: numbered, frozen, recorded, and queued in one statement; and a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import notice, number, record, rights
from alliance.circular import audience, draft
from alliance.circular.sending import content
from alliance.pair import NothingWritten
from storage.circular import (
    Addressee,
    Circular,
    CircularKind,
    GeneralCircular,
    GeneralState,
)
from storage.city import City
from storage.delivery import Lane
from storage.person import Person


@dataclass(frozen=True)
class Sent:
    """A circular that is out: its number's row, and how many cities, people and messages."""

    general: GeneralCircular
    circular: Circular
    cities: int
    people: int
    messages: int


def send(session: Session, secretary: Person, general_id: int, now: datetime) -> Sent:
    """Number a circular, freeze and record its cities, and queue it ("circular") to their people.

    Each message's params are `part`, from 0, or `file`, an attachment's id. Without a word on
    acknowledgement none is wanted. Raises NotActive, NotAllowed, UnknownCircular, NotDraft,
    Unready, NoAudience, NobodyReached.
    """
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    draft.require_unsent(general)
    cities = content.ready(session, general, now)
    # Before it has a number: of a correction, which goes to those who got what it corrects.
    people = audience.recipients(general, cities, now)
    words = " ".join(
        f"{half.title} {half.text}" for half in draft.texts(session, general).values()
    )
    circular = number.give(session, CircularKind.GENERAL, secretary, now, words)
    _freeze(session, secretary, general, circular, cities, now)
    messages = content.messages(session, general)
    queued = notice.broadcast(
        session,
        audience.KIND,
        people,
        messages,
        subject=general.subject,
        lane=Lane.CIRCULAR,
        now=now,
    )
    notice.redraw(session, general.subject, f"delivery:{general.subject}")
    return Sent(general, circular, len(cities), queued // len(messages), queued)


def test(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Queue what is written so far to the secretary ("circular-test"); return how many messages.

    Params are as for `send`, with `language`: German, Chinese, then the files. Raises NotActive,
    NotAllowed, UnknownCircular, NotDraft, NothingWritten.
    """
    rights.require_secretary(secretary)
    general = draft.get(session, general_id)
    draft.require_unsent(general)
    messages: list[dict[str, Any]] = [
        {"part": part, "language": language.value}
        for language, half in draft.texts(session, general).items()
        for part in range(content.pieces(half))
    ]
    if not messages:
        raise NothingWritten
    own = secretary.language.value
    files = draft.files(session, general)
    messages += [{"file": file.id, "language": own} for file in files]
    for params in messages:
        notice.notify(
            session,
            "circular-test",
            [secretary],
            subject=general.subject,
            params=params,
            now=now,
        )
    return len(messages)


def _freeze(
    session: Session,
    secretary: Person,
    general: GeneralCircular,
    circular: Circular,
    cities: Sequence[City],
    now: datetime,
) -> None:
    general.content_sum = content.checksum(session, general)
    general.acknowledge = bool(general.acknowledge)
    general.circular_id = circular.key
    general.state = GeneralState.SENT
    general.editor_id = secretary.key
    general.edited_at = now
    session.add(general)
    session.add_all(Addressee(general_id=general.key, city_code=city.code) for city in cities)
    session.flush()
    body = {
        "general": general.key,
        "number": [circular.year, circular.serial],
        "by": secretary.key,
        "checksum": general.content_sum,
        "audience": general.audience,
        "observers": general.observers,
        "about": general.about,
        "send_at": record.stamp(general.send_at) if general.send_at is not None else None,
        "addressees": [city.code for city in cities],
        "acknowledge": general.acknowledge,
        "corrects": general.corrects_id,
    }
    record.append(
        session,
        "circular-sent",
        body,
        subject=general.subject,
        now=now,
        secrets=record.signature(secretary),
    )
