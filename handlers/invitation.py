"""Invite: a link for a city's people, the secretariat or a contact office, to be forwarded."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alliance import invitation as invitations
from alliance import register, rights
from alliance.refusal import NotAllowed
from handlers import desk
from handlers.contact import lists
from handlers.contact.presses import OFFICES, InvitePress
from handlers.kit import forms, picking
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Entry, Form, Step, Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.city import City, Side, Standing
from storage.dialog import Dialog
from storage.language import Language
from storage.person import Role

CITY = "city"
RESPONSIBLE, PERSONAL, SHARED = "responsible", "personal", "shared"


def _open(visit: Visit, press: InvitePress) -> Answer:
    """Open the form; from a city's people the city is known already."""
    if press.city == OFFICES:
        rights.require_secretary(visit.who)
        return forms.open(visit, FORM.name, anew=True)
    rights.require_manager(visit.who, press.city)
    known = {"who": CITY, "city": press.city, "known": True}
    return forms.open(visit, FORM.name, data=known, anew=True)


# ---- whom


def _ask_who(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    rows = (
        (forms.choice(dialog, tongue.label("more", "For a city"), CITY),),
        (
            forms.choice(dialog, tongue.label("more", "Secretariat"), Role.SECRETARIAT.value),
            forms.choice(
                dialog, tongue.label("more", "Contact office"), Role.CONTACT_OFFICE.value
            ),
        ),
    )
    return Screen(tongue.text("Whom would you like to invite?"), rows)


def _choose_who(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in (CITY, Role.SECRETARIAT.value, Role.CONTACT_OFFICE.value):
        return _ask_who(visit, dialog)
    forms.put(dialog, who=chosen)
    return None


def _options(visit: Visit) -> list[picking.Option]:
    return [
        (city.name(visit.language), city.code)
        for city in register.all_cities(visit.session)
        if city.standing is not Standing.FORMER
    ]


def _ask_city(visit: Visit, dialog: Dialog, number: int = 0) -> Screen:
    text = visit.tongue.text("For which city? You may also type its name.")
    return Screen(text, picking.rows(visit.tongue, dialog, _options(visit), number))


def _choose_city(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    number = picking.turned(chosen)
    if number is not None:
        return _ask_city(visit, dialog, number)
    if chosen not in [code for _, code in _options(visit)]:
        return _ask_city(visit, dialog)
    forms.put(dialog, city=chosen)
    return None


def _take_city(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    found = picking.named(typed.text, _options(visit))
    if found is None:
        raise Wrong(visit.tongue.text("I know no such city in the register."))
    return _choose_city(visit, dialog, found)


def _ask_kind(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    choices = [
        (tongue.label("more", "Contact person"), PERSONAL),
        (tongue.label("more", "Shared link"), SHARED),
    ]
    if visit.who.secretary:
        choices.insert(0, (tongue.label("more", "Responsible person"), RESPONSIBLE))
    text = tongue.text(
        "For {city}: a personal link lets one person in at once. Whoever opens a shared link "
        "waits for approval.",
        city=register.city(visit.session, dialog.data["city"]).name(visit.language),
    )
    return Screen(text, tuple((forms.choice(dialog, label, what),) for label, what in choices))


def _choose_kind(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in (RESPONSIBLE, PERSONAL, SHARED):
        return _ask_kind(visit, dialog)
    if chosen == RESPONSIBLE and not visit.who.secretary:
        raise NotAllowed
    forms.put(dialog, kind=chosen)
    return None


def _for_city(_visit: Visit, dialog: Dialog) -> bool:
    return dialog.data.get("who") == CITY


def _city_unknown(visit: Visit, dialog: Dialog) -> bool:
    return _for_city(visit, dialog) and not dialog.data.get("known")


def _nothing_known(_visit: Visit, dialog: Dialog) -> bool:
    return not dialog.data.get("known")


# ---- the link


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    data = dialog.data
    for_city = data["who"] == CITY
    kind = data.get("kind")
    token = invitations.invite(
        visit.session,
        role=Role.CONTACT if for_city else Role(data["who"]),
        city_code=data["city"] if for_city else None,
        responsible=kind == RESPONSIBLE,
        shared=kind == SHARED,
        by=visit.who,
        now=visit.now,
    )
    link = f"https://t.me/{visit.bot_username}?start={token}"
    city = register.city(visit.session, data["city"]) if for_city else None
    until = visit.now + invitations.LASTS
    shown = _link_screen(visit, link, city, kind, until)
    return Answer(shown, more=(_forwardable(link, city, data["who"], until),))


def _link_screen(
    visit: Visit, link: str, city: City | None, kind: str | None, until: datetime
) -> Screen:
    tongue = visit.tongue
    text = tongue.text(
        "The invitation is ready: {link}\n\nIt is valid until {moment}. The message below can be "
        "forwarded as it is.",
        link=Markup("<code>{}</code>").format(link),
        moment=tongue.moment(until),
    )
    if kind == SHARED:
        hint = tongue.text("Whoever opens it waits for approval.")
    else:
        hint = tongue.text("It lets one person in, once; please give it to nobody else.")
    copy = Button(tongue.label("more", "Copy link"), copy=link)
    again = Button(
        tongue.label("more", "Another invitation"), InvitePress(city.code if city else OFFICES)
    )
    return Screen(Markup("{}\n\n{}").format(text, hint), ((copy, again), menu_row(tongue)))


def _forwardable(link: str, city: City | None, who: str, until: datetime) -> Screen:
    """Return the message to forward, in the language of whom it is for."""
    chinese = city.side is Side.CN if city else who == Role.SECRETARIAT.value
    language = Language.ZH if chinese else Language.DE
    zone = city.zone if city else ("Asia/Shanghai" if chinese else "Europe/Berlin")
    tongue = Tongue(language, ZoneInfo(zone))
    if city is None:
        text = tongue.text(
            "Hello,\n\nthe secretariat of the Sino-German Industrial City Alliance invites you "
            "to Stadtbote, its bot on Telegram. Please open this link and follow the questions; "
            "it takes about two minutes:\n{link}\n\nThe link is valid until {moment}.",
            link=link,
            moment=tongue.moment(until),
        )
    else:
        text = tongue.text(
            "Hello,\n\nyou are invited to register as a contact person of {city} with Stadtbote, "
            "the bot of the Sino-German Industrial City Alliance on Telegram. Please open this "
            "link and follow the questions; it takes about two minutes:\n{link}\n\nThe link is "
            "valid until {moment}.",
            city=city.name(language),
            link=link,
            moment=tongue.moment(until),
        )
    return Screen(text)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    if dialog.data.get("known"):
        return lists.people(visit, dialog.data["city"])
    return desk.screen(visit)


FORM = Form(
    "invite",
    (
        Step("who", _ask_who, choose=_choose_who, when=_nothing_known),
        Step("city", _ask_city, _take_city, _choose_city, when=_city_unknown),
        Step("kind", _ask_kind, choose=_choose_kind, when=_for_city),
    ),
    _finish,
    title=lambda visit, _dialog: visit.tongue.label("desk", "Invite"),
    left=_left,
)
FORMS = (FORM,)
PRESSES = {InvitePress: _open}
DESK = (Entry(lambda tongue: tongue.label("desk", "Invite"), InvitePress(OFFICES)),)
