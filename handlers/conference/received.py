"""What invited cities receive: the invitation, what changed, that it is off, reminders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance.conference import asking, delegation, reminders
from alliance.conference.refusals import NotAsked
from alliance.conference.reminders import Concern
from alliance.conference.reminders.concern import concerns
from alliance.refusal import NotAllowed, Refusal
from handlers.conference import changed, cityscreen, invitee, words
from handlers.conference.citypresses import Place
from handlers.conference.invitee import Invitee
from handlers.kit import names
from handlers.kit.screen import Screen
from handlers.kit.visit import Renderer
from locales.tongue import Tongue
from storage.conference import AttendanceKind, Conference
from storage.person import Person, Presence

# Of somebody's cities a letter names so many, and a reminder has a line for so many.
NAMED, LINES = 5, 15
Params = dict[str, Any]
Rows = cityscreen.Rows


# ---- the invitation


def letter(
    session: Session, person: Person, found: Invitee, now: datetime, tongue: Tongue
) -> Screen:
    """Return the invitation as its reader sees it now; it follows by itself."""
    conference = found.conference
    greeting = tongue.text(
        "<b>Invitation</b>\n\nHello, {person},\n\nwe cordially invite {cities} to the event below "
        "and ask you to tell us whether you come. One answer counts for the city; until the start "
        "you can change it.",
        person=person.name,
        cities=_named(session, [one.city.code for one in found.cities], tongue),
    )
    said = [
        greeting,
        words.described(session, conference, tongue, room=cityscreen.AGENDA),
        cityscreen.reason(conference, tongue),
        tongue.text(
            "With kind regards\nSecretariat of the Chinese-German Industrial Cities Alliance"
        ),
        cityscreen.standing(found, now, tongue),
    ]
    text = Markup("\n\n").join(block for block in said if block)
    # No way to the menu: it would take the letter's place.
    rows = cityscreen.buttons(session, found, Place.LETTER, now, tongue)
    return Screen(text, rows, cityscreen.follow("invitation", found))


def _invitation(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the invitation; None once the conference is over, or called off."""
    conference = asking.get(session, params["conference"])
    if invitee.over(conference, now):
        return None
    found = _mine(session, person, conference, now)
    return letter(session, person, found, now, tongue) if found else None


# ---- changes


def _changed(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return what changed for the reader; None where nothing did, or it is over or off."""
    conference = asking.get(session, params["conference"])
    found = _mine(session, person, conference, now)
    if found is None or invitee.over(conference, now):
        return None
    lines = list(changed.lines(session, conference, params["changes"], tongue))
    if not lines:
        return None
    said = [
        tongue.text(
            "<b>Change</b>\n{title}\n\nHello, {person},\n\nplease note what has changed:",
            title=words.called(session, conference, tongue),
            person=person.name,
        ),
        *lines,
        cityscreen.answer(found.here, tongue),
        _stays(found, now, tongue),
    ]
    rows = (
        *cityscreen.answers(found, Place.SCREEN, now, tongue),
        (cityscreen.calendar(conference, tongue), cityscreen.showing(found, tongue)),
        *cityscreen.others(found, Place.SCREEN, tongue),
    )
    return Screen(Markup("\n\n").join(block for block in said if block), rows)


def _stays(found: Invitee, now: datetime, tongue: Tongue) -> Markup:
    if not found.answerable(now):
        return Markup()
    if found.here.kind is None:
        return tongue.text("Please answer with the buttons below.")
    return tongue.text(
        "Your answer stands; if the change makes another one necessary, please give it with the "
        "buttons below. The calendar entry is to be taken over anew."
    )


def _cancelled(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    conference = asking.get(session, params["conference"])
    found = _mine(session, person, conference, now)
    if found is None:
        return None
    given = tongue.text("Reason: {reason}", reason=conference.reason) if conference.reason else ""
    said = [
        tongue.text(
            "<b>Called off</b>\n{title}\n\nHello, {person},\n\nthis event does not take place. We "
            "are sorry and ask for your understanding.",
            title=words.called(session, conference, tongue),
            person=person.name,
        ),
        given,
        words.when(conference, tongue),
        tongue.text("The calendar file below takes it out of your calendar."),
    ]
    row = (cityscreen.calendar(conference, tongue), cityscreen.showing(found, tongue))
    return Screen(Markup("\n\n").join(block for block in said if block), (row,))


# ---- reminders


def _reminder(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the reminder; None where it would be pointless now."""
    still = reminders.still(session, person, params, now)
    if still is None:
        return None
    owing = sorted(
        still.concerns, key=lambda one: (not one.owes, one.city.code != person.city_code)
    )
    found = _mine(session, person, still.conference, now, owing[0].city.code)
    return reminder(session, found, still.concerns, now, tongue) if found else None


def reminder(
    session: Session, found: Invitee, concerned: Sequence[Concern], now: datetime, tongue: Tongue
) -> Screen:
    """Return the reminder as it stands now: when and where, and what each city still owes."""
    conference = found.conference
    said = [
        tongue.text("<b>Reminder</b>"),
        words.heading(session, conference, tongue),
        Markup("\n").join(
            [words.when(conference, tongue), words.where(session, conference, tongue)]
        ),
        cityscreen.reason(conference, tongue),
        *(_owed(conference, one, tongue) for one in concerned[:LINES]),
    ]
    if any(one.owes and one.answer is not AttendanceKind.DECLINES for one in concerned):
        said.append(
            tongue.text(
                "If this message has crossed yours, please regard it as settled. Thank you."
            )
        )
    entering = cityscreen.entering(found, Place.REMINDER, now, tongue)
    rows = (
        *cityscreen.answers(found, Place.REMINDER, now, tongue),
        *((entering,) if entering else ()),
        (cityscreen.calendar(conference, tongue), cityscreen.showing(found, tongue)),
        *cityscreen.others(found, Place.REMINDER, tongue),
    )
    text = Markup("\n\n").join(block for block in said if block)
    return Screen(text, rows, cityscreen.follow("conference-reminder", found))


def _owed(conference: Conference, one: Concern, tongue: Tongue) -> Markup:
    """Return how a city stands, and what is still asked of it."""
    city = one.city.name(tongue.language)
    match one.answer:
        case AttendanceKind.ATTENDS if one.delegation_missing:
            return tongue.text(
                "{city} attends. Its delegation is not entered yet; please enter it until "
                "{moment}.",
                city=city,
                moment=tongue.moment(delegation.until(conference)),
            )
        case AttendanceKind.ATTENDS:
            return tongue.text("{city} attends. We look forward to it.", city=city)
        case AttendanceKind.DECLINES:
            return tongue.text("{city} does not attend.", city=city)
        case AttendanceKind.UNDECIDED:
            return tongue.text(
                "{city} is still undecided; please tell us with the buttons below as soon as you "
                "know.",
                city=city,
            )
        case None:
            return tongue.text(
                "We have no answer of {city} yet; please give it with the buttons below.",
                city=city,
            )


# ---- what they share


def drawn(
    session: Session, person: Person, found: Invitee, place: Place, now: datetime, tongue: Tongue
) -> Screen:
    """Return the message on which a button stood as it is now."""
    match place:
        case Place.LETTER:
            return letter(session, person, found, now, tongue)
        case Place.REMINDER:
            return _reminded(session, person, found, now, tongue)
        case Place.SCREEN:
            return cityscreen.screen(session, found, now, tongue)


def _reminded(
    session: Session, person: Person, found: Invitee, now: datetime, tongue: Tongue
) -> Screen:
    concerned = concerns(session, found.conference, person, now)
    if found.code not in [one.city.code for one in concerned]:
        # The city was reminded, and has answered since that it does not come.
        concerned = [
            Concern(found.here.city, found.here.kind, delegation_missing=False),
            *concerned,
        ]
    return reminder(session, found, concerned, now, tongue)


def _mine(
    session: Session,
    person: Person,
    conference: Conference,
    now: datetime,
    code: str | None = None,
) -> Invitee | None:
    """Return a conference for somebody whom a message is for; None when it is not any more."""
    if person.presence is not Presence.ACTIVE:
        return None
    try:
        return invitee.gathered(session, person, conference.key, code, now)
    except (NotAllowed, NotAsked):
        return None


def _named(session: Session, codes: list[str], tongue: Tongue) -> Markup:
    """Return cities as a list; of many only how many there are."""
    if len(codes) > NAMED:
        return tongue.count("your {n} city", "your {n} cities", len(codes))
    return tongue.listed(names.city(session, tongue, code) for code in codes)


def _view(place: Place) -> Renderer:
    """Return what draws a followed message of a place again."""

    def draw(
        session: Session,
        person: Person,
        _params: Params,
        subject: str,
        now: datetime,
        tongue: Tongue,
    ) -> Screen | None:
        try:
            found = invitee.of_subject(session, person, subject, now)
        except Refusal:
            return None
        return drawn(session, person, found, place, now, tongue) if found else None

    return draw


NOTICES: dict[str, Renderer] = {
    "invitation": _invitation,
    "conference-changed": _changed,
    "conference-cancelled": _cancelled,
    reminders.KIND: _reminder,
}
VIEWS: dict[str, Renderer] = {
    "invitation": _view(Place.LETTER),
    "conference-reminder": _view(Place.REMINDER),
    "conference": _view(Place.SCREEN),
}
