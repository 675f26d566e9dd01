"""What a city sees of a search for a host: offering, changing the offer, taking it back (S-08)."""

from datetime import datetime, timedelta

from markupsafe import Markup
from sqlmodel import Session

from alliance import hosting, register
from alliance.hosting.acts import TEXT_LIMIT
from alliance.hosting.refusals import NoOffer, NotSearching
from alliance.refusal import NotAllowed
from handlers.hosting import words
from handlers.hosting.presses import HostingPress, OfferPress, WithdrawPress
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row, short
from handlers.kit.following import following
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Form, Open, Step, Typed, Visit
from locales.tongue import Tongue
from storage.city import City
from storage.dialog import Dialog
from storage.hosting import HostOffer, HostSearch, HostSearchState
from storage.person import Person

FOLLOWED = timedelta(days=90)


def screen(
    session: Session, person: Person, search_id: int, now: datetime, tongue: Tongue
) -> Screen:
    """Return a search as a city sees it; it follows by itself. Raises UnknownSearch, NotAllowed.

    Others' offers are not shown.
    """
    search = hosting.get(session, search_id)
    cities = hosting.may_offer(session, person, now)
    if not cities:
        raise NotAllowed
    blocks = [
        words.heading(tongue, search),
        words.turn(tongue, search) if search.state is HostSearchState.OPEN else Markup(),
        words.outcome(session, tongue, search),
    ]
    rows: list[tuple[Button, ...]] = []
    for city in cities:
        offer = hosting.offer_of(session, search, city.code)
        if offer is not None:
            said = words.offered(session, tongue, offer, words.among(search, len(cities)))
            blocks.append(tongue.text("Your offer:\n{offer}", offer=said))
        if search.state is HostSearchState.OPEN:
            rows.append(_row(tongue, search, city, offer, alone=len(cities) == 1))
    if search.state is HostSearchState.OPEN:
        blocks.append(_what_it_means(tongue))
    follow = Follow("hosting", search.city_subject(cities[0].code), FOLLOWED)
    text = Markup("\n\n").join(block for block in blocks if block)
    return Screen(text, (*rows, menu_row(tongue)), follow)


def shown(visit: Visit, search_id: int) -> Screen:
    """Return a search for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, search_id, visit.now, visit.tongue)


def _what_it_means(tongue: Tongue) -> Markup:
    return tongue.text(
        "The host city bears the local organising costs (rooms, catering, special events). An "
        "offer is no commitment yet: the secretariat chooses, and all member cities are told."
    )


def _row(
    tongue: Tongue, search: HostSearch, city: City, offer: HostOffer | None, *, alone: bool
) -> tuple[Button, ...]:
    """Return the buttons of one city, with its name where there are several."""
    press = OfferPress(search.key, city.code)
    if offer is None:
        label = tongue.label("more", "Offer to host")
        return (Button(_named(tongue, label, city, alone=alone), press, style=Style.PRIMARY),)
    label = tongue.label("more", "Change the offer")
    change = Button(_named(tongue, label, city, alone=alone), press)
    back = tongue.label("more", "Take the offer back")
    withdraw = WithdrawPress(search.key, city.code, 0)
    return (change, Button(_named(tongue, back, city, alone=alone), withdraw))


def _named(tongue: Tongue, label: str, city: City, *, alone: bool) -> str:
    return label if alone else short(f"{city.name(tongue.language)}: {label}")


def _show(visit: Visit, press: HostingPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.search))


# ---- offering


def _offer(visit: Visit, press: OfferPress) -> Answer:
    search = hosting.get(visit.session, press.search)
    if search.state is not HostSearchState.OPEN:
        raise NotSearching(search.state, search.chosen_code)
    if press.city not in _codes(visit):
        raise NotAllowed
    return forms.open(visit, "host-offer", f"{press.search}.{press.city}", anew=True)


def _codes(visit: Visit) -> list[str]:
    return [city.code for city in hosting.may_offer(visit.session, visit.who, visit.now)]


def _subject(dialog: Dialog) -> tuple[int, str]:
    search, _, city = dialog.subject.partition(".")
    return int(search), city


def _ask_offer(visit: Visit, dialog: Dialog) -> Screen:
    search_id, city = _subject(dialog)
    search = hosting.get(visit.session, search_id)
    return Screen(
        visit.tongue.text(
            "Offer of {city} to host the conference in the {period}.\n\nPlease write in one "
            "message what you offer: a place, possible dates, what there would be to see; at "
            "most {limit} characters.",
            city=register.city(visit.session, city).name(visit.language),
            period=words.period(visit.tongue, search.period),
            limit=TEXT_LIMIT,
        )
    )


def _take_offer(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, text=cleaned(visit, "text", typed.text, TEXT_LIMIT))


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    _, city = _subject(dialog)
    return Screen(
        visit.tongue.text(
            "{city} offers to host:\n<blockquote>{text}</blockquote>\n\nThe offer goes to the "
            "secretariat.",
            city=register.city(visit.session, city).name(visit.language),
            text=dialog.data["text"],
        )
    )


def _offered(visit: Visit, dialog: Dialog) -> Answer:
    search_id, city = _subject(dialog)
    hosting.offer(visit.session, visit.who, search_id, city, dialog.data["text"], visit.now)
    toast = visit.tongue.plain("Your offer has reached the secretariat.")
    return Answer(shown(visit, search_id), toast=toast)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: shown(visit, _subject(dialog)[0]))


def _title(visit: Visit, _dialog: Dialog) -> str:
    return visit.tongue.label("more", "Offer to host")


# ---- taking back


def _withdraw(visit: Visit, press: WithdrawPress) -> Answer:
    tongue = visit.tongue
    if press.sure:
        hosting.withdraw(visit.session, visit.who, press.search, press.city, visit.now)
        toast = tongue.plain("The offer is taken back.")
        return Answer(shown(visit, press.search), toast=toast)
    if press.city not in _codes(visit):
        raise NotAllowed
    search = hosting.get(visit.session, press.search)
    if hosting.offer_of(visit.session, search, press.city) is None:
        raise NoOffer(press.city)
    question = tongue.text(
        "The offer of {city} would not stand any more. Take it back?",
        city=register.city(visit.session, press.city).name(visit.language),
    )
    label = tongue.label("more", "Take the offer back")
    sure = WithdrawPress(press.search, press.city, 1)
    row = (
        Button(label, sure, style=Style.DANGER),
        back_button(tongue, HostingPress(press.search)),
    )
    return Answer(Screen(question, (row,)))


def _redraw(visit: Visit, press: OfferPress | WithdrawPress) -> Screen:
    return shown(visit, press.search)


# ---- what newcomers see


def _newcomer(visit: Visit) -> tuple[Open, ...]:
    """Return the open searches in which somebody's city has made no offer."""
    found = hosting.awaiting(visit.session, visit.who, visit.now)
    return tuple(_open(visit, one) for one in found)


def _open(visit: Visit, search: HostSearch) -> Open:
    tongue = visit.tongue
    period = words.period(tongue, search.period)
    line = tongue.text("A host city is sought for the conference, {period}.", period=period)
    label = tongue.plain("Host city, {period}", period=period)
    return Open(line, label, HostingPress(search.key))


PRESSES = {HostingPress: _show, OfferPress: _offer, WithdrawPress: _withdraw}
REDRAWS = {OfferPress: _redraw, WithdrawPress: _redraw}
FORMS = (
    Form(
        "host-offer",
        (
            Step(
                "text",
                _ask_offer,
                take=_take_offer,
                title=lambda tongue: tongue.plain("Offer"),
            ),
        ),
        finish=_offered,
        title=_title,
        summary=_summary,
        left=_left,
    ),
)
VIEWS = {"hosting": following(screen)}
NEWCOMER = (_newcomer,)
