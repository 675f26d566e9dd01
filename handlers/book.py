"""What all procedures declare, merged: every button, command, form, notice and view there is."""

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any, TypeVar

from handlers import contact as contact_screens
from handlers import (
    desk,
    helping,
    invitation,
    mandate,
    me,
    member,
    menu,
    newcomer,
    privacy,
    registration,
)
from handlers.accession import (
    answering,
    application,
    board,
    closing,
    dossier,
    exception,
    letter,
    mine,
    notices,
    questions,
    refused,
    reply,
    statement,
)
from handlers.circular import (
    acknowledging,
    archive,
    compose,
    delivering,
    progress,
    reading,
    received,
)
from handlers.circular import refused as circular_refused
from handlers.conference import (
    attending,
    calendar,
    delegating,
    delegations,
    following,
    lineerrors,
    planning,
)
from handlers.conference import mine as conferences
from handlers.conference import received as conference_received
from handlers.conference import refused as conference_refused
from handlers.hosting import asking as host_asking
from handlers.hosting import choosing, offering, searches
from handlers.hosting import notices as host_notices
from handlers.kit import forms, refusals
from handlers.kit.visit import Book
from handlers.minutes import deciding, overview, reporting, resolutions
from handlers.minutes import notices as minutes_notices
from handlers.minutes import writing as minutes_writing

# The order is that of the menu's and the desk's entries.
PROCEDURES: tuple[ModuleType, ...] = (
    registration,
    newcomer,
    desk,
    mine,
    archive,
    conferences,
    application,
    compose,
    planning,
    invitation,
    contact_screens,
    board,
    delivering,
    searches,
    statement,
    answering,
    closing,
    questions,
    reply,
    notices,
    refused,
    member,
    me,
    mandate,
    menu,
    privacy,
    helping,
    dossier,
    exception,
    letter,
    received,
    acknowledging,
    reading,
    progress,
    circular_refused,
    following,
    conference_refused,
    conference_received,
    attending,
    delegating,
    delegations,
    lineerrors,
    calendar,
    host_asking,
    choosing,
    offering,
    host_notices,
    overview,
    minutes_writing,
    resolutions,
    deciding,
    reporting,
    minutes_notices,
    refusals,
)

Key = TypeVar("Key")
Value = TypeVar("Value")


def merged(tables: Iterable[Mapping[Key, Value]]) -> dict[Key, Value]:
    """Return tables as one; ValueError when two of them declare the same."""
    whole: dict[Key, Value] = {}
    for table in tables:
        if twice := whole.keys() & table.keys():
            raise ValueError(f"declared twice: {sorted(map(str, twice))}")
        whole |= table
    return whole


def collect(procedures: Iterable[ModuleType]) -> Book:
    """Return what the procedures declare; ValueError when something is declared twice."""
    procedures = tuple(procedures)

    def tables(name: str) -> Iterable[Any]:
        return (getattr(procedure, name, {}) for procedure in procedures)

    presses = merged([*tables("PRESSES"), {forms.FormPress: forms.pressed}])
    return Book(
        presses=presses,
        tags=merged({press.tag: press} for press in presses),
        redraws=merged([*tables("REDRAWS"), {forms.FormPress: forms.redraw}]),
        commands=merged(tables("COMMANDS")),
        forms=merged({form.name: form} for some in tables("FORMS") for form in some),
        notices=merged(tables("NOTICES")),
        views=merged(tables("VIEWS")),
        refusals=merged(tables("REFUSALS")),
        menu=tuple(entry for some in tables("MENU") for entry in some),
        desk=tuple(entry for some in tables("DESK") for entry in some),
        newcomer=tuple(show for some in tables("NEWCOMER") for show in some),
        home=menu.screen,
    )


BOOK = collect(PROCEDURES)
