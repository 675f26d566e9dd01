"""What the bot says of itself in Telegram, in both languages, and the menus for everybody."""

import logging
from types import ModuleType
from typing import Final

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.limiter import Args
from storage.language import Language

# Telegram's two-letter codes; none is for everybody else.
CODES: Final = {"": Language.DE, "de": Language.DE, "zh": Language.ZH}

logger = logging.getLogger(__name__)


async def introduce(bot: ExtBot[Args], registry: ModuleType) -> None:
    """Set names, descriptions and menus. What Telegram refuses is logged; the bot works anyway."""
    try:
        for code, language in CODES.items():
            await _introduce(bot, registry, code, language)
    except TelegramError as error:
        logger.warning("The bot's profile was not set this time: %s", error)


async def _introduce(
    bot: ExtBot[Args], registry: ModuleType, code: str, language: Language
) -> None:
    name, description, short = registry.profile(language)
    menu = registry.commands(None, language)
    await bot.set_my_commands([BotCommand(*one) for one in menu], language_code=code or None)
    # Telegram lets these be changed a few times a day only.
    if (await bot.get_my_name(code or None)).name != name:
        await bot.set_my_name(name, code or None)
    if (await bot.get_my_description(code or None)).description != description:
        await bot.set_my_description(description, code or None)
    if (await bot.get_my_short_description(code or None)).short_description != short:
        await bot.set_my_short_description(short, code or None)
