"""What a form shows instead of what an act, or a text made clean, refuses."""

import pytest
from markupsafe import Markup

from alliance.refusal import NotAllowed
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit, Wrong


def test_screen_after_a_form_is_shown_as_it_is(visit: Visit) -> None:
    assert or_menu(visit, lambda: Screen(Markup("Tafel"))) == Screen(Markup("Tafel"))


def test_menu_says_why_there_is_no_screen_after_a_form(visit: Visit) -> None:
    def refused() -> Screen:
        raise NotAllowed

    assert or_menu(visit, refused) == Screen(
        Markup("Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert.")
    )


def test_typed_text_is_made_clean(visit: Visit) -> None:
    assert cleaned(visit, "text", "  eins\r\nzwei ", 9) == "eins\nzwei"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "Hier fehlt noch eine Angabe; bitte tragen Sie sie ein."),
        ("x" * 10, "Das ist zu lang: Höchstens 9 Zeichen sind möglich."),
    ],
)
def test_typed_text_that_cannot_be_taken_is_asked_for_again(
    visit: Visit, text: str, sentence: str
) -> None:
    with pytest.raises(Wrong) as wrong:
        cleaned(visit, "text", text, 9)
    assert wrong.value.sentence == sentence
