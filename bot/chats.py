"""What the bot says in chats: sends and edits sheets, strips keyboards, answers presses."""

from pathlib import Path
from typing import Any, Final

from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardMarkup, Message
from telegram.ext import ExtBot

from bot.answers import Commands, Document, Sheet
from bot.limiter import Args

TOAST_LIMIT: Final = 200


class Chats:
    """Calls of the Bot API in the project's terms; `how` is a lane, or PAID (bot/limiter.py).

    All of them raise TelegramError.
    """

    def __init__(self, bot: ExtBot[Args], files: Path) -> None:
        self.bot = bot
        self._files = files
        self._menus: dict[int, Commands] = {}

    async def send(self, chat: int, sheet: Sheet, how: Args) -> int:
        """Send a message and return its id."""
        markup = self._markup(sheet)
        message: Message
        if sheet.document is None:
            message = await self.bot.send_message(
                chat, sheet.text, reply_markup=markup, rate_limit_args=how
            )
        else:
            # The bytes go along only when the file came by another bot.
            content = self._content(sheet.document)
            caption = sheet.text or None
            if sheet.document.photo:
                message = await self.bot.send_photo(
                    chat, content, caption=caption, reply_markup=markup, rate_limit_args=how
                )
            else:
                message = await self.bot.send_document(
                    chat,
                    content,
                    caption=caption,
                    reply_markup=markup,
                    filename=sheet.document.name,
                    rate_limit_args=how,
                )
        return message.message_id

    async def edit(self, chat: int, message_id: int, sheet: Sheet, how: Args) -> None:
        """Replace a text message by a sheet without a document."""
        await self.bot.edit_message_text(
            sheet.text,
            chat,
            message_id,
            reply_markup=self._markup(sheet),
            rate_limit_args=how,
        )

    async def strip(self, chat: int, message_id: int, how: Args) -> None:
        """Take a message's keyboard away."""
        await self.bot.edit_message_reply_markup(chat, message_id, rate_limit_args=how)

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

    def _markup(self, sheet: Sheet) -> InlineKeyboardMarkup | None:
        if not sheet.keyboard:
            return None
        data: dict[str, Any] = {"inline_keyboard": sheet.keyboard}
        return InlineKeyboardMarkup.de_json(data, self.bot)

    def _content(self, document: Document) -> str | bytes:
        if document.bot_id == self.bot.id or document.sha256 is None:
            return document.file_id
        return (self._files / document.sha256).read_bytes()
