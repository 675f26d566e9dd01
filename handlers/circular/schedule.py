"""Send later: a moment in the secretary's zone, shown in both sides' time, then confirmed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance.circular import audience, draft, sending
from alliance.refusal import BadValue
from handlers.circular import preview, writing
from handlers.circular.draftwords import titled
from handlers.circular.presses import DraftPress
from handlers.kit import clocks, forms
from handlers.kit.buttons import menu_row
from handlers.kit.dates import read_wall
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong, zone_of
from locales.tongue import BERLIN, Tongue
from storage.circular import GeneralCircular
from storage.dialog import Dialog
from storage.person import Person

# Working time in Germany, and in China too (15:00 or 16:00).
MORNING = time(9)
SUGGESTED = 3
FRIDAY = 4
AT = "at."


def suggested(now: datetime) -> list[datetime]:
    """Return the next moments at which both sides are at work: 09:00 in Berlin, in UTC."""
    day = now.astimezone(BERLIN).date()
    found: list[datetime] = []
    while len(found) < SUGGESTED:
        moment = datetime.combine(day, MORNING, BERLIN).astimezone(UTC)
        if moment > now and day.weekday() <= FRIDAY:
            found.append(moment)
        day += timedelta(days=1)
    return found


# ---- the form


def _ask(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    if clocks.twice(dialog):
        return _which(visit, dialog)
    general = writing.general_of(visit, dialog)
    question = tongue.text(
        "When shall the circular be sent? Type day and time in your time zone, such as 15.12.2026 "
        "09:00, or choose a moment at which both sides are at work."
    )
    if general.send_at is not None:
        said = tongue.text("At present: {present}", present=tongue.moment(general.send_at))
        question = Markup("{}\n\n{}").format(question, said)
    rows = tuple(
        (forms.choice(dialog, tongue.short(moment), f"{AT}{int(moment.timestamp())}"),)
        for moment in suggested(visit.now)
    )
    return _asked(tongue, question, rows)


def _which(visit: Visit, dialog: Dialog) -> Screen:
    """Ask which of two equal times is meant."""
    question, row = clocks.which(visit, dialog, zone_of(visit.who))
    return _asked(visit.tongue, question, (row,))


def _asked(tongue: Tongue, question: Markup, rows: tuple[tuple[Button, ...], ...]) -> Screen:
    heading = tongue.text("<b>Circular</b>\nSend later")
    return Screen(Markup("{}\n\n{}").format(heading, question), rows)


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    shown = read_wall(typed.text, visit.tongue, default=MORNING)
    return _settle(visit, dialog, shown.isoformat(timespec="minutes"))


def _choose(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if (which := clocks.chosen(dialog, chosen)) is not None:
        return _settle(visit, dialog, *which)
    stamp = chosen.removeprefix(AT)
    known = [str(int(moment.timestamp())) for moment in suggested(visit.now)]
    if clocks.twice(dialog) or stamp not in known:
        return _ask(visit, dialog)
    _put(visit, dialog, datetime.fromtimestamp(int(stamp), UTC))
    return None


def _settle(visit: Visit, dialog: Dialog, shown: str, fold: int | None = None) -> Screen | None:
    """Take a time by the reader's clocks; ask where they show it twice, Wrong where never."""
    try:
        at = clocks.settle(visit, dialog, shown, visit.who.zone, fold)
    except BadValue as refusal:
        raise Wrong(_bad(visit.tongue, refusal.reason)) from refusal
    if at is None:
        return _which(visit, dialog)
    _put(visit, dialog, at)
    return None


def _put(visit: Visit, dialog: Dialog, at: datetime) -> None:
    if at <= visit.now:
        raise Wrong(_bad(visit.tongue, "past"))
    if at > visit.now + sending.LONGEST_WAIT:
        raise Wrong(_bad(visit.tongue, "too-far"))
    forms.put(dialog, at=at.isoformat())


def _bad(tongue: Tongue, reason: str) -> Markup:
    """Return the sentence about a moment that is past or too-far."""
    if reason == "past":
        return tongue.text("This moment has passed; please give a later one.")
    return tongue.text("This date is more than a year ahead; please give an earlier one.")


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, general = visit.tongue, writing.general_of(visit, dialog)
    reach = audience.reach(visit.session, general, visit.now)
    titles = draft.titles_of(visit.session, [general.key])[general.key]
    return Screen(
        tongue.count(
            "{title} is sent by itself on <b>{moment}</b>; at present it would reach {n} person, "
            "cities: {cities}. Until then it can be changed, and is then a draft again.",
            "{title} is sent by itself on <b>{moment}</b>; at present it would reach {n} people, "
            "cities: {cities}. Until then it can be changed, and is then a draft again.",
            reach.people,
            title=tongue.quoted(titled(tongue, titles)),
            moment=tongue.moment(datetime.fromisoformat(dialog.data["at"])),
            cities=len(reach.cities),
        )
    )


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    general = writing.general_of(visit, dialog)
    at = datetime.fromisoformat(dialog.data["at"])
    if at <= visit.now:
        sentence = _bad(visit.tongue, "past")
        shown = preview.screen(visit, general.key).under(sentence)
        return Answer(shown, toast=sentence.striptags())
    sending.schedule(visit.session, visit.who, general.key, at, visit.now)
    toast = visit.tongue.plain("The circular waits for its time.")
    return Answer(preview.screen(visit, general.key), toast=toast)


FORMS = (
    Form(
        "circular-schedule",
        (Step("at", _ask, _take, _choose, title=lambda tongue: tongue.label("more", "Moment")),),
        _finish,
        writing.title,
        _summary,
        writing.left,
    ),
)


# ---- when the moment came and it could not be sent


def _why(tongue: Tongue, refusal: object) -> Markup:
    match refusal:
        case "Unready":
            return tongue.text("A version is missing or still to be checked.")
        case "NoAudience" | "NobodyReached":
            return tongue.text("At that moment it would have reached nobody.")
        case "NotAllowed" | "NotActive":
            return tongue.text("Whoever scheduled it does not belong to the secretariat any more.")
        case _:
            return tongue.text("It could not be sent as it was.")


def _not_sent(
    session: Session,
    _person: Person,
    params: dict[str, Any],
    subject: str,
    _now: datetime,
    tongue: Tongue,
) -> Screen | None:
    """Return the word that a circular stayed a draft; None once it is out or given up."""
    general = session.get(GeneralCircular, int(subject.partition(":")[2]))
    if general is None or not preview.unsent(general):
        return None
    titles = draft.titles_of(session, [general.key])[general.key]
    text = tongue.text(
        "<b>A scheduled circular was not sent</b>\n\n{title}\n{reason}\n\nIt is a draft again, "
        "and nothing was numbered.",
        title=titled(tongue, titles),
        reason=_why(tongue, params.get("refusal")),
    )
    overview = Button(tongue.label("more", "To the overview"), DraftPress(general.key))
    return Screen(text, ((overview,), menu_row(tongue)))


NOTICES = {"circular-not-sent": _not_sent}
