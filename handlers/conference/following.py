"""What the board's buttons do: reading, changing, reminding at once, bringing delegations."""

from alliance import rights
from alliance.conference import asking, nudging
from handlers.conference import exporting, fields, itemwords, managing, words
from handlers.conference.presses import (
    ChangesPress,
    ManagePress,
    PrintPress,
    ReadPress,
    RemindPress,
    SetPress,
    TablePress,
)
from handlers.kit import forms, making
from handlers.kit.buttons import back_button
from handlers.kit.pages import turn
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit
from storage.conference import Conference, ConferenceState

REDRAWN = ManagePress | ReadPress | ChangesPress | RemindPress | TablePress | PrintPress


def changes(visit: Visit, conference_id: int) -> Screen:
    """Return what can be changed of a conference; raises NotAllowed, NotInvited and the like."""
    rights.require_secretary(visit.who)
    conference = managing.followed(visit.session, visit.who, conference_id)
    managing.require_ahead(conference, visit.now)
    tongue, key = visit.tongue, conference.key
    text = tongue.text(
        "{heading}\n\nWhat shall change? Everybody who was invited is told what it was and what "
        "it is now; answers and delegations stay.",
        heading=words.heading(visit.session, conference, tongue),
    )

    def button(label: str, what: str) -> Button:
        return Button(label, SetPress(key, what))

    rows = (
        (
            button(tongue.label("more", "Start and end"), "move"),
            button(tongue.label("more", "City and venue"), "place"),
        ),
        (
            button(tongue.label("more", "Agenda"), "reagenda"),
            button(tongue.label("more", "Deadline"), "until"),
        ),
        (
            button(tongue.label("more", "Title"), "retitle"),
            button(tongue.label("more", "Costs"), "recosts"),
        ),
        (button(tongue.label("more", "Reminders"), "reminders"),),
        (button(tongue.label("more", "Call off"), "cancel"),),
        (back_button(tongue, ManagePress(key, 0)),),
    )
    return Screen(text, rows)


def reading(visit: Visit, conference_id: int, at: int) -> Screen:
    """Return what invited cities read: page 0 all of it, then the whole agenda."""
    conference = managing.followed(visit.session, visit.who, conference_id)
    tongue, key = visit.tongue, conference.key
    name = words.called(visit.session, conference, tongue)
    pages = [
        words.described(visit.session, conference, tongue),
        *itemwords.pages(visit.session, conference, name, tongue),
    ]
    at = min(max(at, 0), len(pages) - 1)
    turning = turn(tongue, at, len(pages), lambda to: ReadPress(key, to))
    return Screen(pages[at], (*turning, (back_button(tongue, ManagePress(key, 0)),)))


def _show(visit: Visit, press: ManagePress) -> Answer:
    forms.pause(visit)
    conference = asking.get(visit.session, press.conference)
    if conference.state in (ConferenceState.DRAFT, ConferenceState.DISCARDED):
        return Answer(fields.shown(visit, conference))
    return Answer(managing.shown(visit, conference.key, press.page))


def _read(visit: Visit, press: ReadPress) -> Answer:
    return Answer(reading(visit, press.conference, press.page))


def _changes(visit: Visit, press: ChangesPress) -> Answer:
    forms.pause(visit)
    return Answer(changes(visit, press.conference))


def _remind(visit: Visit, press: RemindPress) -> Answer:
    tongue = visit.tongue
    if not press.sure:
        due = nudging.due(visit.session, visit.who, press.conference, visit.now)
        question = tongue.count(
            "{n} city has not answered definitely, or attends and has named no delegation yet: "
            "{cities}. Remind it now?",
            "{n} cities have not answered definitely, or attend and have named no delegation yet: "
            "{cities}. Remind them now?",
            len(due),
            cities=tongue.listed(city.name(visit.language) for city in due),
        )
        label = tongue.label("board", "Remind")
        sure = Button(label, RemindPress(press.conference, 1), style=Style.PRIMARY)
        row = (sure, back_button(tongue, ManagePress(press.conference, 0)))
        return Answer(Screen(question, (row,)))
    done = nudging.remind(visit.session, visit.who, press.conference, visit.now)
    said = tongue.count("{n} person is reminded.", "{n} people are reminded.", done.people)
    after = managing.shown(visit, press.conference)
    if done.unreachable:
        after = after.under(
            tongue.text(
                "Nobody can be reached here of: {cities}. Please write to them on paper.",
                cities=tongue.listed(city.name(visit.language) for city in done.unreachable),
            )
        )
    return Answer(after, toast=said.striptags())


# ---- the delegations as files


def _table(visit: Visit, press: TablePress) -> Answer:
    conference = _own(visit, press.conference)
    made = exporting.spreadsheet(visit.session, conference, visit.now)
    name = _name(visit, conference, "xlsx")
    return _brought(visit, conference, making.keep(visit, name, exporting.XLSX, made))


def _print(visit: Visit, press: PrintPress) -> Answer:
    conference = _own(visit, press.conference)
    made = exporting.printed(visit.session, conference, visit.now)
    name = _name(visit, conference, "pdf")
    return _brought(visit, conference, making.keep(visit, name, exporting.PDF, made))


def _own(visit: Visit, conference_id: int) -> Conference:
    rights.require_secretary(visit.who)
    return managing.followed(visit.session, visit.who, conference_id)


def _name(visit: Visit, conference: Conference, kind: str) -> str:
    """Return a file's name in the reader's language, with the day of the conference."""
    assert conference.starts is not None
    day = conference.starts.partition("T")[0]
    said = visit.tongue.plain("Delegations")
    return f"{said} {day}.{kind}"


def _brought(visit: Visit, conference: Conference, file: int) -> Answer:
    """Show the board, and after it the file with a word about whose names it holds."""
    caption = visit.tongue.text(
        "Delegations: {title}\nPlease treat the names in it with care and delete the file when it "
        "is not needed any more.",
        title=words.called(visit.session, conference, visit.tongue),
    )
    shown = managing.shown(visit, conference.key)
    return Answer(shown, more=(Screen(caption, document=file),))


def _redraw(visit: Visit, press: REDRAWN) -> Screen:
    """Return what there is to see of a conference after a button was refused."""
    return fields.shown(visit, asking.get(visit.session, press.conference))


PRESSES = {
    ManagePress: _show,
    ReadPress: _read,
    ChangesPress: _changes,
    RemindPress: _remind,
    TablePress: _table,
    PrintPress: _print,
}
REDRAWS = dict.fromkeys(PRESSES, _redraw)
VIEWS = managing.VIEWS
