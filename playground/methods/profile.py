"""The bot's own name, descriptions, commands and menu button."""

import re
from typing import Any

from playground.limits import bad_request
from playground.methods.call import Call

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(call: Call) -> dict[str, Any]:
    """Tell who the bot is."""
    return call.bot.user | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _language(call: Call) -> str:
    language = call.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _scope(call: Call) -> str:
    scope = call.json("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in WIDE_SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    call.values["scope_chat"] = scope.get("chat_id")
    return f"{kind}:{call.chat('scope_chat').id}"


def set_my_commands(call: Call) -> bool:
    """Set the menu of commands for a scope and a language."""
    key = (_scope(call), _language(call))
    commands = call.json("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for one in commands:
        name = str(one.get("command", "")).removeprefix("/")
        description = str(one.get("description", "")).strip()
        if not COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(description) <= MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": description})
    call.bot.commands[key] = kept
    call.world.feed.publish("commands", None, dict)
    return True


def get_my_commands(call: Call) -> list[dict[str, str]]:
    """Tell the commands of exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


def delete_my_commands(call: Call) -> bool:
    """Remove the commands of a scope and a language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    call.world.feed.publish("commands", None, dict)
    return True


def set_my_text(call: Call) -> bool:
    """Set name, description or short description; an empty one goes back to the default."""
    field = _field(call)
    text = call.text(field)
    if len(text) > LONGEST[field]:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    key = (field, _language(call))
    if text:
        call.bot.texts[key] = text
    else:
        call.bot.texts.pop(key, None)
    return True


def get_my_text(call: Call) -> dict[str, str]:
    """Tell name, description or short description."""
    field = _field(call)
    texts = call.bot.texts
    usual = texts.get((field, ""), call.bot.name if field == "name" else "")
    return {field: texts.get((field, _language(call)), usual)}


def _field(call: Call) -> str:
    name = call.method.removeprefix("setmy").removeprefix("getmy")
    return "short_description" if name == "shortdescription" else name


def set_chat_menu_button(call: Call) -> bool:
    """Set the button beside the input."""
    button = call.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in (
        "commands",
        "default",
        "web_app",
    ):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    call.bot.menu_buttons[call.chat().id if call.text("chat_id") else 0] = button
    return True


def commands_for(commands: dict[tuple[str, str], Any], person: int, language: str) -> list[Any]:
    """Return the commands a person sees: the nearest scope first, in it their language first."""
    for scope in (f"chat:{person}", "all_private_chats", "default"):
        for code in (language[:2], ""):
            if found := commands.get((scope, code)):
                return list(found)
    return []
