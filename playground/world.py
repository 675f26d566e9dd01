"""The playground's whole state, in memory, and the few ways in which it changes."""

import re
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from playground.chats import Bot, Chat, Message, Person
from playground.clock import Clock
from playground.feed import Feed
from playground.files import Files
from playground.limits import UNAUTHORIZED, ApiError, Faults, Limits
from playground.updates import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN: Final = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{20,}")
# Above 32 bits, as today's accounts are: a column too narrow shows at once.
FIRST_PERSON: Final = 7_000_000_001
FIRST_GROUP: Final = -4_000_000_001
LOGGED: Final = 50_000


class World:
    """People, bots with their chats, files, the clock, the feed, limits and faults."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.feed = Feed()
        self.limits = Limits()
        self.faults = Faults()
        self.files = Files()
        self.people: dict[int, Person] = {}
        self.bots: dict[str, Bot] = {}
        self.guide: list[dict[str, Any]] = []
        self.log: deque[dict[str, Any]] = deque(maxlen=LOGGED)
        self.calls = 0
        self.on_webhook: Callable[[Bot], None] = lambda _: None
        self.person_ids = count(FIRST_PERSON)
        self.group_ids = count(FIRST_GROUP, -1)
        self.message_ids = count(1)

    def bot(self, token: str) -> Bot:
        """Return the token's bot, registering it when it is new; raise 401 for no token."""
        bot = self.bots.get(token)
        if bot is None:
            match = TOKEN.fullmatch(token)
            if match is None:
                raise ApiError(401, UNAUTHORIZED)
            bot = Bot(token, int(match[1]), UpdateQueue(self.clock))
            self.bots[token] = bot
        return bot

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.person_changed(person)

    def person_changed(self, person: Person) -> None:
        self.feed.publish("person", person.id, lambda: {"person": person.json()})

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """Return the bot's chat with a person, made when it is their first."""
        chat = bot.chats.get(person.id)
        if chat is None:
            chat = bot.chats[person.id] = Chat(person.id, person)
        return chat

    def post(
        self,
        chat: Chat,
        sender: dict[str, Any],
        content: dict[str, Any],
        below: dict[str, Any] | None = None,
    ) -> Message:
        """Put a message into a chat and tell everybody who watches."""
        at = self.clock.now()
        number = next(self.message_ids)
        body = {"message_id": number, "from": sender, "chat": chat.body, "date": int(at)} | content
        message = Message(number, chat, at, body, not sender["is_bot"], below)
        chat.messages[number] = message
        self._publish("message", message)
        return message

    def edit(self, message: Message, body: dict[str, Any], *, content: bool = True) -> None:
        """Replace a message's body; `content` is False when only its buttons changed."""
        message.body = body | {"edit_date": int(self.clock.now())}
        message.edited = message.edited or content
        self._publish("edit", message)

    def delete(self, message: Message) -> None:
        del message.chat.messages[message.id]
        message.deleted = True
        chat = message.chat
        self.feed.publish("delete", chat.id, lambda: {"message_id": message.id})
        chat.bell.ring()

    def _publish(self, kind: str, message: Message) -> None:
        message.event = self.feed.publish(
            kind, message.chat.id, lambda: {"message": message.page()}
        )
        message.chat.bell.ring()

    def membership(
        self, bot: Bot, chat: Chat, actor: dict[str, Any], before: str, after: str
    ) -> None:
        """Tell the bot what it has become in a chat: member, left, kicked."""
        change = {
            "chat": chat.body,
            "from": actor,
            "date": int(self.clock.now()),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, after),
        }
        bot.queue.add("my_chat_member", change, f"chat {chat.id}")

    def accessible(self, message: Message, seconds: float) -> bool:
        """Say whether a message is younger than so many seconds of the playground's time."""
        return self.clock.now() - message.at < seconds

    def close(self) -> None:
        """Let nobody wait any longer: the playground stops."""
        self.feed.bell.close()
        for bot in self.bots.values():
            bot.queue.close()
            for chat in bot.chats.values():
                chat.bell.close()


def _member(bot: Bot, status: str) -> dict[str, Any]:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.user, "status": status} | until
