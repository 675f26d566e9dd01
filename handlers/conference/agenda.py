"""The agenda: lines typed into a new draft, and the form that arranges one item by item."""

from typing import Any

from markupsafe import Markup

from alliance import record, rights
from alliance.conference import asking, draft
from alliance.conference import words as limits
from alliance.conference.changing import ItemText
from alliance.conference.refusals import MustBeAnnounced, TooManyItems
from alliance.refusal import Stale
from handlers.conference import fields, itemlines, itemwords
from handlers.conference.itemlines import Line
from handlers.kit import forms, picking
from handlers.kit.buttons import short
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.conference import AgendaItem, Conference
from storage.dialog import Dialog

ITEM = "i."
SUM = 16
SHOWN = 2600
Row = list[Any]  # of JSON: the item's id or None, German, Chinese, minutes, what it announces


def _example(visit: Visit) -> Markup:
    return visit.tongue.text(
        "One item a line, such as:\n<code>Begrüßung | 开幕致辞 | 15</code>\nThe duration in "
        "minutes may be left out; a title in one language may follow later."
    )


# ---- a new draft: lines are added as they come


def _ask_lines(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    lines = itemwords.lines(visit.session, conference, tongue)
    question = _example(visit)
    if not lines:
        skip = forms.choice(dialog, tongue.label("form", "Skip"), "done")
        return fields.asked(visit, dialog, tongue.plain("Agenda"), question, (skip,))
    said = cut(lines)
    done = forms.choice(dialog, tongue.label("form", "Done"), "done", Style.PRIMARY)
    text = Markup("{}\n\n{}").format(said, question)
    return fields.asked(visit, dialog, tongue.plain("Agenda"), text, (done,))


def _take_lines(visit: Visit, dialog: Dialog, typed: Typed) -> Screen:
    key = fields.conference_of(visit, dialog).key
    for line in itemlines.read(typed.text, visit.tongue):
        draft.add_item(visit.session, visit.who, key, *line, visit.now)
    return _ask_lines(visit, dialog)


def _choose_lines(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    return None if chosen == "done" else _ask_lines(visit, dialog)


def cut(lines: list[Markup]) -> Markup:
    """Return the end of a list, as far as a message has room."""
    shown: list[Markup] = []
    room = SHOWN
    for line in reversed(lines):
        room -= len(line.striptags()) + 1
        if room < 0 and shown:
            return Markup("…\n{}").format(Markup("\n").join(reversed(shown)))
        shown.append(line)
    return Markup("\n").join(reversed(shown))


# ---- arranging: on a copy, until Done


def rows_of(dialog: Dialog) -> list[Row]:
    """Return the agenda as it is arranged in a form."""
    return list(dialog.data.get("agenda", []))


def _begin(visit: Visit, dialog: Dialog) -> list[Row]:
    """Return the copy, taken when the form is first shown."""
    if "agenda" not in dialog.data:
        conference = fields.conference_of(visit, dialog)
        items = asking.items(visit.session, conference)
        forms.put(dialog, agenda=[_row(item) for item in items], before=checksum(items))
    return rows_of(dialog)


def _row(item: AgendaItem) -> Row:
    return [item.key, item.title_de, item.title_zh, item.minutes, item.accession_id]


def checksum(items: list[AgendaItem]) -> str:
    """Return the short checksum of an agenda, so that what was seen is what is changed."""
    return record.checksum([_row(item) for item in items])[:SUM]


def _item(dialog: Dialog, row: Row) -> AgendaItem:
    """Return a row as an item that is stored nowhere, to be named as one."""
    _, de, zh, minutes, accession = row
    return AgendaItem(
        conference_id=int(dialog.subject),
        position=0,
        title_de=de,
        title_zh=zh,
        minutes=minutes,
        accession_id=accession,
        written_at=dialog.touched_at,
        written_by=0,
    )


def lines_of(visit: Visit, dialog: Dialog) -> list[Markup]:
    """Return the arranged agenda as it is read."""
    return [
        itemwords.line(visit.session, _item(dialog, row), at, visit.tongue)
        for at, row in enumerate(rows_of(dialog), start=1)
    ]


def _ask_list(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    rows = _begin(visit, dialog)
    forms.put(dialog, at=None)
    if visit.who.secretary:
        question = tongue.text(
            "Press an item to change it, or send further ones.\n\n{example}",
            example=_example(visit),
        )
    else:
        question = tongue.text("Press an item to change its titles.")
    options = [
        (
            short(f"{at + 1}. {itemwords.title(visit.session, _item(dialog, row), tongue)}"),
            f"{ITEM}{at}",
        )
        for at, row in enumerate(rows)
    ]
    listed = picking.rows(tongue, dialog, options, dialog.data.get("page", 0))
    done = forms.choice(dialog, tongue.label("form", "Done"), "done", Style.PRIMARY)
    name = tongue.plain("Agenda")
    return fields.asked(visit, dialog, name, question, *listed, (done,))


def _take_list(visit: Visit, dialog: Dialog, typed: Typed) -> Screen:
    if not visit.who.secretary:
        raise Wrong(visit.tongue.text("Please choose an item with its button."))
    added = itemlines.read(typed.text, visit.tongue)
    rows = _begin(visit, dialog)
    if len(rows) + len(added) > limits.ITEM_LIMIT:
        raise TooManyItems(limits.ITEM_LIMIT)
    whole = [*rows, *([None, *line, None] for line in added)]
    forms.put(dialog, agenda=whole, page=len(whole))
    return _ask_list(visit, dialog)


def _choose_list(visit: Visit, dialog: Dialog, chosen: str) -> Screen | Answer | None:
    picking.turn(dialog, chosen)
    if chosen == "done":
        forms.put(dialog, at=None)
        return None
    at = chosen.removeprefix(ITEM)
    if chosen.startswith(ITEM) and at.isdecimal() and int(at) < len(_begin(visit, dialog)):
        forms.put(dialog, at=int(at))
        dialog.step = ONE.name
        return Answer(forms.screen(visit, dialog), dialog=dialog.id)
    return _ask_list(visit, dialog)


def _ask_item(visit: Visit, dialog: Dialog) -> Screen:
    tongue, at = visit.tongue, dialog.data["at"]
    rows = rows_of(dialog)
    _, de, zh, minutes, announces = rows[at]
    question = tongue.text(
        "{line}\n\nAs typed: <code>{typed}</code>\nSend it anew to change it.",
        line=lines_of(visit, dialog)[at],
        typed=itemlines.written(Line(de, zh, minutes)),
    )
    buttons = []
    if visit.who.secretary:
        moving = []
        if at > 0:
            moving.append(forms.choice(dialog, tongue.label("more", "Up"), "up"))
        if at < len(rows) - 1:
            moving.append(forms.choice(dialog, tongue.label("more", "Down"), "down"))
        if announces is None:
            moving.append(forms.choice(dialog, tongue.label("more", "Take out"), "out"))
        buttons.append(tuple(moving))
    buttons.append((forms.choice(dialog, tongue.label("more", "Keep as it is"), "keep"),))
    return fields.asked(visit, dialog, tongue.plain("Agenda"), question, *buttons)


def _take_item(visit: Visit, dialog: Dialog, typed: Typed) -> Answer:
    line = itemlines.one(typed.text, visit.tongue)
    rows, at = rows_of(dialog), dialog.data["at"]
    item_id, _, _, minutes, announces = rows[at]
    if not visit.who.secretary:
        line = line._replace(minutes=minutes)
    rows[at] = [item_id, *line, announces]
    return _listed(visit, dialog, rows)


def _choose_item(visit: Visit, dialog: Dialog, chosen: str) -> Answer | Screen:
    rows, at = rows_of(dialog), dialog.data["at"]
    to = {"up": at - 1, "down": at + 1}.get(chosen, at)
    if chosen in ("up", "down") and visit.who.secretary and 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
        forms.put(dialog, agenda=rows, at=to)
        return _ask_item(visit, dialog)
    if chosen == "out" and visit.who.secretary:
        announces = rows.pop(at)[-1]
        if announces is not None:
            raise MustBeAnnounced(announces)
    return _listed(visit, dialog, rows)


def _listed(visit: Visit, dialog: Dialog, rows: list[Row]) -> Answer:
    """Go back to the list, which is the step before the item."""
    forms.put(dialog, agenda=rows, at=None)
    dialog.step = LIST.name
    return Answer(forms.screen(visit, dialog), dialog=dialog.id)


# ---- what becomes of the copy


def wanted(dialog: Dialog) -> list[ItemText]:
    """Return the arranged agenda for the act."""
    return [ItemText(de, zh, minutes, item_id) for item_id, de, zh, minutes, _ in rows_of(dialog)]


def require_fresh(visit: Visit, dialog: Dialog, conference: Conference) -> None:
    """Raise Stale where the agenda has changed since the copy was taken."""
    if dialog.data.get("before") != checksum(asking.items(visit.session, conference)):
        raise Stale


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    """Make a draft's agenda what was arranged."""
    conference = asking.locked(visit.session, fields.conference_of(visit, dialog).key)
    require_fresh(visit, dialog, conference)
    if visit.who.secretary:
        _arrange(visit, conference, wanted(dialog))
        return fields.finish(visit, dialog)
    if not rights.edits_texts(visit.who):
        raise Stale
    for row in wanted(dialog):
        if row.item_id is not None:
            _change(visit, row.item_id, row)
    return fields.finish(visit, dialog)


def _arrange(visit: Visit, conference: Conference, rows: list[ItemText]) -> None:
    kept = {row.item_id for row in rows}
    for item in asking.items(visit.session, conference):
        if item.key not in kept:
            draft.remove_item(visit.session, visit.who, item.key, visit.now)
    for at, row in enumerate(rows, start=1):
        if row.item_id is None:
            text = (row.title_de, row.title_zh, row.minutes)
            added = draft.add_item(visit.session, visit.who, conference.key, *text, visit.now)
            key = added.key
        else:
            key = row.item_id
            _change(visit, key, row)
        draft.move_item(visit.session, visit.who, key, at, visit.now)


def _change(visit: Visit, item_id: int, row: ItemText) -> None:
    text = (row.title_de, row.title_zh, row.minutes)
    draft.change_item(visit.session, visit.who, item_id, *text, visit.now)


LINES = Step("agenda", _ask_lines, _take_lines, _choose_lines)
LIST = Step("list", _ask_list, _take_list, _choose_list)
ONE = Step(
    "item",
    _ask_item,
    _take_item,
    _choose_item,
    when=lambda _visit, dialog: "at" in dialog.data,
)
FORMS = (Form("conference-agenda", (LIST, ONE), _finish, fields.title, left=fields.left),)
