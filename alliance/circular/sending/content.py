"""What a circular says and to whom, as checksums and as messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import record
from alliance.circular import audience, draft, parts
from alliance.circular.refusals import NoAudience, NobodyReached, Unready
from storage.circular import CircularText, GeneralCircular
from storage.city import City


def checksum(session: Session, general: GeneralCircular) -> str:
    """Return the SHA-256 of what a circular says: titles, texts, formatting, files."""
    return checksum_of(
        [
            (half.language, half.title, half.text, half.entities)
            for half in draft.texts(session, general).values()
        ],
        [(file.name, file.sha256 or "") for file in draft.files(session, general)],
    )


def checksum_of(
    texts: Iterable[tuple[str, str, str, Sequence[Mapping[str, Any]]]],
    files: Iterable[tuple[str, str]],
) -> str:
    """Return the SHA-256 of a content: language, title, text, formatting; name and hash of files.

    Hexadecimal, over canonical JSON in UTF-8. The order of halves and files does not matter.
    """
    halves = {language: (title, text, entities) for language, title, text, entities in texts}
    return record.checksum({"files": sorted(files), "texts": halves})


def fingerprint(session: Session, general: GeneralCircular, now: datetime) -> str:
    """Return what tells a draft, as it would go out now, from a changed one: SHA-256.

    Hexadecimal, over content, cities, number of people and acknowledgement.
    """
    reach = audience.reach(session, general, now)
    shown = (
        checksum(session, general),
        [city.code for city in reach.cities],
        reach.people,
        bool(general.acknowledge),
    )
    return record.checksum(shown)


def ready(session: Session, general: GeneralCircular, now: datetime) -> list[City]:
    """Return the cities to which a draft goes; raises Unready, NoAudience, NobodyReached."""
    if gaps := draft.gaps(session, general):
        raise Unready(tuple(gaps))
    if general.audience is None:
        raise NoAudience
    reach = audience.reach(session, general, now)
    if not reach.people:
        raise NobodyReached
    return [*reach.cities]


def messages(session: Session, general: GeneralCircular) -> list[dict[str, Any]]:
    """Return the params of what each person gets: `part`, from 0, or `file`, an attachment's id.

    As many parts as the longer half has; a reader of the shorter one gets fewer messages.
    """
    count = max(pieces(half) for half in draft.texts(session, general).values())
    files = draft.files(session, general)
    return [*({"part": part} for part in range(count)), *({"file": file.id} for file in files)]


def pieces(half: CircularText) -> int:
    """Return in how many messages a half comes; none while it has no text."""
    return len(parts.split(half.text, half.entities)) if half.text else 0
