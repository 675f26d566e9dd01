"""Notices about people, rendered when they are sent."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import contact as contacts
from alliance import register
from alliance.circular import archive
from handlers import strangers
from handlers.contact.one import decision_row
from handlers.contact.presses import PersonPress
from handlers.contact.words import office
from handlers.kit import names
from handlers.kit.buttons import OpenPress, menu_row
from handlers.kit.screen import Button, Screen
from locales.tongue import Tongue
from storage.person import Person, Presence

Params = dict[str, Any]
Rows = tuple[tuple[Button, ...], ...]


def _seat(session: Session, person: Person, tongue: Tongue) -> str:
    return names.city(session, tongue, person.city_code) or office(tongue, person.role) or ""


def _newcomer(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    person = names.person(session, params)
    if person is None or person.presence is not Presence.ACTIVE:
        return None
    text = tongue.text(
        "<b>Newly registered</b>\n\n{name}, {function}\n{seat}",
        name=person.name,
        function=person.function,
        seat=_seat(session, person, tongue),
    )
    return Screen(text, _person_rows(person, tongue))


def _contact_waiting(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    person = names.person(session, params)
    if person is None or person.presence is not Presence.WAITING:
        return None
    text = tongue.text(
        "<b>Somebody waits for approval</b>\n\n{name}, {function}\n{seat}\n\n"
        "The registration came by the shared link. Do you know this person?",
        name=person.name,
        function=person.function,
        seat=_seat(session, person, tongue),
    )
    return Screen(text, (decision_row(tongue, person.key), menu_row(tongue)))


def _contact_approved(
    session: Session, to: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    if to.presence is not Presence.ACTIVE:
        return None
    city = names.city(session, tongue, to.city_code)
    said = [
        tongue.text(
            "{name}, your registration for {city} has been approved by {by}.",
            name=to.name,
            city=city,
            by=names.called(session, params, "by"),
        )
    ]
    matters = contacts.open_for_city(session, to, now)
    if matters:
        candidates = [names.city(session, tongue, one.accession.candidate_code) for one in matters]
        said.append(
            tongue.text(
                "Open for {city} at present: statement on the accession of {candidates}. You "
                "find it in the menu.",
                city=city,
                candidates=tongue.listed(candidates),
            )
        )
    if circulars := archive.unacknowledged(session, to, now):
        said.append(
            tongue.count(
                "{n} circular asks for the acknowledgement of {city}.",
                "{n} circulars ask for the acknowledgement of {city}.",
                circulars,
                city=city,
            )
        )
    if not (matters or circulars):
        said.append(tongue.text("Nothing is open for {city} at the moment.", city=city))
        return Screen(Markup("\n\n").join(said), (menu_row(tongue),))
    show = Button(tongue.label("more", "What is open"), OpenPress())
    return Screen(Markup("\n\n").join(said), ((show,), menu_row(tongue)))


def _contact_refused(
    session: Session, to: Person, _params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    if to.presence is not Presence.REFUSED:
        return None
    city = names.city(session, tongue, to.city_code)
    return Screen(strangers.refused(tongue, city, register.facts(session)["email"]))


def _contact_removed(
    session: Session, to: Person, _params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    if to.presence is not Presence.ENDED:
        return None
    return Screen(strangers.removed(tongue, register.facts(session)["email"]))


def _channel_lost(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    person = names.person(session, params)
    if person is None or person.presence is not Presence.ACTIVE:
        return None
    text = tongue.text(
        "<b>Somebody can no longer be reached</b>\n\n{name}, {function}\n{seat}\n\n"
        "Telegram no longer delivers messages to this person. Please get in touch by e-mail or "
        "letter: {email}.",
        name=person.name,
        function=person.function,
        seat=_seat(session, person, tongue),
        email=person.email or "–",
    )
    return Screen(text, _person_rows(person, tongue))


def _person_rows(person: Person, tongue: Tongue) -> Rows:
    show = Button(tongue.label("more", "Show"), PersonPress(person.key))
    return ((show,), menu_row(tongue))


NOTICES = {
    "newcomer": _newcomer,
    "contact-waiting": _contact_waiting,
    "contact-approved": _contact_approved,
    "contact-refused": _contact_refused,
    "contact-removed": _contact_removed,
    "channel-lost": _channel_lost,
}
