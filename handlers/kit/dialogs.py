"""Finding the rows of forms that are being filled in."""

from sqlmodel import Session, col, select

from handlers.kit.visit import Visit
from storage.dialog import Dialog


def current(session: Session, telegram_id: int) -> Dialog | None:
    """Return the dialog to which a Telegram account's text goes."""
    mine = select(Dialog).where(Dialog.telegram_id == telegram_id, col(Dialog.current))
    return session.exec(mine).first()


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
