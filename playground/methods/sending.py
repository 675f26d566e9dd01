"""New messages: text, copies, forwards, the typing sign."""

from typing import Any

from playground.chats import Chat, Message
from playground.limits import bad_request
from playground.methods.call import Call
from playground.methods.texts import call_caption, text_of, with_keyboard

ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
})  # fmt: skip
CONTENT = (
    "text", "entities", "link_preview_options", "document", "photo", "caption", "caption_entities",
)  # fmt: skip


def send(call: Call, content: dict[str, Any], chat: Chat | None = None) -> dict[str, Any]:
    """Post content with the call's keyboard and reply; return the message."""
    content, below = with_keyboard(call, content)
    chat = chat or call.admitted()
    content = replied(call, chat) | content
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    return call.world.post(chat, call.bot.user, content, below).body


def replied(call: Call, chat: Chat) -> dict[str, Any]:
    """Return the field for the message replied to; raise when it is gone and must not be."""
    wanted = call.json("reply_parameters")
    if not isinstance(wanted, dict):
        wanted = {
            "message_id": call.integer("reply_to_message_id"),
            "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
        }
    if not wanted.get("message_id"):
        return {}
    message = chat.messages.get(int(wanted["message_id"]))
    if message is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": without_reply(message)}


def without_reply(message: Message) -> dict[str, Any]:
    """Return a message as it stands inside another: a reply shows no reply of its own."""
    return {key: value for key, value in message.body.items() if key != "reply_to_message"}


def send_message(call: Call) -> dict[str, Any]:
    """Send a text."""
    return send(call, text_of(call))


def copy_message(call: Call) -> dict[str, Any]:
    """Send what another message says, without telling where it comes from."""
    original = _original(call, "message to copy")
    content = {key: original.body[key] for key in CONTENT if key in original.body}
    if "caption" in call.values and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= call_caption(call)
    return {"message_id": send(call, content)["message_id"]}


def forward_message(call: Call) -> dict[str, Any]:
    """Send what another message says, and who said it."""
    original = _original(call, "message to forward")
    content = {key: original.body[key] for key in CONTENT if key in original.body}
    origin = {
        "type": "user",
        "sender_user": original.body["from"],
        "date": original.body["date"],
    }
    call.values.pop("reply_markup", None)
    return send(call, {"forward_origin": origin} | content)


def _original(call: Call, what: str) -> Message:
    message = call.message(call.chat("from_chat_id"), what)
    if message.body.get("has_protected_content"):
        raise bad_request(
            "message can't be copied" if "copy" in what else "CHAT_FORWARDS_RESTRICTED"
        )
    return message


def send_chat_action(call: Call) -> bool:
    """Show the person that the bot is typing."""
    chat = call.writable()
    if call.text("action").lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.feed.publish("typing", chat.id, dict)
    return True
