"""The member cities by side, the observers, and the ratio of the two sides (S-15)."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from alliance import register
from handlers.kit.buttons import menu_row
from handlers.kit.pages import page, turn
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Visit
from locales.tongue import Tongue
from storage.city import City, Side, Standing

ROWS = 20
CHINESE, GERMAN, OBSERVERS = "CN", "DE", "O"


@dataclass(frozen=True)
class MembersPress(Press):
    """Shows a page of the Chinese (CN) or German (DE) members, or of the observers (O)."""

    tag: ClassVar[str] = "ms"

    group: str
    page: int


def screen(visit: Visit, group: str, number: int) -> Screen:
    """Return one group of cities; an unknown group shows the members of the reader's side."""
    tongue = visit.tongue
    groups = _groups(visit)
    if group not in groups:
        group = CHINESE if tongue.language != "de" else GERMAN
    shown = page(groups[group], number, ROWS)
    lines = [_line(tongue, city) for city in shown.items]
    if not lines:
        lines = [tongue.text("There is none at present.")]
    ratio = tongue.ratio(len(groups[CHINESE]), len(groups[GERMAN]))
    text = tongue.text(
        "<b>{group} ({n})</b>\n{cities}\n\nChinese and German member cities: {ratio}",
        group=_name(tongue, group),
        n=len(groups[group]),
        cities=Markup("\n").join(lines),
        ratio=ratio,
    )
    tabs = tuple(
        Button(
            _name(tongue, one),
            MembersPress(one, 0),
            style=Style.PRIMARY if one == group else Style.PLAIN,
        )
        for one in (CHINESE, GERMAN, OBSERVERS)
    )
    turning = turn(tongue, shown.number, shown.total, lambda to: MembersPress(group, to))
    return Screen(text, (*turning, tabs[:2], tabs[2:], menu_row(tongue)))


def _groups(visit: Visit) -> dict[str, list[City]]:
    observers = [
        city for city in register.all_cities(visit.session) if city.standing is Standing.OBSERVER
    ]
    return {
        CHINESE: register.members(visit.session, Side.CN),
        GERMAN: register.members(visit.session, Side.DE),
        OBSERVERS: observers,
    }


def _name(tongue: Tongue, group: str) -> str:
    match group:
        case "CN":
            return tongue.label("more", "Chinese members")
        case "DE":
            return tongue.label("more", "German members")
    return tongue.label("more", "Observers")


def _line(tongue: Tongue, city: City) -> Markup:
    name = city.name(tongue.language)
    if city.since is None:
        return Markup("• {}").format(name)
    return Markup("• {}").format(
        tongue.text("{city}, since {day}", city=name, day=tongue.day(city.since))
    )


def _show(visit: Visit, press: MembersPress) -> Answer:
    return Answer(screen(visit, press.group, press.page))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(screen(visit, "", 0))


PRESSES = {MembersPress: _show}
COMMANDS = {"members": _command}
MENU = (Entry(lambda tongue: tongue.label("menu", "Members"), MembersPress("", 0)),)
