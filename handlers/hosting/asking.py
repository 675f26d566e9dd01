"""The secretariat's form that asks the member cities who would host (S-03)."""

from datetime import UTC, datetime, time, timedelta

from markupsafe import Markup

from alliance import hosting, register, rights
from handlers.hosting import searches, words
from handlers.hosting.presses import AskHostPress
from handlers.kit import forms
from handlers.kit.dates import read_moment
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong, zone_of
from storage.dialog import Dialog
from storage.hosting import HostSearchState

HALVES = 6
NOON = time(12)
LONGEST = timedelta(days=366)


def _ask(visit: Visit, _press: AskHostPress) -> Answer:
    rights.require_secretary(visit.who)
    return forms.open(visit, "host-search")


def _free(visit: Visit) -> list[str]:
    """Return the half-years for which the cities are not being asked, nor have been."""
    taken = {
        one.period
        for one in hosting.searches(visit.session)
        if one.state is not HostSearchState.CLOSED
    }
    return [one for one in hosting.periods(visit.now, HALVES) if one not in taken]


def _ask_period(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    text = tongue.text("<b>Search for a host city</b>\n\nFor which conference?")
    rows = tuple((forms.choice(dialog, words.period(tongue, one), one),) for one in _free(visit))
    return Screen(text, rows)


def _choose_period(visit: Visit, dialog: Dialog, chosen: str) -> None:
    if chosen not in _free(visit):
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    forms.put(dialog, period=chosen)


def _ask_target(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "By when are offers asked for? Type a day, such as 15.12.2026, or go on with Skip "
            "if there is no date."
        )
    )


def _take_target(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    at = read_moment(typed.text, visit.tongue, zone_of(visit.who), NOON)
    if at <= visit.now:
        raise Wrong(visit.tongue.text("This date has passed; please give a later one."))
    if at > visit.now + LONGEST:
        raise Wrong(
            visit.tongue.text("This date is more than a year ahead; please give an earlier one.")
        )
    forms.put(dialog, target=at.astimezone(UTC).isoformat())


def _target(dialog: Dialog) -> datetime | None:
    target = dialog.data.get("target")
    return datetime.fromisoformat(target) if target else None


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, target = visit.tongue, _target(dialog)
    said = [
        tongue.text(
            "All {n} member cities are asked who would host the conference in the {period}.",
            n=len(register.members(visit.session)),
            period=words.period(tongue, dialog.data["period"]),
        )
    ]
    if target is not None:
        said.append(tongue.text("Offers asked for by: {moment}", moment=tongue.moment(target)))
    return Screen(Markup("\n\n").join(said))


def _asked(visit: Visit, dialog: Dialog) -> Answer:
    target = _target(dialog)
    search = hosting.ask(visit.session, visit.who, dialog.data["period"], target, visit.now)
    toast = visit.tongue.plain("The member cities are asked.")
    return Answer(searches.shown(visit, search.key), toast=toast)


PRESSES = {AskHostPress: _ask}
FORMS = (
    Form(
        "host-search",
        (
            Step(
                "period",
                _ask_period,
                choose=_choose_period,
                title=lambda tongue: tongue.plain("Half-year"),
            ),
            Step(
                "target",
                _ask_target,
                take=_take_target,
                title=lambda tongue: tongue.plain("Date for offers"),
                optional=True,
            ),
        ),
        finish=_asked,
        title=lambda visit, _dialog: visit.tongue.plain("Search for a host city"),
        summary=_summary,
        left=lambda visit, _dialog: searches.list_screen(visit),
    ),
)
