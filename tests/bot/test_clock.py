"""What happens as time goes by: rows are deleted, loans run out."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.clock import retire
from storage.city import City, Side, Standing
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person, Presence, Role
from storage.view import View
from tests.bot.stand import NOW, Stand

HOUR = timedelta(hours=1)


def update(number: int, state: UpdateState, at: datetime) -> Update:
    return Update(bot_id=1, update_id=number, state=state, received_at=at)


def test_ids_of_updates_go_after_two_days(session: Session) -> None:
    session.add_all(
        [
            update(1, UpdateState.DONE, NOW - 49 * HOUR),
            update(2, UpdateState.DONE, NOW - 47 * HOUR),
            update(3, UpdateState.FAILED, NOW - 49 * HOUR),
            update(4, UpdateState.OWED, NOW - 49 * HOUR),
        ]
    )
    retire(session, NOW)
    assert list(session.exec(select(Update.update_id).order_by(col(Update.update_id)))) == [2, 4]


def test_views_go_when_they_end(session: Session) -> None:
    for number, until in ((1, NOW), (2, NOW + HOUR)):
        session.add(
            View(telegram_id=1, message_id=number, screen="board", subject="x", until=until)
        )
    retire(session, NOW)
    assert list(session.exec(select(View.message_id))) == [2]


def test_what_strangers_began_goes_after_fourteen_days(session: Session) -> None:
    session.add(
        Person(
            telegram_id=3,
            role=Role.CONTACT,
            name="Anna",
            function="Leitung",
            language=Language.DE,
            zone="Europe/Berlin",
            presence=Presence.ACTIVE,
            privacy_version="1",
            privacy_at=NOW,
            registered_at=NOW,
        )
    )
    for telegram_id, days in ((1, 15), (2, 13), (3, 15)):
        at = NOW - timedelta(days=days)
        session.add(Dialog(telegram_id=telegram_id, form="f", step="s", touched_at=at))
    retire(session, NOW)
    left = session.exec(select(Dialog.telegram_id).order_by(col(Dialog.telegram_id)))
    assert list(left) == [2, 3]


async def test_loan_that_ran_out_while_the_bot_slept_is_told_at_the_start(quiet: Stand) -> None:
    anna, bo = await quiet.person("Anna"), await quiet.person("Bo")
    with quiet.session() as session:
        session.add(
            City(
                code="aachen",
                side=Side.DE,
                name_de="Aachen",
                name_zh="亚琛",
                zone="Europe/Berlin",
                standing=Standing.MEMBER,
            )
        )
        session.flush()
        holder, deputy = session.exec(select(Person).order_by(col(Person.id)))
        session.add(
            Mandate(
                city_code="aachen",
                holder_id=holder.key,
                since=NOW - 9 * HOUR,
                deputy_id=deputy.key,
                deputy_since=NOW - 8 * HOUR,
                deputy_until=NOW - HOUR,
            )
        )
    await quiet.start()
    assert (await anna.next())["text"] == "mandate-returned for Anna"
    assert (await bo.next())["text"] == "mandate-returned for Bo"
    await quiet.stop()
    with quiet.session() as session:
        assert session.exec(select(Mandate.deputy_id)).all() == [None]
