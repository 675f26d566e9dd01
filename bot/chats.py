"""What the bot says in chats: sends and edits sheets, strips keyboards, answers presses."""

import asyncio
from pathlib import Path
from typing import Any, Final

import orjson
from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.answers import Commands, Document, Sheet
from bot.limiter import Args
from bot.transport import Json

TOAST_LIMIT: Final = 200


class Chats:
    """Calls of the Bot API in the project's terms; `how` is a lane, or PAID (bot/limiter.py).

    All of them raise TelegramError. What is said a thousand times goes past the library's
    methods, which build and read objects that nobody here looks at.
    """

    def __init__(self, bot: ExtBot[Args], files: Path) -> None:
        self.bot = bot
        self._files = files
        self._menus: dict[int, Commands] = {}

    async def send(self, chat: int, sheet: Sheet, how: Args) -> int:
        """Send a message and return its id."""
        document = sheet.document
        if document is None:
            sent = await self._say("sendMessage", chat, sheet.members, how)
        elif document.bot_id == self.bot.id or document.sha256 is None:
            kind, method = (
                (b"photo", "sendPhoto") if document.photo else (b"document", "sendDocument")
            )
            file = b'"%b":%b,%b' % (kind, orjson.dumps(document.file_id), sheet.members)
            sent = await self._say(method, chat, file, how)
        else:
            return await self._upload(chat, sheet, document, how)
        return int(sent["message_id"])

    async def _upload(self, chat: int, sheet: Sheet, document: Document, how: Args) -> int:
        """Send the bytes of a file that came by another bot."""
        markup = InlineKeyboardMarkup.de_json({"inline_keyboard": sheet.keyboard}, self.bot)
        content = await asyncio.to_thread((self._files / str(document.sha256)).read_bytes)
        more: dict[str, Any] = {
            "caption": sheet.text or None,
            "reply_markup": markup if sheet.keyboard else None,
            "rate_limit_args": how,
        }
        if document.photo:
            message = await self.bot.send_photo(chat, content, **more)
        else:
            message = await self.bot.send_document(chat, content, filename=document.name, **more)
        return message.message_id

    async def edit(self, chat: int, message_id: int, sheet: Sheet, how: Args) -> None:
        """Replace a text message by a sheet without a document."""
        members = b'"message_id":%d,%b' % (message_id, sheet.members)
        await self._say("editMessageText", chat, members, how)

    async def strip(self, chat: int, message_id: int, how: Args) -> None:
        """Take a message's keyboard away."""
        await self._say("editMessageReplyMarkup", chat, b'"message_id":%d' % message_id, how)

    async def toast(self, query: str, text: str | None, *, alert: bool) -> None:
        """Answer a press."""
        if text is not None and len(text) > TOAST_LIMIT:
            text = text[: TOAST_LIMIT - 1] + "…"
        await self.bot.answer_callback_query(query, text, show_alert=alert)

    async def menu(self, chat: int, commands: Commands) -> None:
        """Set the command menu of one chat, unless this process has set the same before."""
        if self._menus.get(chat) == commands:
            return
        await self.bot.set_my_commands(
            [BotCommand(*command) for command in commands], scope=BotCommandScopeChat(chat)
        )
        self._menus[chat] = commands

    async def leave(self, chat: int) -> None:
        """Leave a group."""
        await self.bot.leave_chat(chat)

    async def _say(self, method: str, chat: int, members: bytes, how: Args) -> Any:  # noqa: ANN401 - JSON
        """Return what Telegram says to a call, made when the limiter lets it go."""
        limiter = self.bot.rate_limiter
        assert limiter is not None
        return await limiter.process_request(
            self._post,
            (f"{self.bot.base_url}/{method}", b'{"chat_id":%d,%b}' % (chat, members)),
            {},
            method,
            {"chat_id": chat},
            how,
        )

    async def _post(self, url: str, body: bytes) -> Any:  # noqa: ANN401 - JSON
        return await self.bot.request.post(url, Json(body))
