"""New conference: from the desk to the question before anybody is invited, and drafts' fate."""

from typing import Any, Final

from markupsafe import Markup

from alliance import rights
from alliance.circular.audience import Reach
from alliance.conference import asking, draft, inviting
from alliance.conference.refusals import Unready
from alliance.refusal import Stale
from handlers.conference import (
    agenda,
    changing,
    fields,
    listing,
    managing,
    moments,
    place,
    preview,
    reminding,
    texts,
    turns,
    words,
)
from handlers.conference.presses import (
    AskPress,
    BeginPress,
    ConferencesPress,
    DiscardPress,
    DraftPress,
    HalfPress,
    InvitePress,
    NewConferencePress,
    SetPress,
    StillRightPress,
    TextPress,
    WritePress,
)
from handlers.conference.texts import Piece
from handlers.kit import forms
from handlers.kit.buttons import back_button
from handlers.kit.halves import half_of, taken_over, with_word
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Form, Visit
from storage.conference import Conference, ConferenceState
from storage.language import Language

OF_DRAFTS: Final = frozenset({"host", "times", "agenda", "deadline"})
OF_INVITED: Final = frozenset(
    {"move", "place", "retitle", "recosts", "until", "reagenda", "cancel"}
)

# ---- beginning and planning


def _new(visit: Visit, press: NewConferencePress) -> Answer:
    rights.require_secretary(visit.who)
    forms.pause(visit)
    return Answer(listing.beginning(visit, press.page))


def _begin(visit: Visit, press: BeginPress) -> Answer:
    """Open the form for a new draft, or for one's own in which there is nothing yet."""
    rights.require_secretary(visit.who)
    own = (
        one.conference
        for one in draft.open_drafts(visit.session)
        if one.editor.key == visit.who.key
        and one.conference.kind is press.kind
        and listing.blank(visit, one.conference)
    )
    conference = next(own, None) or draft.start(visit.session, visit.who, press.kind, visit.now)
    return forms.open(visit, "conference", str(conference.key))


def _show(visit: Visit, press: DraftPress) -> Answer:
    forms.pause(visit)
    return Answer(preview.screen(visit, press.conference))


def _show_half(visit: Visit, press: HalfPress) -> Answer:
    return Answer(preview.half_screen(visit, press.conference, press.half))


def _write(visit: Visit, press: WritePress) -> Answer:
    """Go on with the first piece that is missing; with the preview when none is."""
    conference = preview.editable(visit, press.conference)
    missing = preview.first_missing(visit, conference)
    if missing is None:
        return Answer(preview.screen(visit, conference.key))
    word = taken_over(visit, conference)
    if not visit.who.secretary:
        what, _, language = missing.partition(".")
        subject = texts.subject(conference.key, Piece(what, Language(language)))
        return with_word(forms.open(visit, "conference-text", subject, anew=True), word)
    forms.open(visit, "conference", str(conference.key))
    dialog = forms.current(visit)
    assert dialog is not None
    dialog.step = missing
    return with_word(Answer(forms.screen(visit, dialog), dialog=dialog.id), word)


def _text(visit: Visit, press: TextPress) -> Answer:
    """Open the form for one text of a draft, with the word about who had it before."""
    conference = preview.editable(visit, press.conference)
    word = taken_over(visit, conference)
    piece = Piece(press.what, half_of(press.half))
    subject = texts.subject(conference.key, piece)
    return with_word(forms.open(visit, "conference-text", subject, anew=True), word)


def _set(visit: Visit, press: SetPress) -> Answer:
    """Open the form for what is to be set in a draft, or changed after inviting."""
    conference = asking.get(visit.session, press.conference)
    if press.what != "agenda" or not rights.edits_texts(visit.who):
        rights.require_secretary(visit.who)
    if conference.state is not ConferenceState.DRAFT:
        managing.require_ahead(conference, visit.now)
    known = OF_DRAFTS if conference.state is ConferenceState.DRAFT else OF_INVITED
    if press.what not in known | {"reminders"}:
        raise Stale
    drafted = conference.state is ConferenceState.DRAFT
    word = taken_over(visit, conference) if drafted else None
    opened = forms.open(visit, f"conference-{press.what}", str(conference.key), anew=True)
    return with_word(opened, word)


def _still_right(visit: Visit, press: StillRightPress) -> Answer:
    conference = preview.editable(visit, press.conference)
    language = half_of(press.half)
    if press.shown != preview.pair_sum(visit, conference):
        raise Stale
    draft.confirm_half(visit.session, visit.who, conference.key, language, visit.now)
    toast = visit.tongue.plain("Noted as checked.")
    return Answer(preview.screen(visit, conference.key), toast=toast)


# ---- inviting, giving up


def _ask(visit: Visit, press: AskPress) -> Answer:
    rights.require_secretary(visit.who)
    conference = preview.editable(visit, press.conference)
    if draft.gaps(visit.session, conference, visit.now):
        return Answer(preview.screen(visit, conference.key))
    reach = inviting.reach(visit.session, visit.now)
    invite = Button(
        visit.tongue.label("form", "Confirm"),
        InvitePress(conference.key, preview.shown_sum(visit, conference)),
        style=Style.SUCCESS,
    )
    row = (invite, back_button(visit.tongue, DraftPress(conference.key)))
    said = [
        _question(visit, conference, reach),
        turns.deviation(visit, conference),
        preview.reached(visit, reach),
    ]
    return Answer(Screen(Markup("\n\n").join(one for one in said if one), (row,)))


def _question(visit: Visit, conference: Conference, reach: Reach) -> Markup:
    tongue = visit.tongue
    return tongue.count(
        "{title}\n{when}\n\nThe invitation now goes to all {cities} member and observer cities: "
        "{n} person. Changes afterwards are told to everybody.",
        "{title}\n{when}\n\nThe invitation now goes to all {cities} member and observer cities: "
        "{n} people. Changes afterwards are told to everybody.",
        reach.people,
        title=words.heading(visit.session, conference, tongue),
        when=words.when(conference, tongue),
        cities=len(reach.cities),
    )


def _invite(visit: Visit, press: InvitePress) -> Answer:
    """Invite to what the question was about; anything else is stale. Then the board."""
    rights.require_secretary(visit.who)
    conference = preview.editable(visit, press.conference)
    if lacking := draft.gaps(visit.session, conference, visit.now):
        raise Unready(tuple(lacking))
    if press.shown != preview.shown_sum(visit, conference):
        raise Stale
    inviting.invite(visit.session, visit.who, conference.key, visit.now)
    fields.forget_all(visit, conference)
    toast = visit.tongue.plain("The invitations are on their way.")
    return Answer(managing.shown(visit, conference.key), toast=toast)


def _discard(visit: Visit, press: DiscardPress) -> Answer:
    rights.require_secretary(visit.who)
    conference, tongue = preview.editable(visit, press.conference), visit.tongue
    if press.sure:
        draft.discard(visit.session, visit.who, conference.key, visit.now)
        fields.forget_all(visit, conference)
        toast = tongue.plain("The draft is discarded.")
        return Answer(listing.beginning(visit), toast=toast)
    question = tongue.text(
        "The draft of {title} with all its texts is given up. Discard it?",
        title=tongue.quoted(words.called(visit.session, conference, tongue)),
    )
    discard = Button(
        tongue.label("circular", "Discard draft"),
        DiscardPress(conference.key, 1),
        style=Style.DANGER,
    )
    row = (discard, back_button(tongue, DraftPress(conference.key)))
    return Answer(Screen(question, (row,)))


def _redraw(visit: Visit, press: Any) -> Screen | None:  # noqa: ANN401 - any press about a draft
    """Return what there is to see of a conference after a button was refused."""
    conference = asking.get(visit.session, press.conference)
    if conference.state is ConferenceState.DISCARDED:
        return listing.screen(visit)
    return fields.shown(visit, conference)


def _form() -> Form:
    steps = (
        *texts.pair("title"),
        place.HOST,
        *texts.pair("venue"),
        moments.STARTS,
        moments.ENDS,
        agenda.LINES,
        moments.DEADLINE,
        *texts.pair("costs"),
    )
    return Form("conference", steps, fields.finish, fields.title, left=fields.left, saves=True)


ABOUT_A_DRAFT = {
    DraftPress: _show,
    WritePress: _write,
    HalfPress: _show_half,
    TextPress: _text,
    SetPress: _set,
    StillRightPress: _still_right,
    AskPress: _ask,
    InvitePress: _invite,
    DiscardPress: _discard,
}
PRESSES = ABOUT_A_DRAFT | {
    NewConferencePress: _new,
    BeginPress: _begin,
    ConferencesPress: listing.show,
}
REDRAWS = dict.fromkeys(ABOUT_A_DRAFT, _redraw)
FORMS = (
    _form(),
    *texts.FORMS,
    *place.FORMS,
    *moments.FORMS,
    *agenda.FORMS,
    *reminding.FORMS,
    *changing.FORMS,
)
DESK = (Entry(lambda tongue: tongue.label("desk", "New conference"), NewConferencePress(0)),)
