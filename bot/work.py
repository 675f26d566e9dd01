"""What is done to an update's row: kept, acted upon, set aside. No network here."""

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlmodel import Session, select

from alliance import contact
from bot import channel, closing
from bot.answers import Commands, Owed, owed
from bot.closing import OURS, UPDATES, Shown
from bot.source import Source, blocked, file_of, source
from handlers.kit.screen import Answer
from storage.attachment import Attachment, FetchState
from storage.inbox import UpdateState
from storage.person import Channel

OPEN: Final = (UpdateState.NEW, UpdateState.FETCHING, UpdateState.OWED)

# Run for every update: spoken without the ORM, and built once.
FIND: Final = sa.select(
    UPDATES.c.state, UPDATES.c.payload, UPDATES.c.answer, UPDATES.c.fault
).where(*OURS)
BEGUN: Final = sa.update(UPDATES).where(*OURS).values(attempts=UPDATES.c.attempts + 1)
OWE: Final = BEGUN.values(state=UpdateState.OWED, answer=sa.bindparam("given"))

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """What acts need to know; `registry` offers what handlers/registry.py does."""

    registry: ModuleType
    bot_id: int
    username: str
    files: Path


@dataclass(frozen=True)
class Due:
    """What is to be done next for an update: show `owed`, or fetch the file `attachment`.

    `failed`: what is owed is an apology.
    """

    source: Source
    owed: Owed | None = None
    attachment: Attachment | None = None
    failed: bool = False


def now_utc() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


# ---- acting


def act(session: Session, house: House, update_id: int, now: datetime) -> Due | None:
    """Do what an update asks for, or return what is owed for it already; None when it is closed.

    Whatever the registry raises is a bug, or a passing trouble of the database.
    """
    row, update, origin = _find(session, house, update_id)
    if row.state not in OPEN:
        return None
    if row.answer is not None:
        return Due(origin, Owed.loads(row.answer), failed=row.fault is not None)
    return do(session, house, update, origin, now)


def do(
    session: Session, house: House, update: dict[str, Any], origin: Source, now: datetime
) -> Due | None:
    """Do what an update asks for, or say which file is to be fetched before."""
    update_id: int = update["update_id"]
    attachment = None
    if columns := file_of(update):
        attachment = _attachment(session, house, update, origin, columns, now)
    if attachment is not None and attachment.state is FetchState.TO_FETCH:
        fetching = BEGUN.values(state=UpdateState.FETCHING)
        session.connection().execute(fetching, _key(house, update_id))
        session.flush()
        return Due(origin, attachment=attachment)
    _note_presence(session, update, origin, now)
    answer: Answer | None = house.registry.answer(
        session,
        update,
        now=now,
        files=house.files,
        bot_username=house.username,
        attachment=attachment,
    )
    return _owe(session, house, update_id, origin, answer, now)


def set_aside(
    session: Session, house: House, update_id: int, fault: str, now: datetime
) -> Due | None:
    """Mark an update as one that a bug keeps us from doing; return the apology that is owed.

    When an answer was owed already the act is done, and only its answer could not be shown.
    """
    row, update, origin = _find(session, house, update_id)
    marked = sa.update(UPDATES).where(*OURS).values(fault=fault)
    session.connection().execute(marked, _key(house, update_id))
    answer: Answer | None = None
    try:
        with session.begin_nested():
            answer = house.registry.apology(session, update, fault, done=row.answer is not None)
    except Exception:
        logger.exception("Fault %s: no apology could be made.", fault)
    return _owe(session, house, update_id, origin, answer, now, failed=True)


def _find(
    session: Session, house: House, update_id: int
) -> tuple[sa.Row[Any, Any, Any, Any], dict[str, Any], Source]:
    row = session.connection().execute(FIND, _key(house, update_id)).one()
    update: dict[str, Any] = orjson.loads(row.payload or "{}")
    origin = source(update) or Source(0, 0, private=False)  # of one that is closed: nobody's
    return row, update, origin


def _key(house: House, update_id: int) -> dict[str, int]:
    return {"bot": house.bot_id, "number": update_id}


def new_fault() -> str:
    """Return an id that stands in the log and before the person."""
    return secrets.token_hex(4).upper()


def _note_presence(
    session: Session, update: dict[str, Any], origin: Source, now: datetime
) -> None:
    if blocked(update):
        channel.lost(session, origin.telegram_id, Channel.BLOCKED, now)
    elif origin.private:
        person = contact.by_telegram(session, origin.telegram_id)
        if person is not None and person.channel is not Channel.OPEN:
            channel.found(session, origin.telegram_id, now)
            session.refresh(person)


def _attachment(
    session: Session,
    house: House,
    update: dict[str, Any],
    origin: Source,
    columns: dict[str, Any],
    now: datetime,
) -> Attachment | None:
    """Return the row of the update's file, if somebody waits for one."""
    query = select(Attachment).where(
        Attachment.bot_id == house.bot_id, Attachment.update_id == update["update_id"]
    )
    known = session.exec(query).one_or_none()
    if known is not None or not house.registry.wants_file(session, update):
        return known
    attachment = Attachment(
        bot_id=house.bot_id,
        update_id=update["update_id"],
        telegram_id=origin.telegram_id,
        created_at=now,
        **columns,
    )
    session.add(attachment)
    return attachment


def _owe(
    session: Session,
    house: House,
    update_id: int,
    origin: Source,
    answer: Answer | None,
    now: datetime,
    *,
    failed: bool = False,
) -> Due | None:
    if answer is None and origin.query is None:
        closing.close(session, house.bot_id, update_id, failed=failed)
        return None
    answer = answer or Answer()
    commands = _commands(session, house, origin, changed=answer.menu_changed)
    given = owed(session, answer, commands)
    shown = [
        Shown(origin.chat_id, closing.place_of_answer(update_id, index), one.follow)
        for index, one in enumerate(given.sheets)
    ]
    closing.expect(session, shown, now)
    key = _key(house, update_id)
    session.connection().execute(OWE, {**key, "given": given.dumps()})
    return Due(origin, given, failed=failed)


def _commands(session: Session, house: House, origin: Source, *, changed: bool) -> Commands | None:
    """Return the menu of the person's chat; None in a group, and for strangers who stay that."""
    person = contact.by_telegram(session, origin.telegram_id)
    if not origin.private or (person is None and not changed):
        return None
    language = person.language if person else "de"
    commands: Commands = house.registry.commands(person, language)
    return commands
