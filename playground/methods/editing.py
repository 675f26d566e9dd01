"""Messages changed and deleted, and presses answered."""

from typing import Any

from playground.chats import Message
from playground.limits import (
    ACCESSIBLE_SECONDS,
    ALERT_POINTS,
    NOT_MODIFIED,
    QUERY_ANSWER_SECONDS,
    QUERY_INVALID,
    bad_request,
)
from playground.methods.call import Call
from playground.methods.texts import call_caption, text_of, with_keyboard

MAX_DELETED = 100
CONTENT_FIELDS = frozenset({
    "text", "entities", "link_preview_options", "caption", "caption_entities", "reply_markup",
})  # fmt: skip


def edit_message_text(call: Call) -> dict[str, Any]:
    """Replace a text and its keyboard."""
    content = text_of(call)
    message = _editable(call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, content)


def edit_message_caption(call: Call) -> dict[str, Any]:
    """Replace a file's caption and its keyboard."""
    content = call_caption(call)
    message = _editable(call)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, message, content)


def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """Replace the keyboard alone."""
    message = _editable(call)
    content = {key: message.body[key] for key in CONTENT_FIELDS if key in message.body}
    content.pop("reply_markup", None)
    return _edit(call, message, content, text=False)


def _editable(call: Call) -> Message:
    chat = call.writable()
    message = call.message(chat, "message to edit")
    if message.from_me or message.below is not None or "forward_origin" in message.body:
        raise bad_request("message can't be edited")
    if not call.world.accessible(message, ACCESSIBLE_SECONDS):
        raise bad_request("message to edit not found")
    return message


def _edit(
    call: Call, message: Message, content: dict[str, Any], *, text: bool = True
) -> dict[str, Any]:
    """Replace the message's content; a keyboard that is not given again goes, as in Telegram."""
    content, _ = with_keyboard(call, content)
    call.world.limits.admit((call.bot.id, message.chat.id))
    before = {key: value for key, value in message.body.items() if key in CONTENT_FIELDS}
    if before == content:
        raise bad_request(NOT_MODIFIED)
    kept = {key: value for key, value in message.body.items() if key not in CONTENT_FIELDS}
    call.world.edit(message, kept | content, content=text)
    return message.body


def delete_message(call: Call) -> bool:
    """Delete a message that is younger than 48 hours."""
    chat = call.chat()
    message = call.message(chat, "message to delete")
    if not call.world.accessible(message, ACCESSIBLE_SECONDS):
        raise bad_request("message can't be deleted for everyone")
    call.world.delete(message)
    return True


def delete_messages(call: Call) -> bool:
    """Delete what there is: an id that is gone already is passed over, as in Telegram."""
    chat = call.chat()
    ids = call.json("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    for number in ids:
        message = chat.messages.get(int(number))
        if message is not None and call.world.accessible(message, ACCESSIBLE_SECONDS):
            call.world.delete(message)
    return True


def answer_callback_query(call: Call) -> bool:
    """Answer a press, once and within its time."""
    query = call.bot.queries.get(call.text("callback_query_id"))
    text = call.text("text")
    if len(text) > ALERT_POINTS:
        raise bad_request("MESSAGE_TOO_LONG")
    if query is None:
        raise bad_request(QUERY_INVALID)
    if call.world.clock.now() - query.at > QUERY_ANSWER_SECONDS:
        raise bad_request(QUERY_INVALID)
    # Gone from here on: a second answer meets the same refusal as an unknown query.
    del call.bot.queries[query.id]
    alert = call.flag("show_alert")
    query.answer.set_result({"text": text, "show_alert": alert})
    toast = {
        "query_id": query.id,
        "text": text,
        "alert": alert,
        "message_id": query.message.id,
        "data": query.data,
    }
    call.world.feed.publish("toast", query.message.chat.id, lambda: toast)
    return True
