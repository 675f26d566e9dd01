"""One text in two languages: changing a half that is right makes the other one stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, select

from alliance.refusal import Refusal
from storage.language import Half, Language
from storage.person import Person

Row = TypeVar("Row", bound=Half)


@dataclass
class NothingWritten(Refusal):
    """There is no text that could be confirmed or tried out."""


@dataclass(frozen=True)
class Gap:
    """A half that is not written, or not whole, or one whose other half was changed after it."""

    language: Language
    what: Literal["missing", "stale"]


@dataclass(frozen=True)
class Written(Generic[Row]):
    """A half that was written; `other_stale`: the other half has to be checked or rewritten."""

    half: Row
    changed: bool
    other_stale: bool


def halves(
    session: Session, table: type[Row], *of: sa.ColumnElement[bool] | bool
) -> dict[Language, Row]:
    """Return the halves of a text that are there, read anew, by language, German first."""
    query = select(table).where(*of).execution_options(populate_existing=True)
    found = sorted(session.exec(query), key=lambda half: half.language)
    return {half.language: half for half in found}


def gaps(whole: Mapping[Language, Half]) -> list[Gap]:
    """Return what keeps a text from being sent, of the halves that are whole; German first."""
    return [
        Gap(language, "stale" if language in whole else "missing")
        for language in Language
        if language not in whole or whole[language].stale
    ]


def change(
    there: Mapping[Language, Row],
    half: Row,
    actor: Person,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as the table's columns are
) -> Written[Row]:
    """Put values into a half, one of those that are there or a new one, by column.

    Replacing a text in a half that is not stale makes the other half stale; a stale half stays so.
    """
    other = there.get(half.language.other)
    before = {name: getattr(half, name) for name in values}
    changed = before != values
    if changed:
        if other is not None and any(before.values()) and not half.stale:
            other.stale = True
        for name, value in values.items():
            setattr(half, name, value)
        half.written_at, half.written_by = now, actor.key
    return Written(half, changed, other_stale=other is not None and other.stale)


def write(
    there: Mapping[Language, Row],
    half: Row,
    actor: Person,
    now: datetime,
    **values: Any,  # noqa: ANN401 - as above
) -> Written[Row]:
    """Put the whole text into a half as `change` does; written anew, it is not stale."""
    done = change(there, half, actor, now, **values)
    if done.changed:
        half.stale = False
    return done


def confirm(there: Mapping[Language, Half], language: Language) -> bool:
    """Declare a half checked and still right, and return whether it was stale.

    Raises NothingWritten.
    """
    if language not in there:
        raise NothingWritten
    was, there[language].stale = there[language].stale, False
    return was
