"""A city's delegation as its own people see it, and taking it back."""

from collections.abc import Sequence

from markupsafe import Markup

from alliance.conference import delegation
from alliance.conference.delegation import Entry
from handlers.conference import cityscreen, invitee, received, words
from handlers.conference.citypresses import (
    CityPress,
    DelegationPress,
    Place,
    TakeBackPress,
)
from handlers.conference.invitee import Invitee
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue

# With the longest entries a page stays below Telegram's 4096 characters.
ROWS = 6


def line(number: int, entry: Entry, tongue: Tongue) -> Markup:
    """Return a delegate with their number in the list."""
    said = tongue.text(
        "{number}. {name}, {function} ({sector})",
        number=number,
        name=entry.name,
        function=entry.function,
        sector=words.sector_name(tongue, entry.sector),
    )
    return Markup("{}\n<i>{}</i>").format(said, entry.remark) if entry.remark else said


def lines(entries: Sequence[Entry], first: int, tongue: Tongue) -> Markup:
    """Return delegates one below the other, numbered from `first`."""
    return Markup("\n").join(line(at, one, tongue) for at, one in enumerate(entries, start=first))


def kept(tongue: Tongue) -> Markup:
    """Return who sees the names, and how long they are kept."""
    return tongue.text(
        "Only your city and the secretariat see these names; they are erased 90 days after the "
        "event."
    )


def entered(visit: Visit, found: Invitee) -> list[Entry]:
    """Return the delegation as it stands."""
    return [
        Entry(one.name, one.function, one.sector, one.remark)
        for one in delegation.delegates(visit.session, found.conference, found.code)
    ]


def screen(visit: Visit, found: Invitee, place: Place, at: int = 0) -> Screen:
    """Return a page of a city's delegation with what can be done about it."""
    tongue, key, code = visit.tongue, found.conference.key, found.code
    entries = entered(visit, found)
    shown = page(entries, at, ROWS)
    heading = tongue.text(
        "<b>Delegation of {city}</b>\n{conference}",
        city=found.here.city.name(visit.language),
        conference=words.called(visit.session, found.conference, tongue),
    )
    if entries:
        said = lines(shown.items, shown.number * ROWS + 1, tongue)
    else:
        said = tongue.text("Nobody is entered at present.")
    rows: list[tuple[Button, ...]] = [
        *turn(tongue, shown.number, shown.total, lambda to: DelegationPress(key, code, place, to))
    ]
    entering = cityscreen.entering(found, place, visit.now, tongue)
    if entering and entries:
        label = tongue.label("more", "Take the list back")
        entering = (*entering, Button(label, TakeBackPress(key, code, place, 0)))
    if entering:
        rows.append(entering)
    rows.append(menu_row(tongue, CityPress(key, code, place)))
    return Screen(Markup("\n\n").join([heading, said, kept(tongue)]), tuple(rows))


def _take_back(visit: Visit, press: TakeBackPress) -> Answer:
    tongue = visit.tongue
    found = _found(visit, press)
    if press.sure:
        delegation.enter(visit.session, visit.who, press.conference, press.city, [], visit.now)
        toast = tongue.plain("The delegation is taken back.")
        return Answer(redraw(visit, press), toast=toast)
    question = tongue.count(
        "The list of {city} with {n} person is erased. Take it back?",
        "The list of {city} with {n} people is erased. Take it back?",
        found.here.delegates,
        city=found.here.city.name(visit.language),
    )
    sure = Button(
        tongue.label("more", "Take the list back"),
        TakeBackPress(press.conference, press.city, press.place, 1),
        style=Style.DANGER,
    )
    back = DelegationPress(press.conference, press.city, press.place, 0)
    return Answer(Screen(question, ((sure, back_button(tongue, back)),)))


def _found(visit: Visit, press: TakeBackPress) -> Invitee:
    return invitee.gathered(visit.session, visit.who, press.conference, press.city, visit.now)


def redraw(visit: Visit, press: TakeBackPress) -> Screen:
    """Return the message on which the button stood as it is now."""
    found = _found(visit, press)
    return received.drawn(visit.session, visit.who, found, press.place, visit.now, visit.tongue)


PRESSES = {TakeBackPress: _take_back}
REDRAWS = {TakeBackPress: redraw}
