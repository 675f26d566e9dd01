"""Forms left and taken up again, changed at the summary, and old buttons that do no harm."""

from dataclasses import replace

import pytest

from handlers.kit import forms
from handlers.kit.formscreen import FormPress
from handlers.kit.visit import Visit
from tests.handlers.kit.sample import OTHER, dialogs, labels, press, say, text


def test_second_form_pauses_the_first_and_resume_goes_on(visit: Visit) -> None:
    forms.open(visit, "plain", subject="eins")
    say(visit, "rot")
    forms.open(visit, "checked")
    assert [(one.form, one.current) for one in dialogs(visit)] == [
        ("plain", False),
        ("checked", True),
    ]
    shown = forms.open(visit, "plain", subject="eins")
    assert text(shown) == "Sie fahren fort, wo Sie aufgehört haben.\n\nGröße?"
    assert [one.current for one in dialogs(visit)] == [True, False]


def test_open_anew_forgets_what_was_left(visit: Visit) -> None:
    forms.open(visit, "plain")
    say(visit, "rot")
    shown = forms.open(visit, "plain", anew=True)
    assert (text(shown), [one.data for one in dialogs(visit)]) == ("Farbe?", [{}])


def test_outdated_button_shows_the_present_step(visit: Visit) -> None:
    first = forms.open(visit, "plain")
    press(visit, first, "Rot")
    shown = press(visit, first, "Rot")
    assert text(shown) == "Das Formular ist schon einen Schritt weiter.\n\nGröße?"


def test_button_of_a_closed_form_says_so(visit: Visit) -> None:
    shown = forms.open(visit, "plain")
    press(visit, shown, "Abbrechen")
    again = press(visit, shown, "Rot")
    assert text(again) == "Dieses Formular ist bereits geschlossen."


def test_foreign_form_s_button_does_nothing(visit: Visit) -> None:
    shown = forms.open(visit, "plain")
    forged = press(replace(visit, telegram_id=OTHER), shown, "Rot")
    assert text(forged) == "Dieses Formular ist bereits geschlossen."
    assert dialogs(visit)[0].data == {}


@pytest.mark.parametrize("what", ["done", "skip", "anew", "confirm", "change", "=nonsense", "?"])
def test_forged_button_changes_nothing(visit: Visit, what: str) -> None:
    forms.open(visit, "checked")
    say(visit, "rot")
    (dialog,) = dialogs(visit)
    assert dialog.id is not None
    shown = forms.pressed(visit, FormPress(dialog.id, "size", what))
    assert (text(shown), dialog.step, dialog.data) == ("Größe?", "size", {"colour": "rot"})


def test_summary_changes_one_field_and_confirms(visit: Visit) -> None:
    forms.open(visit, "checked")
    say(visit, "rot")
    shown = say(visit, "groß")
    assert text(shown) == "Stimmt rot?"
    shown = press(visit, shown, "Ändern")
    assert labels(shown) == [["Farbe"], ["Größe"], ["Zurück", "Abbrechen"]]
    press(visit, shown, "Farbe")
    shown = say(visit, "blau")
    assert text(shown) == "Stimmt blau?"
    shown = press(visit, shown, "Bestätigen")
    assert text(shown) == "[('colour', 'blau'), ('size', 'groß')]"


def test_back_from_a_field_leaves_it_as_it_was(visit: Visit) -> None:
    forms.open(visit, "checked")
    say(visit, "rot")
    shown = press(visit, say(visit, "groß"), "Ändern")
    shown = press(visit, press(visit, shown, "Farbe"), "Zurück")
    assert (text(shown), dialogs(visit)[0].data) == (
        "Stimmt rot?",
        {"colour": "rot", "size": "groß"},
    )


def test_typing_at_the_summary_points_to_the_buttons(visit: Visit) -> None:
    forms.open(visit, "checked")
    say(visit, "rot")
    say(visit, "groß")
    shown = say(visit, "ja")
    assert text(shown) == "Bitte wählen Sie mit einer der Schaltflächen.\n\nStimmt rot?"
