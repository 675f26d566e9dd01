"""The Bot API's methods, by their lower-case names as Telegram compares them."""

from collections.abc import Callable
from typing import Any, Final

from playground.methods import editing, media, polling, profile, rooms, sending
from playground.methods.call import Call


def _done(_: Call) -> bool:
    """Nothing to do for logOut and close: this server keeps all bots itself."""
    return True


METHODS: Final[dict[str, Callable[[Call], Any]]] = {
    "getme": profile.get_me,
    "getupdates": polling.get_updates,
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "sendmessage": sending.send_message,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "sendchataction": sending.send_chat_action,
    "senddocument": media.send_document,
    "sendphoto": media.send_photo,
    "sendmediagroup": media.send_media_group,
    "getfile": media.get_file,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": editing.answer_callback_query,
    "getchat": rooms.get_chat,
    "leavechat": rooms.leave_chat,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_text,
    "getmyname": profile.get_my_text,
    "setmydescription": profile.set_my_text,
    "getmydescription": profile.get_my_text,
    "setmyshortdescription": profile.set_my_text,
    "getmyshortdescription": profile.get_my_text,
    "setchatmenubutton": profile.set_chat_menu_button,
    "logout": _done,
    "close": _done,
}
