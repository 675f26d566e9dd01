"""What is said of a conference, to whom it may be: title, times, place, agenda, costs (S-40)."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel import Session

from alliance.conference import asking
from handlers.conference import itemwords
from handlers.kit import names
from locales.tongue import BERLIN, SHANGHAI, Tongue
from storage.city import Side
from storage.conference import (
    AttendanceKind,
    Conference,
    ConferenceState,
    ConferenceText,
    EventKind,
    Sector,
)
from storage.language import Language

# Telegram's apps show such a moment in their own zone and language; the text is for older ones.
MOMENT = Markup('<tg-time unix="{}" format="wDT">{}</tg-time>')

# ---- single words


def kind_name(tongue: Tongue, kind: EventKind) -> str:
    """Return what kind of event it is (S-30, S-51)."""
    match kind:
        case EventKind.CONFERENCE:
            return tongue.plain("Half-yearly conference")
        case EventKind.WORKSHOP:
            return tongue.plain("Workshop")
        case EventKind.TRAINING:
            return tongue.plain("Training")
        case EventKind.FAIR:
            return tongue.plain("Delegation to a fair")
        case EventKind.NETWORKING:
            return tongue.plain("Networking event")


def answer_name(tongue: Tongue, kind: AttendanceKind | None) -> str:
    """Return what a city has answered; None: nothing yet."""
    match kind:
        case AttendanceKind.ATTENDS:
            return tongue.plain("attends")
        case AttendanceKind.DECLINES:
            return tongue.plain("does not attend")
        case AttendanceKind.UNDECIDED:
            return tongue.plain("undecided")
        case None:
            return tongue.plain("no answer yet")


def sector_name(tongue: Tongue, sector: Sector) -> str:
    """Return where delegates come from (S-32)."""
    match sector:
        case Sector.POLITICS:
            return tongue.plain("Politics")
        case Sector.ADMINISTRATION:
            return tongue.plain("Administration")
        case Sector.COMPANY:
            return tongue.plain("Company")
        case Sector.PROMOTION:
            return tongue.plain("Economic development")
        case Sector.ASSOCIATION:
            return tongue.plain("Association")
        case Sector.SCIENCE:
            return tongue.plain("Science")


def side_name(tongue: Tongue, side: Side) -> str:
    """Return the name of a side."""
    if side is Side.CN:
        return tongue.label("more", "Chinese side")
    return tongue.label("more", "German side")


def titled(tongue: Tongue, titles: Mapping[Language, str]) -> str:
    """Return a conference's title in the reader's language, or else in the other one."""
    own = Language(tongue.language)
    return titles.get(own) or titles.get(own.other) or tongue.plain("without a name")


def called(session: Session, conference: Conference, tongue: Tongue) -> str:
    """Return what a conference is called where there is one line for it."""
    return titled(tongue, asking.titles_of(session, [conference.key])[conference.key])


# ---- when and where


def heading(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    """Return title and kind; a cancelled one says so."""
    name = called(session, conference, tongue)
    said = [Markup("<b>{}</b>").format(name), Markup.escape(kind_name(tongue, conference.kind))]
    if conference.state is ConferenceState.CANCELLED:
        said.append(tongue.text("<b>Cancelled</b>"))
    return Markup("\n").join(said)


def local(conference: Conference, at: datetime, tongue: Tongue) -> str:
    """Return a moment as the host's clocks show it, with both sides' time beside it."""
    return Tongue(tongue.language, ZoneInfo(conference.zone)).moment(at)


def own(at: datetime, tongue: Tongue) -> Markup:
    """Return a moment as the reader's own clock shows it, by Telegram's date-time entity."""
    return MOMENT.format(int(at.timestamp()), tongue.short(at))


def when(conference: Conference, tongue: Tongue) -> Markup:
    """Return start and end: at the host's, on both sides, and on the reader's own clock."""
    starts, ends = conference.starts_at, conference.ends_at
    if starts is None or ends is None:
        return tongue.text("Time: not set yet")
    return tongue.text(
        "Start: {starts}\nEnd: {ends}\nOn your clock: {own_starts} to {own_ends}",
        starts=local(conference, starts, tongue),
        ends=local(conference, ends, tongue),
        own_starts=own(starts, tongue),
        own_ends=own(ends, tongue),
    )


def where(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    """Return host city and venue as far as they are known."""
    if conference.host_code is None:
        return tongue.text("Host city: not chosen yet")
    host = names.city(session, tongue, conference.host_code)
    said = venue(session, conference, tongue)
    if not said:
        return tongue.text("Host city: {host}", host=host)
    return tongue.text("Host city: {host}\nVenue: {venue}", host=host, venue=said)


def venue(session: Session, conference: Conference, tongue: Tongue) -> str:
    """Return the venue in the reader's language, or else in the other one; empty for none."""
    return _half(session, conference, tongue, "venue")


def deadline(conference: Conference, tongue: Tongue) -> Markup:
    """Return until when delegations are to be entered."""
    if conference.deadline_at is None:
        return tongue.text("Delegations: until it starts")
    at = conference.deadline_at
    return tongue.text(
        "Delegations: until {moment}; on your clock: {own}",
        moment=local(conference, at, tongue),
        own=own(at, tongue),
    )


def numbers(rules: str) -> list[int]:
    """Return the days or hours before the start at which a conference is reminded of."""
    return [int(one) for one in rules.split(",") if one]


def reminders(conference: Conference, tongue: Tongue) -> Markup:
    """Return when a conference is reminded of."""
    said = [
        *(tongue.count("{n} day", "{n} days", n) for n in numbers(conference.days)),
        *(tongue.count("{n} hour", "{n} hours", n) for n in numbers(conference.hours)),
    ]
    if not said:
        return tongue.text("Reminders: none")
    return tongue.text("Reminders: {rules} before the start", rules=tongue.listed(said))


# ---- costs


def costs(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    """Return who bears which cost (S-40); nothing as long as nobody hosts."""
    if conference.host_code is None:
        return Markup()
    host = names.city(session, tongue, conference.host_code)
    special = _half(session, conference, tongue, "costs")
    if not special:
        return tongue.text(
            "<b>Costs:</b> By the principle “borne by the organiser” the host city {host} bears "
            "the local organising costs (rooms, catering during the event, special events). The "
            "delegations themselves bear travel, lodging and other meals.",
            host=host,
        )
    return tongue.text(
        "<b>Costs:</b> By the principle “borne by the organiser” the host city {host} bears the "
        "local organising costs (rooms, catering during the event, special events). {special} "
        "The delegations themselves bear travel, lodging and other meals.",
        host=host,
        special=special,
    )


# ---- everything


def described(
    session: Session, conference: Conference, tongue: Tongue, *, room: int = itemwords.SHOWN
) -> Markup:
    """Return what is said of a conference, with as much of the agenda as has room."""
    facts = [
        when(conference, tongue),
        where(session, conference, tongue),
        deadline(conference, tongue),
    ]
    blocks = [
        heading(session, conference, tongue),
        Markup("\n").join(facts),
        itemwords.beginning(session, conference, tongue, room),
        costs(session, conference, tongue),
    ]
    return Markup("\n\n").join(block for block in blocks if block)


def line(conference: Conference, titles: Mapping[Language, str], tongue: Tongue) -> str:
    """Return a conference as one line of a list or a button: its day first."""
    title = titled(tongue, titles)
    if conference.starts_at is None:
        return title
    day = conference.starts_at.astimezone(ZoneInfo(conference.zone)).date()
    return tongue.plain("{day}: {title}", day=tongue.day(day), title=title)


def as_read(language: Language) -> Tongue:
    """Return the tongue in which a side reads, with that side's clock."""
    return Tongue(language, SHANGHAI if language is Language.ZH else BERLIN)


def _half(session: Session, conference: Conference, tongue: Tongue, field: str) -> str:
    """Return a text in the reader's language, or else in the other one."""
    halves = asking.texts(session, conference)
    reader = Language(tongue.language)
    found = (_text(halves.get(language), field) for language in (reader, reader.other))
    return next((text for text in found if text), "")


def _text(half: ConferenceText | None, field: str) -> str:
    return str(getattr(half, field)) if half is not None else ""
