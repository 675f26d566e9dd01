"""One kind sentence for each refusal of the people's acts; procedures bring their own."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance import pair, register
from alliance import refusal as why
from alliance.accession import wording
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit, Wrong
from storage.person import Person


def or_menu(visit: Visit, show: Callable[[], Screen]) -> Screen:
    """Return what is shown after a form, or the menu with the reason why it is not."""
    try:
        return show()
    except why.Refusal as refusal:
        return visit.book.home(visit, visit.book.refusals[type(refusal)](visit, refusal))


def cleaned(visit: Visit, field: str, text: str, limit: int) -> str:
    """Return a typed text made clean; Wrong with the reason where it cannot be taken."""
    try:
        return wording.text(field, text, limit)
    except why.BadValue as refusal:
        raise Wrong(_bad_value(visit, refusal)) from refusal


def _city(visit: Visit, code: str | None) -> str:
    return register.city(visit.session, code).name(visit.language) if code else ""


def _not_allowed(visit: Visit, _refusal: why.NotAllowed) -> Markup:
    return visit.tongue.text("This step is not open to your role; nothing was changed.")


def _not_active(visit: Visit, _refusal: why.NotActive) -> Markup:
    return visit.tongue.text("This person does not take part at present; nothing was changed.")


def _not_mandated(visit: Visit, refusal: why.NotMandated) -> Markup:
    holder = visit.session.get(Person, refusal.holder_id) if refusal.holder_id else None
    city = _city(visit, refusal.city_code)
    if holder is None:
        return visit.tongue.text(
            "Nobody holds the mandate of {city} at present. The secretariat can give it.",
            city=city,
        )
    return visit.tongue.text(
        "{holder} answers for {city} at present; nothing was changed.",
        holder=holder.name,
        city=city,
    )


def unknown(visit: Visit, _refusal: why.Refusal) -> Markup:
    """Return the sentence for an id that nothing has."""
    return visit.tongue.text("This entry does not exist any more; nothing was changed.")


def _nothing_written(visit: Visit, _refusal: pair.NothingWritten) -> Markup:
    return visit.tongue.text("There is no text here yet; please write it first.")


def _file_unusable(visit: Visit, _refusal: why.FileUnusable) -> Markup:
    return visit.tongue.text("This file is not available; please send it again.")


def _reminded_lately(visit: Visit, refusal: why.RemindedLately) -> Markup:
    return visit.tongue.text(
        "The cities were reminded within the last 48 hours. The next reminder is possible from "
        "{moment}.",
        moment=visit.tongue.short(refusal.at),
    )


def _stale(visit: Visit, _refusal: why.Stale) -> Markup:
    return visit.tongue.text(
        "Meanwhile something has changed here. Below you see how things stand now."
    )


def _ended(visit: Visit, _refusal: why.Ended) -> Markup:
    return visit.tongue.text("This procedure is not open; nothing was changed.")


def _already_answered(visit: Visit, _refusal: why.AlreadyAnswered) -> Markup:
    return visit.tongue.text("This answer has been given already; it stays as it is.")


def _bad_value(visit: Visit, refusal: why.BadValue) -> Markup:
    tongue = visit.tongue
    match refusal.field, refusal.reason:
        case ("until" | "basis_date" | "city", "past" | "future" | "too-far") | ("zone", _):
            return _not_possible(visit, refusal)
        case "email", "format":
            return tongue.text(
                "This does not look like an e-mail address; an example: name@stadt.example."
            )
        case _, "empty":
            return tongue.text("Something is still missing here; please enter it.")
        case _, "too-long":
            return tongue.text(
                "This is too long: at most {limit} characters are possible.", limit=refusal.limit
            )
        case _, "control":
            return tongue.text(
                "This contains invisible characters; please type it again by hand, in one line."
            )
        case _:
            return tongue.text("This entry could not be taken; please check it.")


def _not_possible(visit: Visit, refusal: why.BadValue) -> Markup:
    """Return the sentence for a value that is well formed and not possible."""
    tongue = visit.tongue
    match refusal.field, refusal.reason:
        case "until", "past":
            return tongue.text("This date has passed; please give a later one.")
        case "until", _:
            return tongue.text("A mandate can be lent for at most one year.")
        case "zone", _:
            return tongue.text("I know no time zone of this name.")
        case "basis_date", _:
            return tongue.text("The paper's date is in the future; please check it.")
        case _:
            return tongue.text("This city has left the alliance; nobody is invited for it.")


def _invitation_unknown(visit: Visit, _refusal: why.InvitationUnknown) -> Markup:
    return visit.tongue.text(
        "I do not know this invitation link. Perhaps a part of it was lost; please open the "
        "whole link once more, or ask for a new one."
    )


def _invitation_used(visit: Visit, _refusal: why.InvitationUsed) -> Markup:
    return visit.tongue.text(
        "This invitation link was used already; it works once. Please ask for a new one."
    )


def _invitation_expired(visit: Visit, refusal: why.InvitationExpired) -> Markup:
    return visit.tongue.text(
        "This invitation link was valid until {day}. Please ask for a new one.",
        day=visit.tongue.day(refusal.at),
    )


def _invitation_revoked(visit: Visit, _refusal: why.InvitationRevoked) -> Markup:
    return visit.tongue.text("This invitation link was withdrawn. Please ask for a new one.")


def _already_registered(visit: Visit, refusal: why.AlreadyRegistered) -> Markup:
    if refusal.waiting:
        return visit.tongue.text("You are registered already and wait for approval.")
    return visit.tongue.text(
        "You are registered already. The invitation stays valid for somebody else."
    )


def _refused_before(visit: Visit, _refusal: why.RefusedBefore) -> Markup:
    return visit.tongue.text(
        "Your registration was not approved. A personal invitation lets you register again; "
        "please ask the city's responsible person for one."
    )


def _already_decided(visit: Visit, refusal: why.AlreadyDecided) -> Markup:
    person = visit.session.get(Person, refusal.person_id)
    name = person.name if person else ""
    if refusal.presence.value == "active":
        return visit.tongue.text("{name} has been approved meanwhile.", name=name)
    return visit.tongue.text("This has been decided meanwhile; {name} is not waiting.", name=name)


def _last_secretary(visit: Visit, _refusal: why.LastSecretary) -> Markup:
    return visit.tongue.text(
        "This is the only person of the secretariat. Please invite somebody else first; "
        "otherwise nobody could be let in any more."
    )


def _not_a_member(visit: Visit, refusal: why.NotAMember) -> Markup:
    return visit.tongue.text(
        "{city} has no member's seat, so there is no mandate to give.",
        city=_city(visit, refusal.city_code),
    )


def _no_mandate(visit: Visit, refusal: why.NoMandate) -> Markup:
    return visit.tongue.text(
        "Nobody holds the mandate of {city} at present. The secretariat can give it.",
        city=_city(visit, refusal.city_code),
    )


def _already_holds(visit: Visit, refusal: why.AlreadyHolds) -> Markup:
    person = visit.session.get(Person, refusal.person_id)
    return visit.tongue.text(
        "{name} holds the mandate of {city} already.",
        name=person.name if person else "",
        city=_city(visit, refusal.city_code),
    )


def _not_lent(visit: Visit, refusal: why.NotLent) -> Markup:
    return visit.tongue.text(
        "The mandate of {city} is not lent at present.", city=_city(visit, refusal.city_code)
    )


REFUSALS: dict[type[why.Refusal], Callable[[Visit, Any], Markup]] = {
    why.NotAllowed: _not_allowed,
    why.NotActive: _not_active,
    why.NotMandated: _not_mandated,
    why.UnknownCity: unknown,
    why.UnknownPerson: unknown,
    why.UnknownAccession: unknown,
    pair.NothingWritten: _nothing_written,
    why.FileUnusable: _file_unusable,
    why.RemindedLately: _reminded_lately,
    why.Stale: _stale,
    why.Ended: _ended,
    why.AlreadyAnswered: _already_answered,
    why.BadValue: _bad_value,
    why.InvitationUnknown: _invitation_unknown,
    why.InvitationUsed: _invitation_used,
    why.InvitationExpired: _invitation_expired,
    why.InvitationRevoked: _invitation_revoked,
    why.AlreadyRegistered: _already_registered,
    why.RefusedBefore: _refused_before,
    why.AlreadyDecided: _already_decided,
    why.LastSecretary: _last_secretary,
    why.NotAMember: _not_a_member,
    why.NoMandate: _no_mandate,
    why.AlreadyHolds: _already_holds,
    why.NotLent: _not_lent,
}
