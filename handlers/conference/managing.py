"""The board of a conference that was invited to: answers by city, delegations, what to do."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.conference import answering, asking, delegation, nudging, reminders
from alliance.conference.answering import CityAnswer
from alliance.conference.delegation import Counts
from alliance.conference.refusals import Over
from alliance.refusal import NotAllowed
from handlers.accession.words import excerpt
from handlers.conference import words
from handlers.conference.citypresses import CitiesPress, Place
from handlers.conference.presses import (
    ChangesPress,
    ConferencesPress,
    ManagePress,
    MinutesPress,
    PrintPress,
    ReadPress,
    RemindPress,
    TablePress,
)
from handlers.kit.buttons import menu_row, short
from handlers.kit.following import following
from handlers.kit.pages import page, turn
from handlers.kit.screen import Button, Follow, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.city import Side
from storage.conference import (
    AttendanceKind,
    Conference,
    ConferenceState,
    ReminderState,
    Sector,
)
from storage.person import Person, Role

# With the longest names a page stays below Telegram's 4096 characters.
LINES = 15
REASON = 300
ORDER = (None, AttendanceKind.UNDECIDED, AttendanceKind.ATTENDS, AttendanceKind.DECLINES)
Rows = tuple[tuple[Button, ...], ...]


def screen(
    session: Session,
    person: Person,
    conference_id: int,
    now: datetime,
    tongue: Tongue,
    at: int = 0,
) -> Screen:
    """Return a page of the board, the first of which follows by itself.

    Raises NotAllowed for cities' contacts, UnknownConference, NotInvited.
    """
    conference = followed(session, person, conference_id)
    cities = sorted(_visible(session, conference, person), key=lambda one: ORDER.index(one.kind))
    shown = page(cities, at, LINES)
    said = [
        words.heading(session, conference, tongue),
        _facts(session, conference, tongue),
        _counts(tongue, delegation.counts(session, conference)),
        _prompts(session, conference, now, tongue),
        _cities(tongue, shown.items),
    ]
    key = conference.key
    turning = turn(tongue, shown.number, shown.total, lambda to: ManagePress(key, to))
    follow = Follow("conference-board", conference.subject) if shown.number == 0 else None
    rows = (*turning, *_rows(tongue, conference, person, now))
    text = Markup("\n\n").join(part for part in said if part)
    return Screen(text, (*rows, menu_row(tongue, ConferencesPress(0))), follow)


def shown(visit: Visit, conference_id: int, at: int = 0) -> Screen:
    """Return a conference's board for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, conference_id, visit.now, visit.tongue, at)


def followed(session: Session, person: Person, conference_id: int) -> Conference:
    """Return a conference that people were invited to, for secretariat and contact offices.

    Raises NotAllowed, UnknownConference, NotInvited.
    """
    if not rights.follows(person):
        raise NotAllowed
    conference = asking.get(session, conference_id)
    if conference.state is not ConferenceState.CANCELLED:
        asking.require_invited(conference)
    return conference


def require_ahead(conference: Conference, now: datetime) -> None:
    """Raise NotInvited where it does not take place, Over where it has begun."""
    asking.require_invited(conference)
    assert conference.starts_at is not None
    if conference.starts_at <= now:
        raise Over(conference.starts_at)


def ahead(conference: Conference, now: datetime) -> bool:
    """Return whether a conference takes place and has not begun."""
    if conference.state is not ConferenceState.INVITED or conference.starts_at is None:
        return False
    return now < conference.starts_at


def _lasts(conference: Conference, now: datetime) -> bool:
    if conference.state is not ConferenceState.INVITED or conference.ends_at is None:
        return False
    return now < conference.ends_at


def _visible(session: Session, conference: Conference, person: Person) -> list[CityAnswer]:
    """Return the cities that a person follows: a contact office the German ones (S-05)."""
    answers = answering.answers(session, conference)
    if person.role is Role.CONTACT_OFFICE:
        return [one for one in answers if one.city.side is Side.DE]
    return answers


# ---- what it says


def _facts(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    said = [
        words.when(conference, tongue),
        words.where(session, conference, tongue),
        words.deadline(conference, tongue),
    ]
    if conference.state is ConferenceState.CANCELLED and conference.reason:
        said.append(tongue.text("Reason: {reason}", reason=excerpt(conference.reason, REASON)))
    return Markup("\n").join(said)


def _counts(tongue: Tongue, counts: Counts) -> Markup:
    answers, sides, sectors = counts.by_answer, counts.by_side, counts.by_sector
    said = [
        tongue.text(
            "<b>Cities</b>\nattend {attends}, do not attend {declines}, undecided {undecided}, "
            "no answer yet {silent}; invited {all}",
            attends=answers[AttendanceKind.ATTENDS],
            declines=answers[AttendanceKind.DECLINES],
            undecided=answers[AttendanceKind.UNDECIDED],
            silent=answers[None],
            all=sum(answers.values()),
        )
    ]
    for side in Side:
        of_side = counts.cities[side]
        said.append(
            tongue.text(
                "{side}: attend {attends} of {all}, delegates {people}",
                side=words.side_name(tongue, side),
                attends=of_side[AttendanceKind.ATTENDS],
                all=sum(of_side.values()),
                people=sides[side],
            )
        )
    if total := sum(sectors.values()):
        named = tongue.listed(
            f"{words.sector_name(tongue, sector)} {sectors[sector]}"
            for sector in Sector
            if sectors[sector]
        )
        said.append(
            tongue.text("<b>Delegates</b>\n{total}: {sectors}", total=total, sectors=named)
        )
    return Markup("\n").join(said)


def _prompts(session: Session, conference: Conference, now: datetime, tongue: Tongue) -> Markup:
    """Return by which reminders people are told, the next one, and when it was done by hand."""
    said = []
    if ahead(conference, now):
        said.append(words.reminders(conference, tongue))
        planned = [
            row.due_at
            for row in reminders.rows(session, conference)
            if row.state is ReminderState.PLANNED
        ]
        if planned:
            said.append(tongue.text("Next one: {moment}", moment=tongue.moment(min(planned))))
    if (last := nudging.last(session, conference)) is not None:
        said.append(tongue.text("Reminded by hand: {moment}", moment=tongue.short(last)))
    return Markup("\n").join(said)


def _cities(tongue: Tongue, cities: Sequence[CityAnswer]) -> Markup:
    groups: dict[AttendanceKind | None, list[Markup]] = {}
    for one in cities:
        groups.setdefault(one.kind, []).append(_city(tongue, one))
    return Markup("\n\n").join(
        Markup("<b>{}</b>\n{}").format(words.answer_name(tongue, kind), Markup("\n").join(lines))
        for kind, lines in groups.items()
    )


def _city(tongue: Tongue, one: CityAnswer) -> Markup:
    said = [Markup.escape(short(one.city.name(tongue.language)))]
    if one.attendance is not None:
        said.append(
            tongue.text(
                "{person}, {moment}",
                person=short(one.by.name) if one.by else "–",
                moment=tongue.short(one.attendance.at),
            )
        )
    if one.kind is AttendanceKind.ATTENDS:
        said.append(
            tongue.count("{n} delegate", "{n} delegates", one.delegates)
            if one.delegates
            else tongue.text("no delegation yet")
        )
    return Markup(" · ").join(said)


# ---- what there is to do


def _rows(tongue: Tongue, conference: Conference, person: Person, now: datetime) -> Rows:
    key = conference.key
    read = Button(tongue.label("more", "Read the invitation"), ReadPress(key, 0))
    papers = Button(tongue.label("more", "Minutes and papers"), MinutesPress(key))
    if not person.secretary:
        # A contact office writes the minutes too (S-05).
        return ((read, papers),) if rights.edits_texts(person) else ((read,),)
    rows: list[tuple[Button, ...]] = []
    if ahead(conference, now):
        rows.append(
            (
                Button(tongue.label("board", "Remind"), RemindPress(key, 0)),
                Button(tongue.label("more", "Change conference"), ChangesPress(key)),
            )
        )
    if _lasts(conference, now):
        # For cities that answer by letter, or late.
        label = tongue.label("more", "Answer for a city")
        rows.append((Button(label, CitiesPress(key, Place.SCREEN, 0)),))
    rows += [
        (
            Button(tongue.label("more", "Delegations (XLSX)"), TablePress(key)),
            Button(tongue.label("more", "Delegations (PDF)"), PrintPress(key)),
        ),
        (read, papers),
    ]
    return tuple(rows)


VIEWS = {"conference-board": following(screen)}
