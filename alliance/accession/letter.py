"""Answers that came on paper: entered by one secretary, confirmed by another."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from alliance import record, register, rights
from alliance.accession import electorate, ending, evidence, statement, telling, wording
from alliance.accession.draft import usable_file
from alliance.accession.refusals import (
    AlreadyContested,
    CityAnswered,
    LetterDecided,
    LetterOlder,
    LetterWaiting,
    SameSecretary,
    StaleRound,
    UnknownLetter,
)
from alliance.accession.statement import Declared, Wording
from alliance.record import Secret
from alliance.refusal import BadValue, NotAllowed
from storage.accession import Accession, Letter, LetterState, Statement, StatementKind, Via
from storage.attachment import Attachment
from storage.city import City
from storage.language import Language
from storage.person import Person

REASON_LIMIT = 1_000
# In China the day has begun while UTC still has yesterday's date.
EARLIEST_ZONE = timedelta(hours=14)


# ---- asking


def get(session: Session, letter_id: int) -> Letter:
    """Return a letter by its id; raises UnknownLetter."""
    found = session.get(Letter, letter_id, populate_existing=True)
    if found is None:
        raise UnknownLetter(letter_id)
    return found


def waiting(session: Session, accession: Accession) -> list[Letter]:
    """Return the letters of a procedure that wait for a second secretary, oldest first."""
    query = select(Letter).where(
        Letter.accession_id == accession.key, Letter.state == LetterState.ENTERED
    )
    return list(session.exec(query.order_by(col(Letter.id))))


def cities(session: Session, accession: Accession) -> list[City]:
    """Return the cities of the electorate of which no letter waits, those unanswered first."""
    taken = {letter.city_code for letter in waiting(session, accession)}
    answered = electorate.statements(session, accession)
    codes = [code for code in electorate.electors(session, accession) if code not in taken]
    codes.sort(key=lambda code: code in answered)
    return [register.city(session, code) for code in codes]


# ---- acts


def enter(  # noqa: PLR0913 - what stands in the letter, and why it is entered
    session: Session,
    secretary: Person,
    accession_id: int,
    city_code: str,
    *,
    kind: StatementKind,
    text: str | None,
    dated: date,
    reason: str,
    attachment_id: int,
    now: datetime,
) -> Letter:
    """Enter a paper answer with its scan; the other secretaries are asked to confirm it.

    Raises NotActive, NotAllowed, UnknownAccession, Ended, NotAsked, LetterWaiting, FileUnusable,
    LetterOlder, BadValue (text, reason, or dated: "future").
    """
    rights.require_secretary(secretary)
    accession = electorate.locked(session, accession_id)
    electorate.require_open(accession)
    statement.require_asked(session, accession, city_code)
    for other in waiting(session, accession):
        if other.city_code == city_code:
            assert other.id is not None
            raise LetterWaiting(other.id)
    if dated > (now + EARLIEST_ZONE).date():
        raise BadValue("dated", "future")
    _require_latest(session, dated, statement.current(session, accession, city_code))
    letter = Letter(
        accession_id=accession_id,
        round=accession.round,
        city_code=city_code,
        kind=kind,
        text=statement.written(kind, text),
        dated=dated,
        reason=wording.text("reason", reason, REASON_LIMIT),
        attachment_id=attachment_id,
        entered_by=secretary.key,
        entered_at=now,
    )
    usable_file(session, attachment_id)
    session.add(letter)
    session.flush()
    words = record.words(secretary, text=letter.text, reason=letter.reason)
    _record(session, secretary, accession, letter, "entered", now, words)
    telling.letter_entered(session, accession, letter, now)
    telling.redraw_city(session, accession, city_code)
    return letter


def confirm(
    session: Session,
    secretary: Person,
    letter_id: int,
    declaration: str,
    language: Language,
    now: datetime,
) -> Declared:
    """Confirm another secretary's entry: it becomes the city's statement.

    The city's people are told and may contest it. Raises NotActive, NotAllowed, UnknownLetter,
    LetterDecided, SameSecretary (also under a row of another role), Ended, NotAsked, StaleRound,
    LetterOlder, CityAnswered (the city has answered after the letter was entered: the entry
    is to be refused).
    """
    letter, accession = _undecided(session, secretary, letter_id)
    scan = usable_file(session, letter.attachment_id)
    # Who changed roles and came back has a new row, but sent the scan from the same account.
    if letter.entered_by == secretary.key or scan.telegram_id == secretary.telegram_id:
        raise SameSecretary(secretary.key)
    electorate.require_open(accession)
    if letter.round != accession.round:
        raise StaleRound(accession.key, accession.round)
    statement.require_asked(session, accession, letter.city_code)
    before = statement.current(session, accession, letter.city_code)
    if before is not None and before.at > letter.entered_at:
        raise CityAnswered(statement.base_of(before))
    _require_latest(session, letter.dated, before)
    says = Wording(letter.kind, letter.text, declaration, language)
    clerk = electorate.by_id(session, [letter.entered_by])[letter.entered_by]
    body = {
        "letter": letter.id,
        "dated": letter.dated.isoformat(),
        "scan": scan.sha256,
        "confirmed": secretary.key,
    }
    confirmed = record.words(
        secretary, confirmed_by=secretary.name, confirmed_function=secretary.function
    )
    given = statement.keep(
        session,
        accession,
        letter.city_code,
        says,
        clerk,
        Via.LETTER,
        now,
        before=before,
        body=body,
        more=confirmed,
    )
    letter.statement_id = given.id
    _decide(session, letter, LetterState.CONFIRMED, secretary, now)
    telling.letter_confirmed(session, accession, letter, now)
    if letter.kind is not StatementKind.CONSENT:
        telling.not_plain(session, accession, given, now, but=secretary)
    end = ending.settle(session, accession, now)
    telling.redraw_city(session, accession, letter.city_code)
    return Declared(given, before, end)


def refuse(session: Session, secretary: Person, letter_id: int, now: datetime) -> Letter:
    """Refuse an entry, or take one's own back.

    Raises NotActive, NotAllowed, UnknownLetter, LetterDecided.
    """
    letter, accession = _undecided(session, secretary, letter_id)
    _decide(session, letter, LetterState.REFUSED, secretary, now)
    _record(session, secretary, accession, letter, "refused", now, {})
    telling.redraw_city(session, accession, letter.city_code)
    return letter


def contest(session: Session, person: Person, letter_id: int, text: str, now: datetime) -> Letter:
    """Contest a confirmed entry on behalf of the city; the secretariat is told at once.

    Who may: the city's contacts and who answers for it. Raises NotActive, NotAllowed,
    UnknownLetter, LetterDecided (not confirmed), AlreadyContested, BadValue (text).
    """
    rights.require_active(person)
    accession = electorate.locked(session, get(session, letter_id).accession_id)
    letter = get(session, letter_id)
    people = telling.concerned(session, letter.city_code, now)
    if person.key not in {one.key for one in people}:
        raise NotAllowed
    if letter.state is not LetterState.CONFIRMED:
        raise LetterDecided(letter_id, letter.state)
    if letter.contested_at is not None:
        raise AlreadyContested(letter_id)
    letter.contested_text = wording.text("text", text, REASON_LIMIT)
    letter.contested_by = person.key
    letter.contested_at = now
    session.add(letter)
    words = record.words(person, text=letter.contested_text)
    _record(session, person, accession, letter, "contested", now, words)
    telling.letter_contested(session, accession, letter, now)
    telling.redraw_city(session, accession, letter.city_code)
    return letter


# ---- steps that acts share


def _undecided(session: Session, secretary: Person, letter_id: int) -> tuple[Letter, Accession]:
    rights.require_secretary(secretary)
    accession = electorate.locked(session, get(session, letter_id).accession_id)
    # Read again under the lock: somebody else may have decided meanwhile.
    letter = get(session, letter_id)
    if letter.state is not LetterState.ENTERED:
        raise LetterDecided(letter_id, letter.state)
    return letter, accession


def _require_latest(session: Session, dated: date, before: Statement | None) -> None:
    """Raise LetterOlder where the city has declared itself after the day of a letter."""
    if before is None:
        return
    earlier = session.exec(select(Letter).where(Letter.statement_id == before.id)).first()
    city = register.city(session, before.city_code)
    said = earlier.dated if earlier else before.at.astimezone(ZoneInfo(city.zone)).date()
    if dated < said:
        raise LetterOlder(statement.base_of(before))


def _decide(
    session: Session, letter: Letter, state: LetterState, secretary: Person, now: datetime
) -> None:
    letter.state = state
    letter.decided_by = secretary.key
    letter.decided_at = now
    session.add(letter)
    session.flush()


def _record(
    session: Session,
    person: Person,
    accession: Accession,
    letter: Letter,
    step: str,
    now: datetime,
    words: dict[str, Secret],
) -> None:
    body = {
        "letter": letter.id,
        "city": letter.city_code,
        "step": step,
        "statement_kind": letter.kind,
        "dated": letter.dated.isoformat(),
        "scan": session.get_one(Attachment, letter.attachment_id).sha256,
        "by": person.key,
    }
    secrets = record.signature(person) | words
    evidence.append(session, "letter", accession, body, secrets, now)
