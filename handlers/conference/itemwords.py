"""The agenda as it is read: each item with its number, its title and how long it takes."""

from markupsafe import Markup
from sqlmodel import Session

from alliance import announcement
from alliance.conference import asking
from locales.tongue import Tongue
from storage.accession import AccessionState
from storage.conference import AgendaItem, Conference
from storage.language import Language

# With everything else an invitation stays below Telegram's 4096 characters.
SHOWN = 1200
PAGE = 3000


def title(session: Session, item: AgendaItem, tongue: Tongue) -> str:
    """Return what an item is called; an announcement without a title says whom (S-14)."""
    titles = {Language.DE: item.title_de, Language.ZH: item.title_zh}
    reader = Language(tongue.language)
    written = titles[reader] or titles[reader.other]
    announced = None if written else announcement.announced(session, item)
    if announced is None:
        return written
    accession, candidate = announced
    city = candidate.name(tongue.language)
    if accession.state is AccessionState.OBSERVER:
        return tongue.plain("Announcement of the new observer city {city}", city=city)
    return tongue.plain("Announcement of the new member city {city}", city=city)


def line(session: Session, item: AgendaItem, number: int, tongue: Tongue) -> Markup:
    """Return an item with its number and how long it takes."""
    name = title(session, item, tongue)
    if item.minutes is None:
        return Markup("{}. {}").format(number, name)
    return tongue.text(
        "{number}. {title} ({minutes} min.)", number=number, title=name, minutes=item.minutes
    )


def lines(session: Session, conference: Conference, tongue: Tongue) -> list[Markup]:
    """Return the agenda, a line an item, numbered."""
    items = asking.items(session, conference)
    return [line(session, item, at, tongue) for at, item in enumerate(items, start=1)]


def beginning(
    session: Session, conference: Conference, tongue: Tongue, room: int = SHOWN
) -> Markup:
    """Return the beginning of the agenda under its name, and how much more there is."""
    every = lines(session, conference, tongue)
    if not every:
        return tongue.text("<b>Agenda</b>\nstill open")
    shown = _filled(every, room)
    said = [tongue.text("<b>Agenda</b>"), *shown]
    if left := len(every) - len(shown):
        said.append(tongue.count("and {n} more item", "and {n} more items", left))
    return Markup("\n").join(said)


def pages(session: Session, conference: Conference, name: str, tongue: Tongue) -> list[Markup]:
    """Return the whole agenda under the conference's name, in pages; one where it is empty."""
    left = lines(session, conference, tongue) or [tongue.text("still open")]
    found = []
    while left:
        shown = _filled(left, PAGE)
        left = left[len(shown) :]
        head = tongue.text("<b>{title}</b>\nAgenda", title=name)
        found.append(Markup("{}\n\n{}").format(head, Markup("\n").join(shown)))
    return found


def _filled(lines: list[Markup], room: int) -> list[Markup]:
    """Return as many lines as fit into some characters, at least one."""
    shown: list[Markup] = []
    for one in lines:
        room -= len(one.striptags()) + 1
        if shown and room < 0:
            break
        shown.append(one)
    return shown
