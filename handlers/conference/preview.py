"""A draft before anybody is invited: as it will be read, whom it reaches, what is missing."""

from collections.abc import Iterable

from markupsafe import Markup

from alliance import rights
from alliance.circular.audience import Reach
from alliance.conference import asking, draft, inviting
from alliance.conference.refusals import Gap, NotDraft
from alliance.refusal import NotAllowed
from handlers.accession.draftpresses import DraftsPress
from handlers.conference import turns, words
from handlers.conference.presses import (
    AskPress,
    DiscardPress,
    DraftPress,
    HalfPress,
    NewConferencePress,
    SetPress,
    StillRightPress,
    TextPress,
    WritePress,
)
from handlers.kit.buttons import back_button, language_label, menu_row
from handlers.kit.halves import (
    HALVES,
    half_button,
    half_of,
    question,
    right_button,
    short_sum,
    taken_over,
    version_name,
)
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.conference import Conference, ConferenceState, ConferenceText
from storage.language import Language
from storage.person import Person

# What is missing, and warnings, come besides.
AGENDA = 300
Rows = tuple[tuple[Button, ...], ...]


def editable(visit: Visit, conference_id: int) -> Conference:
    """Return a draft that the person may edit; NotAllowed, UnknownConference, NotDraft."""
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    conference = asking.get(visit.session, conference_id)
    if conference.state is not ConferenceState.DRAFT:
        raise NotDraft(conference.state)
    return conference


# ---- the overview


def screen(visit: Visit, conference_id: int) -> Screen:
    """Return a draft's preview; raises NotAllowed, UnknownConference, NotDraft."""
    conference, tongue = editable(visit, conference_id), visit.tongue
    missing = draft.gaps(visit.session, conference, visit.now)
    editor = visit.session.get_one(Person, conference.editor_id)
    blocks = [
        tongue.text(
            "<b>Conference</b>\nDraft, last edited by {person} on {moment}",
            person=editor.name,
            moment=tongue.short(conference.edited_at),
        ),
        words.described(visit.session, conference, tongue, room=AGENDA),
        words.reminders(conference, tongue),
    ]
    if missing:
        blocks.append(incomplete(tongue, missing))
    if (warning := turns.deviation(visit, conference)) is not None:
        blocks.append(warning)
    if (word := taken_over(visit, conference)) is not None:
        blocks.append(Markup("<i>{}</i>").format(word))
    rows = _rows(visit, conference, ready=not missing)
    return Screen(Markup("\n\n").join(blocks), rows)


def incomplete(tongue: Tongue, missing: Iterable[Gap]) -> Markup:
    """Return the sentence that says what keeps the invitations from going out."""
    return tongue.text("Nobody can be invited yet:\n{missing}", missing=lacking(tongue, missing))


def lacking(tongue: Tongue, missing: Iterable[Gap]) -> Markup:
    """Return what is missing, stale or past, a line each."""
    return Markup("\n").join(
        tongue.text("– {what}: {state}", what=_what(tongue, gap), state=_state(tongue, gap))
        for gap in missing
    )


def _what(tongue: Tongue, gap: Gap) -> str:
    """Return what is missing, and of which half."""
    name = {
        "title": tongue.plain("Name of the event"),
        "venue": tongue.plain("Venue"),
        "costs": tongue.plain("Special costs"),
        "agenda": tongue.plain("Agenda"),
        "host": tongue.plain("Host city"),
        "times": tongue.plain("Start and end"),
        "deadline": tongue.plain("Deadline for delegations"),
    }.get(gap.what)
    if gap.language is None:
        return name or ""
    version = version_name(tongue, gap.language)
    if name is None:
        return version
    return tongue.plain("{what}, {version}", what=name, version=version)


def _state(tongue: Tongue, gap: Gap) -> str:
    match gap.why:
        case "stale":
            return tongue.plain("to be checked")
        case "past":
            return tongue.plain("in the past")
        case "late":
            return tongue.plain("after the start")
        case _:
            return tongue.plain("missing")


def reached(visit: Visit, reach: Reach) -> Markup:
    """Return the sentence that names the cities nobody of can be reached, if there are any."""
    if not reach.unreachable:
        return Markup()
    return visit.tongue.text(
        "Nobody of these cities can be reached here; please write to them by letter: {cities}.",
        cities=visit.tongue.listed(city.name(visit.language) for city in reach.unreachable),
    )


def shown_sum(visit: Visit, conference: Conference) -> str:
    """Return the short checksum of a draft and of whom it would reach now."""
    reach = inviting.reach(visit.session, visit.now)
    whole = [
        asking.content(visit.session, conference),
        [conference.days, conference.hours],
        [city.code for city in reach.cities],
    ]
    return short_sum(whole)


# ---- one half


def half_screen(visit: Visit, conference_id: int, number: int) -> Screen:
    """Return one half as that side reads it; raises as `screen`, and Stale."""
    conference, language = editable(visit, conference_id), half_of(number)
    tongue, key = visit.tongue, conference.key
    half = asking.texts(visit.session, conference).get(language)
    heading = Markup("<u>{}</u>").format(language_label(tongue, language))
    said = words.described(visit.session, conference, words.as_read(language))
    rows = [_texts(tongue, key, number)]
    text = Markup("{}\n\n{}").format(heading, said)
    gaps = draft.gaps(visit.session, conference, visit.now)
    if missing := [one for one in gaps if one.language is language and one.why == "missing"]:
        text = Markup("{}\n\n{}").format(text, incomplete(tongue, missing))
    if half is not None and half.stale:
        text = Markup("{}\n\n{}").format(text, question(tongue))
        press = StillRightPress(key, number, pair_sum(visit, conference))
        rows.append((right_button(tongue, press),))
    return Screen(text, (*rows, (back_button(tongue, DraftPress(key)),)))


def pair_sum(visit: Visit, conference: Conference) -> str:
    """Return the short checksum of both halves, so that a check is of what was seen."""
    halves = asking.texts(visit.session, conference).values()
    return short_sum([[one.language, one.title, one.venue, one.costs] for one in halves])


def _texts(tongue: Tongue, key: int, number: int) -> tuple[Button, ...]:
    return (
        Button(tongue.label("more", "Title"), TextPress(key, "title", number)),
        Button(tongue.label("more", "Venue"), TextPress(key, "venue", number)),
        Button(tongue.label("more", "Costs"), TextPress(key, "costs", number)),
    )


# ---- the buttons


def _rows(visit: Visit, conference: Conference, *, ready: bool) -> Rows:
    tongue, key = visit.tongue, conference.key
    halves = asking.texts(visit.session, conference)
    rows: list[tuple[Button, ...]] = [
        tuple(_half_button(tongue, key, at, halves) for at in range(len(HALVES)))
    ]
    if first_missing(visit, conference) is not None:
        rows.append((Button(tongue.label("more", "Go on planning"), WritePress(key)),))
    if not visit.who.secretary:
        rows.append((Button(tongue.label("more", "Agenda"), SetPress(key, "agenda")),))
        return (*rows, menu_row(tongue, DraftsPress(0)))
    times = Button(tongue.label("more", "Start and end"), SetPress(key, "times"))
    rows += [
        (
            Button(tongue.label("more", "Host city"), SetPress(key, "host")),
            *((times,) if conference.host_code is not None else ()),
        ),
        (
            Button(tongue.label("more", "Agenda"), SetPress(key, "agenda")),
            *(
                (Button(tongue.label("more", "Deadline"), SetPress(key, "deadline")),)
                if conference.host_code is not None
                else ()
            ),
        ),
        (Button(tongue.label("more", "Reminders"), SetPress(key, "reminders")),),
    ]
    if ready:
        label = tongue.label("more", "Send the invitations")
        rows.append((Button(label, AskPress(key), style=Style.PRIMARY),))
    discard = tongue.label("circular", "Discard draft")
    rows.append((Button(discard, DiscardPress(key, 0)),))
    return (*rows, menu_row(tongue, NewConferencePress(0)))


def _half_button(
    tongue: Tongue, key: int, at: int, halves: dict[Language, ConferenceText]
) -> Button:
    half = halves.get(HALVES[at])
    whole = half if half is not None and half.title and half.venue else None
    return half_button(tongue, HALVES[at], whole, HalfPress(key, at))


def first_missing(visit: Visit, conference: Conference) -> str | None:
    """Return the step of what is still to be written or said; None when nothing is.

    Contact offices write titles and venues only.
    """
    halves = asking.texts(visit.session, conference)
    for what in ("title", "venue"):
        for language in HALVES:
            half = halves.get(language)
            if half is None or not getattr(half, what):
                return f"{what}.{language}"
        if what == "title" and visit.who.secretary and conference.host_code is None:
            return "host"
    if visit.who.secretary and conference.starts_at is None:
        return "starts"
    return None
