"""What the bench's server allows, what it breaks on order, and what it writes down."""

import math
import zlib
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

COUNTED: Final = ("send", "edit", "copy", "forward")
SECOND: Final = 1.0


def counted(method: str) -> bool:
    """Return whether a method counts towards the limits, as messages and edits do."""
    return method.startswith(COUNTED)


def flood(seconds: int) -> dict[str, Any]:
    """Return Telegram's 429, which asks for a pause."""
    return {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }


@dataclass
class Rules:
    """The limits in force; 0 is none.

    `limit` messages and edits in any sliding second, or a bucket of `burst` filled at `rate` a
    second; `per_chat` in any sliding second for one chat. A refused call asks for a pause of
    `retry_after` seconds; where it `holds`, nothing passes before that pause is over.
    `latency_ms` is a call's round trip. `texts` keeps texts in the log.
    """

    latency_ms: float = 0.0
    limit: int = 0
    rate: float = 0.0
    burst: float = 1.0
    per_chat: int = 0
    retry_after: int = 1
    holds: bool = False
    texts: bool = False
    _held_until: float = -math.inf
    _window: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    _tokens: float = 0.0
    _filled_at: float = -math.inf

    def pause(self, chat: int, now: float) -> int:
        """Take a place for a call at a moment and return 0, or the seconds it is to wait."""
        if now < self._held_until:
            return max(1, math.ceil(self._held_until - now))
        if self._admits(chat, now):
            return 0
        if self.holds:
            self._held_until = now + self.retry_after
        return self.retry_after

    def _admits(self, chat: int, now: float) -> bool:
        chats = self._chats.setdefault(chat, deque()) if self.per_chat else None
        if not _room(self._window, self.limit, now):
            return False
        if chats is not None and not _room(chats, self.per_chat, now):
            return False
        if self.rate and not self._token(now):
            return False
        if self.limit:
            self._window.append(now)
        if chats is not None:
            chats.append(now)
        return True

    def _token(self, now: float) -> bool:
        if self._filled_at == -math.inf:
            self._tokens, self._filled_at = self.burst, now
        filled = self._tokens + (now - self._filled_at) * self.rate
        self._tokens, self._filled_at = min(self.burst, filled), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def _room(window: deque[float], limit: int, now: float) -> bool:
    while window and window[0] <= now - SECOND:
        window.popleft()
    return not limit or len(window) < limit


@dataclass
class Fault:
    """A misfortune for calls of `method` ("": every message and edit), or whose name begins so.

    kind: "status" answers with `status` (429 asks for `retry_after`, or for what is left of
    `lasting`), "drop" cuts the connection, "stall" answers well after `seconds` (0: never). With
    `delivered` the call takes effect all the same. It hits each `every`th call after the first
    `skip`, `count` times (0: without end), for `lasting` seconds (0: until reset).
    """

    kind: str
    method: str = ""
    status: int = 500
    delivered: bool = False
    seconds: float = 0.0
    count: int = 1
    every: int = 1
    skip: int = 0
    lasting: float = 0.0
    retry_after: int = 1
    since: float = 0.0
    _seen: int = 0
    _hits: int = 0

    def hits(self, method: str, now: float) -> bool:
        """Return whether a call is hit; it is counted by that."""
        if not (method.startswith(self.method) if self.method else counted(method)):
            return False
        if self.over(now):
            return False
        self._seen += 1
        late = self._seen - self.skip
        if late <= 0 or late % self.every:
            return False
        self._hits += 1
        return True

    def over(self, now: float) -> bool:
        """Return whether it hits no more."""
        late = bool(self.lasting) and now >= self.since + self.lasting
        return late or (bool(self.count) and self._hits >= self.count)

    def pause(self, now: float) -> int:
        """Return the whole seconds that its 429 asks for."""
        if self.lasting:
            return max(1, math.ceil(self.since + self.lasting - now))
        return self.retry_after


class Entry(NamedTuple):
    """A call; `at` is time.monotonic(), which all processes of a machine share.

    `status` 0 is no answer at all; `done` whether the call took effect; `by` is "call", or
    "webhook" for one in the answer to an update. `digest` is the CRC-32 of the text.
    """

    at: float
    method: str
    chat: int
    message_id: int
    query: str
    digest: int
    status: int
    done: bool
    by: str
    text: str


def digest(text: str) -> int:
    """Return the mark by which the log tells texts apart."""
    return zlib.crc32(text.encode())


@dataclass
class Log:
    """Every call since the last reset."""

    entries: list[Entry] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Write a call down."""
        self.entries.append(entry)
        if entry.done:
            self.done[entry.method] += 1

    def summary(self) -> dict[str, Any]:
        """Return counts, and the most messages and edits that took effect in any one second."""
        refused = Counter(str(one.status) for one in self.entries if not one.done)
        times = [one.at for one in self.entries if one.done and counted(one.method)]
        return {
            "accepted": dict(self.done),
            "rejected": dict(refused),
            "most_in_a_second": most_in_a_second(times),
            "first": times[0] if times else None,
            "last": times[-1] if times else None,
        }


def most_in_a_second(times: list[float]) -> int:
    """Return the largest number of moments, in order, within any one second."""
    most, first = 0, 0
    for last, moment in enumerate(times):
        while times[first] <= moment - SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most
