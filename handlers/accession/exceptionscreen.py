"""An exception to 2 : 1 on the screen: who wants it and why, on the board and by itself (S-15)."""

from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.accession import board as boards
from alliance.accession import exception
from alliance.accession.board import Board
from handlers.accession.case import matter_of
from handlers.accession.letterscreen import name_of
from handlers.accession.presses import (
    BoardPress,
    ConfirmExceptionPress,
    ExceptionPress,
    ProposeExceptionPress,
    RefuseExceptionPress,
)
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.accession import AccessionState, RatioException
from storage.person import Person

Rows = tuple[tuple[Button, ...], ...]


# ---- on the board


def ratio_line(tongue: Tongue, board: Board) -> Markup:
    """Return the ratio if the candidate were admitted now, and what it would become."""
    ratio = tongue.ratio(board.seats.cn, board.seats.de)
    if board.seat_free:
        return tongue.text("Ratio if admitted now: {ratio}, a seat is free", ratio=ratio)
    if board.exception is not None and board.exception.granted:
        return tongue.text("Ratio if admitted now: {ratio}, a seat by exception", ratio=ratio)
    return tongue.text(
        "Ratio if admitted now: {ratio}, no seat is free (observer city)", ratio=ratio
    )


def told(session: Session, tongue: Tongue, board: Board) -> Markup:
    """Return that an exception is proposed or granted, by whom and why; empty without one."""
    found = board.exception
    if found is None or (found.waits and board.accession.state is not AccessionState.OPEN):
        return Markup()
    reason = tongue.quoted(found.reason)
    if not found.granted:
        return tongue.text(
            "Exception to 2 : 1: proposed by {person}, waits for another person of the "
            "secretariat. Reason: {reason}",
            person=name_of(session, found.proposed_by),
            reason=reason,
        )
    return tongue.text(
        "Exception to 2 : 1: granted by {first} and {second}. Reason: {reason}",
        first=name_of(session, found.proposed_by),
        second=name_of(session, found.confirmed_by),
        reason=reason,
    )


def board_rows(tongue: Tongue, board: Board) -> Rows:
    """Return the secretariat's button to the exception, or to propose one where none is."""
    label = tongue.label("more", "Exception to 2 : 1")
    if board.exception is not None:
        return ((Button(label, ExceptionPress(board.exception.key)),),)
    if board.seat_free:
        return ()
    return ((Button(label, ProposeExceptionPress(board.accession.key)),),)


# ---- by itself


def screen(visit: Visit, exception_id: int) -> Screen:
    """Return an exception as it stands now; raises UnknownException, NotActive, NotAllowed."""
    rights.require_secretary(visit.who)
    found = exception.get(visit.session, exception_id)
    return shown(visit.session, visit.who, found, visit.now, visit.tongue)


def shown(
    session: Session, person: Person, found: RatioException, now: datetime, tongue: Tongue
) -> Screen:
    """Return an exception for a secretary: reason, state, buttons."""
    matter = matter_of(session, found.accession_id, tongue)
    open_ = matter.accession.state is AccessionState.OPEN
    details = tongue.text(
        "<b>Exception to the ratio of 2 : 1</b>\nAccession of {candidate}\n"
        "Circular no. {number}\nProposed by {person} on {moment}\n\n"
        "Reason:\n<blockquote>{reason}</blockquote>",
        candidate=matter.candidate.name(tongue.language),
        number=matter.number,
        person=name_of(session, found.proposed_by),
        moment=tongue.short(found.proposed_at),
        reason=found.reason,
    )
    said = [details]
    if open_:
        said.append(ratio_line(tongue, boards.status(session, found.accession_id, now)))
    said.append(_state(session, person, found, tongue, open_=open_))
    deciding = _deciding(person, found, tongue) if open_ and found.waits else ()
    board = Button(tongue.label("more", "To the board"), BoardPress(found.accession_id))
    return Screen(Markup("\n\n").join(said), (*deciding, (board,), menu_row(tongue)))


def _state(
    session: Session, person: Person, found: RatioException, tongue: Tongue, *, open_: bool
) -> Markup:
    if found.confirmed_at is not None:
        return tongue.text(
            "Confirmed by {person} on {moment}. At the last consent the candidate becomes a "
            "member city, even if the ratio leaves no seat.",
            person=name_of(session, found.confirmed_by),
            moment=tongue.short(found.confirmed_at),
        )
    if found.refused_at is not None:
        return tongue.text(
            "Refused or withdrawn by {person} on {moment}; the exception does not count.",
            person=name_of(session, found.refused_by),
            moment=tongue.short(found.refused_at),
        )
    if not open_:
        return tongue.text("The procedure ended before the exception was confirmed.")
    if found.proposed_by == person.key:
        return tongue.text(
            "Another person of the secretariat has to confirm the exception before it counts."
        )
    return tongue.text(
        "With Confirm, the candidate becomes a member city at the last consent, even if the "
        "ratio leaves no seat. The consent of all member cities stays necessary."
    )


def _deciding(person: Person, found: RatioException, tongue: Tongue) -> Rows:
    if found.proposed_by == person.key:
        label = tongue.label("more", "Withdraw the proposal")
        return ((Button(label, RefuseExceptionPress(found.key), style=Style.DANGER),),)
    confirm = tongue.label("form", "Confirm")
    refuse = tongue.label("approving a contact", "Refuse")
    return (
        (
            Button(confirm, ConfirmExceptionPress(found.key), style=Style.SUCCESS),
            Button(refuse, RefuseExceptionPress(found.key), style=Style.DANGER),
        ),
    )
