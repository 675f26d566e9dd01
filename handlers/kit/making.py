"""Files that the program makes itself: kept as any other file, so that a screen can bring them."""

import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from handlers.kit.visit import Visit
from storage.attachment import Attachment, FetchState

# No bot has this id: whichever runs uploads the bytes instead of naming a file of Telegram's.
MADE_HERE = 0
# Such files can be made again, and may hold names; Telegram has what was sent.
KEPT = timedelta(days=30)


def keep(visit: Visit, name: str, mime: str, data: bytes) -> int:
    """Keep a file made for whoever is here; return its Attachment's id, for `Screen.document`.

    The same bytes under the same name are one file.
    """
    digest = store(visit.files, data)
    made = select(Attachment).where(
        Attachment.bot_id == MADE_HERE,
        Attachment.telegram_id == visit.telegram_id,
        Attachment.sha256 == digest,
        Attachment.name == name,
    )
    kept = visit.session.exec(made.order_by(col(Attachment.id))).first()
    if kept is None:
        kept = Attachment(
            bot_id=MADE_HERE,
            update_id=0,
            telegram_id=visit.telegram_id,
            file_id="",
            name=name,
            mime=mime,
            size=len(data),
            sha256=digest,
            state=FetchState.READY,
            created_at=visit.now,
        )
    kept.created_at = visit.now
    visit.session.add(kept)
    visit.session.flush()
    assert kept.id is not None
    return kept.id


def only_read(attachment: Attachment, now: datetime) -> None:
    """Have a file that somebody sent, of which only the content counts, removed like one of ours.

    The caller's session writes the row.
    """
    attachment.bot_id, attachment.created_at = MADE_HERE, now


def forget_old(session: Session, folder: Path, now: datetime) -> int:
    """Remove the files that were last made 30 days ago or earlier; return how many."""
    old = session.exec(
        select(Attachment).where(
            Attachment.bot_id == MADE_HERE, col(Attachment.created_at) <= now - KEPT
        )
    ).all()
    for made in old:
        session.delete(made)
    session.flush()
    gone = {made.sha256 for made in old}
    kept = session.exec(select(Attachment.sha256).where(col(Attachment.sha256).in_(gone)))
    for digest in gone - set(kept):
        (folder / str(digest)).unlink(missing_ok=True)
    return len(old)


def store(folder: Path, content: bytes) -> str:
    """Write bytes into a folder under their SHA-256, whole or not at all; return that."""
    digest = hashlib.sha256(content).hexdigest()
    target = folder / digest
    if not target.exists():
        handle, name = tempfile.mkstemp(dir=folder, prefix=".partial-")
        with os.fdopen(handle, "wb") as partial:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
        Path(name).replace(target)
        _sync(folder)
    return digest


def _sync(folder: Path) -> None:
    """Have a folder's names on the disk, as its files are: a row will refer to them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
