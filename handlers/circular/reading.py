"""A circular read again in the archive: its text page by page, the other language, its files."""

from markupsafe import Markup
from sqlmodel import col, select

from alliance import rights
from alliance.circular import archive, draft
from alliance.circular.refusals import UnknownCircular
from handlers.circular import message, standing
from handlers.circular.outpresses import (
    ArchivePress,
    EnclosuresPress,
    Place,
    ProgressPress,
    ReadPress,
)
from handlers.kit import forms
from handlers.kit.buttons import menu_row, short
from handlers.kit.halves import version_name
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from storage.circular import Circular, GeneralCircular


def screen(visit: Visit, circular_id: int, *, other: bool = False, part: int = 0) -> Screen:
    """Return a page of a general circular, in the other language if so asked.

    Raises NotActive, UnknownCircular (none such, or not for this person).
    """
    session, tongue = visit.session, visit.tongue
    general = _general(visit, circular_id)
    language = visit.language.other if other else visit.language
    letter = message.letter(session, general, language, visit.speaking(language).tongue)
    found = page(letter, part, rows=1)
    cities = standing.cities_of(session, general, visit.who, visit.now)
    blocks = [found.items[0].text, standing.asked(session, tongue, general, cities)]
    switched = ReadPress(circular_id, 0 if other else 1, 0)
    below = [Button(version_name(tongue, language.other), switched)]
    if files := len(draft.files(session, general)):
        label = tongue.label("more", "Files")
        below.append(Button(f"{label} ({files})", EnclosuresPress(circular_id)))
    rows = [
        *standing.rows(tongue, general, cities, Place.ARCHIVE),
        *turn(
            tongue,
            found.number,
            found.total,
            lambda to: ReadPress(circular_id, int(other), to),
        ),
        tuple(below),
    ]
    rows += [(button,) for button in _related(visit, general)]
    number = message.number_of(session, general, tongue)
    foot = [Button(tongue.label("more", "Copy the number"), copy=number)]
    if rights.follows(visit.who):
        label = tongue.label("more", "Progress")
        foot.append(Button(label, ProgressPress(general.key, 0)))
    rows.append(tuple(foot))
    last = menu_row(tongue, ArchivePress(0, ""))
    return Screen(Markup("\n\n").join(one for one in blocks if one), (*rows, last))


def _general(visit: Visit, circular_id: int) -> GeneralCircular:
    found = archive.entry(visit.session, visit.who, circular_id).general
    if found is None:
        raise UnknownCircular(circular_id)
    return found


def _related(visit: Visit, general: GeneralCircular) -> list[Button]:
    """Return buttons to what a circular corrects, and to what corrects it."""
    session, tongue = visit.session, visit.tongue
    buttons = []
    if general.corrects_id is not None:
        before = session.get_one(GeneralCircular, general.corrects_id)
        number = message.number_of(session, before, tongue)
        label = short(tongue.plain("Corrects {number}", number=number))
        buttons.append(Button(label, ReadPress(before.circular_id or 0, 0, 0)))
    corrections = (
        select(GeneralCircular)
        .join(Circular, col(Circular.id) == col(GeneralCircular.circular_id))
        .where(GeneralCircular.corrects_id == general.key)
        .order_by(col(Circular.id))
    )
    for after in session.exec(corrections):
        number = message.number_of(session, after, tongue)
        label = short(tongue.plain("Corrected by {number}", number=number))
        buttons.append(Button(label, ReadPress(after.circular_id or 0, 0, 0)))
    return buttons


def _show(visit: Visit, press: ReadPress) -> Answer:
    forms.pause(visit)
    return Answer(screen(visit, press.circular, other=press.other == 1, part=press.part))


def _files(visit: Visit, press: EnclosuresPress) -> Answer:
    general = _general(visit, press.circular)
    files = tuple(message.enclosures(visit.session, general, visit.tongue))
    return Answer(screen(visit, press.circular), more=files)


PRESSES = {ReadPress: _show, EnclosuresPress: _files}
