"""Documents and pictures in both directions, with Telegram's limits."""

import struct
import zlib
from io import BytesIO

import aiohttp
import pytest
import telegram

from playground.files import image_size
from tests.playground.rig import CHAT, Json, Rig, bad

MEGABYTE = 1024 * 1024
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108001e00280301110002110103")


def png(width: int, height: int) -> bytes:
    """Return the smallest picture of a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def _attach(rig: Rig, name: str, data: bytes, **fields: str) -> Json:
    form = aiohttp.FormData(fields, quote_fields=False)
    form.add_field("file", BytesIO(data), filename=name)
    async with rig.http.post(f"/api/people/{CHAT}/file", data=form) as response:
        answer: Json = await response.json()
        return answer


@pytest.mark.parametrize(
    ("data", "size"), [(png(7, 5), (7, 5)), (JPEG, (40, 30)), (b"GIF89a\x07\0\x05\0", (7, 5)),
                       (b"%PDF-1.7", None), (b"\xff\xd8\xff", None)],
)  # fmt: skip
def test_picture_tells_its_size(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size


async def test_persons_document_reaches_the_bot(rig: Rig, ptb: telegram.Bot) -> None:
    answer = await _attach(rig, "Antrag 申请.txt", b"Stadtrat", caption="Teil 1")
    (update,) = await ptb.get_updates()
    assert update.message is not None
    document = update.message.document
    assert document is not None
    file = await ptb.get_file(document.file_id)
    assert (document.file_name, document.mime_type) == ("Antrag 申请.txt", "text/plain")
    assert bytes(await file.download_as_bytearray()) == b"Stadtrat"
    assert (answer["message"]["caption"], answer["message"]["from_me"]) == ("Teil 1", True)


async def test_persons_photo_reaches_the_bot(rig: Rig) -> None:
    await _attach(rig, "Scan.png", png(7, 5), **{"as": "photo"})
    (update,) = await rig.updates()
    (size,) = update["message"]["photo"]
    assert (size["width"], size["height"]) == (7, 5)


async def test_photo_that_is_none_is_refused(rig: Rig) -> None:
    answer = await _attach(rig, "Scan.png", b"kein Bild", **{"as": "photo"})
    assert answer == {"ok": False, "error": "Bad Request: IMAGE_PROCESS_FAILED"}


async def test_bots_document_can_be_saved_from_the_page(rig: Rig, ptb: telegram.Bot) -> None:
    await ptb.send_document(CHAT, b"<b>&</b>", filename="Beleg.html", caption="<b>Beleg</b>",
                            parse_mode="HTML")  # fmt: skip
    (shown,) = (await rig.get(f"people/{CHAT}/chat"))["messages"]
    async with rig.http.get(shown["file_url"]) as response:
        assert await response.read() == b"<b>&</b>"
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Beleg.html"
    assert shown["html"] == "<b>Beleg</b>"


async def test_file_is_sent_again_by_its_id(rig: Rig, ptb: telegram.Bot) -> None:
    first = await ptb.send_photo(CHAT, png(3, 3))
    again = await ptb.send_photo(CHAT, first.photo[0].file_id)
    wrong = await rig.bot("sendDocument", chat_id=CHAT, document=first.photo[0].file_id)
    assert again.photo == first.photo
    assert wrong == bad("can't use file of type Photo as Document")


async def test_album_comes_as_several_messages_of_one_group(ptb: telegram.Bot) -> None:
    media = [telegram.InputMediaDocument(b"a", filename="a.txt", caption="Anlagen"),
             telegram.InputMediaDocument(b"b", filename="b.txt")]  # fmt: skip
    sent = await ptb.send_media_group(CHAT, media)
    assert [message.document and message.document.file_name for message in sent] == [
        "a.txt",
        "b.txt",
    ]
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["Anlagen", None]


async def test_caption_is_edited_and_has_its_limit(rig: Rig, ptb: telegram.Bot) -> None:
    sent = await ptb.send_document(CHAT, b"a", filename="a.txt")
    message: Json = {"chat_id": CHAT, "message_id": sent.message_id}
    edited = await rig.done("editMessageCaption", caption="x" * 1024, **message)
    assert len(edited["caption"]) == 1024
    assert await rig.bot("editMessageCaption", caption="x" * 1025, **message) == bad(
        "message caption is too long"
    )
    assert await rig.bot("editMessageText", text="x", **message) == bad(
        "there is no text in the message to edit"
    )


async def test_files_above_20_megabytes_cannot_be_downloaded(rig: Rig) -> None:
    await _attach(rig, "gross.bin", b"\0" * (20 * MEGABYTE + 1))
    (update,) = await rig.updates()
    identity = update["message"]["document"]["file_id"]
    assert await rig.bot("getFile", file_id=identity) == bad("file is too big")


async def test_files_above_50_megabytes_cannot_be_sent(rig: Rig) -> None:
    answer = await _attach(rig, "gross.bin", b"\0" * (50 * MEGABYTE + 1))
    assert answer == {"ok": False, "error": "Request Entity Too Large"}


@pytest.mark.parametrize(
    ("method", "values", "text"),
    [
        ("getFile", {}, "file_id not specified"),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "attach://a"}, "there is no document in the request"),
        (
            "sendDocument",
            {"document": "https://example.org/a.pdf"},
            "failed to get HTTP URL content",
        ),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"media": [{"type": "photo", "media": "a"}, {"type": "document", "media": "b"}]},
            "document can't be mixed with other media types",
        ),
    ],
)
async def test_wrong_files_are_refused(rig: Rig, method: str, values: Json, text: str) -> None:
    assert await rig.bot(method, chat_id=CHAT, **values) == bad(text)
