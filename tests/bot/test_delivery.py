"""Deliveries: each reaches its person, or it is known why not."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from storage.attachment import Attachment, FetchState
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Channel, Person, Role
from storage.view import View
from tests.bot.stand import BOT_ID, NOW, Phone, Stand, standing


def deliveries(stand: Stand) -> list[Delivery]:
    with stand.session() as session:
        return list(session.exec(select(Delivery).order_by(col(Delivery.id))))


def states(stand: Stand) -> list[DeliveryState]:
    return [delivery.state for delivery in deliveries(stand)]


def queue(stand: Stand, phone: Phone, kind: str = "news", **more: Any) -> None:  # noqa: ANN401 - columns
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == phone.id)).one()
        columns: dict[str, Any] = {"not_before": NOW, "queued_at": NOW, "lane": Lane.NOTICE} | more
        session.add(Delivery(kind=kind, person_id=person.key, **columns))


async def test_delivery_is_sent_and_settled(quiet: Stand) -> None:
    anna = await quiet.person("Anna <3")
    queue(quiet, anna)
    await quiet.start()
    message = await anna.next()
    await quiet.stop()
    (delivery,) = deliveries(quiet)
    assert message["text"] == "news for Anna <3"
    assert (delivery.state, delivery.message_id) == (DeliveryState.SENT, message["message_id"])
    assert (delivery.attempts, delivery.language, delivery.error) == (1, "de", None)
    assert delivery.checksum == hashlib.sha256(b"news for Anna &lt;3").hexdigest()
    assert delivery.settled_at is not None


async def test_act_is_followed_by_its_notices_in_order_of_lanes(stand: Stand) -> None:
    anna, bo = await stand.phone(), await stand.person("Bo")
    assert await anna.says("tell late@3 soon@1 between@2") == "Told"
    assert [(await bo.next())["text"] for _ in range(3)] == [
        "soon for Bo",
        "between for Bo",
        "late for Bo",
    ]


async def test_parts_arrive_in_order(quiet: Stand) -> None:
    anna = await quiet.person()
    for number in range(12):
        queue(quiet, anna, f"part {number}")
    await quiet.fault("sendMessage", "429", retry_after=1)
    await quiet.start()
    for _ in range(12):
        await anna.next()
    assert await anna.chat() == [f"part {number} for Anna" for number in range(12)]


async def test_pointless_delivery_is_dropped(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "pointless")
    queue(quiet, anna)
    await quiet.start()
    await anna.next()
    await quiet.stop()
    assert states(quiet) == [DeliveryState.DROPPED, DeliveryState.SENT]


async def test_delivery_waits_for_its_time(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "tomorrow", not_before=datetime.now(UTC) + timedelta(days=1))
    queue(quiet, anna, "soon", not_before=datetime.now(UTC) + timedelta(seconds=1))
    await quiet.start()
    assert (await anna.next())["text"] == "soon for Anna"
    await quiet.stop()
    assert states(quiet) == [DeliveryState.QUEUED, DeliveryState.SENT]


async def test_flood_wait_sends_later_and_once(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna)
    await quiet.fault("sendMessage", "429", retry_after=1)
    await quiet.start()
    await anna.next()
    await quiet.stop()
    (delivery,) = deliveries(quiet)
    assert await anna.chat() == ["news for Anna"]
    assert (delivery.state, delivery.attempts, delivery.repeat) == (DeliveryState.SENT, 1, False)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("drop_after", ["news for Anna", "Perhaps again: news for Anna"]),
        ("drop_before", ["Perhaps again: news for Anna"]),
    ],
)
async def test_uncertain_delivery_comes_again_and_says_so(
    quiet: Stand, kind: str, seen: list[str]
) -> None:
    anna = await quiet.person()
    queue(quiet, anna)
    await quiet.fault("sendMessage", kind)
    await quiet.start()
    for _ in seen:
        await anna.next()
    await quiet.stop()
    (delivery,) = deliveries(quiet)
    assert await anna.chat() == seen
    assert (delivery.state, delivery.attempts, delivery.repeat) == (DeliveryState.SENT, 2, True)


async def test_delivery_in_flight_at_a_crash_comes_again_and_says_so(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "pointless", state=DeliveryState.SENDING, attempts=1)
    queue(quiet, anna, state=DeliveryState.SENDING, attempts=1)
    await quiet.start()
    assert (await anna.next())["text"] == "Perhaps again: news for Anna"
    await quiet.stop()
    assert states(quiet) == [DeliveryState.DROPPED, DeliveryState.SENT]


async def test_delivery_that_nobody_has_in_hand_comes_without_a_restart(stand: Stand) -> None:
    anna, bo = await stand.person(), await stand.person("Bo")
    queue(stand, anna, state=DeliveryState.SENDING, attempts=1)
    queue(stand, bo)
    assert (await bo.next())["text"] == "news for Bo"
    assert (await anna.next())["text"] == "Perhaps again: news for Anna"
    await stand.stop()
    assert states(stand) == [DeliveryState.SENT, DeliveryState.SENT]


async def test_letter_that_all_see_alike_reaches_everybody(quiet: Stand) -> None:
    people = [await quiet.person(f"P{number}") for number in range(5)]
    for phone in people:
        queue(quiet, phone, "letter", lane=Lane.CIRCULAR)
    await quiet.start()
    texts = {(await phone.next())["text"] for phone in people}
    await quiet.stop()
    # The stand's letters name one of their readers, which shows that they were drawn together.
    assert (len(texts), states(quiet)) == (1, [DeliveryState.SENT] * 5)


async def test_progress_of_deliveries_is_drawn_again(stand: Stand) -> None:
    anna, bo = await stand.person(), await stand.person("Bo")
    with stand.session() as session:
        session.add(
            View(
                telegram_id=anna.id,
                message_id=10_000,
                screen="progress",
                subject="delivery:circular:1",
                until=datetime.now(UTC) + timedelta(hours=1),
            )
        )
    queue(stand, bo, subject="circular:1")
    await bo.next()
    while stand.calls("editMessageText") == []:
        await bo.says("and now?")
    assert [call["chat"] for call in stand.calls("editMessageText")] == [anna.id]


@pytest.mark.parametrize(
    ("act", "channel"), [("block", Channel.BLOCKED), ("deactivate", Channel.GONE)]
)
async def test_unreachable_person_is_refused_and_told_once(
    quiet: Stand, act: str, channel: Channel
) -> None:
    anna, secretary = await quiet.person(), await quiet.person("Sek", Role.SECRETARIAT)
    await quiet.start()
    assert await anna.says("Hallo")
    await quiet.stop()
    await quiet.post(f"/api/people/{anna.id}/{act}")
    for text in ("channel-lost for Sek", "news for Sek"):
        queue(quiet, anna)
        await quiet.start()
        assert (await secretary.next())["text"] == text
        await quiet.stop()
        queue(quiet, secretary)
    with quiet.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
    assert person.channel is channel
    with quiet.session() as session:
        refused = session.exec(select(Delivery.state).where(Delivery.person_id == person.key))
        assert list(refused) == [DeliveryState.REFUSED, DeliveryState.REFUSED]


async def test_what_telegram_never_takes_fails_with_its_reason(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "refused")
    queue(quiet, anna)
    await quiet.start()
    await anna.next()
    await quiet.stop()
    failed, sent = deliveries(quiet)
    assert (failed.state, sent.state) == (DeliveryState.FAILED, DeliveryState.SENT)
    assert str(failed.error).startswith("Can't parse entities")


async def test_bug_in_a_renderer_fails_one_delivery(
    quiet: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "broken")
    queue(quiet, anna)
    await quiet.start()
    assert (await anna.next())["text"] == "news for Anna"
    await quiet.stop()
    failed, _ = deliveries(quiet)
    logged = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert failed.state is DeliveryState.FAILED
    assert [str(failed.error)] == [f"{logged[0].split(':')[0]}: LookupError"] * len(logged)


async def test_person_without_chat_is_refused(quiet: Stand) -> None:
    anna, bo = await quiet.person(), await quiet.person("Bo")
    queue(quiet, anna)
    queue(quiet, bo)
    with quiet.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
        person.telegram_id = None
    await quiet.start()
    await bo.next()
    await quiet.stop()
    assert states(quiet) == [DeliveryState.REFUSED, DeliveryState.SENT]


async def test_document_goes_by_its_id_or_its_bytes(quiet: Stand) -> None:
    anna = await quiet.person()
    quiet.settings.files.mkdir(parents=True)
    digest = hashlib.sha256(b"letter").hexdigest()
    (quiet.settings.files / digest).write_bytes(b"letter")
    with quiet.session() as session:
        session.add(
            Attachment(
                bot_id=BOT_ID + 1,
                update_id=1,
                telegram_id=1,
                file_id="of another bot",
                name="信.pdf",
                mime="application/pdf",
                size=6,
                sha256=digest,
                state=FetchState.READY,
                created_at=NOW,
            )
        )
    queue(quiet, anna, "document")
    await quiet.start()
    message = await anna.next()
    await quiet.stop()
    assert (message["caption"], message["document"]["file_name"]) == ("A file", "信.pdf")
    with quiet.session() as session:
        attachment = session.exec(select(Attachment)).one()
        attachment.bot_id, attachment.file_id = BOT_ID, message["document"]["file_id"]
    queue(quiet, anna, "document")
    await quiet.start()
    again = await anna.next()
    assert again["document"]["file_id"] == message["document"]["file_id"]


async def test_followed_delivery_becomes_a_view(quiet: Stand) -> None:
    anna = await quiet.person()
    queue(quiet, anna, "followed")
    await quiet.start()
    message = await anna.next()
    await quiet.stop()
    with quiet.session() as session:
        view = session.exec(select(View)).one()
    assert (view.telegram_id, view.message_id) == (anna.id, message["message_id"])
    assert (view.screen, view.subject) == ("statement", "number")


async def test_press_is_answered_before_the_rest_of_a_circular(
    sqlite_database: str, tmp_path: Path
) -> None:
    async with standing(sqlite_database, tmp_path / "files", start=False, rate=1) as stand:
        people = [await stand.person(f"P{number}") for number in range(30)]
        for person in people:
            queue(stand, person, lane=Lane.CIRCULAR)
        anna = await stand.phone()
        await stand.start()
        await people[0].next()
        await anna.says("Hallo")
        await stand.stop()
        assert states(stand).count(DeliveryState.QUEUED) > 0
