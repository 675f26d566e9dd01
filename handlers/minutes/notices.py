"""Notices about resolutions, and a kind sentence for each refusal of minutes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import minutes
from alliance.minutes import refusals as why
from alliance.minutes.resolving import OFFICE
from alliance.refusal import Refusal
from handlers.kit.halves import version_name
from handlers.kit.refusals import unknown
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit
from handlers.minutes import resolutions
from locales.tongue import Tongue
from storage.minutes import Resolution
from storage.person import Person

Params = dict[str, Any]


def _done(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    one = session.get(Resolution, params["resolution"])
    if one is None or one.done_at is None:
        return None
    said = tongue.text("A resolution has been reported done.")
    return resolutions.screen(session, person, one.key, now, tongue).under(said)


def _reminder(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the reminder of a resolution; None once it is done."""
    one = session.get(Resolution, params["resolution"])
    if one is None or one.done_at is not None or not minutes.in_force(session, one):
        return None
    said = _reminding(one, person, now, tongue)
    return resolutions.screen(session, person, one.key, now, tongue).under(said)


def _reminding(one: Resolution, person: Person, now: datetime, tongue: Tongue) -> Markup:
    today = now.astimezone(OFFICE).date()
    if one.due_on is not None and one.due_on < today:
        return tongue.text(
            "Hello, {person},\n\nwe have no report on this resolution yet. Please let us know by "
            "e-mail how it stands, or report it here as done.",
            person=person.name,
        )
    if one.due_on == today:
        return tongue.text(
            "Hello, {person},\n\nthis resolution is to be done by today.", person=person.name
        )
    return tongue.text("Hello, {person},\n\nwe remind you of this resolution.", person=person.name)


# ---- refusals


def _not_begun(visit: Visit, refusal: why.NotBegun) -> Markup:
    return visit.tongue.text(
        "The session begins on {moment}; minutes can be written from then on.",
        moment=visit.tongue.moment(refusal.at),
    )


def _no_agenda(visit: Visit, _refusal: why.NoAgenda) -> Markup:
    return visit.tongue.text("There is nothing on the agenda yet; please enter its items first.")


def _unready(visit: Visit, refusal: why.MinutesUnready) -> Markup:
    tongue = visit.tongue
    lines = [
        tongue.text(
            "– {version}: {state}",
            version=version_name(tongue, gap.language),
            state=tongue.plain("to be checked")
            if gap.what == "stale"
            else tongue.plain("not written yet"),
        )
        for gap in refusal.gaps
    ]
    return tongue.text(
        "The minutes cannot be circulated yet:\n{missing}", missing=Markup("\n").join(lines)
    )


def _too_many(visit: Visit, refusal: why.TooManyResolutions) -> Markup:
    return visit.tongue.text(
        "A session can have at most {n} resolutions; this one was not added.", n=refusal.limit
    )


def _in_force(visit: Visit, _refusal: why.InForce) -> Markup:
    return visit.tongue.text(
        "This resolution has gone out to the members and stays as it is. A correction of the "
        "circular can say otherwise."
    )


def _not_in_force(visit: Visit, _refusal: why.NotInForce) -> Markup:
    return visit.tongue.text("This resolution has not gone out to the members yet.")


def _already_done(visit: Visit, refusal: why.AlreadyDone) -> Markup:
    person = visit.session.get(Person, refusal.person_id)
    return visit.tongue.text(
        "{person} reported this resolution done on {moment}.",
        person=person.name if person else "–",
        moment=visit.tongue.short(refusal.at),
    )


NOTICES = {"resolution-done": _done, "resolution-reminder": _reminder}
REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.UnknownResolution: unknown,
    why.NotBegun: _not_begun,
    why.NoAgenda: _no_agenda,
    why.MinutesUnready: _unready,
    why.TooManyResolutions: _too_many,
    why.InForce: _in_force,
    why.NotInForce: _not_in_force,
    why.AlreadyDone: _already_done,
}
