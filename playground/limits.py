"""What Telegram refuses: its error texts, its rates, and faults that a test orders."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

TEXT_BYTES: Final = 32768
TEXT_POINTS: Final = 4096
CAPTION_POINTS: Final = 1024
DATA_BYTES: Final = 64
ALERT_POINTS: Final = 200
UPLOAD_BYTES: Final = 50 * 1024 * 1024
DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
PHOTO_BYTES: Final = 10 * 1024 * 1024
QUERY_ANSWER_SECONDS: Final = 15.0
CALLBACK_SECONDS: Final = 150.0
UPDATE_SECONDS: Final = 24 * 3600.0
ACCESSIBLE_SECONDS: Final = 48 * 3600.0
POLL_SECONDS: Final = 50
CONFLICT_SECONDS: Final = 3.0

BLOCKED: Final = "Forbidden: bot was blocked by the user"
DEACTIVATED: Final = "Forbidden: user is deactivated"
NOT_STARTED: Final = "Forbidden: bot can't initiate conversation with a user"
NO_MEMBER: Final = "Forbidden: bot is not a member of the group chat"
UNAUTHORIZED: Final = "Unauthorized"
NO_METHOD: Final = "Not Found: method not found"
CONFLICT_WEBHOOK: Final = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
CONFLICT_POLL: Final = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
CONFLICT_SET: Final = "Conflict: terminated by setWebhook request"
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
QUERY_INVALID: Final = "query is too old and response timeout expired or query ID is invalid"
WRONG_FILE: Final = "wrong file_id or the file is temporarily unavailable"


class ApiError(Exception):
    """One answer with "ok": false, as the Bot API gives it."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, object]:
        """The answer's JSON."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(text: str) -> ApiError:
    """The 400 with this text, to be raised."""
    return ApiError(400, f"Bad Request: {text}")


def too_many(seconds: int) -> ApiError:
    """Return the 429 that asks to wait this many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", seconds)


@dataclass(slots=True)
class Limits:
    """Rates in sliding seconds of real time; 0 means no limit. Refused calls do not count."""

    latency_ms: float = 0.0
    per_second: int = 0
    per_chat: int = 0
    retry_scale: float = 1.0
    retry_after: int = 1
    sent: deque[float] = field(default_factory=deque)
    sent_to: dict[tuple[int, int], deque[float]] = field(default_factory=dict)

    def admit(self, chat: tuple[int, int], count: int = 1) -> None:
        """Count `count` messages to a (bot, chat); raise the 429 when a rate is exceeded."""
        if not (self.per_second or self.per_chat):
            return
        now = time.monotonic()
        to_chat = self.sent_to.setdefault(chat, deque())
        for window, limit in ((self.sent, self.per_second), (to_chat, self.per_chat)):
            while window and window[0] <= now - 1.0:
                window.popleft()
            if limit and len(window) + count > limit:
                raise too_many(self.retry_after)
        self.sent.extend([now] * count)
        to_chat.extend([now] * count)


KINDS: Final = ("429", "500", "502", "drop_before", "drop_after", "stall")


@dataclass(slots=True)
class Fault:
    """One ordered misfortune for the next `times` calls of a method ("*": any) to a chat."""

    method: str
    kind: str
    times: int = 1
    chat: int | None = None
    retry_after: int = 1
    seconds: float = 0.0


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def take(self, method: str, chat: int | None) -> Fault | None:
        """Use up one turn of the first fault that fits this call; None when none does."""
        for fault in self.waiting:
            if fault.method.lower() in ("*", method) and fault.chat in (None, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
