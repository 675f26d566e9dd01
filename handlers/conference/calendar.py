"""A conference as a calendar entry (.ics, RFC 5545) in the reader's language."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText
from markupsafe import Markup
from sqlmodel import Session

from alliance import register, rights, walltime
from handlers.conference import invitee, itemwords, managing, words
from handlers.conference.citypresses import CalendarPress
from handlers.kit import making, names
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.conference import Conference, ConferenceState
from storage.language import Language

MIME: Final = "text/calendar"
PRODUCT: Final = "-//Stadtbote//Stadtbote//EN"
TAGS: Final = {Language.DE: "de", Language.ZH: "zh-Hans"}
ROOM: Final = 3000


def entry(session: Session, conference: Conference, tongue: Tongue) -> bytes:
    """Return the calendar file of a conference that was invited to.

    The same conference in the same language gives the same bytes, wherever the reader is. Once it
    is called off, the file takes the entry back (METHOD:CANCEL).
    """
    tongue = words.as_read(Language(tongue.language))
    off = conference.state is ConferenceState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    calendar.add_component(_event(session, conference, tongue, off=off))
    assert conference.starts_at is not None
    assert conference.ends_at is not None
    calendar.add_missing_timezones(
        first_date=conference.starts_at.date() - timedelta(days=400),
        last_date=conference.ends_at.date() + timedelta(days=400),
    )
    return bytes(calendar.to_ical())


def _event(session: Session, conference: Conference, tongue: Tongue, *, off: bool) -> Event:
    tag = {"LANGUAGE": TAGS[Language(tongue.language)]}
    event = Event()
    event.add("uid", conference.uid)
    event.add("sequence", conference.sequence)
    event.add("dtstamp", _stamp(conference))
    event.add("last-modified", _stamp(conference))
    for name, shown, at in (
        ("dtstart", conference.starts, conference.starts_at),
        ("dtend", conference.ends, conference.ends_at),
    ):
        event.add(name, _moment(conference, shown, at))
    event.add("summary", words.called(session, conference, tongue), parameters=tag)
    event.add("location", _location(session, conference, tongue), parameters=tag)
    event.add("description", _description(session, conference, tongue), parameters=tag)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "OPAQUE")
    if (organizer := _organizer(session, tongue)) is not None:
        event.add("organizer", organizer)
    if not off:
        for before in _alarms(conference):
            event.add_component(_alarm(session, conference, before, tongue))
    return event


def _stamp(conference: Conference) -> datetime:
    """Return when the entry became what it is."""
    moments = (conference.invited_at, conference.changed_at, conference.cancelled_at)
    return max(one for one in moments if one is not None).astimezone(UTC)


def _moment(conference: Conference, shown: str | None, at: datetime | None) -> datetime:
    """Return a moment by the host's clocks; in UTC where they show the same time twice."""
    assert shown is not None
    assert at is not None
    if shown.endswith(walltime.LATER):
        return at.astimezone(UTC)
    return at.astimezone(ZoneInfo(conference.zone))


def _location(session: Session, conference: Conference, tongue: Tongue) -> str:
    host = names.city(session, tongue, conference.host_code)
    venue = words.venue(session, conference, tongue)
    return ", ".join(part for part in (venue, host) if part)


def _description(session: Session, conference: Conference, tongue: Tongue) -> str:
    said = [
        itemwords.beginning(session, conference, tongue, ROOM),
        words.costs(session, conference, tongue),
    ]
    if conference.deadline_at is not None:
        until = words.local(conference, conference.deadline_at, tongue)
        said.append(tongue.text("Delegations are to be entered until {moment}.", moment=until))
    return "\n\n".join(_plain(block) for block in said if block)


def _plain(said: Markup) -> str:
    """Return what was said without tags, its lines kept."""
    return "\n".join(Markup(line).striptags() for line in said.split("\n"))  # noqa: S704 - ours


def _organizer(session: Session, tongue: Tongue) -> vCalAddress | None:
    """Return the secretariat, where the register says its address."""
    email = register.facts(session).get("email")
    if not email:
        return None
    organizer = vCalAddress(f"mailto:{email}")
    organizer.params["cn"] = vText(tongue.plain("Secretariat of the alliance"))
    return organizer


def _alarms(conference: Conference) -> list[timedelta]:
    """Return how long before the start a calendar reminds, as the bot does."""
    return [
        *(timedelta(days=number) for number in words.numbers(conference.days)),
        *(timedelta(hours=number) for number in words.numbers(conference.hours)),
    ]


def _alarm(session: Session, conference: Conference, before: timedelta, tongue: Tongue) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.called(session, conference, tongue))
    alarm.add("trigger", -before)
    return alarm


# ---- the button


def _bring(visit: Visit, press: CalendarPress) -> Answer:
    """Bring the file below the message, which stays."""
    tongue = visit.tongue
    conference = _readable(visit, press.conference)
    kind, day = tongue.plain("Conference"), (conference.starts or "").partition("T")[0]
    name = f"{kind} {day}.ics"
    file = making.keep(visit, name, MIME, entry(visit.session, conference, tongue))
    title = words.called(visit.session, conference, tongue)
    if conference.state is ConferenceState.CANCELLED:
        caption = tongue.text(
            "{title}\nThe event was called off; opened, this file takes it out of your calendar.",
            title=title,
        )
    else:
        caption = tongue.text(
            "{title}\nOpen this file to take the event over into your calendar. If it changes, we "
            "tell you; a new file then replaces the entry.",
            title=title,
        )
    return Answer(more=(Screen(caption, document=file),))


def _readable(visit: Visit, conference_id: int) -> Conference:
    """Return a conference for anybody of an invited city and whoever follows it."""
    if rights.follows(visit.who):
        return managing.followed(visit.session, visit.who, conference_id)
    found = invitee.gathered(visit.session, visit.who, conference_id, None, visit.now)
    return found.conference


PRESSES = {CalendarPress: _bring}
