"""What happens as time goes by: rows are deleted, loans run out, circulars fall due."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.circular import sending
from bot.clock import Every, retire
from handlers.conference import delegating
from storage.circular import Circular
from storage.city import City, Side, Standing
from storage.conference import Delegate, Sector
from storage.delivery import Delivery
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.language import Language
from storage.mandate import Mandate
from storage.minutes import Resolution
from storage.person import Person, Presence, Role
from storage.view import View
from tests.alliance.circular.writing import drafted
from tests.alliance.people import seat, secretary, someone
from tests.bot import reminded
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


def test_lists_of_delegates_that_were_left_go_after_a_month(session: Session) -> None:
    anna = someone(session)
    for number, (form, days) in enumerate(
        ((delegating.NAME, 31), (delegating.NAME, 29), ("conference", 31))
    ):
        at = NOW - timedelta(days=days)
        session.add(
            Dialog(
                telegram_id=anna.telegram_id or 0,
                form=form,
                subject=f"{number}.aachen",
                step="list",
                touched_at=at,
                current=False,
            )
        )
    retire(session, NOW)
    assert list(session.exec(select(Dialog.subject).order_by(col(Dialog.id)))) == [
        "1.aachen",
        "2.aachen",
    ]


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


async def test_circular_that_fell_due_while_the_bot_slept_goes_out_at_the_start(
    quiet: Stand,
) -> None:
    anna = await quiet.person("Anna")
    await quiet.person("Sekretariat", Role.SECRETARIAT)
    at = datetime.now(UTC)
    with quiet.session() as session:
        contact, clerk = session.exec(select(Person).order_by(col(Person.id)))
        contact.city_code = seat(session, "aachen").code
        general = drafted(session, clerk, "aachen")
        sending.schedule(session, clerk, general.key, at, at - HOUR)
    await quiet.start()
    assert (await anna.next())["text"] == "circular for Anna"
    await quiet.stop()
    with quiet.session() as session:
        circular = session.exec(select(Circular)).one()
        assert (circular.serial, circular.sent_by) == (1, clerk.key)


def test_names_of_delegations_go_some_time_after_the_event(session: Session) -> None:
    clerk = secretary(session)
    for code, days in (("aachen", 91), ("bonn", 89)):
        reminded.city(session, code, clerk.zone)
        held = reminded.conference(session, clerk, code, NOW - timedelta(days=days, hours=4))
        session.add(
            Delegate(
                conference_id=held.key,
                city_code=code,
                position=1,
                name="Anna Beispiel",
                function="Leitung",
                sector=Sector.POLITICS,
                entered_at=NOW,
                entered_by=clerk.key,
            )
        )
    session.flush()
    retire(session, NOW)
    assert list(session.exec(select(Delegate.city_code))) == ["bonn"]


async def test_resolution_that_is_to_be_done_is_reminded_of(quiet: Stand) -> None:
    desk = await quiet.person("Sekretariat", Role.SECRETARIAT)
    await quiet.person("Anna")
    now = datetime.now(UTC)
    with quiet.session() as session:
        clerk, contact = session.exec(select(Person).order_by(col(Person.id)))
        contact.city_code = seat(session, "aachen").code
        general = drafted(session, clerk, "aachen")
        held = reminded.conference(session, clerk, "aachen", now - timedelta(days=30))
        sending.send(session, clerk, general.key, now - timedelta(days=20))
        session.add(
            Resolution(
                conference_id=held.key,
                position=1,
                text_de="Das Sekretariat berichtet.",
                text_zh="秘书处提交报告。",
                due_on=now.date(),
                entered_at=now,
                entered_by=clerk.key,
                general_id=general.key,
            )
        )
        session.execute(sa.delete(Delivery))  # of the circular
    await quiet.start()
    assert (await desk.next())["text"] == "resolution-reminder for Sekretariat"
    await quiet.stop()


def test_clock_that_was_put_forward_by_years_goes_on_at_once() -> None:
    every, now = Every(seconds=1, timezone="UTC"), datetime.now(UTC)
    later = now + timedelta(days=57 * 366)
    at: datetime | None = now
    times = []
    while at is not None and at <= later:
        times.append(at)
        at = every.get_next_fire_time(at, later)
    assert len(times) <= 2
    assert at is not None
    assert timedelta() < at - later <= timedelta(seconds=1)


def test_clock_goes_second_by_second() -> None:
    every, now = Every(seconds=3, timezone="UTC"), datetime.now(UTC)
    assert every.get_next_fire_time(now, now) == now + timedelta(seconds=3)
