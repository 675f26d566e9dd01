"""A session's papers on one screen: agenda, minutes in both languages, resolutions (S-03)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import minutes, rights
from alliance.circular.draft import OUT, UNSENT
from alliance.conference import asking
from alliance.minutes import Published
from alliance.refusal import NotAllowed
from handlers.circular import message
from handlers.circular.presses import DraftPress
from handlers.conference import words as conference_words
from handlers.conference.presses import ManagePress, MinutesPress
from handlers.kit import forms
from handlers.kit.buttons import menu_row
from handlers.kit.following import following
from handlers.kit.halves import HALVES, half_button, version_name
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Visit
from handlers.minutes import papers
from handlers.minutes.presses import (
    CirculatePress,
    MinutesHalfPress,
    PublishAgendaPress,
    ResolutionsPress,
)
from locales.tongue import Tongue
from storage.conference import Conference
from storage.minutes import PaperKind
from storage.person import Person

PAPERS_SHOWN = 3
Rows = tuple[tuple[Button, ...], ...]


def screen(
    session: Session, person: Person, conference_id: int, now: datetime, tongue: Tongue
) -> Screen:
    """Return a session's papers; it follows by itself.

    Raises NotAllowed (others than secretariat and contact office), UnknownConference, NotInvited.
    """
    conference = opened(session, person, conference_id)
    blocks = [
        conference_words.heading(session, conference, tongue),
        tongue.text("<b>Agenda</b>\n{state}", state=_state(session, conference, tongue)),
    ]
    if begun(conference, now):
        blocks.append(_minutes(session, conference, tongue))
        blocks.append(_resolutions(session, conference, tongue))
    else:
        blocks.append(tongue.text("Minutes can be written once the session has begun."))
    rows = _rows(session, person, conference, now, tongue)
    follow = Follow("minutes", f"minutes:{conference.key}")
    return Screen(Markup("\n\n").join(blocks), rows, follow)


def shown(visit: Visit, conference_id: int) -> Screen:
    """Return a session's papers for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, conference_id, visit.now, visit.tongue)


def begun(conference: Conference, now: datetime) -> bool:
    """Return whether a session has begun, so that there can be minutes of it."""
    return conference.starts_at is not None and conference.starts_at <= now


def opened(session: Session, person: Person, conference_id: int) -> Conference:
    """Return a session whose papers a person may write; raises as `screen` does."""
    if not rights.edits_texts(person):
        raise NotAllowed
    conference = asking.get(session, conference_id)
    asking.require_invited(conference)
    return conference


# ---- what there is


def _state(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    items = len(asking.items(session, conference))
    said = tongue.count("{n} item", "{n} items", items)
    made = _made(session, conference, PaperKind.AGENDA, tongue)
    return Markup("\n").join([said, *made])


def _minutes(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    halves = minutes.texts(session, conference)
    lines = [tongue.text("<b>Minutes</b>")]
    for language in HALVES:
        half = halves.get(language)
        if half is None:
            state = tongue.plain("not written yet")
        elif half.stale:
            state = tongue.plain("to be checked")
        else:
            state = tongue.plain("written")
        version = version_name(tongue, language)
        lines.append(tongue.text("– {version}: {state}", version=version, state=state))
    made = _made(session, conference, PaperKind.MINUTES, tongue)
    return Markup("\n").join([*lines, *made])


def _resolutions(session: Session, conference: Conference, tongue: Tongue) -> Markup:
    found = minutes.resolutions(session, conference)
    done = sum(one.done_at is not None for one in found)
    return tongue.count(
        "<b>Resolutions</b>\n{n} resolution, {done} done",
        "<b>Resolutions</b>\n{n} resolutions, {done} done",
        len(found),
        done=done,
    )


def _made(
    session: Session, conference: Conference, kind: PaperKind, tongue: Tongue
) -> list[Markup]:
    """Return a line for each circular that was made of a paper, the newest ones."""
    lines = []
    for one in minutes.published(session, conference, kind):
        if one.general.state in OUT:
            number = message.number_of(session, one.general, tongue)
            lines.append(tongue.text("Sent as circular no. {number}", number=number))
        elif one.general.state in UNSENT and one.paper.stale:
            lines.append(tongue.text("The draft of a circular is older than what stands here."))
        elif one.general.state in UNSENT:
            lines.append(tongue.text("The draft of a circular is ready to be sent."))
    return lines[:PAPERS_SHOWN]


def _fresh(session: Session, conference: Conference) -> Published | None:
    """Return the circular, sent or not yet, that shows the minutes as they are."""
    made = minutes.published(session, conference, PaperKind.MINUTES)
    usable = (one for one in made if one.general.state in (*OUT, *UNSENT))
    newest = next(usable, None)
    return newest if newest is not None and not newest.paper.stale else None


# ---- the buttons


def _rows(
    session: Session, person: Person, conference: Conference, now: datetime, tongue: Tongue
) -> Rows:
    key = conference.key
    rows: list[tuple[Button, ...]] = []
    if begun(conference, now):
        halves = minutes.texts(session, conference)
        rows.append(
            tuple(
                half_button(tongue, language, halves.get(language), MinutesHalfPress(key, at, 0))
                for at, language in enumerate(HALVES)
            )
        )
        count = len(minutes.resolutions(session, conference))
        label = tongue.label("more", "Resolutions")
        resolved = f"{label} ({count})" if count else label
        rows.append((Button(resolved, ResolutionsPress(key, 0)),))
    if person.secretary:
        rows.extend(_sending(session, conference, now, tongue))
    return (*rows, menu_row(tongue, ManagePress(key, 0)))


def _sending(
    session: Session, conference: Conference, now: datetime, tongue: Tongue
) -> list[tuple[Button, ...]]:
    """Return the buttons that make circulars, or lead to the drafts that were made."""
    rows: list[tuple[Button, ...]] = []
    over = conference.ends_at is not None and conference.ends_at <= now
    if asking.items(session, conference) and not over:
        label = tongue.label("more", "Publish the agenda")
        rows.append((Button(label, PublishAgendaPress(conference.key)),))
    if not begun(conference, now) or minutes.gaps(session, conference):
        return rows
    made = _fresh(session, conference)
    if made is None:
        label = tongue.label("more", "Circulate the minutes")
        rows.append((Button(label, CirculatePress(conference.key), style=Style.PRIMARY),))
    elif made.general.state in UNSENT:
        label = tongue.label("more", "To the draft")
        rows.append((Button(label, DraftPress(made.general.key)),))
    return rows


# ---- what presses do


def _show(visit: Visit, press: MinutesPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.conference))


def _publish_agenda(visit: Visit, press: PublishAgendaPress) -> Answer:
    rights.require_secretary(visit.who)
    conference = opened(visit.session, visit.who, press.conference)
    halves = papers.agenda(visit.session, conference)
    made = minutes.publish_agenda(visit.session, visit.who, conference.key, halves, visit.now)
    return _to_draft(visit, made.key)


def _circulate(visit: Visit, press: CirculatePress) -> Answer:
    rights.require_secretary(visit.who)
    conference = opened(visit.session, visit.who, press.conference)
    halves = papers.minutes_paper(visit.session, conference)
    made = minutes.circulate(visit.session, visit.who, conference.key, halves, visit.now)
    return _to_draft(visit, made.key)


def _to_draft(visit: Visit, general_id: int) -> Answer:
    """Show the draft that was made, where it is checked and sent as any other."""
    press = DraftPress(general_id)
    answer = visit.book.presses[DraftPress](visit, press)
    toast = visit.tongue.plain("This is the draft of the circular; nothing is sent yet.")
    return Answer(answer.screen, toast=toast)


def redraw(visit: Visit, press: Any) -> Screen:  # noqa: ANN401 - any press about a session
    """Return a session's papers as they are now, for a press that was refused."""
    return shown(visit, press.conference)


ABOUT = {
    PublishAgendaPress: _publish_agenda,
    CirculatePress: _circulate,
}
PRESSES = ABOUT | {MinutesPress: _show}
REDRAWS = dict.fromkeys(ABOUT, redraw)
VIEWS = {"minutes": following(screen)}
