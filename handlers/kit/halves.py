"""The two halves of a text on drafts' screens: how they stand, and the check that they fit."""

from markupsafe import Markup

from alliance import record
from alliance.refusal import Stale
from handlers.kit.buttons import language_label
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.circular import GeneralCircular
from storage.conference import Conference
from storage.language import Half, Language
from storage.person import Person

HALVES = tuple(Language)
SUM = 12


def half_of(number: int) -> Language:
    """Return the language of a half; raises Stale for a number that no button carries."""
    if number not in range(len(HALVES)):
        raise Stale
    return HALVES[number]


def version_name(tongue: Tongue, language: Language) -> str:
    """Return what a text in a language is called."""
    if language is Language.ZH:
        return tongue.plain("Chinese version")
    return tongue.plain("German version")


def mark(whole: Half | None) -> str:
    """Return the sign of a half that is whole: right, or to be checked; None: it is not."""
    return "○" if whole is None else "△" if whole.stale else "✓"


def half_button(tongue: Tongue, language: Language, whole: Half | None, press: Press) -> Button:
    """Return the button that shows a half, with its `mark`."""
    return Button(f"{mark(whole)} {language_label(tongue, language)}", press)


# ---- the check


def question(tongue: Tongue) -> Markup:
    """Return what is asked of a half that is stale."""
    asked = tongue.text(
        "To be checked: the other version was changed after this one. Does it still fit?"
    )
    return Markup("<i>{}</i>").format(asked)


def right_button(tongue: Tongue, press: Press) -> Button:
    """Return the button that says that a stale half still fits."""
    return Button(tongue.label("more", "Still right"), press, style=Style.SUCCESS)


def short_sum(seen: object) -> str:
    """Return the short checksum of what was seen, as plain JSON, so that a press is about it."""
    return record.checksum(seen)[:SUM]


# ---- whose draft it was


def taken_over(visit: Visit, draft: GeneralCircular | Conference) -> Markup | None:
    """Return the word about who had a draft before; None for whoever had it last."""
    if draft.editor_id == visit.who.key:
        return None
    return visit.tongue.text(
        "You take this draft over from {person}, who worked on it last on {moment}.",
        person=visit.session.get_one(Person, draft.editor_id).name,
        moment=visit.tongue.short(draft.edited_at),
    )


def with_word(answer: Answer, word: Markup | None) -> Answer:
    """Return a form's answer with such a word above its screen."""
    if word is None or answer.screen is None:
        return answer
    return Answer(answer.screen.under(word), dialog=answer.dialog)
