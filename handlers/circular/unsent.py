"""One kind sentence for each refusal of circulars that are not out yet."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from alliance.circular import refusals as why
from alliance.refusal import Refusal
from handlers.circular.draftwords import incomplete
from handlers.kit.refusals import unknown
from handlers.kit.visit import Visit
from storage.circular import GeneralState


def _not_draft(visit: Visit, refusal: why.NotDraft) -> Markup:
    if refusal.state is GeneralState.DISCARDED:
        return visit.tongue.text("This draft has been discarded meanwhile.")
    return visit.tongue.text("This circular has gone out already; it is no draft any more.")


def _too_many_files(visit: Visit, refusal: why.TooManyFiles) -> Markup:
    return visit.tongue.text(
        "At most {n} files can go with a circular; this one was not added.", n=refusal.limit
    )


def _same_audience(visit: Visit, _refusal: why.SameAudience) -> Markup:
    return visit.tongue.text(
        "A correction goes to exactly those who got the circular that it corrects."
    )


def _unready(visit: Visit, refusal: why.Unready) -> Markup:
    return incomplete(visit.tongue, refusal.gaps)


def _no_audience(visit: Visit, _refusal: why.NoAudience) -> Markup:
    return visit.tongue.text("Please choose first to whom the circular goes; nothing was sent.")


def _nobody_reached(visit: Visit, _refusal: why.NobodyReached) -> Markup:
    return visit.tongue.text(
        "The circular would reach nobody at present; nothing was sent. "
        "Please choose another audience, or invite contact persons first."
    )


def _not_scheduled(visit: Visit, _refusal: why.NotScheduled) -> Markup:
    return visit.tongue.text("This circular does not wait for its time any more.")


REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.UnknownCircular: unknown,
    why.NotDraft: _not_draft,
    why.TooManyFiles: _too_many_files,
    why.SameAudience: _same_audience,
    why.Unready: _unready,
    why.NoAudience: _no_audience,
    why.NobodyReached: _nobody_reached,
    why.NotScheduled: _not_scheduled,
}
