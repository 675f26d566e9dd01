"""A time typed by the clocks of a zone: which of two equal ones is meant, or that it is none."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alliance import walltime
from alliance.refusal import Ambiguous, Nonexistent
from handlers.kit import forms
from handlers.kit.screen import Button
from handlers.kit.visit import Visit, Wrong
from locales.tongue import Tongue
from storage.dialog import Dialog

TWICE = "twice"
FOLDS = {"earlier": walltime.EARLIER_FOLD, "later": walltime.LATER_FOLD}


def settle(
    visit: Visit, dialog: Dialog, shown: str, zone: str, fold: int | None = None
) -> datetime | None:
    """Return the moment (UTC) of a time of the present step; None where it is to be asked `which`.

    Raises Wrong where the clocks leave it out, BadValue (past, too-far) of the step.
    """
    forms.put(dialog, **{TWICE: None})
    try:
        return walltime.moment(shown, zone, fold, field=dialog.step)
    except Ambiguous as refusal:
        both = (refusal.earlier.isoformat(), refusal.later.isoformat())
        forms.put(dialog, **{TWICE: [shown, *both]})
        return None
    except Nonexistent as refusal:
        raise Wrong(skipped(visit.tongue, refusal)) from refusal


def twice(dialog: Dialog) -> bool:
    """Return whether a form waits for which of two equal times is meant."""
    return TWICE in dialog.data


def chosen(dialog: Dialog, choice: str) -> tuple[str, int] | None:
    """Return the time and which of two was chosen, for `settle`; None for any other choice."""
    if not twice(dialog) or choice not in FOLDS:
        return None
    return dialog.data[TWICE][0], FOLDS[choice]


def which(visit: Visit, dialog: Dialog, zone: ZoneInfo) -> tuple[Markup, tuple[Button, ...]]:
    """Return the question which of two equal times is meant, and the buttons that answer it."""
    tongue = visit.tongue
    shown, *both = dialog.data[TWICE]
    here = Tongue(tongue.language, zone)
    first, second = (here.moment(datetime.fromisoformat(one)) for one in both)
    question = tongue.text(
        "The clocks are put back that night, so {time} comes twice. Which one is meant?\n\n"
        "The earlier: {first}\nThe later: {second}",
        time=datetime.fromisoformat(shown).strftime("%H:%M"),
        first=first,
        second=second,
    )
    return question, (
        forms.choice(dialog, tongue.label("more", "The earlier"), "earlier"),
        forms.choice(dialog, tongue.label("more", "The later"), "later"),
    )


def skipped(tongue: Tongue, refusal: Nonexistent) -> Markup:
    """Return the sentence about a time that the clocks leave out."""
    return tongue.text(
        "The clocks are put forward that night: there is no {shown}, and after it comes {next}. "
        "Please give another time.",
        shown=datetime.fromisoformat(refusal.shown).strftime("%H:%M"),
        next=datetime.fromisoformat(refusal.next.removesuffix(walltime.LATER)).strftime("%H:%M"),
    )
