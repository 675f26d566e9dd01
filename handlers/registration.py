"""Registration: from an invitation link to a person, one question at a time (S-07)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alliance import contact, register, value
from alliance import invitation as invitations
from alliance.contact import Registered
from alliance.refusal import AlreadyRegistered, InvitationUnknown
from handlers import newcomer, privacy, strangers
from handlers.contact.words import city_name, office
from handlers.kit import dialogs, forms
from handlers.kit.buttons import language_label, menu_row
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, zone_of
from locales.tongue import Tongue
from storage.dialog import Dialog
from storage.invitation import Invitation
from storage.language import Language
from storage.person import Person, Presence, Role

ZONES = {Language.DE: "Europe/Berlin", Language.ZH: "Asia/Shanghai"}


def start(visit: Visit, token: str) -> Answer:
    """Begin with an invitation link, or go on where the registration was left.

    Without a token: the open registration, else the menu. Raises Invitation…, AlreadyRegistered.
    """
    if not token:
        return Answer(visit.book.home(visit, None))
    invitation = invitations.find(visit.session, token, visit.now)
    _require_use(visit.person, invitation)
    for dialog in dialogs.waiting(visit):
        if dialog.form == FORM.name:
            forms.put(dialog, invitation=invitation.id)
    return forms.open(visit, FORM.name, data={"invitation": invitation.id})


def _require_use(person: Person | None, invitation: Invitation) -> None:
    """Refuse at the beginning what the act would refuse at the end: who takes part already."""
    if person is None or person.presence is not Presence.ACTIVE:
        return
    same = (person.role, person.city_code) == (invitation.role, invitation.city_code)
    if not (same and invitation.responsible and not person.responsible):
        raise AlreadyRegistered(person.key, person.role, person.city_code, waiting=False)


# ---- the steps


def _ask_language(visit: Visit, dialog: Dialog) -> Screen:
    """Ask in both languages, the guessed one first."""
    order = (visit.language, visit.language.other)
    text = Markup("\n\n").join(_welcome(Tongue(one, ZoneInfo(ZONES[one]))) for one in order)
    row = tuple(
        forms.choice(dialog, language_label(visit.tongue, one), one.value) for one in order
    )
    return Screen(text, (row,))


def _welcome(tongue: Tongue) -> Markup:
    return tongue.text(
        "<b>Stadtbote</b>\nWelcome. This is the bot of the Sino-German Industrial City Alliance. "
        "Please choose your language."
    )


def _choose_language(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in list(Language):
        return _ask_language(visit, dialog)
    forms.put(dialog, language=chosen)
    return None


def _ask_privacy(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    if not privacy.asks_consent(visit):
        go_on = tongue.label("privacy", "Read and continue")
        row = (forms.choice(dialog, go_on, "yes", Style.PRIMARY),)
        return Screen(privacy.asked(visit), (row,))
    agree = tongue.label("privacy", "Agree and continue")
    refuse = tongue.label("privacy", "Do not agree")
    return Screen(
        privacy.asked(visit),
        (
            (forms.choice(dialog, agree, "yes", Style.PRIMARY),),
            (forms.choice(dialog, refuse, "no"),),
        ),
    )


def _choose_privacy(visit: Visit, dialog: Dialog, chosen: str) -> Answer | None:
    if chosen == "yes":
        version, moment = visit.facts["privacy_version"], visit.now.isoformat()
        forms.put(dialog, privacy=version, privacy_at=moment)
        return None
    forms.forget(visit, dialog)
    return Answer(_not_agreed(visit))


def _not_agreed(visit: Visit) -> Screen:
    return Screen(
        visit.tongue.text(
            "Thank you for your answer. We keep no data of yours. You can reach the secretariat "
            "at {email}; we are glad to send you circulars by e-mail or letter.",
            email=strangers.address(visit),
        )
    )


def _ask_name(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text("What is your name, as it shall stand in letters and declarations?")
    )


def _take_name(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, name=value.line("name", typed.text, value.NAME_LIMIT))


def _ask_function(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "What is your function? An example: head of the office for economic development."
        )
    )


def _take_function(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, function=value.line("function", typed.text, value.FUNCTION_LIMIT))


def _ask_email(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text("Under which e-mail address can we reach you? You may skip this.")
    )


def _take_email(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, email=value.email(typed.text))


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    data = dialog.data
    return Screen(
        tongue.text(
            "<b>Please check your details</b>\n\nName: {name}\nFunction: {function}\n"
            "E-mail: {email}\nRegistered for: {seat}",
            name=data["name"],
            function=data["function"],
            email=data.get("email") or "–",
            seat=_seat(visit, visit.session.get(Invitation, data["invitation"])),
        )
    )


def _seat(visit: Visit, invitation: Invitation | None) -> str:
    """Return what an invitation is for."""
    if invitation is None:
        raise InvitationUnknown
    return office(visit.tongue, invitation.role) or city_name(visit, invitation.city_code)


# ---- the end


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    data = dialog.data
    language = Language(data["language"])
    invitation = visit.session.get(Invitation, data["invitation"])
    if invitation is None:
        raise InvitationUnknown
    if invitation.city_code is not None:
        zone = register.city(visit.session, invitation.city_code).zone
    else:
        zone = ZONES[language]
    done = contact.register(
        visit.session,
        telegram_id=visit.telegram_id,
        invitation=invitation,
        name=data["name"],
        function=data["function"],
        email=data.get("email"),
        language=language,
        zone=zone,
        privacy_version=data["privacy"],
        privacy_at=datetime.fromisoformat(data["privacy_at"]),
        now=visit.now,
    )
    tongue = Tongue(language, zone_of(done.person))
    return _welcomed(replace(visit, person=done.person, tongue=tongue), done)


def _welcomed(visit: Visit, done: Registered) -> Answer:
    """Show a newcomer what they are now, and at once what is open for their city."""
    if done.waiting:
        return Answer(strangers.screen(visit, None), menu_changed=True)
    open_now = newcomer.screen(visit)
    text = Markup("\n\n").join(_sentences(visit, done, anything_open=open_now is not None))
    shown = Screen(text, (menu_row(visit.tongue),))
    return Answer(shown, more=(open_now,) if open_now else (), menu_changed=True)


def _sentences(visit: Visit, done: Registered, *, anything_open: bool) -> list[Markup]:
    tongue, person = visit.tongue, done.person
    city = city_name(visit, person.city_code)
    said = [tongue.text("{name}, thank you. You are registered.", name=person.name)]
    if person.role is Role.SECRETARIAT:
        said.append(tongue.text("You work here for the secretariat; the desk is in the menu."))
    elif done.mandate_received:
        said.append(
            tongue.text(
                "You are the responsible person of {city} and hold its mandate: you answer for "
                "the city until you pass the mandate on. Please note the paper it rests on "
                "under My details, My mandate.",
                city=city,
            )
        )
    elif person.responsible:
        said.append(tongue.text("You are the responsible person of {city}.", city=city))
    elif city:
        said.append(tongue.text("You are a contact person of {city}.", city=city))
    if city and not anything_open:
        said.append(tongue.text("Nothing is open for {city} at the moment.", city=city))
    elif anything_open:
        said.append(tongue.text("What is open for {city} follows below.", city=city))
    return said


def _left(visit: Visit, _dialog: Dialog) -> Screen:
    if visit.person is not None and visit.person.presence is Presence.ACTIVE:
        return visit.book.home(visit, None)
    return Screen(
        visit.tongue.text(
            "The registration was broken off; we keep no data of yours. With the same invitation "
            "link you can begin again at any time."
        )
    )


def _name_title(tongue: Tongue) -> str:
    return tongue.label("more", "Name")


def _function_title(tongue: Tongue) -> str:
    return tongue.label("more", "Function")


def _email_title(tongue: Tongue) -> str:
    return tongue.label("more", "E-mail")


FORM = Form(
    "registration",
    (
        Step("language", _ask_language, choose=_choose_language),
        Step("privacy", _ask_privacy, choose=_choose_privacy),
        Step("name", _ask_name, _take_name, title=_name_title),
        Step("function", _ask_function, _take_function, title=_function_title),
        Step("email", _ask_email, _take_email, title=_email_title, optional=True),
    ),
    _finish,
    summary=_summary,
    left=_left,
    strangers=True,
)
FORMS = (FORM,)
COMMANDS = {"start": start}
