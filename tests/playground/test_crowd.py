"""Simulated contacts answer a bot that asks as the statement flow does."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.playground.rig import Json, Rig, keyboard

CITIES = range(8_000_000_001, 8_000_000_046)
ROW = {
    "de": ("✅ Zustimmen", "Mit Anmerkung zustimmen", "Rückfrage", "Nicht zustimmen"),
    "zh": ("✅ 同意", "同意并附说明", "提出询问", "不同意"),
}
SUBMIT = {"de": "Verbindlich abgeben", "zh": "正式提交"}
CHOICES = ("consent", "remark", "question", "object")


@dataclass
class Asking:
    """A bot that asks every city, shows a declaration and counts what is submitted."""

    rig: Rig
    language: dict[int, str] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    submitted: Counter[str] = field(default_factory=Counter)

    async def ask(self, number: int, language: str) -> None:
        self.language[number] = language
        await self.rig.done(
            "sendMessage", chat_id=number, text="?", reply_markup=keyboard(*ROW[language])
        )

    async def serve(self) -> None:
        offset = 0
        while True:
            for update in await self.rig.updates(offset, seconds=50):
                offset = update["update_id"] + 1
                if "message" in update:
                    await self.read(update["message"])
                elif "callback_query" in update:
                    await self.pressed(update["callback_query"])

    async def read(self, message: Json) -> None:
        number = message["chat"]["id"]
        self.words[number] = message["text"]
        if self.chosen[number] == "question":
            self.submitted["question"] += 1
            await self.rig.done("sendMessage", chat_id=number, text="Wird beantwortet.")
            return
        await self.declare(number)

    async def declare(self, number: int) -> None:
        button = SUBMIT[self.language[number]]
        await self.rig.done(
            "sendMessage", chat_id=number, text="Erklärung", reply_markup=keyboard(button)
        )

    async def pressed(self, query: Json) -> None:
        number, data = query["from"]["id"], query["data"]
        await self.rig.done("answerCallbackQuery", callback_query_id=query["id"])
        message = {"chat_id": number, "message_id": query["message"]["message_id"]}
        if data in SUBMIT.values():
            self.submitted[self.chosen[number]] += 1
            await self.rig.done("editMessageText", text="Eingegangen.", **message)
            return
        self.chosen[number] = CHOICES[ROW[self.language[number]].index(data)]
        if self.chosen[number] == "consent":
            await self.declare(number)
        else:
            await self.rig.done("editMessageText", text="Bitte schreiben Sie.", **message)


@asynccontextmanager
async def asking(rig: Rig, people: range) -> AsyncIterator[Asking]:
    asked = Asking(rig)
    for number in people:
        language = "zh" if number % 2 else "de"
        await rig.person(number, simulated=True, language_code=language, label=str(number))
        await asked.ask(number, language)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(asked.serve())
        yield asked
        serving.cancel()


async def _finished(rig: Rig) -> Json:
    """Follow the events until the crowd rests; return its last state."""
    event = 0
    while True:
        state = await rig.get("state")
        if not state["crowd"]["running"]:
            crowd: Json = state["crowd"]
            return crowd
        event = state["event"]
        async with rig.http.get("/api/events", params={"after": event}) as response:
            await response.content.readuntil(b"data: ")


async def test_crowd_waits_until_it_is_let(rig: Rig) -> None:
    async with asking(rig, CITIES[:2]):
        crowd = (await rig.get("state"))["crowd"]
    assert crowd == {
        "waiting": 2,
        "answered": 0,
        "running": False,
        "people": [
            {"id": number, "label": str(number), "state": "waiting"} for number in CITIES[:2]
        ],
    }


async def test_all_45_cities_consent_at_once(rig: Rig) -> None:
    async with asking(rig, CITIES) as asked:
        started = await rig.api("POST", "crowd/answer", people="all", choice="consent")
        crowd = await _finished(rig)
    assert started == {"ok": True, "started": 45}
    assert asked.submitted == {"consent": 45}
    assert (crowd["waiting"], crowd["answered"]) == (0, 45)


@pytest.mark.parametrize("choice", ["remark", "question", "object"])
async def test_other_answers_are_written_in_the_persons_language(rig: Rig, choice: str) -> None:
    people = CITIES[:2]
    async with asking(rig, people) as asked:
        await rig.api("POST", "crowd/answer", people=list(people), choice=choice)
        crowd = await _finished(rig)
    assert asked.submitted == {choice: 2}
    assert crowd["answered"] == 2
    chinese, german = (asked.words[number] for number in people)
    assert (chinese.isascii(), german[0].isascii()) == (False, True)


async def test_one_answers_and_the_others_wait(rig: Rig) -> None:
    people = CITIES[:3]
    async with asking(rig, people) as asked:
        await rig.api("POST", "crowd/answer", people=[people[1]], choice="consent")
        crowd = await _finished(rig)
    assert asked.submitted == {"consent": 1}
    assert [one["state"] for one in crowd["people"]] == ["waiting", "answered", "waiting"]


async def test_nobody_asked_means_nobody_starts(rig: Rig) -> None:
    await rig.person(CITIES[0], simulated=True)
    started = await rig.api("POST", "crowd/answer", people="all", choice="consent")
    wrong = await rig.api("POST", "crowd/answer", people="all", choice="perhaps")
    assert started == {"ok": True, "started": 0}
    assert wrong == {
        "ok": False,
        "error": "choice is one of consent, remark, question, object",
    }


async def test_blocked_city_fails_and_the_others_go_on(rig: Rig) -> None:
    people = CITIES[:2]
    async with asking(rig, people) as asked:
        await rig.api("POST", f"people/{people[0]}/block")
        await rig.api("POST", "crowd/answer", people="all", choice="consent")
        crowd = await _finished(rig)
    assert asked.submitted == {"consent": 1}
    assert [one["state"] for one in crowd["people"]] == ["failed", "answered"]
