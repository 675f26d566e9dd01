"""One kind sentence for each refusal of circulars that are out."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance.circular import refusals as why
from alliance.refusal import Refusal
from handlers.kit.visit import Visit
from storage.circular import GeneralState


def _not_out(visit: Visit, refusal: why.NotOut) -> Markup:
    tongue = visit.tongue
    match refusal.state:
        case GeneralState.PAUSED:
            return tongue.text("The sending of this circular is paused; please resume it first.")
        case GeneralState.STOPPED:
            return tongue.text("The sending of this circular has ended for good.")
        case GeneralState.SENT:
            return tongue.text("This circular is not paused; it is being sent, or was sent.")
        case _:
            return tongue.text("This circular has not been sent yet.")


def _nothing_waiting(visit: Visit, _refusal: why.NothingWaiting) -> Markup:
    return visit.tongue.text("Every message of this circular has gone out already.")


def _nothing_failed(visit: Visit, _refusal: why.NothingFailed) -> Markup:
    return visit.tongue.text("No message of this circular has failed.")


def _not_wanted(visit: Visit, _refusal: why.NotWanted) -> Markup:
    return visit.tongue.text("This circular asks for no acknowledgement.")


def _not_addressed(visit: Visit, _refusal: why.NotAddressed) -> Markup:
    return visit.tongue.text(
        "This circular did not go to a city for which you can acknowledge it."
    )


def _nobody_outstanding(visit: Visit, _refusal: why.NobodyOutstanding) -> Markup:
    return visit.tongue.text(
        "There is no city to remind: every city has acknowledged the circular, or it is still on "
        "its way."
    )


REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.NotOut: _not_out,
    why.NothingWaiting: _nothing_waiting,
    why.NothingFailed: _nothing_failed,
    why.NotWanted: _not_wanted,
    why.NotAddressed: _not_addressed,
    why.NobodyOutstanding: _nobody_outstanding,
}
