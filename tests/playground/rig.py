"""A playground of a test's own, spoken to over HTTP as a bot and as the people's phones."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

TOKEN = "110201543:rig-AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
OTHER_TOKEN = "220402086:rig-AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHAT = 7_100_000_001
Json = dict[str, Any]


def refusal(code: int, description: str, retry_after: int | None = None) -> Json:
    """Return the Bot API's answer for a refusal."""
    answer: Json = {"ok": False, "error_code": code, "description": description}
    if retry_after is not None:
        answer["parameters"] = {"retry_after": retry_after}
    return answer


def bad(text: str) -> Json:
    """Return the Bot API's answer for a bad request."""
    return refusal(400, f"Bad Request: {text}")


def keyboard(*labels: str) -> Json:
    """Return an inline keyboard, one button a row, whose data is the label's bytes."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label}] for label in labels]}


@dataclass(slots=True)
class Rig:
    """Calls to one playground; `api` for people and tests, `bot` for the Bot API."""

    http: aiohttp.ClientSession
    url: str

    async def api(self, method: str, path: str, /, **body: object) -> Json:
        """Return the answer's JSON from the page and test side."""
        async with self.http.request(method, f"/api/{path}", json=body or None) as response:
            answer: Json = await response.json()
            return answer

    async def get(self, path: str, **query: str | float) -> Json:
        """Return the answer's JSON of a GET with a query."""
        async with self.http.get(f"/api/{path}", params=query) as response:
            answer: Json = await response.json()
            return answer

    async def bot(self, method: str, /, **values: object) -> Json:
        """Return a Bot API method's whole answer; `token` says which bot calls."""
        token = values.pop("token", TOKEN)
        async with self.http.post(f"/bot{token}/{method}", json=values) as response:
            answer: Json = await response.json()
            assert answer["ok"] is (response.status == 200)
            return answer

    async def done(self, method: str, /, **values: object) -> Any:  # noqa: ANN401  a method's result
        """Return a Bot API method's result; fail when it is refused."""
        answer = await self.bot(method, **values)
        assert answer["ok"], answer
        return answer["result"]

    async def person(self, number: int = CHAT, **fields: object) -> int:
        """Add a person who has already started the bot, and return the id."""
        body = {"id": number, "first_name": "Anna", "started": True} | fields
        answer = await self.api("POST", "people", **body)
        assert answer["ok"], answer
        return number

    async def say(self, text: str = "Guten Tag", number: int = CHAT) -> Json:
        """Let a person type a text; return the message."""
        answer = await self.api("POST", f"people/{number}/text", text=text)
        message: Json = answer["message"]
        return message

    async def updates(self, offset: int = 0, seconds: int = 0) -> list[Json]:
        """Return what getUpdates gives, waiting up to so many seconds."""
        found: list[Json] = await self.done("getUpdates", offset=offset, timeout=seconds)
        return found

    async def message(self, text: str = "Guten Tag", **values: object) -> int:
        """Let the bot send a text to the usual chat; return the message's id."""
        sent = await self.done("sendMessage", chat_id=CHAT, text=text, **values)
        number: int = sent["message_id"]
        return number

    async def calls(self, count: int) -> None:
        """Wait until the playground has begun so many Bot API calls."""
        async with asyncio.timeout(10):
            while (await self.get("log"))["last"] < count:  # noqa: ASYNC110  seen from outside only
                await asyncio.sleep(0)
