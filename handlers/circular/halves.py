"""One half of a draft as its recipients read it, and the check that it still fits the other."""

from markupsafe import Markup
from sqlmodel import Session

from alliance.circular import draft
from handlers.circular import message
from handlers.circular.presses import ChangePress, DraftPress, HalfPress, StillRightPress
from handlers.circular.preview import editable
from handlers.kit.buttons import back_button, language_label
from handlers.kit.halves import half_of, question, right_button, short_sum
from handlers.kit.pages import turn
from handlers.kit.screen import Button, Screen
from handlers.kit.visit import Visit
from locales.tongue import BERLIN, SHANGHAI, Tongue
from storage.circular import GeneralCircular
from storage.language import Language


def screen(visit: Visit, general_id: int, number: int, page: int) -> Screen:
    """Return a page of one half as it will be received.

    Raises NotAllowed, UnknownCircular, NotDraft, Stale (a half that there is not).
    """
    general, language = editable(visit, general_id), half_of(number)
    tongue, key = visit.tongue, general.key
    half = draft.texts(visit.session, general).get(language)
    back = (back_button(tongue, DraftPress(key)),)
    if half is None or not half.text:
        shown = tongue.text(
            "<b>{version}</b>\n\n{title}\n\nThe text is still missing.",
            version=language_label(tongue, language),
            title=half.title if half else tongue.plain("without a title"),
        )
        return Screen(shown, (_changes(tongue, key, number), back))
    pages = _pages(visit.session, general, language)
    page = min(max(page, 0), len(pages) - 1)
    heading = Markup.escape(language_label(tongue, language))
    if len(pages) > 1:
        turned = tongue.text("page {page} of {pages}", page=page + 1, pages=len(pages))
        heading = Markup("{} · {}").format(heading, turned)
    shown = Markup("<u>{}</u>\n\n{}").format(heading, pages[page])
    turning = turn(tongue, page, len(pages), lambda to: HalfPress(key, number, to))
    own = _changes(tongue, key, number)
    if not half.stale:
        return Screen(shown, (*turning, own, back))
    press = StillRightPress(key, number, pair_sum(visit.session, general))
    rows = (*turning, own, (right_button(tongue, press),), back)
    return Screen(Markup("{}\n\n{}").format(shown, question(tongue)), rows)


def _pages(session: Session, general: GeneralCircular, language: Language) -> list[Markup]:
    """Return the messages of a circular as read on that side, the files' captions on one page."""
    tongue = Tongue(language, SHANGHAI if language is Language.ZH else BERLIN)
    *sheets, last = message.letter(session, general, language, tongue)
    if general.acknowledge:
        last = message.ending(last, message.request(tongue))
    pages = [sheet.text for sheet in (*sheets, last)]
    if files := message.enclosures(session, general, tongue):
        pages.append(Markup("\n\n").join(file.text for file in files))
    return pages


def pair_sum(session: Session, general: GeneralCircular) -> str:
    """Return the short checksum of both halves, so that a check is of what was seen."""
    pair = [
        [half.language, half.title, half.text, half.entities]
        for half in draft.texts(session, general).values()
    ]
    return short_sum(pair)


def _changes(tongue: Tongue, key: int, number: int) -> tuple[Button, ...]:
    return (
        Button(tongue.label("more", "Change title"), ChangePress(key, "title", number)),
        Button(tongue.label("more", "Change text"), ChangePress(key, "text", number)),
    )
