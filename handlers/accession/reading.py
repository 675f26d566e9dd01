"""The board's buttons that lead to papers: the application's parts, and letters that wait."""

from collections.abc import Iterable

from alliance.accession.board import CityState
from handlers.accession.draftpresses import DossierPress, LetterPress
from handlers.kit.buttons import short
from handlers.kit.screen import Button
from locales.tongue import Tongue
from storage.accession import Accession


def read_button(tongue: Tongue, accession: Accession) -> Button:
    """Return Read the application."""
    label = tongue.label("statement", "Read the application")
    return Button(label, DossierPress(accession.key, 0, 0))


def letter_rows(tongue: Tongue, cities: Iterable[CityState]) -> tuple[tuple[Button, ...], ...]:
    """Return a row for each letter that waits for a second secretary."""
    return tuple(
        (Button(_letter(tongue, state), LetterPress(state.letter.id)),)
        for state in cities
        if state.letter is not None and state.letter.id is not None
    )


def _letter(tongue: Tongue, state: CityState) -> str:
    return short(tongue.plain("Letter: {city}", city=state.city.name(tongue.language)))
