"""People, chats, messages and queries: the nouns of the playground."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.feed import Bell
from playground.render_html import render_html
from playground.updates import UpdateQueue

if TYPE_CHECKING:
    import asyncio

User = dict[str, Any]


@dataclass(slots=True)
class Person:
    """Somebody with a phone; `simulated` people are moved by the crowd."""

    id: int
    first_name: str
    last_name: str = ""
    language_code: str = "de"
    username: str = ""
    label: str = ""
    shown: bool = False
    simulated: bool = False
    blocked: bool = False
    deactivated: bool = False
    started: bool = False

    @property
    def user(self) -> User:
        """The person as Telegram's User."""
        user: User = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        return user | {"language_code": self.language_code}

    @property
    def state(self) -> str:
        """One word for the page: deactivated, blocked, active or new (never wrote to a bot)."""
        if self.deactivated:
            return "deactivated"
        if self.blocked:
            return "blocked"
        return "active" if self.started else "new"

    def json(self) -> dict[str, Any]:
        """The person as the page and the tests see them."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "language_code": self.language_code,
            "username": self.username,
            "label": self.label,
            "shown": self.shown,
            "simulated": self.simulated,
            "blocked": self.blocked,
            "state": self.state,
        }


@dataclass(slots=True)
class Chat:
    """One bot's chat with a person, or a group it was added to (`member` until it leaves)."""

    id: int
    person: Person | None = None
    title: str = ""
    member: bool = True
    messages: "dict[int, Message]" = field(default_factory=dict)
    bell: Bell = field(default_factory=Bell)

    @property
    def body(self) -> dict[str, Any]:
        """The chat as Telegram's Chat."""
        if self.person is None:
            return {
                "id": self.id,
                "title": self.title,
                "type": "group",
                "all_members_are_administrators": True,
            }
        user = self.person.user
        names: dict[str, Any] = {
            key: user[key] for key in ("first_name", "last_name", "username") if key in user
        }
        return {"id": self.id} | names | {"type": "private"}


@dataclass(slots=True)
class Message:
    """A message; `body` is replaced, never changed, so that who holds it keeps what it was."""

    id: int
    chat: Chat
    at: float
    body: dict[str, Any]
    from_me: bool
    below: dict[str, Any] | None = None
    event: int = 0
    edited: bool = False
    deleted: bool = False

    @property
    def inaccessible(self) -> dict[str, Any]:
        """What a bot gets instead of a message that is too old."""
        return {"chat": self.chat.body, "message_id": self.id, "date": 0}

    def page(self) -> dict[str, Any]:
        """The message for the page and the tests: Telegram's JSON and what a client adds."""
        body = self.body
        text = body.get("text", body.get("caption", ""))
        entities = body.get("entities", body.get("caption_entities", []))
        added: dict[str, Any] = {
            "event": self.event,
            "from_me": self.from_me,
            "edited": self.edited,
            "html": render_html(text, entities),
        }
        if "document" in body:
            added["file_url"] = f"/api/files/{body['document']['file_id']}"
        elif "photo" in body:
            added["file_url"] = f"/api/files/{body['photo'][-1]['file_id']}"
        if self.below is not None:
            added["reply_keyboard"] = self.below
        return body | added


@dataclass(slots=True)
class Query:
    """A press on a button that waits for its answerCallbackQuery."""

    id: str
    person: Person
    message: Message
    data: str
    at: float
    answer: "asyncio.Future[dict[str, Any]]"


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered, and how the last deliveries went."""

    url: str
    secret: str
    max_connections: int
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True)
class Bot:
    """One token's bot with everything Telegram keeps for it."""

    token: str
    id: int
    queue: UpdateQueue
    name: str = "Stadtbote"
    username: str = "stadtbote_bot"
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    webhook: Webhook | None = None
    next_webhook_at: float = 0.0
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def user(self) -> User:
        """The bot as Telegram's User in a message."""
        name = self.texts.get(("name", ""), self.name)
        return {"id": self.id, "is_bot": True, "first_name": name, "username": self.username}
