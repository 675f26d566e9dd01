"""The secretariat's written answer to a city's question, and its translation."""

from datetime import datetime

from sqlmodel import Session, col, select

from alliance import record, rights
from alliance.accession import electorate, evidence, telling, wording
from alliance.accession.refusals import NotAQuestion, UnknownReply, UnknownStatement
from alliance.record import Secret
from storage.accession import Accession, Reply, Statement, StatementKind
from storage.language import Language
from storage.person import Person

TEXT_LIMIT = 3_000


def replies(session: Session, statement_id: int) -> list[Reply]:
    """Return the answers to a question, oldest first."""
    query = select(Reply).where(Reply.statement_id == statement_id).order_by(col(Reply.id))
    return list(session.exec(query))


def reply(
    session: Session,
    secretary: Person,
    statement_id: int,
    text: str,
    language: Language,
    now: datetime,
) -> Reply:
    """Answer a question in writing; the city's people are told, and the record keeps it.

    Raises NotActive, NotAllowed, UnknownStatement, NotAQuestion, Ended, BadValue (text: empty,
    control, too-long beyond 3,000 characters).
    """
    rights.require_secretary(secretary)
    statement, accession = _locked(session, statement_id)
    electorate.require_open(accession)
    answer = Reply(
        statement_id=statement_id,
        text=wording.text("text", text, TEXT_LIMIT),
        language=language,
        person_id=secretary.key,
        at=now,
    )
    session.add(answer)
    session.flush()
    words = record.words(secretary, text=answer.text)
    _record(session, secretary, accession, statement, answer, words, now)
    _tell(session, accession, statement, answer, now)
    return answer


def translate_reply(
    session: Session, actor: Person, reply_id: int, text: str, now: datetime
) -> Reply:
    """Add or replace the translation of an answer; contact offices may too.

    Raises NotActive, NotAllowed, UnknownReply, BadValue (as `reply`).
    """
    rights.require_editor(actor)
    answer = session.get(Reply, reply_id)
    if answer is None:
        raise UnknownReply(reply_id)
    statement, accession = _locked(session, answer.statement_id)
    session.refresh(answer)
    clean = wording.text("text", text, TEXT_LIMIT)
    if clean == answer.translation:
        return answer
    answer.translation = clean
    answer.translated_by = actor.key
    session.add(answer)
    session.flush()
    words = record.words(actor, translation=clean)
    _record(session, actor, accession, statement, answer, words, now)
    _tell(session, accession, statement, answer, now)
    return answer


def _locked(session: Session, statement_id: int) -> tuple[Statement, Accession]:
    statement = session.get(Statement, statement_id)
    if statement is None:
        raise UnknownStatement(statement_id)
    if statement.kind is not StatementKind.QUESTION:
        raise NotAQuestion(statement_id)
    return statement, electorate.locked(session, statement.accession_id)


def _record(
    session: Session,
    person: Person,
    accession: Accession,
    statement: Statement,
    answer: Reply,
    words: dict[str, Secret],
    now: datetime,
) -> None:
    body = {
        "city": statement.city_code,
        "receipt": statement.receipt,
        "reply": answer.id,
        "language": answer.language,
        "by": person.key,
    }
    secrets = record.signature(person) | words
    evidence.append(session, "reply", accession, body, secrets, now)


def _tell(
    session: Session, accession: Accession, statement: Statement, answer: Reply, now: datetime
) -> None:
    telling.replied(session, accession, statement.city_code, answer, now)
    telling.redraw_city(session, accession, statement.city_code)
