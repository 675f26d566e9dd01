"""The scenarios drive our real bot: what they measure did happen."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from sqlmodel import col, select

from storage.accession import Statement, StatementKind
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine, make_session
from tests.bench import mailing, queued
from tests.bench.ordering import Server, serving
from tests.bench.ours import our_bot
from tests.bench.presses import chat_of, prepare

RECEIPT = re.compile(r"ISA-E \d+/\d+")
CITIES = 4
PEOPLE = queued.WARM + 50


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


async def test_presses_are_binding_answers(server: Server, tmp_path: Path) -> None:
    stage = await prepare(tmp_path, server, CITIES)
    await server.reset(texts=True)
    presses = stage.presses(datetime.now(UTC))[:-1]
    async with our_bot(server, tmp_path, stage.town.url, webhook=True):
        await server.inject(presses)
        await server.wait_in(map(chat_of, presses), "editMessageText")
        await server.wait(len(presses), "answerCallbackQuery")
    engine = make_engine(stage.town.url)
    with make_session(engine) as session:
        given = session.exec(select(Statement).order_by(col(Statement.city_code))).all()
    engine.dispose()
    assert [(one.city_code, one.kind) for one in given] == [
        (code, StatementKind.CONSENT) for code in list(stage.town.submits)[:-1]
    ]
    toasts = [one.text for one in await server.log() if one.method == "answerCallbackQuery"]
    told = [RECEIPT.findall(text) for text in toasts]
    assert sorted(told) == [[one.receipt] for one in sorted(given, key=lambda one: one.receipt)]


async def test_queue_is_timed_until_every_row_is_sent(server: Server, tmp_path: Path) -> None:
    post = mailing.build(tmp_path, PEOPLE, datetime.now(UTC))
    queued.hold(post.url)
    sample = await queued.measure(server, post, PEOPLE - queued.WARM, PEOPLE - queued.WARM)
    chats = [one.chat for one in await server.log() if one.method == "sendMessage"]
    assert sorted(set(chats)) == list(post.chats)
    assert len(chats) == PEOPLE
    assert sample.per_second > 0


def test_hold_leaves_nothing_due(tmp_path: Path) -> None:
    post = mailing.build(tmp_path, 5, datetime.now(UTC))
    queued.hold(post.url)
    engine = make_engine(post.url)
    with make_session(engine) as session:
        assert set(session.exec(select(Delivery.state))) == {DeliveryState.HELD}
    engine.dispose()
