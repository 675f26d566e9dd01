"""What is open for somebody who has just come in: all of it in one message."""

from markupsafe import Markup

from handlers.contact.words import city_name
from handlers.kit.buttons import OpenPress, menu_row, short
from handlers.kit.pages import ROWS
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit


def screen(visit: Visit) -> Screen | None:
    """Return what is open for a person, the first lines with their buttons; None for nothing."""
    found = [one for show in visit.book.newcomer for one in show(visit)]
    if not found:
        return None
    tongue = visit.tongue
    city = city_name(visit, visit.who.city_code)
    shown = found[:ROWS]
    blocks = [tongue.text("<b>Open for {city}</b>", city=city), *(one.line for one in shown)]
    if more := len(found) - len(shown):
        blocks.append(
            tongue.count(
                "{n} further matter is open; you find it in the menu.",
                "{n} further matters are open; you find them in the menu.",
                more,
            )
        )
    rows = tuple((Button(short(one.label), one.press),) for one in shown)
    return Screen(Markup("\n\n").join(blocks), (*rows, menu_row(tongue)))


def _show(visit: Visit, _press: OpenPress) -> Answer:
    tongue = visit.tongue
    city = city_name(visit, visit.who.city_code)
    nothing = tongue.text("Nothing is open for {city} at the moment.", city=city)
    return Answer(screen(visit) or visit.book.home(visit, nothing if city else None))


PRESSES = {OpenPress: _show}
