"""A letter's entry on the screen: what it declares, how far it is, and what may be done."""

from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import register
from alliance.accession import electorate, letter
from alliance.refusal import NotAllowed
from handlers.accession.draftpresses import (
    ConfirmLetterPress,
    ContestPress,
    LetterPress,
    RefuseLetterPress,
    ScanPress,
)
from handlers.accession.letterdeclaration import declared_by
from handlers.accession.presses import BoardPress
from handlers.accession.words import kind_name
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.accession import Letter, LetterState, Statement
from storage.person import Person

Rows = tuple[tuple[Button, ...], ...]


def key(entry: Letter) -> int:
    """Return the id of a stored letter."""
    assert entry.id is not None
    return entry.id


def concerned(session: Session, person: Person, entry: Letter, now: datetime) -> bool:
    """Return whether a person speaks for the letter's city: its contacts, who is in charge."""
    charge = electorate.in_charge(session, [entry.city_code], now).get(entry.city_code)
    in_charge = charge is not None and charge.key == person.key
    return in_charge or person.city_code == entry.city_code


def require_reader(session: Session, person: Person, entry: Letter, now: datetime) -> None:
    """Raise NotAllowed for anybody but the secretariat and, once confirmed, the city's people."""
    told = entry.state is LetterState.CONFIRMED and concerned(session, person, entry, now)
    if not (person.secretary or told):
        raise NotAllowed


def screen(visit: Visit, letter_id: int) -> Screen:
    """Return a letter's entry as it stands now; raises UnknownLetter, NotAllowed."""
    entry = letter.get(visit.session, letter_id)
    require_reader(visit.session, visit.who, entry, visit.now)
    return shown(visit.session, visit.who, entry, visit.now, visit.tongue)


def to_board(tongue: Tongue, accession_id: int) -> Screen:
    """Return the way back to the board after a form was left."""
    board = Button(tongue.label("more", "To the board"), BoardPress(accession_id))
    return Screen(tongue.text("No letter was entered."), ((board,), menu_row(tongue)))


def shown(
    session: Session, person: Person, entry: Letter, now: datetime, tongue: Tongue
) -> Screen:
    """Return an entry for a reader: what it declares, its state, its buttons."""
    blocks = [_details(session, entry, tongue)]
    accession = electorate.get(session, entry.accession_id)
    blocks.append(declared_by(session, accession, entry).html)
    blocks.append(_state(session, person, entry, tongue))
    rows = _rows(session, person, entry, now, tongue)
    return Screen(Markup("\n\n").join(blocks), rows)


def _details(session: Session, entry: Letter, tongue: Tongue) -> Markup:
    return tongue.text(
        "<b>Letter of {city}</b>\nAccession of {candidate}\nAnswer: {kind}\nDated: {day}\n"
        "Entered by {person} on {moment}\nReason of the entry: {reason}",
        city=register.city(session, entry.city_code).name(tongue.language),
        candidate=_candidate(session, entry, tongue),
        kind=kind_name(tongue, entry.kind),
        day=tongue.day(entry.dated),
        person=name_of(session, entry.entered_by),
        moment=tongue.short(entry.entered_at),
        reason=entry.reason,
    )


def _candidate(session: Session, entry: Letter, tongue: Tongue) -> str:
    accession = electorate.get(session, entry.accession_id)
    return register.city(session, accession.candidate_code).name(tongue.language)


def name_of(session: Session, person_id: int | None) -> str:
    """Return a person's name; a dash for nobody."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.name if person else "–"


def _state(session: Session, person: Person, entry: Letter, tongue: Tongue) -> Markup:
    match entry.state:
        case LetterState.ENTERED if entry.entered_by == person.key:
            return tongue.text(
                "Another person of the secretariat has to confirm the entry before it counts."
            )
        case LetterState.ENTERED:
            return tongue.text(
                "Please compare the entry with the scan. With Confirm it becomes the statement "
                "of the city, and the city's people are told."
            )
        case LetterState.REFUSED:
            return tongue.text(
                "The entry was refused by {person} on {moment}; it does not count.",
                person=name_of(session, entry.decided_by),
                moment=tongue.short(entry.decided_at) if entry.decided_at else "–",
            )
        case LetterState.CONFIRMED:
            return _confirmed(session, entry, tongue)


def _confirmed(session: Session, entry: Letter, tongue: Tongue) -> Markup:
    statement = session.get(Statement, entry.statement_id)
    assert statement is not None
    text = tongue.text(
        "Confirmed by {person} on {moment}.\nReceipt: <code>{receipt}</code>\n"
        "Checksum (SHA-256): <code>{sum}</code>",
        person=name_of(session, entry.decided_by),
        moment=tongue.short(statement.at),
        receipt=statement.receipt,
        sum=statement.checksum,
    )
    if entry.contested_at is None:
        return text
    contested = tongue.text(
        "{person} objected to the entry on {moment}; the secretariat has been told.",
        person=name_of(session, entry.contested_by),
        moment=tongue.short(entry.contested_at),
    )
    return Markup("{}\n\n{}").format(text, contested)


def _rows(session: Session, person: Person, entry: Letter, now: datetime, tongue: Tongue) -> Rows:
    scan = Button(tongue.label("more", "Show the scan"), ScanPress(key(entry)))
    rows: list[tuple[Button, ...]] = [(scan,)]
    if entry.state is LetterState.ENTERED and person.secretary:
        rows.append(_deciding(session, person, entry, tongue))
    if (
        entry.state is LetterState.CONFIRMED
        and entry.contested_at is None
        and concerned(session, person, entry, now)
    ):
        label = tongue.label("more", "Object to the entry")
        rows.append((Button(label, ContestPress(key(entry))),))
    if person.secretary:
        label = tongue.label("more", "To the board")
        rows.append((Button(label, BoardPress(entry.accession_id)),))
    return (*rows, menu_row(tongue))


def _deciding(
    session: Session, person: Person, entry: Letter, tongue: Tongue
) -> tuple[Button, ...]:
    if entry.entered_by == person.key:
        label = tongue.label("more", "Take back the entry")
        return (Button(label, RefuseLetterPress(key(entry)), style=Style.DANGER),)
    accession = electorate.get(session, entry.accession_id)
    checksum = declared_by(session, accession, entry).short
    return (
        Button(
            tongue.label("form", "Confirm"),
            ConfirmLetterPress(key(entry), checksum),
            style=Style.SUCCESS,
        ),
        Button(
            tongue.label("approving a contact", "Refuse"),
            RefuseLetterPress(key(entry)),
            style=Style.DANGER,
        ),
    )


def show_button(tongue: Tongue, entry: Letter) -> Button:
    """Return the button that shows an entry."""
    return Button(tongue.label("more", "Show"), LetterPress(key(entry)))
