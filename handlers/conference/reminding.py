"""When a conference is reminded of: days and hours before its start, and right now."""

import re
import unicodedata

from markupsafe import Markup

from alliance.conference import draft, inviting
from alliance.refusal import BadValue
from handlers.conference import fields, words
from handlers.kit import forms
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.dialog import Dialog

DIGITS = 4
PARTED = re.compile(r"[\s,;、，；]+")


def _ask(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    if dialog.step == "days":
        question = tongue.text(
            "How many days before the start shall the cities be reminded, at 09:00 of the "
            "reader's time? Please send the numbers, such as 30, 7, 1."
        )
    else:
        question = tongue.text(
            "How many hours before the start shall they be reminded as well? What would come at "
            "night comes the evening before. Please send the numbers, such as 2."
        )
    said = words.reminders(conference, tongue)
    text = Markup("{}\n\n{}").format(question, said)
    none = forms.choice(dialog, tongue.label("more", "None"), "none")
    row = (*fields.keep_row(visit, dialog), none)
    return fields.asked(visit, dialog, tongue.plain("Reminders"), text, row)


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    plain = unicodedata.normalize("NFKC", typed.text).strip()
    parts = [part for part in PARTED.split(plain) if part]
    if not parts or not all(part.isdecimal() and len(part) <= DIGITS for part in parts):
        raise Wrong(visit.tongue.text("Please give whole numbers from 1, such as 30, 7, 1."))
    forms.put(dialog, **{dialog.step: [int(part) for part in parts]})


def _choose(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen == "none":
        forms.put(dialog, **{dialog.step: []})
    elif chosen == "keep":
        forms.put(dialog, **{dialog.step: None})
    else:
        return _ask(visit, dialog)
    return None


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    conference = fields.conference_of(visit, dialog)
    days, hours = (
        dialog.data.get(name, words.numbers(getattr(conference, name)))
        for name in ("days", "hours")
    )
    act = draft.set_reminders if fields.drafted(visit, dialog) else inviting.set_reminders
    try:
        act(visit.session, visit.who, conference.key, days, hours, visit.now)
    except BadValue as refusal:
        sentence = fields.bad(visit.tongue, refusal)
        return Answer(fields.left(visit, dialog).under(sentence), toast=sentence.striptags())
    return fields.finish(visit, dialog)


FORMS = (
    Form(
        "conference-reminders",
        (Step("days", _ask, _take, _choose), Step("hours", _ask, _take, _choose)),
        _finish,
        fields.title,
        left=fields.left,
    ),
)
