"""One kind sentence for each refusal of planning, inviting, changing and reminding."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from alliance.conference import refusals as why
from alliance.refusal import Ambiguous, Nonexistent, Refusal
from handlers.conference import moments, preview
from handlers.kit import clocks
from handlers.kit.refusals import unknown
from handlers.kit.visit import Visit
from storage.conference import ConferenceState


def _not_draft(visit: Visit, refusal: why.NotDraft) -> Markup:
    if refusal.state is ConferenceState.DISCARDED:
        return visit.tongue.text("This draft has been discarded meanwhile.")
    return visit.tongue.text("The invitations have gone out already; it is no draft any more.")


def _no_host(visit: Visit, _refusal: why.NoHost) -> Markup:
    return visit.tongue.text("Please choose the host city first: the times are by its clocks.")


def _must_be_announced(visit: Visit, _refusal: why.MustBeAnnounced) -> Markup:
    return visit.tongue.text(
        "This item announces a new member at the next joint session, as the statutes ask; it "
        "stays on the agenda."
    )


def _too_many_items(visit: Visit, refusal: why.TooManyItems) -> Markup:
    return visit.tongue.text(
        "An agenda can have at most {limit} items; nothing was added.", limit=refusal.limit
    )


def _nonexistent(visit: Visit, refusal: Nonexistent) -> Markup:
    return clocks.skipped(visit.tongue, refusal)


def _ambiguous(visit: Visit, refusal: Ambiguous) -> Markup:
    return visit.tongue.text(
        "By the clocks of the host city {time} comes twice that night; please give the times "
        "anew.",
        time=datetime.fromisoformat(refusal.shown).strftime("%H:%M"),
    )


def _bad_span(visit: Visit, refusal: why.BadSpan) -> Markup:
    return moments.span(visit.tongue, refusal)


def _deadline(visit: Visit, _refusal: why.DeadlineAfterStart) -> Markup:
    return moments.late(visit.tongue)


def _unready(visit: Visit, refusal: why.Unready) -> Markup:
    return visit.tongue.text(
        "This is not possible as it is:\n{missing}",
        missing=preview.lacking(visit.tongue, refusal.gaps),
    )


def _nobody_invited(visit: Visit, _refusal: why.NobodyInvited) -> Markup:
    return visit.tongue.text(
        "The invitation would reach nobody at present; nothing was sent. "
        "Please invite contact persons first."
    )


def _not_invited(visit: Visit, refusal: why.NotInvited) -> Markup:
    if refusal.state is ConferenceState.CANCELLED:
        return visit.tongue.text("This conference was called off; nothing was changed.")
    return visit.tongue.text("Nobody has been invited to this conference.")


def _nothing_changed(visit: Visit, _refusal: why.NothingChanged) -> Markup:
    return visit.tongue.text("That is how it stands already; nothing was changed, nobody told.")


def _over(visit: Visit, refusal: why.Over) -> Markup:
    return visit.tongue.text(
        "This is not possible any more since {moment}; nothing was changed.",
        moment=visit.tongue.moment(refusal.at),
    )


def _nobody_to_remind(visit: Visit, _refusal: why.NobodyToRemind) -> Markup:
    return visit.tongue.text(
        "There is no city to remind: every city has answered, and all that attend have named "
        "their delegations."
    )


REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.UnknownConference: unknown,
    why.UnknownItem: unknown,
    why.NotDraft: _not_draft,
    why.NoHost: _no_host,
    why.MustBeAnnounced: _must_be_announced,
    why.TooManyItems: _too_many_items,
    Nonexistent: _nonexistent,
    Ambiguous: _ambiguous,
    why.BadSpan: _bad_span,
    why.DeadlineAfterStart: _deadline,
    why.Unready: _unready,
    why.NobodyInvited: _nobody_invited,
    why.NotInvited: _not_invited,
    why.NothingChanged: _nothing_changed,
    why.Over: _over,
    why.NobodyToRemind: _nobody_to_remind,
}
