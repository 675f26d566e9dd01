"""What Telegram knows of the bot."""

from telegram.ext import ExtBot

from bot.profile import introduce
from bot.transport import AiohttpRequest
from tests.bot import small
from tests.bot.stand import TOKEN, Stand


async def test_bot_introduces_itself_in_both_languages_and_once(quiet: Stand) -> None:
    bot: ExtBot[None] = ExtBot(
        TOKEN,
        base_url=f"{quiet.base}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    async with bot:
        for _ in range(2):
            await introduce(bot, small)  # type: ignore[arg-type]
        named = [(await bot.get_my_name(code)).name for code in (None, "de", "zh")]
        short = [(await bot.get_my_short_description(code)).short_description for code in ("zh",)]
        menu = [command.description for command in await bot.get_my_commands(language_code="zh")]
    assert (named, short) == (["Small de", "Small de", "Small zh_Hans"], ["Short zh_Hans"])
    assert (menu, len(quiet.calls("setMyName"))) == (["Begin zh_Hans"], 2)
