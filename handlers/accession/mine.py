"""Accessions: the procedures that concern a person, and how one stands for onlookers."""

from datetime import datetime, timedelta

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.accession import board as boards
from alliance.accession import mine as concerning
from alliance.accession.board import Answer as Stand
from alliance.accession.board import Board
from alliance.accession.mine import Mine
from alliance.refusal import NotAllowed
from handlers.accession import words
from handlers.accession.case import matter_of, numbered
from handlers.accession.presses import BoardPress, MinePress, StatementPress, StatusPress
from handlers.accession.reading import read_button
from handlers.kit import forms
from handlers.kit.buttons import menu_row, short
from handlers.kit.following import following
from handlers.kit.pages import page, turn
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Follow, Screen
from handlers.kit.visit import Entry, Open, Visit
from locales.tongue import Tongue
from storage.accession import AccessionState
from storage.person import Person, Role

FOLLOWED = timedelta(days=60)
BAR = 12


# ---- the list


def overview(visit: Visit, number: int) -> Screen:
    """Return a page of the procedures that concern a person, those that run first."""
    tongue = visit.tongue
    found = concerning.for_person(visit.session, visit.who, visit.now)
    if not found:
        text = tongue.text("<b>Accessions</b>\n\nThere is no procedure at present.")
        return Screen(text, (menu_row(tongue),))
    shown = page(found, number)
    lines = Markup("\n\n").join(_line(visit, one) for one in shown.items)
    rows = tuple(
        (Button(short(_label(tongue, one)), opening(visit.who, one)),) for one in shown.items
    )
    turning = turn(tongue, shown.number, shown.total, MinePress)
    text = tongue.text("<b>Accessions</b>\n\n{lines}", lines=lines)
    return Screen(text, (*rows, *turning, menu_row(tongue)))


def opening(person: Person, one: Mine) -> Press:
    """Return the press that opens a line: the city's statement, the board, or the status."""
    if one.city is not None:
        return StatementPress(one.accession.key, one.accession.round, one.city.code)
    if rights.follows(person):
        return BoardPress(one.accession.key)
    return StatusPress(one.accession.key)


def _label(tongue: Tongue, one: Mine) -> str:
    candidate = one.candidate.name(tongue.language)
    if one.city is None:
        return candidate
    return tongue.plain(
        "{candidate} · for {city}", candidate=candidate, city=one.city.name(tongue.language)
    )


def _line(visit: Visit, one: Mine) -> Markup:
    tongue = visit.tongue
    state = tongue.text(
        "<b>{candidate}</b>, circular no. {number}: {state}",
        candidate=one.candidate.name(tongue.language),
        number=numbered(visit.facts, one.circular, tongue),
        state=words.outcome_name(tongue, one.accession),
    )
    if one.city is None or one.answer is None:
        return state
    said = tongue.text(
        "{city}: {answer}",
        city=one.city.name(tongue.language),
        answer=words.kind_name(tongue, one.answer),
    )
    return Markup("{}\n{}").format(state, said)


def _waits(one: Mine) -> bool:
    """Return whether a person still has to answer for a city."""
    unanswered = one.answer in (Stand.OUTSTANDING, Stand.QUESTION)
    return one.accession.state is AccessionState.OPEN and one.mine and unanswered


def _waiting(visit: Visit) -> int:
    return sum(map(_waits, concerning.for_person(visit.session, visit.who, visit.now)))


# ---- how a procedure stands, in numbers only


def counted(tongue: Tongue, board: Board) -> Markup:
    """Return the counters of a procedure and how many of its cities have consented, as a bar."""
    done = BAR * board.consented // board.asked if board.asked else 0
    return tongue.text(
        "<code>{bar}</code> {consented} of {asked}\n"
        "Consented: {consented} · Question: {questions} · No consent: {objections} · "
        "No answer yet: {outstanding}",
        bar="█" * done + "░" * (BAR - done),
        consented=board.consented,
        asked=board.asked,
        questions=board.count(Stand.QUESTION),
        objections=board.count(Stand.OBJECTION),
        outstanding=board.count(Stand.OUTSTANDING),
    )


def headed(tongue: Tongue, board: Board, number: str) -> Markup:
    """Return the head of a procedure's board and status."""
    said = [
        tongue.text(
            "<b>Accession of {candidate}</b>\nCircular no. {number} of {day}",
            candidate=board.candidate.name(tongue.language),
            number=number,
            day=tongue.day(board.circular.sent_at),
        )
    ]
    if board.accession.target_at is not None and board.accession.state is AccessionState.OPEN:
        moment = tongue.moment(board.accession.target_at)
        said.append(tongue.text("Answers requested by {moment}", moment=moment))
    return Markup("\n").join(said)


def status(
    session: Session, person: Person, accession_id: int, now: datetime, tongue: Tongue
) -> Screen:
    """Return how a procedure stands, without any city's answer.

    Raises NotAllowed for people whom it does not concern, UnknownAccession, NotSent.
    """
    mine = concerning.for_person(session, person, now)
    if accession_id not in [one.accession.key for one in mine]:
        raise NotAllowed
    board = boards.status(session, accession_id, now)
    matter = matter_of(session, accession_id, tongue)
    said = [headed(tongue, board, matter.number), counted(tongue, board)]
    ended = words.outcome(tongue, board.accession, board.candidate.name(tongue.language))
    if ended:
        said.append(ended)
    else:
        said.append(
            tongue.text(
                "Silence is not consent. The accession is only accepted once all member cities "
                "have consented in writing; neither the passing of a date nor a majority "
                "replaces a city's declaration."
            )
        )
    rows = ((read_button(tongue, board.accession),), menu_row(tongue, MinePress(0)))
    follow = Follow("status", board.accession.subject, FOLLOWED)
    return Screen(Markup("\n\n").join(said), rows, follow)


# ---- presses, the command, and what newcomers see


def _list(visit: Visit, press: MinePress) -> Answer:
    forms.pause(visit)
    return Answer(overview(visit, press.page))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(overview(visit, 0))


def _status(visit: Visit, press: StatusPress) -> Answer:
    return Answer(status(visit.session, visit.who, press.accession, visit.now, visit.tongue))


def _newcomer(visit: Visit) -> tuple[Open, ...]:
    """Return what a newcomer's city has not answered, or its own application."""
    return tuple(
        Open(_open_line(visit, one), _open_label(visit.tongue, one), opening(visit.who, one))
        for one in concerning.for_person(visit.session, visit.who, visit.now)
        if _open_for_newcomer(visit.who, one)
    )


def _open_for_newcomer(person: Person, one: Mine) -> bool:
    if one.accession.state is not AccessionState.OPEN:
        return False
    if one.city is None:
        return person.role is Role.CONTACT
    return one.answer in (Stand.OUTSTANDING, Stand.QUESTION)


def _open_line(visit: Visit, one: Mine) -> Markup:
    tongue = visit.tongue
    names = {
        "candidate": one.candidate.name(tongue.language),
        "number": numbered(visit.facts, one.circular, tongue),
    }
    if one.city is None or one.answer is None:
        return tongue.text(
            "<b>Accession of {candidate}</b>, circular no. {number}: {state}",
            **names,
            state=words.outcome_name(tongue, one.accession),
        )
    return tongue.text(
        "<b>Accession of {candidate}</b>, circular no. {number}\n{city}: {answer}",
        **names,
        city=one.city.name(tongue.language),
        answer=words.kind_name(tongue, one.answer),
    )


def _open_label(tongue: Tongue, one: Mine) -> str:
    return tongue.plain("Accession: {candidate}", candidate=_label(tongue, one))


def redraw(visit: Visit, _press: StatusPress) -> Screen:
    """Return the list of procedures, for a press that was refused."""
    return overview(visit, 0)


PRESSES = {MinePress: _list, StatusPress: _status}
REDRAWS = {StatusPress: redraw}
COMMANDS = {"accessions": _command}
VIEWS = {"status": following(status)}
NEWCOMER = (_newcomer,)
MENU = (Entry(lambda tongue: tongue.label("menu", "Accessions"), MinePress(0), count=_waiting),)
