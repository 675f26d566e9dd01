"""What is wrong with a delegation, line by line, and a sentence for each refusal of cities."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance.conference import refusals as why
from alliance.conference.refusals import BadDelegation, LineError
from alliance.refusal import Refusal
from handlers.kit import names
from handlers.kit.visit import Visit
from locales.tongue import Tongue

# So many errors are told; whoever has more has sent something else.
TOLD = 12


def sentence(tongue: Tongue, bad: BadDelegation) -> Markup:
    """Return every error with its line, below what became of the list."""
    said = [tongue.text("Nothing of this was taken over yet; please correct and send it again:")]
    said += [_line(tongue, one) for one in bad.errors[:TOLD]]
    if (more := len(bad.errors) - TOLD) > 0:
        said.append(tongue.count("and {n} more error", "and {n} more errors", more))
    return Markup("\n").join(said)


def too_many(tongue: Tongue, limit: int) -> Markup:
    """Return the sentence for a list that is too long."""
    return tongue.text(
        "A delegation can have at most {limit} people here. If yours is larger, please write to "
        "the secretariat.",
        limit=limit,
    )


def _line(tongue: Tongue, one: LineError) -> Markup:
    what = _what(tongue, one)
    if not one.line:
        return what
    return tongue.text("Line {line}: {what}", line=one.line, what=what)


def _what(tongue: Tongue, one: LineError) -> Markup:
    match one.field:
        case "list":
            if one.reason == "too-many":
                return too_many(tongue, one.limit or 0)
            return tongue.text("Nobody is named in it; please write one person in each line.")
        case "line":
            return tongue.text(
                "name, function and sector are needed, with a semicolon between them."
            )
        case "sector":
            if one.reason == "empty":
                return tongue.text("the sector is missing.")
            return tongue.text("this sector is not known; please write a number from 1 to 6.")
        case _:
            return _of_field(tongue, one, _field(tongue, one.field))


def _of_field(tongue: Tongue, one: LineError, field: str) -> Markup:
    match one.reason:
        case "twice":
            return tongue.text("this person with this function stands above already.")
        case "empty":
            return tongue.text("{field}: is missing.", field=field)
        case "too-long":
            return tongue.text(
                "{field}: too long, at most {limit} characters.", field=field, limit=one.limit
            )
        case _:
            return tongue.text("{field}: holds characters that cannot be used.", field=field)


def _field(tongue: Tongue, field: str) -> str:
    match field:
        case "name":
            return tongue.plain("Name")
        case "function":
            return tongue.plain("Function")
        case _:
            return tongue.plain("Remark")


# ---- refusals


def _bad(visit: Visit, refusal: why.BadDelegation) -> Markup:
    return sentence(visit.tongue, refusal)


def _too_many(visit: Visit, refusal: why.TooManyDelegates) -> Markup:
    return too_many(visit.tongue, refusal.limit)


def _not_asked(visit: Visit, _refusal: why.NotAsked) -> Markup:
    return visit.tongue.text(
        "This city was not invited to the event, or it is not for you to answer for it."
    )


def _not_attending(visit: Visit, refusal: why.NotAttending) -> Markup:
    return visit.tongue.text(
        "{city} has not said that it attends. Please answer so first; then its delegation can be "
        "entered.",
        city=names.city(visit.session, visit.tongue, refusal.city_code),
    )


def _too_late(visit: Visit, refusal: why.TooLate) -> Markup:
    return visit.tongue.text(
        "Delegations could be entered until {moment}. The secretariat can still enter one; please "
        "write to it.",
        moment=visit.tongue.moment(refusal.deadline_at),
    )


REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.BadDelegation: _bad,
    why.TooManyDelegates: _too_many,
    why.NotAsked: _not_asked,
    why.NotAttending: _not_attending,
    why.TooLate: _too_late,
}
