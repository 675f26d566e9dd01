"""Forms: every step a row, typed, chosen, skipped, collected, given up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from handlers.kit import forms
from handlers.kit.visit import Typed, Visit
from storage.attachment import Attachment
from tests.handlers.kit.sample import dialogs, labels, press, say, text


def test_steps_follow_each_other_to_the_end(visit: Visit) -> None:
    shown = forms.open(visit, "plain")
    assert labels(shown) == [["Rot", "Mehr"], ["Zurück", "Abbrechen"]]
    shown = press(visit, shown, "Rot")
    assert (text(shown), labels(shown)) == ("Größe?", [["Überspringen"], ["Zurück", "Abbrechen"]])
    shown = say(visit, "groß")
    assert (text(shown), labels(shown)) == ("Text?", [["Zurück", "Abbrechen"]])
    shown = say(visit, "eins")
    shown = say(visit, "zwei")
    assert text(shown) == (
        "Bisher sind 10 Zeichen angekommen. Sie können weiteren Text senden oder mit „Fertig“ "
        "abschließen."
    )
    assert labels(shown)[0] == ["Fertig", "Neu beginnen"]
    shown = press(visit, shown, "Fertig")
    assert text(shown) == "[('colour', 'rot'), ('size', 'groß'), ('text', ['eins', 'zwei'])]"
    assert dialogs(visit) == []


def test_typed_answer_is_sent_anew_and_strips_the_old_keyboard(visit: Visit) -> None:
    shown = forms.open(visit, "plain")
    press(visit, shown, "Rot")
    shown = say(visit, "groß")
    assert (shown.edit, shown.strip, shown.dialog) == (False, 5, dialogs(visit)[0].id)


def test_wrong_answer_is_asked_again(visit: Visit) -> None:
    forms.open(visit, "plain")
    shown = say(visit, "grau")
    assert text(shown) == "Kein Grau.\n\nFarbe?"
    assert dialogs(visit)[0].data == {}


def test_rest_of_a_text_that_telegram_cut_is_no_answer(visit: Visit) -> None:
    forms.open(visit, "plain")
    assert text(say(visit, "g" * 4096)) == "Kein Grau.\n\nFarbe?"
    assert text(say(visit, "der Rest")) == "Farbe?"
    assert text(say(visit, "grün")) == "Größe?"


def test_answer_some_time_after_a_text_that_was_too_long_counts(visit: Visit) -> None:
    forms.open(visit, "plain")
    say(visit, "g" * 4096)
    later = replace(visit, now=visit.now + timedelta(seconds=6))
    assert text(say(later, "grün")) == "Größe?"


def test_choice_may_show_more_without_going_on(visit: Visit) -> None:
    shown = press(visit, forms.open(visit, "plain"), "Mehr")
    assert (text(shown), labels(shown)) == ("Mehr Farben?", [["Zurück", "Abbrechen"]])
    assert dialogs(visit)[0].step == "colour"


def test_skip_leaves_the_value_out_and_steps_that_do_not_apply(visit: Visit) -> None:
    forms.open(visit, "plain")
    shown = say(visit, "kurz")
    shown = press(visit, shown, "Überspringen")
    assert text(shown) == "[('colour', 'kurz')]"


def test_text_beyond_the_limit_is_not_added(visit: Visit) -> None:
    forms.open(visit, "plain")
    say(visit, "rot")
    say(visit, "groß")
    say(visit, "x" * 30)
    shown = say(visit, "y" * 30)
    assert text(shown).splitlines()[0] == (
        "Das wären 62 Zeichen; höchstens 40 sind möglich. Der letzte Teil wurde nicht übernommen."
    )
    assert dialogs(visit)[0].data["text"] == ["x" * 30]


def test_file_is_taken_where_files_are(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / ("a" * 64)).write_text("Aus der Datei")
    file = Attachment.model_construct(name="teil.txt", sha256="a" * 64)
    forms.open(visit, "plain")
    (dialog,) = dialogs(visit)
    shown = forms.typed(visit, dialog, Typed(attachment=file))
    assert text(shown) == (
        "Hier ist keine Datei nötig; bitte antworten Sie mit einer Textnachricht.\n\nFarbe?"
    )
    say(visit, "rot")
    say(visit, "groß")
    forms.typed(visit, dialog, Typed(attachment=file))
    assert dialog.data["text"] == ["Aus der Datei"]


def test_back_goes_back_and_before_the_first_step_to_the_menu(visit: Visit) -> None:
    shown = press(visit, forms.open(visit, "plain"), "Rot")
    shown = press(visit, shown, "Zurück")
    assert text(shown) == "Farbe?"
    shown = press(visit, shown, "Zurück")
    assert text(shown) == "Ihre Eingaben bleiben erhalten."
    assert [dialog.current for dialog in dialogs(visit)] == [False]


def test_back_from_an_empty_form_leaves_nothing(visit: Visit) -> None:
    shown = press(visit, forms.open(visit, "plain"), "Zurück")
    assert (text(shown), dialogs(visit)) == ("Menü", [])


def test_cancel_forgets_but_asks_before_a_long_text_is_lost(visit: Visit) -> None:
    forms.open(visit, "plain")
    say(visit, "rot")
    say(visit, "groß")
    shown = say(visit, "viel Arbeit")
    asked = press(visit, shown, "Abbrechen")
    assert labels(asked) == [["Verwerfen", "Zurück"]]
    shown = press(visit, asked, "Zurück")
    assert (text(shown).split(".")[0], len(dialogs(visit))) == (
        "Bisher sind 11 Zeichen angekommen",
        1,
    )
    shown = press(visit, asked, "Verwerfen")
    assert dialogs(visit) == []
    assert text(shown) == "Abgebrochen. Von diesem Formular bleibt nichts gespeichert.\n\nMenü"


def test_start_over_forgets_the_step_alone(visit: Visit) -> None:
    forms.open(visit, "plain")
    say(visit, "rot")
    say(visit, "groß")
    shown = press(visit, say(visit, "falsch"), "Neu beginnen")
    assert text(shown) == "Text?"
    assert dialogs(visit)[0].data == {"colour": "rot", "size": "groß"}
