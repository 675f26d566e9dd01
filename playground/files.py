"""Files that bots and people sent, kept in memory."""

import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any, Final

from playground.limits import (
    DOWNLOAD_BYTES,
    PHOTO_BYTES,
    UPLOAD_BYTES,
    WRONG_FILE,
    ApiError,
    bad_request,
)

PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_HEADER: Final = 24
GIF_HEADER: Final = 10
JPEG_MARKER: Final = 0xFF
JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(slots=True, frozen=True)
class File:
    """One upload; its id says "photo" or "document" as Telegram's ids know their kind too."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    data: bytes
    size: tuple[int, int] | None

    @property
    def path(self) -> str:
        """The path that getFile tells, below /file/bot<token>/."""
        suffix = mimetypes.guess_extension(self.mime_type) or ""
        return f"{self.kind}s/file_{self.unique_id}{suffix}"

    @property
    def body(self) -> dict[str, Any]:
        """The message's fields for this file, "document" or "photo"."""
        common = {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }
        if self.size is not None:
            width, height = self.size
            return {"photo": [common | {"width": width, "height": height}]}
        return {"document": common | {"file_name": self.name, "mime_type": self.mime_type}}


class Files:
    """All files of the playground by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}

    def add(self, kind: str, name: str, mime_type: str, data: bytes) -> File:
        """Keep an upload as "document" or "photo"; raise Telegram's refusals of size or kind."""
        if len(data) > UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        if not data:
            raise bad_request("file must be non-empty")
        size = None
        if kind == "photo":
            if len(data) > PHOTO_BYTES:
                raise bad_request(f"file of size {len(data)} bytes is too big for a photo")
            size = image_size(data)
            if size is None:
                raise bad_request("IMAGE_PROCESS_FAILED")
        guessed = mimetypes.guess_type(name)[0]
        if mime_type in ("", "application/octet-stream"):
            mime_type = guessed or "application/octet-stream"
        unique = secrets.token_urlsafe(11)
        file = File(
            f"{kind}-{secrets.token_urlsafe(30)}", unique, kind, name, mime_type, data, size
        )
        self.by_id[file.id] = file
        self.by_path[file.path] = file
        return file

    def get(self, file_id: str) -> File:
        """Return the file; raise Telegram's 400 for an unknown id."""
        try:
            return self.by_id[file_id]
        except KeyError:
            raise bad_request(WRONG_FILE) from None

    def downloadable(self, file_id: str) -> File:
        """Return the file if a bot may download it (20 MB); raise Telegram's 400 if not."""
        file = self.get(file_id)
        if len(file.data) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file


def image_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF or JPEG, None for anything else."""
    if data.startswith(PNG) and len(data) >= PNG_HEADER:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= GIF_HEADER:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == JPEG_MARKER:
        marker = data[position + 1]
        if marker in JPEG_FRAMES:
            height = int.from_bytes(data[position + 5 : position + 7])
            return int.from_bytes(data[position + 7 : position + 9]), height
        position += 2 + int.from_bytes(data[position + 2 : position + 4])
    return None
