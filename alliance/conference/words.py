"""What people write about a conference, made clean or refused."""

from alliance import value
from alliance.accession import wording
from alliance.refusal import BadValue

TITLE_LIMIT, VENUE_LIMIT, COSTS_LIMIT = 200, 300, 600
ITEM_LIMIT, ITEM_TITLE_LIMIT, LONGEST_ITEM = 60, 300, 24 * 60


def title(text: str) -> str:
    """Return a title; raises BadValue of title."""
    return value.line("title", text, TITLE_LIMIT)


def venue(text: str) -> str:
    """Return a venue in one line; raises BadValue of venue."""
    return value.line("venue", text, VENUE_LIMIT)


def costs(text: str) -> str:
    """Return who bears special events (S-40), empty for none; raises BadValue of costs."""
    return wording.text("costs", text, COSTS_LIMIT) if text.strip() else ""


def item(title_de: str, title_zh: str, minutes: int | None) -> tuple[str, str, int | None]:
    """Return an item of the agenda; one title may be missing for now.

    Raises BadValue: title_de, title_zh (empty where both are, control, too-long), minutes
    (format below one, too-long beyond a day).
    """
    clean = tuple(
        value.line(field, text, ITEM_TITLE_LIMIT) if text.strip() else ""
        for field, text in (("title_de", title_de), ("title_zh", title_zh))
    )
    if minutes is not None and minutes < 1:
        raise BadValue("minutes", "format")
    if minutes is not None and minutes > LONGEST_ITEM:
        raise BadValue("minutes", "too-long", LONGEST_ITEM)
    return clean[0], clean[1], minutes


def titled(title_de: str, title_zh: str) -> None:
    """Raise BadValue (title_de: empty) for an item without any title."""
    if not title_de and not title_zh:
        raise BadValue("title_de", "empty")
