"""A draft before it goes out: as its recipients read it, whom it reaches, what is missing."""

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.circular import audience, draft
from alliance.circular.audience import Reach
from alliance.circular.parts import split
from alliance.circular.sending import fingerprint
from alliance.refusal import NotAllowed
from handlers.accession.draftpresses import DraftsPress
from handlers.circular import message
from handlers.circular.draftwords import acknowledgement, incomplete, meant
from handlers.circular.presses import (
    AskPress,
    ChangePress,
    DiscardPress,
    HalfPress,
    NewCircularPress,
    TryPress,
    UnschedulePress,
    WritePress,
)
from handlers.kit.buttons import language_label, menu_row, short
from handlers.kit.formatted import html
from handlers.kit.halves import HALVES, half_button, taken_over
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.circular import CircularText, GeneralCircular, GeneralState
from storage.language import Language
from storage.person import Person

EXCERPT = 450
SUM = 12


def unsent(general: GeneralCircular) -> bool:
    """Return whether a circular is still being written, or waits for its time."""
    return general.state in (GeneralState.DRAFT, GeneralState.SCHEDULED)


def editable(visit: Visit, general_id: int) -> GeneralCircular:
    """Return a draft that the person may edit; raises NotAllowed, UnknownCircular, NotDraft."""
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    general = draft.get(visit.session, general_id)
    draft.require_unsent(general)
    return general


# ---- the overview


def screen(visit: Visit, general_id: int) -> Screen:
    """Return a draft's preview; raises NotAllowed, UnknownCircular, NotDraft."""
    general = editable(visit, general_id)
    halves = draft.texts(visit.session, general)
    missing = draft.gaps(visit.session, general)
    blocks = [_heading(visit, general)]
    blocks += [_excerpt(visit, half) for half in halves.values() if half.title or half.text]
    blocks.append(_facts(visit, general))
    if missing:
        blocks.append(incomplete(visit.tongue, missing))
    if general.audience is not None:  # else the facts say that it is not chosen
        blocks += _reached(visit, general)
    if (word := taken_over(visit, general)) is not None:
        blocks.append(Markup("<i>{}</i>").format(word))
    return Screen(Markup("\n\n").join(blocks), _rows(visit, general, halves))


def ready(session: Session, general: GeneralCircular) -> bool:
    """Return whether a draft could be sent as far as it is up to those who write it."""
    return not draft.gaps(session, general) and general.audience is not None


def _reached(visit: Visit, general: GeneralCircular) -> list[Markup]:
    """Return how many people a circular reaches, and the cities nobody of can be reached."""
    tongue = visit.tongue
    reach = audience.reach(visit.session, general, visit.now)
    blocks = [
        tongue.count(
            "The circular reaches {n} person; cities: {cities}.",
            "The circular reaches {n} people; cities: {cities}.",
            reach.people,
            cities=len(reach.cities),
        )
    ]
    return [*blocks, *unreached(visit, reach)]


def unreached(visit: Visit, reach: Reach) -> list[Markup]:
    """Return the sentence that names the cities nobody of can be reached, if there are any."""
    if not reach.unreachable:
        return []
    sentence = visit.tongue.text(
        "Nobody of these cities can be reached here; please write to them by letter: {cities}.",
        cities=visit.tongue.listed(city.name(visit.language) for city in reach.unreachable),
    )
    return [sentence]


def shown_sum(visit: Visit, general: GeneralCircular) -> str:
    """Return the short checksum of a draft as it would go out now."""
    return fingerprint(visit.session, general, visit.now)[:SUM]


def _heading(visit: Visit, general: GeneralCircular) -> Markup:
    tongue = visit.tongue
    editor = visit.session.get_one(Person, general.editor_id)
    lines = [
        tongue.text(
            "<b>Circular</b>\nDraft, last edited by {person} on {moment}",
            person=editor.name,
            moment=tongue.short(general.edited_at),
        )
    ]
    if general.corrects_id is not None:
        corrected = draft.get(visit.session, general.corrects_id)
        number = message.number_of(visit.session, corrected, tongue)
        lines.append(tongue.text("Correction of circular no. {number}", number=number))
    if general.send_at is not None:
        moment = tongue.moment(general.send_at)
        lines.append(tongue.text("<b>Is sent on {moment}</b>", moment=moment))
    return Markup("\n").join(lines)


def _excerpt(visit: Visit, half: CircularText) -> Markup:
    """Return one half under its name, cut where it is long."""
    tongue = visit.tongue
    title = half.title or tongue.plain("without a title")
    heading = Markup("<u>{}</u>\n<b>{}</b>").format(language_label(tongue, half.language), title)
    if not half.text:
        return heading
    first, *others = split(half.text, half.entities, EXCERPT, len(HALVES))
    more = " …" if others else ""
    return Markup("{}\n\n{}{}").format(heading, html(first.text, first.entities), more)


def _facts(visit: Visit, general: GeneralCircular) -> Markup:
    tongue = visit.tongue
    files = draft.files(visit.session, general)
    names = tongue.listed(short(file.name) for file in files) if files else tongue.plain("none")
    return tongue.text(
        "Files: {files}\nAudience: {audience}\nAcknowledgement: {acknowledgement}",
        files=names,
        audience=meant(visit, general),
        acknowledgement=acknowledgement(tongue, general),
    )


# ---- the buttons


def _rows(
    visit: Visit, general: GeneralCircular, halves: dict[Language, CircularText]
) -> tuple[tuple[Button, ...], ...]:
    tongue, key = visit.tongue, general.key
    rows = [tuple(_half_button(tongue, key, at, halves) for at in range(len(HALVES)))]
    if first_missing(visit, general) is not None:
        rows.append((Button(tongue.label("more", "Go on writing"), WritePress(key)),))
    if not visit.who.secretary:
        return (*rows, menu_row(tongue, DraftsPress(0)))
    files = len(draft.files(visit.session, general))
    label = tongue.label("more", "Enclosures")
    pieces = [Button(f"{label} ({files})" if files else label, ChangePress(key, "files", 0))]
    if general.corrects_id is None:
        pieces.append(Button(tongue.label("more", "Audience"), ChangePress(key, "audience", 0)))
    rows += [tuple(pieces), _second(tongue, general, halves)]
    if ready(visit.session, general):
        rows.extend(_sending(tongue, general))
    discard = tongue.label("circular", "Discard draft")
    rows.append((Button(discard, DiscardPress(key, 0)),))
    return (*rows, menu_row(tongue, NewCircularPress(0)))


def _second(
    tongue: Tongue, general: GeneralCircular, halves: dict[Language, CircularText]
) -> tuple[Button, ...]:
    acknowledge = tongue.label("more", "Acknowledgement")
    change = Button(acknowledge, ChangePress(general.key, "acknowledge", 0))
    if not any(half.text for half in halves.values()):
        return (change,)
    return (change, Button(tongue.label("circular", "Test to me"), TryPress(general.key)))


def _sending(tongue: Tongue, general: GeneralCircular) -> tuple[tuple[Button, ...], ...]:
    send = Button(tongue.label("circular", "Send"), AskPress(general.key), style=Style.PRIMARY)
    schedule = tongue.label("circular", "Schedule")
    row = (send, Button(schedule, ChangePress(general.key, "schedule", 0)))
    if general.state is not GeneralState.SCHEDULED:
        return (row,)
    label = tongue.label("more", "Do not send then")
    return (row, (Button(label, UnschedulePress(general.key)),))


def _half_button(
    tongue: Tongue, key: int, at: int, halves: dict[Language, CircularText]
) -> Button:
    half = halves.get(HALVES[at])
    whole = half if half is not None and half.title and half.text else None
    return half_button(tongue, HALVES[at], whole, HalfPress(key, at, 0))


def first_missing(visit: Visit, general: GeneralCircular) -> str | None:
    """Return the step of what is still to be written or chosen; None when nothing is.

    Contact offices write titles and texts only.
    """
    halves = draft.texts(visit.session, general)
    for language in HALVES:
        half = halves.get(language)
        if half is None or not half.title:
            return f"title.{language}"
        if not half.text:
            return f"text.{language}"
    if not visit.who.secretary:
        return None
    if general.audience is None:
        return "audience"
    return "acknowledge" if general.acknowledge is None else None
