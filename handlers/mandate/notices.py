"""Notices about mandates, rendered when they are sent."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from handlers.contact.presses import PersonPress, RevokePress
from handlers.kit import names
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Screen
from handlers.mandate.screens import MandatePress
from locales.tongue import Tongue
from storage.invitation import Invitation
from storage.person import Person

Params = dict[str, Any]
Rows = tuple[tuple[Button, ...], ...]


def _mandate_received(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    person = names.person(session, params)
    if person is None:
        return None
    text = tongue.text(
        "<b>Mandate received on registration</b>\n\n{name}, {function}, is the responsible "
        "person of {city} and holds its mandate from now on, since nobody held it. {invitation}",
        name=person.name,
        function=person.function,
        city=names.city(session, tongue, params["city"]),
        invitation=_invitation(session, params, tongue),
    )
    revoke = Button(tongue.label("more", "Revoke mandate"), RevokePress(params["city"], 0))
    show = Button(tongue.label("more", "Show"), PersonPress(person.key))
    return Screen(text, ((show, revoke), menu_row(tongue)))


def _invitation(session: Session, params: Params, tongue: Tongue) -> Markup:
    invitation = session.get(Invitation, params["invitation"])
    if invitation is None:
        return Markup()
    by = session.get(Person, invitation.created_by) if invitation.created_by else None
    if by is None:
        return tongue.text(
            "Invitation of {moment}, made by the operator.",
            moment=tongue.short(invitation.created_at),
        )
    return tongue.text(
        "Invitation of {moment}, made by {name}.",
        moment=tongue.short(invitation.created_at),
        name=by.name,
    )


def _mandate_given(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    text = tongue.text(
        "<b>You hold the mandate of {city}</b>\n\n{by} has given it to you. From now on you "
        "answer for {city}.",
        city=names.city(session, tongue, params["city"]),
        by=names.called(session, params, "by"),
    )
    return Screen(text, _mandate_rows(params, tongue))


def _mandate_passed(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    text = tongue.text(
        "<b>Mandate of {city}</b>\n\n{name} holds the mandate from now on. Before: {before}. "
        "Passed on by: {by}.",
        city=names.city(session, tongue, params["city"]),
        name=names.called(session, params),
        before=names.called(session, params, "before"),
        by=names.called(session, params, "by"),
    )
    return Screen(text, (menu_row(tongue),))


def _mandate_lent(
    session: Session, to: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    until = datetime.fromisoformat(params["until"])
    if until <= now:
        return None
    city, moment = names.city(session, tongue, params["city"]), tongue.moment(until)
    if to.key == params["person"]:
        text = tongue.text(
            "<b>You stand in for {city}</b>\n\n{by} has lent you the mandate. You answer for "
            "{city} until {moment}.",
            city=city,
            by=names.called(session, params, "by"),
            moment=moment,
        )
        return Screen(text, _mandate_rows(params, tongue))
    text = tongue.text(
        "<b>Mandate of {city}</b>\n\n{name} answers for {city} until {moment}. Lent by: {by}.",
        city=city,
        name=names.called(session, params),
        moment=moment,
        by=names.called(session, params, "by"),
    )
    return Screen(text, (menu_row(tongue),))


def _mandate_ended(
    session: Session, to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    city = names.city(session, tongue, params["city"])
    if to.key == params["person"]:
        text = tongue.text(
            "<b>Mandate of {city}</b>\n\nYour mandate for {city} has ended. Ended by: {by}.",
            city=city,
            by=names.called(session, params, "by"),
        )
    else:
        text = tongue.text(
            "<b>Mandate of {city}</b>\n\nThe mandate of {name} has ended; nobody answers for "
            "{city} at present. Ended by: {by}.",
            city=city,
            name=names.called(session, params),
            by=names.called(session, params, "by"),
        )
    return Screen(text, (menu_row(tongue),))


def _mandate_returned(
    session: Session, to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    city = names.city(session, tongue, params["city"])
    if to.key == params["person"]:
        text = tongue.text(
            "<b>Mandate of {city}</b>\n\nYou no longer stand in for {city}; the loan has ended.",
            city=city,
        )
    else:
        text = tongue.text(
            "<b>Mandate of {city}</b>\n\n{name} no longer stands in; the loan has ended.",
            city=city,
            name=names.called(session, params),
        )
    return Screen(text, (menu_row(tongue),))


def _mandate_rows(params: Params, tongue: Tongue) -> Rows:
    mine = Button(tongue.label("my details", "My mandate"), MandatePress(params["city"]))
    return ((mine,), menu_row(tongue))


NOTICES = {
    "mandate-received": _mandate_received,
    "mandate-given": _mandate_given,
    "mandate-passed": _mandate_passed,
    "mandate-lent": _mandate_lent,
    "mandate-ended": _mandate_ended,
    "mandate-returned": _mandate_returned,
}
