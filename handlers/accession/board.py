"""The board of a procedure: counters, cities by state, what is missing, what to do (S-12)."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.accession import board as boards
from alliance.accession import remind as reminders
from alliance.accession.board import Answer as Stand
from alliance.accession.board import Board, CityState, Running
from alliance.refusal import NotAllowed
from handlers.accession import exceptionscreen, words
from handlers.accession.case import matter_of, numbered
from handlers.accession.draftpresses import EnterLetterPress
from handlers.accession.mine import counted, headed
from handlers.accession.presses import (
    AnswerPress,
    BoardPagePress,
    BoardPress,
    ClosePress,
    MinePress,
    ProposeExceptionPress,
    QuestionsPress,
    RemindPress,
    RunningPress,
)
from handlers.accession.reading import letter_rows, read_button
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, back_button, menu_row, short
from handlers.kit.following import following
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Entry, Visit
from locales.tongue import Tongue
from storage.accession import AccessionState
from storage.person import Person, Role

LINES = 26
ORDER = (
    Stand.OUTSTANDING,
    Stand.QUESTION,
    Stand.OBJECTION,
    Stand.REMARK,
    Stand.CONSENT,
    Stand.DROPPED,
)
Rows = tuple[tuple[Button, ...], ...]


# ---- the board


def screen(
    session: Session,
    person: Person,
    accession_id: int,
    now: datetime,
    tongue: Tongue,
    number: int = 0,
) -> Screen:
    """Return a page of the board, the first of which follows by itself.

    Raises NotAllowed for cities' contacts, UnknownAccession, NotSent.
    """
    if not rights.follows(person):
        raise NotAllowed
    board = boards.status(session, accession_id, now)
    states = sorted(boards.visible(board, person), key=lambda state: ORDER.index(state.answer))
    shown = page(states, number, LINES)
    said = [
        headed(tongue, board, matter_of(session, accession_id, tongue).number),
        counted(tongue, board),
        _standing(tongue, board),
        exceptionscreen.told(session, tongue, board),
        _cities(tongue, shown.items),
    ]
    turning = turn(tongue, shown.number, shown.total, lambda to: BoardPagePress(accession_id, to))
    back = RunningPress(0) if person.secretary else MinePress(0)
    follow = Follow("board", board.accession.subject) if shown.number == 0 else None
    rows = (*turning, *_rows(tongue, board, person), menu_row(tongue, back))
    return Screen(Markup("\n\n").join(part for part in said if part), rows, follow)


def _standing(tongue: Tongue, board: Board) -> Markup:
    """Return how it ended; or the ratio if admitted now, and why it is not accepted yet."""
    if board.accession.state is not AccessionState.OPEN:
        name = board.candidate.name(tongue.language)
        return words.outcome(tongue, board.accession, name)
    said = [exceptionscreen.ratio_line(tongue, board)]
    why = tongue.listed(words.why(tongue, reason) for reason in board.reasons)
    said.append(tongue.text("Not accepted yet: {reasons}", reasons=why))
    if board.letters:
        said.append(
            tongue.count(
                "{n} letter waits for confirmation",
                "{n} letters wait for confirmation",
                len(board.letters),
            )
        )
    if board.reminded_at is not None:
        moment = tongue.short(board.reminded_at)
        said.append(tongue.text("Last reminder: {moment}", moment=moment))
    return Markup("\n").join(said)


def _cities(tongue: Tongue, states: Sequence[CityState]) -> Markup:
    groups: dict[Stand, list[Markup]] = {}
    for state in states:
        groups.setdefault(state.answer, []).append(_city(tongue, state))
    return Markup("\n\n").join(
        Markup("<b>{}</b>\n{}").format(
            words.kind_name(tongue, stand), Markup("\n").join(groups[stand])
        )
        for stand in groups
    )


def _city(tongue: Tongue, state: CityState) -> Markup:
    said = [
        tongue.text(
            "{city}, since {moment}",
            city=state.city.name(tongue.language),
            moment=tongue.short(state.since),
        )
    ]
    if state.letter is not None:
        said.append(tongue.text("letter entered"))
    if state.answer is Stand.QUESTION and state.replied:
        said.append(tongue.text("answered"))
    if state.contested:
        said.append(tongue.text("objects to the entry"))
    if state.answer is Stand.OUTSTANDING and not state.reachable:
        said.append(tongue.text("cannot be reached here"))
    elif state.answer is Stand.OUTSTANDING and state.in_charge is None:
        said.append(tongue.text("nobody holds the mandate"))
    return Markup(" · ").join(said)


def _rows(tongue: Tongue, board: Board, person: Person) -> Rows:
    accession = board.accession.key
    read = (read_button(tongue, board.accession),)
    texts = any(state.statement and state.statement.text for state in board.cities)
    rows = []
    if texts and rights.edits_texts(person):
        label = tongue.label("more", "Remarks and questions")
        rows.append((Button(label, QuestionsPress(accession, 0)),))
    if board.accession.state is not AccessionState.OPEN:
        return (*rows, read)
    remind = Button(tongue.label("board", "Remind"), RemindPress(accession, 0))
    if not person.secretary:
        return ((remind,), *rows, read) if person.role is Role.CONTACT_OFFICE else (read,)
    first = (remind, *_answer(tongue, board))
    letter = Button(tongue.label("board", "Enter a letter"), EnterLetterPress(accession))
    close = Button(tongue.label("board", "Close without admission"), ClosePress(accession))
    waiting = letter_rows(tongue, board.cities)
    beyond = exceptionscreen.board_rows(tongue, board)
    return (first, (letter,), *waiting, *beyond, *rows, read, (close,))


def _answer(tongue: Tongue, board: Board) -> tuple[Button, ...]:
    """Return Answer with the number of open questions; the only one is opened at once."""
    questions = board.open_questions
    if not questions:
        return ()
    label = f"{tongue.label('board', 'Answer')} ({len(questions)})"
    only = questions[0].statement
    if len(questions) == 1 and only is not None and only.id is not None:
        return (Button(label, AnswerPress(only.id)),)
    return (Button(label, QuestionsPress(board.accession.key, 0)),)


def shown(visit: Visit, accession_id: int, number: int = 0) -> Screen:
    """Return a board for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, accession_id, visit.now, visit.tongue, number)


# ---- the list, and reminding


def _running(visit: Visit, press: RunningPress) -> Answer:
    if not rights.follows(visit.who):
        raise NotAllowed
    forms.pause(visit)
    tongue = visit.tongue
    found = page(boards.running(visit.session), press.page)
    rows = tuple(
        (Button(short(_line(tongue, one)), BoardPress(one.accession.key)),) for one in found.items
    )
    text = tongue.text("<b>Running procedures</b>\n\nThere is none at present.")
    if rows:
        lines = Markup("\n").join(
            tongue.text(
                "{candidate}, circular no. {number}",
                candidate=one.candidate.name(tongue.language),
                number=numbered(visit.facts, one.circular, tongue),
            )
            for one in found.items
        )
        text = tongue.text("<b>Running procedures</b>\n\n{lines}", lines=lines)
    turning = turn(tongue, found.number, found.total, RunningPress)
    back = DeskPress() if visit.who.secretary else None
    return Answer(Screen(text, (*rows, *turning, menu_row(tongue, back))))


def _line(tongue: Tongue, one: Running) -> str:
    return tongue.plain(
        "{candidate} · {consented} of {asked}",
        candidate=one.candidate.name(tongue.language),
        consented=one.consented,
        asked=one.asked,
    )


def _board(visit: Visit, press: BoardPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.accession))


def _page(visit: Visit, press: BoardPagePress) -> Answer:
    return Answer(shown(visit, press.accession, press.page))


def _remind(visit: Visit, press: RemindPress) -> Answer:
    tongue = visit.tongue
    if not press.sure:
        due = reminders.due(visit.session, visit.who, press.accession, visit.now)
        question = tongue.count(
            "Remind {n} city whose answer is missing: {cities}?",
            "Remind {n} cities whose answers are missing: {cities}?",
            len(due),
            cities=tongue.listed(city.name(visit.language) for city in due),
        )
        label = tongue.label("board", "Remind")
        sure = Button(label, RemindPress(press.accession, 1), style=Style.PRIMARY)
        return Answer(
            Screen(question, ((sure, back_button(tongue, BoardPress(press.accession))),))
        )
    done = reminders.remind(visit.session, visit.who, press.accession, visit.now)
    said = tongue.count("{n} city is reminded.", "{n} cities are reminded.", len(done.cities))
    after = shown(visit, press.accession)
    if done.unreachable:
        after = after.under(
            tongue.text(
                "Nobody can be reached here of: {cities}. Please write to them on paper.",
                cities=tongue.listed(city.name(visit.language) for city in done.unreachable),
            )
        )
    return Answer(after, toast=said.striptags())


def redraw(
    visit: Visit, press: BoardPagePress | RemindPress | ClosePress | ProposeExceptionPress
) -> Screen:
    """Return the board as it is now, for a press that was refused."""
    return shown(visit, press.accession)


PRESSES = {RunningPress: _running, BoardPress: _board, BoardPagePress: _page, RemindPress: _remind}
REDRAWS = {BoardPagePress: redraw, RemindPress: redraw}
VIEWS = {"board": following(screen)}
DESK = (
    Entry(
        lambda tongue: tongue.label("desk", "Running procedures"),
        RunningPress(0),
        count=lambda visit: len(boards.running(visit.session)),
    ),
)
