"""The steps that write what is text in a conference: titles, venues, special costs (S-40)."""

from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from alliance.conference import asking, draft
from alliance.conference import words as limits
from alliance.refusal import BadValue, Stale
from handlers.conference import fields, words
from handlers.kit import forms
from handlers.kit.halves import version_name
from handlers.kit.screen import Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.dialog import Dialog
from storage.language import Language

KINDS = ("title", "venue", "costs")
CLEAN = {"title": limits.title, "venue": limits.venue, "costs": limits.costs}
WRITE = {"title": draft.write_title, "venue": draft.write_venue, "costs": draft.write_costs}
ONE = "text"


class Piece(NamedTuple):
    """What a step writes: a text in one language."""

    what: str
    language: Language

    @property
    def step(self) -> str:
        """Return the name of its step."""
        return f"{self.what}.{self.language}"


def piece_of(dialog: Dialog) -> Piece:
    """Return what the present step writes; a form for one text names it in its subject."""
    _, *rest = dialog.subject.split(".")
    what, language = rest or dialog.step.split(".")
    return Piece(what, Language(language))


def subject(conference_id: int, piece: Piece) -> str:
    """Return the subject of the form that writes one text of a draft; raises Stale."""
    if piece.what not in KINDS:
        raise Stale
    return f"{conference_id}.{piece.step}"


def name(tongue: Tongue, what: str) -> str:
    """Return what a text is called."""
    match what:
        case "title":
            return tongue.plain("Name of the event")
        case "venue":
            return tongue.plain("Venue")
        case _:
            return tongue.plain("Special costs")


def called(tongue: Tongue, what: str, language: Language) -> str:
    """Return what a text in a language is called."""
    return tongue.plain(
        "{what}, {version}", what=name(tongue, what), version=version_name(tongue, language)
    )


def present(visit: Visit, dialog: Dialog, piece: Piece) -> str:
    """Return what is there: entered in this form, or stored; empty for nothing."""
    if piece.step in dialog.data:
        return str(dialog.data[piece.step])
    half = asking.texts(visit.session, fields.conference_of(visit, dialog)).get(piece.language)
    return str(getattr(half, piece.what)) if half is not None else ""


def _ask(visit: Visit, dialog: Dialog) -> Screen:
    tongue, piece = visit.tongue, piece_of(dialog)
    heading = called(tongue, piece.what, piece.language)
    there = present(visit, dialog, piece)
    if there:
        question = tongue.text(
            "At present: {text}\n\nWhat you send now replaces it.", text=tongue.quoted(there)
        )
        rows = [fields.keep_row(visit, dialog)]
        if piece.what == "costs":
            rows.append((forms.choice(dialog, tongue.label("more", "Leave out"), "none"),))
        return fields.asked(visit, dialog, heading, question, *rows)
    question = _question(visit, dialog, piece)
    if piece.what == "costs":
        skip = forms.choice(dialog, tongue.label("form", "Skip"), "keep")
        return fields.asked(visit, dialog, heading, question, (skip,))
    return fields.asked(visit, dialog, heading, question)


def _question(visit: Visit, dialog: Dialog, piece: Piece) -> Markup:
    tongue = visit.tongue
    match piece.what:
        case "title":
            return tongue.text(
                "What is the event called? Please send its name in one line of at most {limit} "
                "characters.",
                limit=limits.TITLE_LIMIT,
            )
        case "venue":
            return tongue.text(
                "Where does it take place? Please send building and address in one line of at "
                "most {limit} characters.",
                limit=limits.VENUE_LIMIT,
            )
        case _:
            conference = fields.conference_of(visit, dialog)
            said = words.costs(visit.session, conference, tongue)
            question = tongue.text(
                "Are there special events that somebody else pays for? Then please write one "
                "sentence that says who bears what, of at most {limit} characters; otherwise skip "
                "this.",
                limit=limits.COSTS_LIMIT,
            )
            return Markup("{}\n\n{}").format(said, question) if said else question


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    _write(visit, dialog, typed.text)


def _write(visit: Visit, dialog: Dialog, text: str) -> None:
    piece = piece_of(dialog)
    try:
        clean = CLEAN[piece.what](text)
    except BadValue as refusal:
        raise Wrong(fields.bad(visit.tongue, refusal)) from refusal
    if not fields.drafted(visit, dialog):
        forms.put(dialog, **{piece.step: clean})
        return
    key = fields.conference_of(visit, dialog).key
    WRITE[piece.what](visit.session, visit.who, key, piece.language, clean, visit.now)


def _choose(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen == "none" and piece_of(dialog).what == "costs":
        _write(visit, dialog, "")
        return None
    return None if chosen == "keep" else _ask(visit, dialog)


def step(piece: Piece) -> Step:
    """Return the step that writes a text in one language."""
    return Step(piece.step, _ask, _take, _choose)


def pair(what: str) -> tuple[Step, ...]:
    """Return the steps that write a text in both languages.

    Without costs in one language, and none in the other yet, nobody is asked a second time.
    """
    first, second = (Piece(what, language) for language in Language)

    def needed(visit: Visit, dialog: Dialog) -> bool:
        return what != "costs" or any(present(visit, dialog, one) for one in (first, second))

    return step(first), replace(step(second), when=needed)


def entered(dialog: Dialog, what: str) -> dict[Language, str]:
    """Return the texts that were entered in a form for a conference that is no draft."""
    pieces = [Piece(what, language) for language in Language]
    return {one.language: dialog.data[one.step] for one in pieces if one.step in dialog.data}


FORMS = (
    Form(
        "conference-text",
        (Step(ONE, _ask, _take, _choose),),
        fields.finish,
        fields.title,
        left=fields.left,
        saves=True,
    ),
)
