"""Read the application: its parts in the reader's language or the other one, and its files."""

from markupsafe import Markup

from alliance import mandate, register, rights
from alliance.accession import draft, electorate
from alliance.refusal import NotAllowed, Stale
from handlers.accession.case import Matter, matter_of
from handlers.accession.draftpresses import DossierPress
from handlers.accession.parts import Half, page_of, part_label, part_name, written
from handlers.accession.presses import BoardPress, StatementPress, StatusPress
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row, short
from handlers.kit.halves import version_name
from handlers.kit.pages import turn
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from storage.accession import Accession, Part
from storage.attachment import Attachment
from storage.city import Standing
from storage.person import Person

__all__ = ["DossierPress"]

PARTS = tuple(Part)
OTHER = len(PARTS)
FILES = 2 * len(PARTS) + 1


def require_reader(visit: Visit, accession: Accession) -> None:
    """Raise NotAllowed for people of cities that are neither members nor asked nor apply."""
    person = visit.who
    rights.require_active(person)
    if rights.follows(person) or _answers_for(visit, accession) is not None:
        return
    own = register.city(visit.session, person.city_code) if person.city_code else None
    if own is None or (
        own.standing is not Standing.MEMBER and own.code != accession.candidate_code
    ):
        raise NotAllowed


def _answers_for(visit: Visit, accession: Accession) -> str | None:
    """Return a city of the electorate that is the person's own, or that they answer for."""
    asked = electorate.electors(visit.session, accession)
    codes = [one.city_code for one in mandate.mandates_of(visit.session, visit.who, visit.now)]
    own = visit.who.city_code
    return next((code for code in (own, *codes) if code in asked), None)


def _back(visit: Visit, accession: Accession, person: Person) -> Press:
    """Return where a reader came from: the city's statement, the board, or how it stands."""
    city = _answers_for(visit, accession)
    if city is not None:
        return StatementPress(accession.key, accession.round, city)
    if rights.follows(person):
        return BoardPress(accession.key)
    return StatusPress(accession.key)


def screen(visit: Visit, accession_id: int, part: int = 0, page: int = 0) -> Screen:
    """Return an application's overview, or a page of a part.

    Raises NotActive, NotAllowed, UnknownAccession, NotSent, Stale (a part that there is not).
    """
    matter = matter_of(visit.session, accession_id, visit.tongue)
    require_reader(visit, matter.accession)
    if part in (0, FILES):
        return _overview(visit, matter)
    if not 0 < part < FILES:
        raise Stale
    return _part(visit, matter.accession, part, page)


def _overview(visit: Visit, matter: Matter) -> Screen:
    tongue, accession = visit.tongue, matter.accession
    files = draft.files(visit.session, accession)
    lines = [
        Markup("{}. {}").format(number, part_name(tongue, part))
        for number, part in enumerate(PARTS, start=1)
    ]
    blocks = [
        tongue.text(
            "<b>Application of the candidate {city}</b>\nCircular no. {number}",
            city=matter.candidate.name(visit.language),
            number=matter.number,
        ),
        Markup("\n").join(lines),
    ]
    if files:
        blocks.append(
            tongue.text("Files: {files}", files=tongue.listed(short(file.name) for file in files))
        )
    blocks.append(tongue.text("Checksum (SHA-256): <code>{sum}</code>", sum=accession.dossier_sum))
    rows = [
        (Button(f"{number}. {part_label(tongue, part)}", DossierPress(accession.key, number, 0)),)
        for number, part in enumerate(PARTS, start=1)
    ]
    if files:
        label = f"{tongue.label('more', 'Files')} ({len(files)})"
        rows.append((Button(label, DossierPress(accession.key, FILES, 0)),))
    back = menu_row(tongue, _back(visit, accession, visit.who))
    return Screen(Markup("\n\n").join(blocks), (*rows, back))


def _part(visit: Visit, accession: Accession, part: int, page: int) -> Screen:
    tongue = visit.tongue
    swapped = part > OTHER
    number = part - OTHER if swapped else part
    language = visit.language.other if swapped else visit.language
    where = Half(PARTS[number - 1], language)
    text = written(visit.session, accession)[where].text
    shown, page, total = page_of(tongue, where, text, page)
    switch = Button(
        version_name(tongue, language.other),
        DossierPress(accession.key, number if swapped else number + OTHER, 0),
    )
    turning = turn(tongue, page, total, lambda to: DossierPress(accession.key, part, to))
    following = [switch]
    if number < len(PARTS):
        label = tongue.label("more", "Next part")
        following.append(Button(label, DossierPress(accession.key, part + 1, 0)))
    back = (back_button(tongue, DossierPress(accession.key, 0, 0)),)
    return Screen(shown, (*turning, tuple(following), back))


def documents(files: list[Attachment]) -> tuple[Screen, ...]:
    """Return each file as a message of its own under its name."""
    return tuple(Screen(Markup.escape(file.name), document=file.id) for file in files)


def _show(visit: Visit, press: DossierPress) -> Answer:
    forms.pause(visit)
    shown = screen(visit, press.accession, press.part, press.page)
    if press.part != FILES:
        return Answer(shown)
    accession = electorate.get(visit.session, press.accession)
    return Answer(shown, more=documents(draft.files(visit.session, accession)))


def _redraw(visit: Visit, press: DossierPress) -> Screen:
    return screen(visit, press.accession)


PRESSES = {DossierPress: _show}
REDRAWS = {DossierPress: _redraw}
