"""Files: documents, photos, albums, and their way back to the bot."""

import secrets
from typing import Any

from playground.files import File
from playground.limits import bad_request
from playground.methods.call import Call, Upload
from playground.methods.sending import replied, send
from playground.methods.texts import call_caption, caption_of

MAX_ALBUM = 10


def send_document(call: Call) -> dict[str, Any]:
    """Send a file."""
    return _send_file(call, "document")


def send_photo(call: Call) -> dict[str, Any]:
    """Send a picture."""
    return _send_file(call, "photo")


def _send_file(call: Call, kind: str) -> dict[str, Any]:
    caption = call_caption(call)
    if kind in call.uploads:
        file = _kept(call, kind, call.uploads[kind])
    else:
        file = _referred(call, kind, call.text(kind))
    return send(call, file.body | caption)


def _kept(call: Call, kind: str, upload: Upload) -> File:
    return call.world.files.add(kind, upload.name, upload.mime_type, upload.data)


def _referred(call: Call, kind: str, reference: str) -> File:
    """Return the file behind `attach://name` or a file id; the playground fetches no address."""
    if reference.startswith("attach://"):
        upload = call.uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"there is no {kind} in the request")
        return _kept(call, kind, upload)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = call.world.files.get(reference)
    if file.kind != kind:
        raise bad_request(
            f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}"
        )
    return file


def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send up to ten pictures or ten documents as one album."""
    media = call.json("media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > MAX_ALBUM:
        raise bad_request("too many messages to send as an album")
    kinds = {one.get("type") if isinstance(one, dict) else None for one in media}
    if not kinds <= {"photo", "document"}:
        raise bad_request("Can't use the media of the specified type in the album")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = []
    for one in media:
        file = _referred(call, one["type"], str(one.get("media", "")))
        caption = caption_of(
            str(one.get("caption", "")),
            str(one.get("parse_mode", "")),
            one.get("caption_entities"),
        )
        contents.append(file.body | caption)
    chat = call.admitted(len(contents))
    album = {"media_group_id": str(secrets.randbits(60))} if len(contents) > 1 else {}
    reply = replied(call, chat)
    return [
        call.world.post(chat, call.bot.user, reply | album | content).body for content in contents
    ]


def get_file(call: Call) -> dict[str, Any]:
    """Tell where a file can be downloaded; raise above 20 MB."""
    reference = call.text("file_id")
    if not reference:
        raise bad_request("file_id not specified")
    file = call.world.files.downloadable(reference)
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": file.path,
    }
