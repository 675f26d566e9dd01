"""Paging: long texts split where a reader would, lists eight rows at a time."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from alliance import cutting
from handlers.kit.press import Press
from handlers.kit.screen import Button
from locales.tongue import Tongue

ROWS = 8
CHARACTERS = 3500

Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """Some rows of a list, and which page of how many they are (from 0)."""

    items: Sequence[Item]
    number: int
    total: int


def page(items: Sequence[Item], number: int, rows: int = ROWS) -> Page[Item]:
    """Return a page of a list; a number beyond either end gives the nearest page."""
    total = max(1, -(-len(items) // rows))
    number = min(max(number, 0), total - 1)
    return Page(items[number * rows : (number + 1) * rows], number, total)


def turn(
    tongue: Tongue, number: int, total: int, press: Callable[[int], Press]
) -> tuple[tuple[Button, ...], ...]:
    """Return the row with Previous page and Next page as far as there are such; or no row."""
    row = []
    if number > 0:
        row.append(Button(tongue.label("lists", "Previous page"), press(number - 1)))
    if number < total - 1:
        row.append(Button(tongue.label("lists", "Next page"), press(number + 1)))
    return (tuple(row),) if row else ()


def split(text: str, limit: int = CHARACTERS) -> list[str]:
    """Return a text in pieces of at most `limit` characters, cut at the best place there is.

    A cut before half of the limit is not taken, so that no page is almost empty.
    """
    return [text[start:end] for start, end in cutting.spans(text, limit)]
