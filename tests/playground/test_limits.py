"""Rates, latency and the faults that tests order."""

import asyncio
import time
from itertools import pairwise

import aiohttp
import pytest
import telegram

from tests.playground.rig import CHAT, TOKEN, Json, Rig, refusal

TOO_MANY = refusal(429, "Too Many Requests: retry after 2", 2)


async def _send(rig: Rig, number: int = CHAT) -> Json:
    return await rig.bot("sendMessage", chat_id=number, text="x")


async def test_window_of_one_second_refuses_what_is_above_the_rate(rig: Rig) -> None:
    await rig.api("POST", "limits", per_second=3, retry_after=2)
    answers = [await _send(rig) for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3] == TOO_MANY


async def test_window_slides_and_refusals_do_not_count(rig: Rig) -> None:
    await rig.api("POST", "limits", per_second=1)
    sent = []
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        if (await _send(rig))["ok"]:
            sent.append(time.monotonic())
    assert len(sent) == 3
    assert all(later - earlier > 0.95 for earlier, later in pairwise(sent))


async def test_chat_has_its_own_window(rig: Rig) -> None:
    await rig.api("POST", "limits", per_chat=1, retry_after=2)
    other = await rig.person(CHAT + 1)
    answers = [await _send(rig), await _send(rig, other), await _send(rig)]
    assert [answer["ok"] for answer in answers] == [True, True, False]


async def test_edits_count_and_answers_do_not(rig: Rig) -> None:
    number = await rig.message()
    await rig.api("POST", "limits", per_second=1, retry_after=2)
    edit: Json = {"chat_id": CHAT, "message_id": number}
    assert (await rig.bot("editMessageText", text="neu", **edit))["ok"]
    assert await rig.bot("editMessageText", text="neuer", **edit) == TOO_MANY
    answer = await rig.bot("answerCallbackQuery", callback_query_id="1")
    assert answer["error_code"] == 400


async def test_retry_after_stands_in_header_and_log(rig: Rig) -> None:
    await rig.api("POST", "faults", method="sendMessage", kind="429", retry_after=7)
    async with rig.http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": CHAT}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    last = (await rig.get("log"))["calls"][-1]
    assert (last["method"], last["chat"], last["status"], last["retry"]) == (
        "sendMessage", CHAT, 429, 7,
    )  # fmt: skip


async def test_log_goes_on_where_one_left_off(rig: Rig) -> None:
    before = (await rig.get("log"))["last"]
    await _send(rig)
    calls = (await rig.get("log", after=before))["calls"]
    assert [(call["n"], call["method"]) for call in calls] == [(before + 1, "sendMessage")]


async def test_fault_fits_its_method_chat_and_times(rig: Rig) -> None:
    other = await rig.person(CHAT + 1)
    await rig.api("POST", "faults", method="sendMessage", chat=other, times=2, kind="500")
    answers = [
        await _send(rig),
        await rig.bot("getChat", chat_id=other),
        await _send(rig, other),
        await _send(rig, other),
        await _send(rig, other),
    ]
    assert [answer["ok"] for answer in answers] == [True, True, False, False, True]
    assert answers[2] == refusal(500, "Internal Server Error")


async def test_cleared_faults_do_not_strike(rig: Rig) -> None:
    await rig.api("POST", "faults", method="*", times=9, kind="500")
    await rig.api("DELETE", "faults")
    assert (await _send(rig))["ok"]


@pytest.mark.parametrize(("kind", "delivered"), [("drop_before", 0), ("drop_after", 1)])
async def test_dropped_connection_hides_whether_it_was_done(
    rig: Rig, kind: str, delivered: int
) -> None:
    await rig.api("POST", "faults", method="sendMessage", kind=kind)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await _send(rig)
    assert len((await rig.get(f"people/{CHAT}/chat"))["messages"]) == delivered


async def test_bad_gateway_is_no_json(rig: Rig, ptb: telegram.Bot) -> None:
    await rig.api("POST", "faults", method="sendMessage", kind="502")
    with pytest.raises(telegram.error.NetworkError):
        await ptb.send_message(CHAT, "x")
    assert (await rig.get(f"people/{CHAT}/chat"))["messages"] == []


async def test_stalled_answer_comes_late_and_the_message_at_once(rig: Rig) -> None:
    await rig.api("POST", "faults", method="sendMessage", kind="stall", seconds=0.5)
    begun = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(_send(rig))
        seen = await rig.get(f"people/{CHAT}/wait", timeout=5)
        early = sending.done()
    assert (len(seen["messages"]), early, sending.result()["ok"]) == (1, False, True)
    assert time.monotonic() - begun > 0.5


async def test_latency_delays_every_call(rig: Rig) -> None:
    await rig.api("POST", "limits", latency_ms=120)
    begun = time.monotonic()
    await _send(rig)
    assert time.monotonic() - begun >= 0.12


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("limits", {"per_minute": 1}, "there is no limit per_minute"),
        (
            "faults",
            {"kind": "fire"},
            "kind is one of 429, 500, 502, drop_before, drop_after, stall",
        ),
        ("time", {"advance": -1}, "advance is a number of seconds, 0 or more"),
        ("time", {"advance": "morgen"}, "advance is a number of seconds"),
    ],
)
async def test_wrong_orders_are_refused_with_a_sentence(
    rig: Rig, path: str, body: Json, error: str
) -> None:
    assert await rig.api("POST", path, **body) == {"ok": False, "error": error}


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_ptb_knows_flood_control(rig: Rig, ptb: telegram.Bot) -> None:
    await rig.api("POST", "faults", method="sendMessage", kind="429", retry_after=3)
    with pytest.raises(telegram.error.RetryAfter) as caught:
        await ptb.send_message(CHAT, "x")
    assert caught.value._retry_after.total_seconds() == 3
