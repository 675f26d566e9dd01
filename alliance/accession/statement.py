"""A city's statement: who may give it, what it replaces, and what it leads to (S-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session, col, select

from alliance import lock, mandate, number, record, register
from alliance.accession import electorate, ending, evidence, telling, wording
from alliance.accession.ending import Ending
from alliance.accession.refusals import NotAsked, StaleRound
from alliance.mandate import InCharge
from alliance.record import Secret
from alliance.refusal import AlreadyAnswered, BadValue, NotAllowed, Stale
from storage.accession import Accession, Elector, Statement, StatementKind, Via
from storage.city import City
from storage.language import Language
from storage.person import Person

TEXT_LIMIT = 2_000


@dataclass(frozen=True)
class Right:
    """The right to answer for a city now, by which mandate, and the current statement if any."""

    accession: Accession
    city: City
    charge: InCharge
    current: Statement | None

    @property
    def since(self) -> datetime:
        """Return since when the person may answer."""
        return self.charge.since

    @property
    def base(self) -> int:
        """Return what a declaration made from here replaces: a statement's id, or 0."""
        return base_of(self.current)


@dataclass(frozen=True)
class Declared:
    """A statement that was given; what it replaced, and the end if it was the last consent."""

    statement: Statement
    replaced: Statement | None
    ending: Ending | None


@dataclass(frozen=True)
class Wording:
    """What a statement says: its kind, the city's own text, and the declaration as shown."""

    kind: StatementKind
    text: str | None
    declaration: str
    language: Language


# ---- asking


def current(session: Session, accession: Accession, city_code: str) -> Statement | None:
    """Return a city's current statement of the present round."""
    return electorate.statement_of(session, accession, city_code)


def history(session: Session, accession_id: int, city_code: str) -> list[Statement]:
    """Return every statement that a city gave in a procedure, oldest first."""
    query = select(Statement).where(
        Statement.accession_id == accession_id, Statement.city_code == city_code
    )
    return list(session.exec(query.order_by(col(Statement.id))))


def require(
    session: Session,
    person: Person,
    accession_id: int,
    round_: int,
    city_code: str,
    now: datetime,
) -> Right:
    """Return the person's right to answer for a city in the present round, at this moment.

    Raises NotActive, UnknownAccession, UnknownCity, NotAllowed (people of the candidate),
    NotMandated, Ended, StaleRound, NotAsked.
    """
    return _right(session, person, electorate.get(session, accession_id), round_, city_code, now)


def written(kind: StatementKind, text: str | None) -> str | None:
    """Return the text of a statement as it is kept: none with a consent, else as written.

    Raises BadValue("text", …): empty, control, needless (with a consent), too-long beyond 2,000
    characters.
    """
    if kind is not StatementKind.CONSENT:
        return wording.text("text", text or "", TEXT_LIMIT)
    if text:
        raise BadValue("text", "needless")
    return None


# ---- the act


def claim(
    session: Session,
    person: Person,
    accession_id: int,
    round_: int,
    city_code: str,
    base: int,
    now: datetime,
) -> Right:
    """Lock a procedure for a city's answer and return the right to give it.

    `base` is the id of the statement that was current when the declaration was shown, or 0.
    Raises as `require` does, and AlreadyAnswered when the city has answered since: a double
    press, an old screen, a colleague.
    """
    accession = electorate.locked(session, accession_id, city_code)
    right = _right(session, person, accession, round_, city_code, now)
    if base != right.base:
        if right.current is None:
            raise Stale
        raise AlreadyAnswered(right.base)
    return right


def declare(
    session: Session,
    right: Right,
    *,
    kind: StatementKind,
    text: str | None,
    declaration: str,
    language: Language,
    now: datetime,
) -> Declared:
    """Give a city's statement bindingly; the last consent ends the procedure.

    `right` is what `claim` returned in this transaction, `declaration` what was shown, in
    `language`. Raises as `written` does.
    """
    accession, person = right.accession, right.charge.person
    says = Wording(kind, written(kind, text), declaration, language)
    statement = keep(
        session, accession, right.city.code, says, person, Via.CHAT, now, before=right.current
    )
    telling.stated(session, accession, statement, person, now)
    if kind is not StatementKind.CONSENT:
        telling.not_plain(session, accession, statement, now)
    end = ending.settle(session, accession, now)
    telling.redraw_city(session, accession, right.city.code)
    return Declared(statement, right.current, end)


# ---- steps that acts share


def base_of(statement: Statement | None) -> int:
    """Return the id of a stored statement, 0 for none."""
    if statement is None:
        return 0
    assert statement.id is not None
    return statement.id


def require_asked(session: Session, accession: Accession, city_code: str) -> None:
    """Raise NotAsked for a city that is not, or no longer, in the electorate."""
    elector = lock.reread(session, Elector, (accession.key, city_code))
    if elector is None or elector.dropped_at is not None:
        raise NotAsked(accession.key, city_code)


def keep(  # noqa: PLR0913 - a statement and all that it is kept with
    session: Session,
    accession: Accession,
    city_code: str,
    says: Wording,
    person: Person,
    via: Via,
    now: datetime,
    *,
    before: Statement | None,
    body: Mapping[str, object] = MappingProxyType({}),
    more: Mapping[str, Secret] = MappingProxyType({}),
) -> Statement:
    """Record a statement, mark the one `before` it, and store it under a receipt number."""
    if before is not None:
        before.replaced_at = now
        session.add(before)
        # The unit of work would insert first, and two would be current.
        session.flush()
    receipt = number.receipt(session, now)
    secrets = record.signature(person) | record.words(
        person, declaration=says.declaration, text=says.text
    )
    entry = evidence.append(
        session,
        "statement",
        accession,
        {
            "city": city_code,
            "statement_kind": says.kind,
            "via": via,
            "receipt": receipt,
            "language": says.language,
            "dossier": accession.dossier_sum,
            "by": person.key,
            **body,
        },
        {**secrets, **more},
        now,
    )
    statement = Statement(
        accession_id=accession.key,
        round=accession.round,
        city_code=city_code,
        kind=says.kind,
        text=says.text,
        declaration=says.declaration,
        language=says.language,
        person_id=person.key,
        via=via,
        at=now,
        receipt=receipt,
        checksum=entry.hash,
        record_seq=entry.seq,
    )
    session.add(statement)
    session.flush()
    return statement


def _right(
    session: Session,
    person: Person,
    accession: Accession,
    round_: int,
    city_code: str,
    now: datetime,
) -> Right:
    city = register.city(session, city_code)
    # Nobody consents to the accession of their own city, whatever mandate they were given.
    if person.city_code == accession.candidate_code:
        raise NotAllowed
    charge = mandate.require_mandate(session, person, city_code, now)
    electorate.require_open(accession)
    if round_ != accession.round:
        raise StaleRound(accession.key, accession.round)
    require_asked(session, accession, city_code)
    return Right(accession, city, charge, current(session, accession, city_code))
