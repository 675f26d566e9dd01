"""What changed about a conference, line by line, for those who were invited."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from handlers.accession.words import excerpt
from handlers.conference import itemwords, moments, texts, words
from handlers.kit import names
from locales.tongue import Tongue
from storage.conference import Conference
from storage.language import Language

# With everything changed at once a message stays below Telegram's 4096 characters.
AGENDA, BEFORE = 600, 120
Changes = Mapping[str, list[Any]]


def lines(
    session: Session, conference: Conference, changes: Changes, tongue: Tongue
) -> Iterator[Markup]:
    """Yield what each change means to a reader: what it was, what it is.

    `changes` are those of alliance/conference/telling.py. Of a text only the reader's half
    counts; of the agenda it is shown as it is now.
    """
    for field in ("starts", "ends"):
        if field in changes:
            before, after = (_moment(conference, one[1], tongue) for one in changes[field])
            yield _line(tongue, moments.name(tongue, field), before, after)
    if "host" in changes:
        before, after = (names.city(session, tongue, code) for code in changes["host"])
        yield _line(tongue, tongue.plain("Host city"), before, after)
    for what in texts.KINDS:
        yield from _text(changes, what, tongue)
    if "deadline" in changes:
        before, after = (_moment(conference, one, tongue) for one in changes["deadline"])
        yield _line(tongue, tongue.plain("Deadline for delegations"), before, after)
    if "agenda" in changes:
        yield itemwords.beginning(session, conference, tongue, AGENDA)


def _text(changes: Changes, what: str, tongue: Tongue) -> Iterator[Markup]:
    reader = Language(tongue.language)
    before, after = (one.get(reader.value, "") for one in changes.get(what, [{}, {}]))
    if before != after:
        yield _line(tongue, texts.name(tongue, what), excerpt(before, BEFORE), after)


def _moment(conference: Conference, iso: str | None, tongue: Tongue) -> str:
    return words.local(conference, datetime.fromisoformat(iso), tongue) if iso else ""


def _line(tongue: Tongue, name: str, before: str, after: str) -> Markup:
    return tongue.text(
        "<b>{name}</b>\nuntil now: {before}\nfrom now on: {after}",
        name=name,
        before=before or "–",
        after=after or "–",
    )
