"""The steps that say when: start, end and deadline, by the clocks of the host city."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alliance import walltime
from alliance.conference import draft, times
from alliance.conference.refusals import BadSpan, DeadlineAfterStart
from alliance.refusal import BadValue
from handlers.conference import fields, place, words
from handlers.kit import clocks, forms, names
from handlers.kit.dates import read_moment, read_wall
from handlers.kit.screen import Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.conference import Conference
from storage.dialog import Dialog

NOON = time(12)
SUGGESTED = (28, 14, 7)
AT = "at."
# A stored time that comes twice ends in a mark where the later one is meant.
SETTLED = (walltime.EARLIER_FOLD, walltime.EARLIER_FOLD)


# ---- start and end


def _zone(visit: Visit, dialog: Dialog) -> str:
    """Return the zone of whoever hosts."""
    return fields.conference_of(visit, dialog).zone


def _hosted(visit: Visit, dialog: Dialog) -> bool:
    return place.host_code(visit, dialog) is not None


def _host(visit: Visit, dialog: Dialog) -> str:
    return names.city(visit.session, visit.tongue, place.host_code(visit, dialog))


def _ask_start(visit: Visit, dialog: Dialog) -> Screen:
    question = visit.tongue.text(
        "When does it start, by the clocks of {host}? Please type day and time, such as "
        "10.05.2027 09:00.",
        host=_host(visit, dialog),
    )
    stored = fields.conference_of(visit, dialog).starts_at
    return _asked(visit, dialog, visit.tongue.plain("Start"), question, stored)


def _ask_end(visit: Visit, dialog: Dialog) -> Screen:
    question = visit.tongue.text(
        "When does it end, by the clocks of {host}? Please type day and time; a time alone is on "
        "the day of the start.",
        host=_host(visit, dialog),
    )
    stored = None if "starts" in dialog.data else fields.conference_of(visit, dialog).ends_at
    return _asked(visit, dialog, visit.tongue.plain("End"), question, stored)


def _asked(
    visit: Visit, dialog: Dialog, name: str, question: Markup, stored: datetime | None
) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    if clocks.twice(dialog):
        return _which(visit, dialog, name)
    if stored is None:
        return fields.asked(visit, dialog, name, question)
    said = tongue.text("At present: {present}", present=words.local(conference, stored, tongue))
    question = Markup("{}\n\n{}").format(question, said)
    return fields.asked(visit, dialog, name, question, fields.keep_row(visit, dialog))


def _which(visit: Visit, dialog: Dialog, name: str) -> Screen:
    """Ask which of two equal times is meant."""
    question, row = clocks.which(visit, dialog, ZoneInfo(_zone(visit, dialog)))
    return fields.asked(visit, dialog, name, question, row)


def _take_start(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    wall = read_wall(typed.text, visit.tongue)
    return _settle(visit, dialog, wall.isoformat(timespec="minutes"), None)


def _take_end(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    started = datetime.fromisoformat(_started(visit, dialog).removesuffix(walltime.LATER))
    wall = read_wall(typed.text, visit.tongue, day=started.date())
    return _settle(visit, dialog, wall.isoformat(timespec="minutes"), None)


def _started(visit: Visit, dialog: Dialog) -> str:
    """Return the start, entered or stored; Wrong where there is none."""
    starts: str | None = dialog.data.get("starts") or fields.conference_of(visit, dialog).starts
    if starts is None:
        raise Wrong(visit.tongue.text("Please say first when it starts; go back one step."))
    return starts


def _choose(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if (which := clocks.chosen(dialog, chosen)) is not None:
        return _settle(visit, dialog, *which)
    if chosen == "keep" and not clocks.twice(dialog):
        return None
    return _ask_start(visit, dialog) if dialog.step == "starts" else _ask_end(visit, dialog)


def _settle(visit: Visit, dialog: Dialog, shown: str, fold: int | None) -> Screen | None:
    """Take a time by the host's clocks; ask where they show it twice, Wrong where never."""
    tongue, zone, field = visit.tongue, _zone(visit, dialog), dialog.step
    try:
        at = clocks.settle(visit, dialog, shown, zone, fold)
    except BadValue as refusal:
        raise Wrong(fields.bad(tongue, refusal)) from refusal
    if at is None:
        return _which(visit, dialog, name(tongue, field))
    if at <= visit.now:
        raise Wrong(tongue.text("This moment has passed; please give a later one."))
    if field == "starts":
        forms.put(dialog, starts=walltime.wall(at, zone))
    else:
        forms.put(dialog, ends=walltime.wall(at, zone))
        _put(visit, dialog)
    return None


def _put(visit: Visit, dialog: Dialog) -> None:
    """Store both times in a draft; check them for a conference that was invited to."""
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    starts, ends = _started(visit, dialog), dialog.data["ends"]
    try:
        if fields.drafted(visit, dialog):
            key = conference.key
            draft.set_times(visit.session, visit.who, key, starts, ends, visit.now, folds=SETTLED)
        else:
            times.span(starts, ends, conference.zone, visit.now, folds=SETTLED)
    except BadValue as refusal:
        raise Wrong(fields.bad(tongue, refusal)) from refusal
    except BadSpan as refusal:
        raise Wrong(span(tongue, refusal)) from refusal


def name(tongue: Tongue, field: str) -> str:
    """Return what start or end is called."""
    return tongue.plain("Start") if field == "starts" else tongue.plain("End")


def span(tongue: Tongue, refusal: BadSpan) -> Markup:
    """Return the sentence about an end that does not fit the start."""
    if refusal.reason == "reversed":
        return tongue.text("The end has to be after the start; please check both.")
    return tongue.text("That would be longer than 31 days; please check start and end.")


# ---- the deadline


def _ask_deadline(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    question = tongue.text(
        "Until when shall the cities enter their delegations? Please choose, or type a day and, "
        "if you like, a time by the clocks of {host}.",
        host=_host(visit, dialog),
    )
    rows: list[tuple[Button, ...]] = [
        (forms.choice(dialog, _host_tongue(conference, tongue).short(at), f"{AT}{days}"),)
        for days, at in _suggested(visit, conference).items()
    ]
    if conference.deadline_at is not None:
        present = words.local(conference, conference.deadline_at, tongue)
        said = tongue.text("At present: {present}", present=present)
        question = Markup("{}\n\n{}").format(question, said)
        rows.append(fields.keep_row(visit, dialog))
    if fields.drafted(visit, dialog):
        label = tongue.label("more", "Until it starts")
        rows.append((forms.choice(dialog, label, "none"),))
    return fields.asked(visit, dialog, tongue.plain("Deadline for delegations"), question, *rows)


def _host_tongue(conference: Conference, tongue: Tongue) -> Tongue:
    return Tongue(tongue.language, ZoneInfo(conference.zone))


def _suggested(visit: Visit, conference: Conference) -> dict[int, datetime]:
    """Return noons some weeks before the start that are still to come, in UTC, by days before."""
    if conference.starts_at is None:
        return {}
    zone = ZoneInfo(conference.zone)
    day = conference.starts_at.astimezone(zone).date()
    found = {
        days: datetime.combine(day - timedelta(days=days), NOON, zone).astimezone(UTC)
        for days in SUGGESTED
    }
    return {days: at for days, at in found.items() if at > visit.now}


def _take_deadline(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    zone = ZoneInfo(_zone(visit, dialog))
    _set_deadline(visit, dialog, read_moment(typed.text, visit.tongue, zone, NOON))


def _choose_deadline(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    suggested = _suggested(visit, fields.conference_of(visit, dialog))
    named = {f"{AT}{days}": at for days, at in suggested.items()}
    if chosen in named:
        _set_deadline(visit, dialog, named[chosen])
    elif chosen == "none" and fields.drafted(visit, dialog):
        _set_deadline(visit, dialog, None)
    elif chosen != "keep":
        return _ask_deadline(visit, dialog)
    return None


def _set_deadline(visit: Visit, dialog: Dialog, at: datetime | None) -> None:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    try:
        if fields.drafted(visit, dialog):
            draft.set_deadline(visit.session, visit.who, conference.key, at, visit.now)
            return
    except BadValue as refusal:
        raise Wrong(fields.bad(tongue, refusal)) from refusal
    except DeadlineAfterStart as refusal:
        raise Wrong(late(tongue)) from refusal
    assert at is not None
    assert conference.starts_at is not None
    if at <= visit.now:
        raise Wrong(tongue.text("This moment has passed; please give a later one."))
    if at > conference.starts_at:
        raise Wrong(late(tongue))
    forms.put(dialog, deadline=at.isoformat())


def late(tongue: Tongue) -> Markup:
    """Return the sentence about a deadline after the start."""
    return tongue.text("The deadline has to be before the start; please give an earlier one.")


STARTS = Step("starts", _ask_start, _take_start, _choose, when=_hosted)
ENDS = Step(
    "ends",
    _ask_end,
    _take_end,
    _choose,
    when=lambda visit, dialog: (
        _hosted(visit, dialog)
        and ("starts" in dialog.data or fields.conference_of(visit, dialog).starts_at is not None)
    ),
)
DEADLINE = Step("deadline", _ask_deadline, _take_deadline, _choose_deadline, when=_hosted)


def _form(name: str, *steps: Step) -> Form:
    return Form(name, steps, fields.finish, fields.title, left=fields.left, saves=True)


FORMS = (
    _form("conference-times", STARTS, ENDS),
    _form("conference-deadline", DEADLINE),
)
