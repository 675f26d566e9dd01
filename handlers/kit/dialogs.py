"""Finding the rows of forms that are being filled in."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from handlers.kit.visit import Visit
from storage.dialog import Dialog

# Telegram's apps cut a text at 4096 characters or a little before; no answer may be that long.
CUT_AT: Final = 3500
CUT_PAUSE: Final = timedelta(seconds=5)
CUT: Final = "_cut"
# Asked at every update: built once.
CURRENT: Final = select(Dialog).where(
    Dialog.telegram_id == bindparam("account"), col(Dialog.current)
)


def current(session: Session, telegram_id: int) -> Dialog | None:
    """Return the dialog to which a Telegram account's text goes."""
    return session.scalars(CURRENT, {"account": telegram_id}).first()


def waiting(visit: Visit) -> list[Dialog]:
    """Return all of a person's open dialogs, the last touched first."""
    mine = select(Dialog).where(Dialog.telegram_id == visit.telegram_id)
    found = visit.session.exec(mine.order_by(col(Dialog.touched_at).desc(), col(Dialog.id).desc()))
    return [dialog for dialog in found if dialog.form in visit.book.forms]


def mine(visit: Visit, dialog_id: int) -> Dialog | None:
    """Return a person's own dialog of a form that still exists; None for anything else."""
    dialog = visit.session.get(Dialog, dialog_id)
    if dialog is None or dialog.telegram_id != visit.telegram_id:
        return None
    return dialog if dialog.form in visit.book.forms else None


def is_rest(visit: Visit, dialog: Dialog, text: str) -> bool:
    """Return whether a message is the rest of one that was too long and came in pieces.

    The tail alone would pass for the whole answer. Notes in the dialog when a piece may follow.
    """
    step, at = dialog.data.get(CUT, (None, ""))
    rest = step == dialog.step and visit.now - datetime.fromisoformat(at) < CUT_PAUSE
    data = {name: value for name, value in dialog.data.items() if name != CUT}
    if len(text) >= CUT_AT:
        data[CUT] = [dialog.step, visit.now.isoformat()]
    dialog.data = data
    return rest
