"""Simulated contacts: they answer a city's request through the chat, as a person would."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

from playground.chats import Bot, Message, Person, Query
from playground.limits import ApiError
from playground.phone import Phone, Refused, labelled
from playground.world import World

log = logging.getLogger(__name__)
CHOICES: Final = {
    "consent": ("Zustimmen", "同意"),
    "remark": ("Mit Anmerkung zustimmen", "同意并附说明"),
    "question": ("Rückfrage", "提出询问"),
    "object": ("Nicht zustimmen", "不同意"),
}
SUBMIT: Final = ("Verbindlich abgeben", "正式提交")
CONFIRM: Final = ("Bestätigen", "确认")
WORDS: Final = {
    "remark": {
        "de": "Wir regen an, das erste Arbeitstreffen gemeinsam vorzubereiten.",
        "zh": "建议共同筹备首次工作会议。",
    },
    "question": {
        "de": "Welche Unternehmen werden im ersten Jahr beteiligt sein?",
        "zh": "请问第一年将有哪些企业参与？",
    },
    "object": {
        "de": "Unser Rat hat über diesen Beitritt nicht abschließend beraten.",
        "zh": "我市有关部门尚未就此形成一致意见。",
    },
}
PATIENCE_SECONDS: Final = 30.0
SETTLE_SECONDS: Final = 0.2
STEPS: Final = 8
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Crowd:
    """All simulated people, and how far each has come."""

    def __init__(self, world: World, spawn: Spawn) -> None:
        self.world = world
        self.spawn = spawn
        self.states: dict[int, str] = {}
        self.rested: dict[int, int] = {}
        self.running = 0

    def answer(self, bot: Bot, people: Iterable[Person], choice: str, pause: float) -> int:
        """Let those who have a request answer it, `pause` seconds apart; return how many do."""
        labels = CHOICES.get(choice)
        if labels is None:
            raise Refused(400, f"choice is one of {', '.join(CHOICES)}")
        started = 0
        for person in people:
            request = _newest(Phone(self.world, bot, person), labels)
            if request is None or self.states.get(person.id) == "running":
                continue
            self._state(person, "running")
            self.running += 1
            visit = Visit(Phone(self.world, bot, person), choice)
            self.spawn(self._follow(visit, request, pause * started))
            started += 1
        return started

    def forget(self) -> None:
        """Forget how far everybody has come."""
        self.states.clear()
        self.rested.clear()

    async def _follow(self, visit: "Visit", request: Message, pause: float) -> None:
        person = visit.phone.person
        try:
            await asyncio.sleep(pause)
            done = await visit.answer(request)
            self.rested[person.id] = self.world.feed.number
            self._state(person, "answered" if done else "failed")
            if not done:
                log.warning("simulated person %s found no way to answer", person.id)
        except (Refused, ApiError) as refusal:
            self._state(person, "failed")
            log.warning("simulated person %s could not answer: %s", person.id, refusal)
        finally:
            self.running -= 1
            self.world.person_changed(person)

    def _state(self, person: Person, state: str) -> None:
        self.states[person.id] = state
        self.world.person_changed(person)

    def json(self, bot: Bot | None) -> dict[str, Any]:
        """The crowd for /api/state: waiting, answered, running, failed or idle, one by one."""
        people = [
            {"id": one.id, "label": one.label, "state": self._now(bot, one)}
            for one in self.world.people.values()
            if one.simulated
        ]
        states = [one["state"] for one in people]
        return {
            "waiting": sum(state in ("waiting", "running", "failed") for state in states),
            "answered": states.count("answered"),
            "running": self.running > 0,
            "people": people,
        }

    def _now(self, bot: Bot | None, person: Person) -> str:
        state = self.states.get(person.id)
        if state in ("running", "failed"):
            return state
        if bot is not None and any(
            (request := _newest(Phone(self.world, bot, person), labels))
            # A request that still stands in the chat after it was answered is not open again.
            and request.event > self.rested.get(person.id, 0)
            for labels in CHOICES.values()
        ):
            return "waiting"
        return state or "idle"


def _newest(phone: Phone, labels: tuple[str, ...]) -> Message | None:
    """Return the newest message of the chat that bears one of the labels."""
    for message in reversed(phone.chat.messages.values()):
        if not message.from_me and labelled(message, *labels):
            return message
    return None


def _bearing(messages: list[Message], labels: tuple[str, ...]) -> Message | None:
    return next((message for message in messages if labelled(message, *labels)), None)


class Visit:
    """One simulated person going through one answer, step by step."""

    def __init__(self, phone: Phone, choice: str) -> None:
        self.phone = phone
        self.choice = choice
        self.typed = False

    async def answer(self, request: Message) -> bool:
        """Press, write what is asked for, submit; say whether it came to an end."""
        seen = self.phone.world.feed.number
        if not await self._press(request, CHOICES[self.choice]):
            return False
        for _ in range(STEPS):
            news = await self._news(seen)
            if not news:
                return False
            seen = self.phone.world.feed.number
            if submit := _bearing(news, SUBMIT):
                await self._press(submit, SUBMIT)
                return bool(await self._news(seen))
            if self.typed and (confirm := _bearing(news, CONFIRM)):
                await self._press(confirm, CONFIRM)
            elif self.choice in WORDS and not self.typed:
                self._write()
            elif self.choice == "question":
                # A question ends with its text: there is nothing to submit bindingly.
                return True
        return False

    def _write(self) -> None:
        words = WORDS[self.choice]
        language = "zh" if self.phone.person.language_code.startswith("zh") else "de"
        self.phone.type(words[language])
        self.typed = True

    async def _press(self, message: Message, labels: tuple[str, ...]) -> bool:
        button = labelled(message, *labels)
        if button is None or "callback_data" not in button:
            return False
        query = self.phone.press(message, button["callback_data"])
        return await answered(query, PATIENCE_SECONDS) is not None

    async def _news(self, seen: int) -> list[Message]:
        """Wait until the bot has written or edited, and until it pauses; newest first."""
        chat = self.phone.chat
        wait = PATIENCE_SECONDS
        while not (fresh := self._fresh(seen)):
            if not await chat.bell.wait(wait):
                return []
        while await chat.bell.wait(SETTLE_SECONDS):
            fresh = self._fresh(seen)
        return fresh

    def _fresh(self, seen: int) -> list[Message]:
        messages = self.phone.chat.messages.values()
        new = [one for one in messages if not one.from_me and one.event > seen]
        return sorted(new, key=lambda one: one.event, reverse=True)


async def answered(query: Query, seconds: float) -> dict[str, Any] | None:
    """Wait for the answer to a press; None when the time runs out first."""
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(query.answer)
    except TimeoutError:
        return None
