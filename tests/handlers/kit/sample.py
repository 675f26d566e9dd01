"""Two forms to try the kit with, and hands to fill them in."""

from markupsafe import Markup
from sqlmodel import col, select

from handlers.kit import forms, longtext
from handlers.kit.formscreen import FormPress
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.dialog import Dialog

OWNER, OTHER = 6_100_000_001, 6_100_000_002


def ask(word: str) -> Screen:
    return Screen(Markup("{}?").format(word))


def take_colour(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    if typed.text == "grau" or len(typed.text) > 20:
        raise Wrong(Markup("Kein Grau."))
    forms.put(dialog, colour=typed.text)


def choose_colour(_visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen == "more":
        return Screen(Markup("Mehr Farben?"))
    forms.put(dialog, colour=chosen)
    return None


def ask_colour(_visit: Visit, dialog: Dialog) -> Screen:
    return Screen(
        Markup("Farbe?"),
        ((forms.choice(dialog, "Rot", "rot"), forms.choice(dialog, "Mehr", "more")),),
    )


def ask_text(visit: Visit, dialog: Dialog) -> Screen:
    said = longtext.progress(visit, dialog, "text")
    return ask("Text") if said is None else Screen(said)


def take_text(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    longtext.take(visit, dialog, "text", typed, limit=40)


def finish(_visit: Visit, dialog: Dialog) -> Answer:
    kept = {name: value for name, value in dialog.data.items() if not name.startswith("_")}
    return Answer(Screen(Markup(str(sorted(kept.items())))))  # noqa: S704 - a test's own words


def summary(_visit: Visit, dialog: Dialog) -> Screen:
    return Screen(Markup("Stimmt {}?").format(dialog.data["colour"]))


PLAIN = Form(
    "plain",
    (
        Step("colour", ask_colour, take_colour, choose_colour),
        Step(
            "size",
            lambda _v, _d: ask("Größe"),
            lambda _v, d, t: forms.put(d, size=t.text),
            optional=True,
        ),
        Step(
            "text",
            ask_text,
            take_text,
            collect=True,
            files=True,
            when=lambda _v, d: d.data["colour"] != "kurz",
        ),
    ),
    finish,
    title=lambda _visit, dialog: f"Bogen {dialog.subject}",
)
CHECKED = Form(
    "checked",
    (
        Step("colour", ask_colour, take_colour, choose_colour, title=lambda _tongue: "Farbe"),
        Step(
            "size",
            lambda _v, _d: ask("Größe"),
            lambda _v, d, t: forms.put(d, size=t.text),
            title=lambda _tongue: "Größe",
        ),
    ),
    finish,
    summary=summary,
)


def text(answer: Answer) -> str:
    assert answer.screen is not None
    return str(answer.screen.text)


def labels(answer: Answer) -> list[list[str]]:
    assert answer.screen is not None
    return [[button.label for button in row] for row in answer.screen.rows]


def button(answer: Answer, label: str) -> FormPress:
    assert answer.screen is not None
    found: list[Button] = [one for row in answer.screen.rows for one in row if one.label == label]
    press = found[0].press
    assert isinstance(press, FormPress)
    return press


def press(visit: Visit, answer: Answer, label: str) -> Answer:
    return forms.pressed(visit, button(answer, label))


def say(visit: Visit, words: str) -> Answer:
    dialog = forms.current(visit)
    assert dialog is not None
    return forms.typed(visit, dialog, Typed(words))


def dialogs(visit: Visit) -> list[Dialog]:
    return list(visit.session.exec(select(Dialog).order_by(col(Dialog.id))))
