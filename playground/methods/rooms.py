"""Chats as the bot asks about them or leaves them."""

from typing import Any

from playground.limits import NO_MEMBER, ApiError, bad_request
from playground.methods.call import Call


def get_chat(call: Call) -> dict[str, Any]:
    """Tell what a chat is."""
    chat = call.chat()
    if not chat.member:
        raise ApiError(403, NO_MEMBER)
    return chat.body | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = call.chat()
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    if not chat.member:
        raise ApiError(403, NO_MEMBER)
    chat.member = False
    call.world.membership(call.bot, chat, call.bot.user, "member", "left")
    call.world.post(chat, call.bot.user, {"left_chat_member": call.bot.user})
    return True
