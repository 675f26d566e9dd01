"""One kind sentence for each refusal about statements, replies and reminders."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance import register
from alliance.accession import refusals as why
from alliance.refusal import Refusal
from handlers.kit.refusals import unknown
from handlers.kit.visit import Visit


def _not_sent(visit: Visit, _refusal: why.NotSent) -> Markup:
    return visit.tongue.text("This application has not gone out to the cities.")


def _not_asked(visit: Visit, refusal: why.NotAsked) -> Markup:
    city = register.city(visit.session, refusal.city_code).name(visit.language)
    return visit.tongue.text(
        "{city} is not, or no longer, asked in this procedure; nothing was changed.", city=city
    )


def _still_a_member(visit: Visit, refusal: why.StillAMember) -> Markup:
    city = register.city(visit.session, refusal.city_code).name(visit.language)
    return visit.tongue.text(
        "{city} is a member city and stays among the cities that are asked.", city=city
    )


def _stale_round(visit: Visit, _refusal: why.StaleRound) -> Markup:
    return visit.tongue.text(
        "The application was corrected meanwhile. Nothing was submitted; please look at the "
        "present version."
    )


def _not_a_question(visit: Visit, _refusal: why.NotAQuestion) -> Markup:
    return visit.tongue.text("This statement is no question; nothing was sent.")


def _too_soon(visit: Visit, refusal: why.TooSoon) -> Markup:
    return visit.tongue.text(
        "Everybody whose answer is missing was reminded within the last 48 hours. The next "
        "reminder is possible from {moment}.",
        moment=visit.tongue.short(refusal.again_at),
    )


def _nobody(visit: Visit, _refusal: why.NobodyOutstanding) -> Markup:
    return visit.tongue.text("No answer is missing at present; there is nobody to remind.")


REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.NotSent: _not_sent,
    why.NotAsked: _not_asked,
    why.StaleRound: _stale_round,
    why.StillAMember: _still_a_member,
    why.UnknownStatement: unknown,
    why.UnknownReply: unknown,
    why.NotAQuestion: _not_a_question,
    why.TooSoon: _too_soon,
    why.NobodyOutstanding: _nobody,
}
