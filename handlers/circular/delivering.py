"""Delivery, for the secretariat: what is on its way, who is out of reach, what failed."""

from collections.abc import Iterable

from markupsafe import Markup

from alliance import rights
from alliance.circular import acknowledge, draft
from alliance.circular import progress as circulars
from alliance.circular.progress import Outbox, Overview
from handlers.accession.case import numbered
from handlers.accession.presses import BoardPress
from handlers.circular import message, outwords, progress
from handlers.circular.outpresses import (
    DeliveryPress,
    FailuresPress,
    OutOfReachPress,
    ProgressPress,
    RemindPress,
)
from handlers.contact.presses import PersonPress
from handlers.contact.words import city_name, office
from handlers.kit import forms, names
from handlers.kit.buttons import DeskPress, back_button, menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Visit
from storage.delivery import Lane
from storage.person import Channel, Person

TITLE = 60


# ---- all circulars


def overview(visit: Visit, at: int = 0) -> Screen:
    """Return what is on its way, newest first, and what waits. Raises NotActive, NotAllowed."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    found = page(circulars.overview(visit.session, visit.now), at)
    outbox = circulars.outbox(visit.session)
    blocks = [tongue.text("<b>Delivery</b>\n\n{waiting}", waiting=_waiting(visit, outbox))]
    blocks += [_line(visit, one) for one in found.items]
    if not found.items:
        blocks.append(tongue.text("No circular was sent within the last 90 days."))
    rows = [(Button(short(_label(visit, one)), _opening(one)),) for one in found.items]
    if outbox.unreachable:
        label = tongue.label("more", "Out of reach")
        counted = f"{label} ({len(outbox.unreachable)})"
        rows.append((Button(counted, OutOfReachPress(0)),))
    turning = turn(tongue, found.number, found.total, DeliveryPress)
    last = menu_row(tongue, DeskPress())
    return Screen(Markup("\n\n").join(blocks), (*rows, *turning, last))


def _waiting(visit: Visit, outbox: Outbox) -> Markup:
    """Return how many messages wait, by their lane."""
    tongue = visit.tongue
    all_ = sum(outbox.waiting.values())
    if not all_:
        return tongue.text("No message waits at present.")
    circular = outbox.waiting[Lane.CIRCULAR]
    reminder = outbox.waiting[Lane.REMINDER]
    return tongue.count(
        "{n} message waits: notices {notices}, reminders {reminders}, circulars {circulars}.",
        "{n} messages wait: notices {notices}, reminders {reminders}, circulars {circulars}.",
        all_,
        notices=all_ - circular - reminder,
        reminders=reminder,
        circulars=circular,
    )


def _line(visit: Visit, one: Overview) -> Markup:
    tongue = visit.tongue
    said = tongue.text(
        "<b>{number}</b>, {day}\n{title}",
        number=numbered(visit.facts, one.circular, tongue),
        day=tongue.day(one.circular.sent_at),
        title=_title(visit, one),
    )
    drawn = Markup("{} · {}").format(
        outwords.short_bar(tongue, one.tally), outwords.short_delivered(tongue, one.tally)
    )
    if one.general is not None and one.general.acknowledge:
        known = tongue.text(
            "acknowledged by {cities} of {all} cities", cities=one.acknowledged, all=one.cities
        )
        drawn = Markup("{} · {}").format(drawn, known)
    if one.general is not None and one.general.state.value in ("paused", "stopped"):
        drawn = Markup("{}\n{}").format(drawn, outwords.state(tongue, one.general, one.tally))
    return Markup("{}\n{}").format(said, drawn)


def _title(visit: Visit, one: Overview) -> str:
    if one.general is not None:
        title = message.title_of(visit.session, one.general, visit.language)
        return title if len(title) <= TITLE else title[: TITLE - 1] + "…"
    assert one.accession is not None
    candidate = names.city(visit.session, visit.tongue, one.accession.candidate_code)
    return visit.tongue.plain("Accession of {candidate}", candidate=candidate)


def _label(visit: Visit, one: Overview) -> str:
    number = numbered(visit.facts, one.circular, visit.tongue)
    return f"{number} · {_title(visit, one)}"


def _opening(one: Overview) -> Press:
    if one.general is not None:
        return ProgressPress(one.general.key, 0)
    assert one.accession is not None
    return BoardPress(one.accession.key)


# ---- people


def _out_of_reach(visit: Visit, at: int) -> Screen:
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    found = page(circulars.outbox(visit.session).unreachable, at)
    lines = [_person(visit, person, _channel(visit, person)) for person in found.items]
    if not lines:
        lines = [tongue.text("Everybody can be reached.")]
    text = Markup("\n\n").join([tongue.text("<b>Out of reach by Telegram</b>"), *lines])
    turning = turn(tongue, found.number, found.total, OutOfReachPress)
    last = menu_row(tongue, DeliveryPress(0))
    return Screen(text, (*_people(found.items), *turning, last))


def _channel(visit: Visit, person: Person) -> Markup:
    tongue = visit.tongue
    if person.telegram_id is None:
        return tongue.text("has no chat with Stadtbote any more")
    since = tongue.day(person.channel_since) if person.channel_since else "–"
    if person.channel is Channel.BLOCKED:
        return tongue.text("has blocked Stadtbote in Telegram, since {day}", day=since)
    return tongue.text(
        "the Telegram account no longer exists or cannot be found, since {day}", day=since
    )


def _failures(visit: Visit, general_id: int, at: int) -> Screen:
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    general = draft.get(visit.session, general_id)
    found = page(circulars.progress(visit.session, general, visit.now).failures, at)
    lines = [_person(visit, one.person, outwords.reason(tongue, one)) for one in found.items]
    if not lines:
        lines = [tongue.text("There is nobody whom this circular did not reach.")]
    text = Markup("\n\n").join([tongue.text("<b>Not delivered</b>"), *lines])
    turning = turn(tongue, found.number, found.total, lambda to: FailuresPress(general_id, to))
    last = menu_row(tongue, ProgressPress(general_id, 0))
    shown = _people([one.person for one in found.items])
    return Screen(text, (*shown, *turning, last))


def _person(visit: Visit, person: Person, why: Markup) -> Markup:
    tongue = visit.tongue
    seat = city_name(visit, person.city_code) or office(tongue, person.role) or "–"
    return tongue.text(
        "<b>{name}</b>, {seat}: {why}\nE-mail: {email}",
        name=person.name,
        seat=seat,
        why=why,
        email=person.email or "–",
    )


def _people(people: Iterable[Person]) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(short(person.name), PersonPress(person.key)),) for person in people)


# ---- reminding


def _remind(visit: Visit, press: RemindPress) -> Answer:
    tongue = visit.tongue
    if not press.sure:
        due = acknowledge.due(visit.session, visit.who, press.general, visit.now)
        question = tongue.count(
            "Remind {n} city that has not acknowledged the circular: {cities}?",
            "Remind {n} cities that have not acknowledged the circular: {cities}?",
            len(due),
            cities=tongue.listed(city.name(visit.language) for city in due),
        )
        label = tongue.label("board", "Remind")
        sure = Button(label, RemindPress(press.general, 1), style=Style.PRIMARY)
        back = back_button(tongue, ProgressPress(press.general, 0))
        return Answer(Screen(question, ((sure, back),)))
    done = acknowledge.remind(visit.session, visit.who, press.general, visit.now)
    said = tongue.count("{n} city is reminded.", "{n} cities are reminded.", len(done.cities))
    after = progress.shown(visit, press.general)
    if done.unreachable:
        after = after.under(
            tongue.text(
                "Nobody can be reached here of: {cities}. Please write to them on paper.",
                cities=tongue.listed(city.name(visit.language) for city in done.unreachable),
            )
        )
    return Answer(after, toast=said.striptags())


# ---- presses


def _show(visit: Visit, press: DeliveryPress) -> Answer:
    forms.pause(visit)
    return Answer(overview(visit, press.page))


def _show_unreachable(visit: Visit, press: OutOfReachPress) -> Answer:
    return Answer(_out_of_reach(visit, press.page))


def _show_failures(visit: Visit, press: FailuresPress) -> Answer:
    return Answer(_failures(visit, press.general, press.page))


def redraw(visit: Visit, press: RemindPress | FailuresPress) -> Screen:
    """Return the progress as it is now, for a press that was refused."""
    return progress.shown(visit, press.general)


PRESSES = {
    DeliveryPress: _show,
    OutOfReachPress: _show_unreachable,
    FailuresPress: _show_failures,
    RemindPress: _remind,
}
REDRAWS = {RemindPress: redraw, FailuresPress: redraw}
DESK = (Entry(lambda tongue: tongue.label("desk", "Delivery"), DeliveryPress(0)),)
