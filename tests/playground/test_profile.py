"""The bot's name, descriptions and commands, per language and per person."""

import pytest
import telegram
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from tests.playground.rig import CHAT, Json, Rig, bad

MENU = [{"command": "menu", "description": "Menü"}]


async def _shown(rig: Rig, number: int = CHAT) -> list[Json]:
    commands: list[Json] = (await rig.get(f"people/{number}/commands"))["commands"]
    return commands


async def test_nearest_scope_wins_and_in_it_the_language(rig: Rig, ptb: telegram.Bot) -> None:
    chinese = await rig.person(CHAT + 1, language_code="zh-hans")
    desk, menu = BotCommand("desk", "Sekretariat"), BotCommand("menu", "Menü")
    steps = [await _shown(rig)]
    await ptb.set_my_commands([menu])
    steps.append(await _shown(rig))
    await ptb.set_my_commands(
        [BotCommand("menu", "菜单")], BotCommandScopeAllPrivateChats(), language_code="zh"
    )
    steps += [await _shown(rig), await _shown(rig, chinese)]
    await ptb.set_my_commands([menu, desk], BotCommandScopeChat(CHAT))
    steps.append(await _shown(rig))
    await ptb.delete_my_commands(BotCommandScopeChat(CHAT))
    steps.append(await _shown(rig))
    zh = [{"command": "menu", "description": "菜单"}]
    assert steps == [
        [], MENU, MENU, zh, [*MENU, {"command": "desk", "description": "Sekretariat"}], MENU,
    ]  # fmt: skip


async def test_commands_are_read_back_for_exactly_their_scope(ptb: telegram.Bot) -> None:
    await ptb.set_my_commands([BotCommand("menu", "Menü")], language_code="de")
    assert await ptb.get_my_commands() == ()
    assert await ptb.get_my_commands(language_code="de") == (BotCommand("menu", "Menü"),)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"commands": [{"command": "Menü", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "menu", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ({"commands": MENU, "language_code": "deu"}, "invalid language code specified"),
        ({"commands": MENU, "scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        (
            {"commands": MENU, "scope": {"type": "city"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": MENU * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_wrong_commands_are_refused(rig: Rig, values: Json, text: str) -> None:
    assert await rig.bot("setMyCommands", **values) == bad(text)


async def test_texts_about_the_bot_are_kept_per_language(ptb: telegram.Bot) -> None:
    await ptb.set_my_name("Stadtbote")
    await ptb.set_my_name("城市信使", language_code="zh")
    await ptb.set_my_description("Für Mitgliedsstädte")
    await ptb.set_my_short_description("Kurz", language_code="de")
    names = [(await ptb.get_my_name(language_code=code)).name for code in ("zh", "de")]
    assert names == ["城市信使", "Stadtbote"]
    assert (await ptb.get_my_description("zh")).description == "Für Mitgliedsstädte"
    assert (await ptb.get_my_short_description()).short_description == ""
    assert (await ptb.get_me()).username == "stadtbote_bot"


async def test_menu_button_is_taken(ptb: telegram.Bot) -> None:
    assert await ptb.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
