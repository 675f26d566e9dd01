"""Changing a conference that was invited to: what changes is shown, confirmed, and told to all."""

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from alliance import walltime
from alliance.accession.wording import text as composed
from alliance.circular import audience
from alliance.conference import asking, inviting
from alliance.conference.inviting import REASON_LIMIT, Changes
from alliance.refusal import BadValue
from handlers.conference import agenda, fields, itemwords, moments, place, texts, words
from handlers.kit import forms, names
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.conference import Conference
from storage.dialog import Dialog

# ---- what would change


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    lines = list(_changes(visit, dialog, conference))
    if not lines:
        return Screen(tongue.text("Nothing would change."))
    said = tongue.count(
        "{changes}\n\n{n} person is told of this at once, and the calendar entries change. "
        "Confirm?",
        "{changes}\n\n{n} people are told of this at once, and the calendar entries change. "
        "Confirm?",
        _people(visit, conference),
        changes=Markup("\n\n").join(lines),
    )
    return Screen(said)


def _people(visit: Visit, conference: Conference) -> int:
    meant = asking.invited(visit.session, conference)
    return audience.reach_of(visit.session, meant, visit.now).people


def _changes(visit: Visit, dialog: Dialog, conference: Conference) -> Iterator[Markup]:
    """Yield a line for everything that a form would change."""
    data, tongue = dialog.data, visit.tongue
    if "host" in data and data["host"] != conference.host_code:
        both = (conference.host_code, data["host"])
        before, after = (names.city(visit.session, tongue, code) for code in both)
        yield _line(visit, tongue.plain("Host city"), before, after)
    for field in ("starts", "ends"):
        if field in data and data[field] != getattr(conference, field):
            at = walltime.moment(data[field], conference.zone, walltime.EARLIER_FOLD)
            before = words.local(conference, getattr(conference, f"{field}_at"), tongue)
            name = moments.name(tongue, field)
            yield _line(visit, name, before, words.local(conference, at, tongue))
    for what in texts.KINDS:
        yield from _texts(visit, dialog, conference, what)
    if "deadline" in data:
        after = words.local(conference, datetime.fromisoformat(data["deadline"]), tongue)
        until = conference.deadline_at
        before = words.local(conference, until, tongue) if until else "–"
        yield _line(visit, tongue.plain("Deadline for delegations"), before, after)
    if "agenda" in data:
        lines = agenda.lines_of(visit, dialog)
        if lines != itemwords.lines(visit.session, conference, tongue):
            yield tongue.text("<b>Agenda</b>\n{lines}", lines=agenda.cut(lines))


def _texts(visit: Visit, dialog: Dialog, conference: Conference, what: str) -> Iterator[Markup]:
    halves = asking.texts(visit.session, conference)
    for language, after in texts.entered(dialog, what).items():
        half = halves.get(language)
        before = str(getattr(half, what)) if half is not None else ""
        if before != after:
            name = texts.called(visit.tongue, what, language)
            yield _line(visit, name, before or "–", after or "–")


def _line(visit: Visit, name: str, before: str, after: str) -> Markup:
    return visit.tongue.text(
        "<b>{name}</b>\nuntil now: {before}\nfrom now on: {after}",
        name=name,
        before=before,
        after=after,
    )


# ---- doing it


def _move(visit: Visit, dialog: Dialog) -> Answer:
    conference, data = fields.conference_of(visit, dialog), dialog.data
    # Whoever was invited was told both times.
    assert conference.starts is not None
    assert conference.ends is not None
    starts, ends = data.get("starts", conference.starts), data.get("ends", conference.ends)
    inviting.move(
        visit.session,
        visit.who,
        conference.key,
        starts,
        ends,
        visit.now,
        folds=moments.SETTLED,
    )
    return _done(visit, dialog)


def _change(visit: Visit, dialog: Dialog) -> Answer:
    conference, data = (
        asking.locked(visit.session, fields.conference_of(visit, dialog).key),
        dialog.data,
    )
    if "agenda" in data:
        agenda.require_fresh(visit, dialog, conference)
    until = data.get("deadline")
    changes = Changes(
        host_code=data.get("host"),
        title=texts.entered(dialog, "title"),
        venue=texts.entered(dialog, "venue"),
        costs=texts.entered(dialog, "costs"),
        deadline_at=datetime.fromisoformat(until) if until else None,
        agenda=agenda.wanted(dialog) if "agenda" in data else None,
    )
    inviting.change(visit.session, visit.who, conference.key, changes, visit.now)
    return _done(visit, dialog)


def _done(visit: Visit, dialog: Dialog) -> Answer:
    toast = visit.tongue.plain("Changed; everybody who was invited is told.")
    return Answer(fields.left(visit, dialog), toast=toast)


# ---- calling it off


def _ask_reason(visit: Visit, dialog: Dialog) -> Screen:
    question = visit.tongue.text(
        "Why does it not take place? Everybody who was invited reads what you send now; please "
        "write it in both languages. At most {limit} characters.",
        limit=REASON_LIMIT,
    )
    return fields.asked(visit, dialog, visit.tongue.plain("Calling it off"), question)


def _take_reason(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    try:
        reason = composed("reason", typed.text, REASON_LIMIT)
    except BadValue as refusal:
        raise Wrong(fields.bad(visit.tongue, refusal)) from refusal
    forms.put(dialog, reason=reason)


def _ask_sure(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    question = tongue.count(
        "{title} does not take place; {n} person is told of it at once, with this reason: "
        "{reason}\n\nThis cannot be taken back. Call it off?",
        "{title} does not take place; {n} people are told of it at once, with this reason: "
        "{reason}\n\nThis cannot be taken back. Call it off?",
        _people(visit, conference),
        title=tongue.quoted(words.called(visit.session, conference, tongue)),
        reason=tongue.quoted(dialog.data["reason"]),
    )
    label = tongue.label("more", "Call off")
    sure = forms.choice(dialog, label, "sure", Style.DANGER)
    return fields.asked(visit, dialog, tongue.plain("Calling it off"), question, (sure,))


def _choose_sure(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    return None if chosen == "sure" else _ask_sure(visit, dialog)


def _cancel(visit: Visit, dialog: Dialog) -> Answer:
    conference, reason = fields.conference_of(visit, dialog), dialog.data["reason"]
    inviting.cancel(visit.session, visit.who, conference.key, reason, visit.now)
    fields.forget_all(visit, conference)
    toast = visit.tongue.plain("Called off; everybody who was invited is told.")
    return Answer(fields.shown(visit, conference), toast=toast)


def _form(name: str, *steps: Step, move: bool = False) -> Form:
    return Form(name, steps, _move if move else _change, fields.title, _summary, left=fields.left)


FORMS = (
    _form("conference-move", moments.STARTS, moments.ENDS, move=True),
    _form("conference-place", place.HOST, *texts.pair("venue")),
    _form("conference-retitle", *texts.pair("title")),
    _form("conference-recosts", *texts.pair("costs")),
    _form("conference-until", moments.DEADLINE),
    _form("conference-reagenda", agenda.LIST, agenda.ONE),
    Form(
        "conference-cancel",
        (
            Step("reason", _ask_reason, _take_reason, stops=True),
            Step("sure", _ask_sure, choose=_choose_sure, stops=True),
        ),
        _cancel,
        fields.title,
        left=fields.left,
    ),
)
