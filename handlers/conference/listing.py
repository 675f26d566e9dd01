"""All conferences for secretariat and contact offices: drafts, coming and past ones (S-30)."""

from collections.abc import Sequence

from markupsafe import Markup

from alliance import rights
from alliance.conference import asking, draft
from alliance.conference.draft import Draft
from alliance.refusal import NotAllowed
from handlers.conference import beside, words
from handlers.conference.presses import (
    BeginPress,
    ConferencesPress,
    DraftPress,
    ManagePress,
    NewConferencePress,
)
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from storage.conference import Conference, ConferenceState, EventKind

Entry = tuple[Button, Markup]


def drafts(visit: Visit) -> list[Draft]:
    """Return the drafts that can be taken up, last edited first; empty ones are nothing."""
    return [one for one in draft.open_drafts(visit.session) if not blank(visit, one.conference)]


def blank(visit: Visit, conference: Conference) -> bool:
    """Return whether a draft was begun and left before anything was entered."""
    written = any(item.accession_id is None for item in asking.items(visit.session, conference))
    return not (
        written
        or conference.starts_at is not None
        or conference.host_code is not None
        or asking.texts(visit.session, conference)
    )


def draft_button(visit: Visit, one: Draft) -> Button:
    """Return the button that takes a draft up."""
    title = words.titled(visit.tongue, one.titles)
    label = visit.tongue.plain("Conference: {title}", title=title)
    return Button(short(label), DraftPress(one.conference.key))


def draft_line(visit: Visit, one: Draft) -> Markup:
    """Return who had a draft last."""
    return visit.tongue.text(
        "{title}: in progress, last edited by {person} on {moment}.",
        title=short(words.titled(visit.tongue, one.titles)),
        person=one.editor.name,
        moment=visit.tongue.short(one.conference.edited_at),
    )


def beginning(visit: Visit, number: int = 0) -> Screen:
    """Return where a conference begins, with the drafts; raises NotActive, NotAllowed."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    shown = page(drafts(visit), number)
    text = tongue.text("<b>New conference</b>\n\nWhat shall take place?")
    if shown.items:
        text = tongue.text(
            "<b>New conference</b>\n\nNobody has been invited to these yet. Take one up, or begin "
            "a new one: what shall take place?"
        )
        lines = Markup("\n").join(draft_line(visit, one) for one in shown.items)
        text = Markup("{}\n\n{}").format(text, lines)
    kinds = [Button(words.kind_name(tongue, kind), BeginPress(kind)) for kind in EventKind]
    rows = (
        *((draft_button(visit, one),) for one in shown.items),
        *turn(tongue, shown.number, shown.total, NewConferencePress),
        *(tuple(kinds[at : at + 1]) for at in range(len(kinds))),
        menu_row(tongue, DeskPress()),
    )
    return Screen(text, rows)


def screen(visit: Visit, number: int = 0) -> Screen:
    """Return all conferences, coming ones first; raises NotAllowed for cities' contacts."""
    if not rights.follows(visit.who):
        raise NotAllowed
    tongue = visit.tongue
    shown = page(_entries(visit), number)
    text = tongue.text("<b>Conferences</b>\n\nThere is none yet.")
    if shown.items:
        lines = Markup("\n").join(line for _, line in shown.items)
        text = tongue.text("<b>Conferences</b>\n\n{lines}", lines=lines)
    new = Button(tongue.label("desk", "New conference"), NewConferencePress(0))
    rows = (
        *((button,) for button, _ in shown.items),
        *turn(tongue, shown.number, shown.total, ConferencesPress),
        *(((new,),) if visit.who.secretary else ()),
        *beside.rows(visit),
        menu_row(tongue),
    )
    return Screen(text, rows)


def draft_entries(visit: Visit) -> list[Entry]:
    """Return the drafts for whoever may write their texts, each with its button and its line."""
    if not rights.edits_texts(visit.who):
        return []
    return [(draft_button(visit, one), draft_line(visit, one)) for one in drafts(visit)]


def _entries(visit: Visit) -> list[Entry]:
    """Return drafts, coming and past ones, each with its button and its line."""
    found = draft_entries(visit)
    coming = asking.coming(visit.session, visit.now)
    past = asking.past(visit.session, visit.now)
    titles = asking.titles_of(visit.session, [one.key for one in (*coming, *past)])
    for one in (*coming, *past):
        label = words.line(one, titles[one.key], visit.tongue)
        found.append(
            (Button(short(label), ManagePress(one.key, 0)), _line(visit, one, label, past))
        )
    return found


def _line(visit: Visit, conference: Conference, label: str, past: Sequence[Conference]) -> Markup:
    tongue = visit.tongue
    if conference.state is ConferenceState.CANCELLED:
        return tongue.text("{conference}: called off", conference=label)
    if conference in past:
        return tongue.text("{conference}: past", conference=label)
    return tongue.text("{conference}: invited", conference=label)


def show(visit: Visit, press: ConferencesPress) -> Answer:
    """Answer somebody who looks for conferences."""
    forms.pause(visit)
    return Answer(screen(visit, press.page))
