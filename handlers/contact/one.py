"""One person: letting in, removing, giving and revoking the mandate."""

from markupsafe import Markup

from alliance import contact as contacts
from alliance import mandate as mandates
from alliance import register, rights
from alliance.refusal import NotAllowed
from handlers.contact import words
from handlers.contact.presses import (
    OFFICES,
    DecidePress,
    GivePress,
    PeoplePress,
    PersonPress,
    RemovePress,
    RevokePress,
)
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.city import Standing
from storage.person import Person, Presence, Role

TAKING_PART = (Presence.ACTIVE, Presence.WAITING)


def decision_row(tongue: Tongue, person_id: int) -> tuple[Button, ...]:
    """Return Approve and Refuse for somebody who waits."""
    approve = tongue.label("approving a contact", "Approve")
    refuse = tongue.label("approving a contact", "Refuse")
    return (
        Button(approve, DecidePress(person_id, 1), style=Style.SUCCESS),
        Button(refuse, DecidePress(person_id, 0)),
    )


def screen(visit: Visit, person_id: int) -> Screen:
    """Return a person with what this reader may do. Raises UnknownPerson, NotAllowed."""
    tongue = visit.tongue
    person = _managed(visit, person_id)
    back = menu_row(tongue, PeoplePress(person.city_code or OFFICES, 0))
    if person.presence not in TAKING_PART:
        gone = tongue.text("{name} does not take part any more.", name=person.name)
        return Screen(gone, (back,))
    text = tongue.text(
        "<b>{name}</b>\n{function}\n{seat}\nE-mail: {email}\nRegistered: {day}",
        name=person.name,
        function=person.function,
        seat=words.city_name(visit, person.city_code) or words.office(tongue, person.role) or "",
        email=person.email or "–",
        day=tongue.day(person.registered_at),
    )
    if outstanding := words.marks(visit, person):
        text = Markup("{}\n<i>{}</i>").format(text, tongue.listed(outstanding))
    return Screen(text, (*_buttons(visit, person), back))


def _managed(visit: Visit, person_id: int) -> Person:
    person = contacts.person(visit.session, person_id)
    if not rights.manages(visit.who, person.city_code):
        raise NotAllowed
    return person


def _buttons(visit: Visit, person: Person) -> tuple[tuple[Button, ...], ...]:
    tongue = visit.tongue
    if person.presence is Presence.WAITING:
        return (decision_row(tongue, person.key),)
    rows: list[tuple[Button, ...]] = []
    if visit.who.secretary and person.role is Role.CONTACT:
        rows.extend(_mandate_buttons(visit, person))
    if person.key != visit.who.key:
        rows.append((Button(tongue.label("more", "Remove"), RemovePress(person.key, 0)),))
    return tuple(rows)


def _mandate_buttons(visit: Visit, person: Person) -> list[tuple[Button, ...]]:
    """Return Revoke for each mandate the person holds, and Give for their own city's."""
    tongue = visit.tongue
    held = [one for one in mandates.touching(visit.session, person) if one.holder_id == person.key]
    rows: list[tuple[Button, ...]] = []
    for one in held:
        label = tongue.label("more", "Revoke mandate")
        if len(held) > 1:
            label = f"{label}: {words.city_name(visit, one.city_code)}"
        rows.append((Button(label, RevokePress(one.city_code, 0)),))
    own = person.city_code
    if own is None or own in [one.city_code for one in held]:
        return rows
    if register.city(visit.session, own).standing is Standing.MEMBER:
        rows.append((Button(tongue.label("more", "Give mandate"), GivePress(person.key, 0)),))
    return rows


# ---- presses


def _show(visit: Visit, press: PersonPress) -> Answer:
    return Answer(screen(visit, press.person))


def _decide(visit: Visit, press: DecidePress) -> Answer:
    act = contacts.approve if press.approve else contacts.refuse
    person = act(visit.session, visit.who, press.person, visit.now)
    tongue = visit.tongue
    if press.approve:
        said = tongue.text("{name} has been approved and is told.", name=person.name)
    else:
        said = tongue.text("{name} has not been approved and is told.", name=person.name)
    last = menu_row(tongue, PeoplePress(person.city_code or OFFICES, 0))
    return Answer(Screen(said, (last,)), toast=said.striptags())


def _question(visit: Visit, question: Markup, verb: str, sure: Press, back: Press) -> Answer:
    """Return a question whose buttons are the verb itself and Back."""
    row = (Button(verb, sure, style=Style.DANGER), back_button(visit.tongue, back))
    return Answer(Screen(question, (row,)))


def _remove(visit: Visit, press: RemovePress) -> Answer:
    tongue = visit.tongue
    person = _managed(visit, press.person)
    if not press.sure:
        question = tongue.text(
            "{name} then takes no part any more: mandates and loans end, and no message is sent. "
            "The person is told. Remove {name}?",
            name=person.name,
        )
        verb = tongue.label("more", "Remove")
        return _question(
            visit, question, verb, RemovePress(press.person, 1), PersonPress(press.person)
        )
    contacts.remove_contact(visit.session, visit.who, press.person, visit.now)
    toast = tongue.plain("{name} has been removed.", name=person.name)
    return Answer(screen(visit, press.person), toast=toast)


def _give(visit: Visit, press: GivePress) -> Answer:
    tongue = visit.tongue
    person = _managed(visit, press.person)
    city = words.city_name(visit, person.city_code)
    if not press.sure:
        question = tongue.text(
            "{name} then answers for {city}; whoever holds the mandate now loses it. Everybody "
            "concerned is told. Give the mandate?",
            name=person.name,
            city=city,
        )
        verb = tongue.label("more", "Give mandate")
        return _question(
            visit, question, verb, GivePress(press.person, 1), PersonPress(press.person)
        )
    rights.require_secretary(visit.who)
    assert person.city_code is not None
    mandates.pass_on(visit.session, visit.who, person.city_code, person, visit.now)
    toast = tongue.plain("{name} holds the mandate of {city} now.", name=person.name, city=city)
    return Answer(screen(visit, press.person), toast=toast)


def _revoke(visit: Visit, press: RevokePress) -> Answer:
    tongue = visit.tongue
    city = words.city_name(visit, press.city)
    held = mandates.open_mandate(visit.session, press.city)
    back: Press = PersonPress(held.holder_id) if held else PeoplePress(press.city, 0)
    if not press.sure:
        question = tongue.text(
            "Nobody then answers for {city} until the mandate is given anew. Everybody concerned "
            "is told. Revoke the mandate?",
            city=city,
        )
        verb = tongue.label("more", "Revoke mandate")
        return _question(visit, question, verb, RevokePress(press.city, 1), back)
    mandates.revoke(visit.session, visit.who, press.city, visit.now)
    said = tongue.text("The mandate of {city} has been revoked.", city=city)
    shown = Screen(said, (menu_row(tongue, PeoplePress(press.city, 0)),))
    return Answer(shown, toast=said.striptags())


def _redraw(visit: Visit, press: DecidePress | RemovePress | GivePress) -> Screen:
    return screen(visit, press.person)


PRESSES = {
    PersonPress: _show,
    DecidePress: _decide,
    RemovePress: _remove,
    GivePress: _give,
    RevokePress: _revoke,
}
REDRAWS = {DecidePress: _redraw, RemovePress: _redraw, GivePress: _redraw}
