"""Long texts that come in several messages or as a file; files are read without trust."""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from markupsafe import Markup

from handlers.kit.buttons import short
from handlers.kit.formatted import Entity, carried, shifted
from handlers.kit.forms import put
from handlers.kit.visit import Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.attachment import Attachment
from storage.dialog import Dialog

LIMIT = 20_000
# A message of this length was probably cut by the sender's Telegram at 4096.
CUT_BY_CLIENT = 3_800
FORMATS = ".entities"
# The last file of a field that came with a caption.
FILE = ".file"
KINDS = ("txt", "docx")
BYTES = 2_000_000
UNPACKED = 50_000_000
MEMBERS = 2_000
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
UNREADABLE = (
    BadZipFile,
    PackageNotFoundError,
    SyntaxError,  # lxml's errors are some
    zlib.error,
    KeyError,
    ValueError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
)


def take(visit: Visit, dialog: Dialog, field: str, typed: Typed, limit: int = LIMIT) -> None:
    """Add a message or a file to a dialog's field, a list of pieces; Wrong beyond the limit.

    A message's formatting is kept beside them. A caption counts where its file is no text.
    """
    entities: list[Entity] = []
    file, caption = typed.attachment, clean(typed.text)
    if file is not None and (_kind(file.name) in KINDS or not caption):
        piece = read_text(path_of(visit.files, file), file.name, visit.tongue)
    else:
        piece = caption
        entities = carried(typed.text, piece, typed.entities)
    pieces = [*dialog.data.get(field, []), piece]
    length = len(joined(pieces))
    if length > limit:
        raise Wrong(
            visit.tongue.text(
                "That would be {length} characters; at most {limit} are possible. This last "
                "part was not added.",
                length=length,
                limit=limit,
            )
        )
    formats = [*_formats(dialog, field)[: len(pieces) - 1], entities]
    put(
        dialog,
        **{
            field: pieces,
            f"{field}{FORMATS}": formats if any(formats) else None,
            f"{field}{FILE}": file.name if file is not None and caption else None,
        },
    )


def text_of(dialog: Dialog, field: str) -> str:
    """Return what was collected in a field, as one text."""
    return joined(dialog.data.get(field, []))


def entities_of(dialog: Dialog, field: str) -> list[Entity]:
    """Return the formatting of what was collected in a field, in characters of the text."""
    pieces = dialog.data.get(field, [])
    moved = []
    for at, entities in enumerate(_formats(dialog, field)[: len(pieces)]):
        # The text up to and with a piece ends where the piece does.
        start = len(joined(pieces[: at + 1])) - len(pieces[at])
        moved.append(shifted(entities, start))
    return list(chain.from_iterable(moved))


def progress(visit: Visit, dialog: Dialog, field: str) -> Markup | None:
    """Return the sentence that says how much is there; None while nothing is."""
    if not dialog.data.get(field):
        return None
    said = visit.tongue.count(
        "{n} character has arrived so far. You may send more, or finish with Done.",
        "{n} characters have arrived so far. You may send more, or finish with Done.",
        len(text_of(dialog, field)),
    )
    left = _left_out(visit.tongue, dialog.data.get(f"{field}{FILE}"))
    return said if left is None else Markup("{}\n\n{}").format(left, said)


def _left_out(tongue: Tongue, file: str | None) -> Markup | None:
    """Return which of a file and its caption was no text of ours; None where only one came."""
    if file is None:
        return None
    if _kind(file) in KINDS:
        return tongue.text(
            "The content of the file {file} was taken, the text below it was not.",
            file=tongue.quoted(short(file)),
        )
    return tongue.text(
        "The text below the file {file} was taken, the file itself was not.",
        file=tongue.quoted(short(file)),
    )


def joined(pieces: list[str]) -> str:
    """Return pieces as one text: a paragraph each, but a line where the client cut."""
    text = ""
    for before, piece in zip(["", *pieces], pieces, strict=False):
        gap = "\n" if len(before) > CUT_BY_CLIENT else "\n\n"
        text = f"{text}{gap}{piece}" if text else piece
    return text


def _formats(dialog: Dialog, field: str) -> list[list[Entity]]:
    """Return each piece's formatting; a piece taken before formatting was kept has none."""
    pieces = dialog.data.get(field, [])
    formats = dialog.data.get(f"{field}{FORMATS}", [])
    return [*formats, *([] for _ in pieces[len(formats) :])]


def path_of(files: Path, attachment: Attachment) -> Path:
    """Return where a fetched file's bytes lie."""
    assert attachment.sha256 is not None
    return files / attachment.sha256


def read_text(path: Path, name: str, tongue: Tongue) -> str:
    """Return the text of a .txt or .docx file; Wrong with the reason when it has none."""
    kind = _kind(name)
    if kind not in KINDS:
        raise Wrong(
            tongue.text("I can read text files (.txt) and Word files (.docx), but not this one.")
        )
    if path.stat().st_size > BYTES and kind == "txt":
        raise Wrong(
            tongue.text(
                "This file is far too long; at most {limit} characters are possible.", limit=LIMIT
            )
        )
    text = clean(decoded(path.read_bytes(), tongue) if kind == "txt" else _docx(path, tongue))
    if not text:
        raise Wrong(tongue.text("There is no text in this file."))
    return text


def _kind(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()


def clean(text: str) -> str:
    """Return text composed, with plain line ends, without control and invisible characters."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        " " if character == "\t" else character
        for character in lines
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs")
    )
    trimmed = "\n".join(line.rstrip() for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", trimmed).strip()


def decoded(data: bytes, tongue: Tongue) -> str:
    """Return a text file's text: UTF-8, UTF-16, GB18030, or what Windows wrote in Germany."""
    for bom, encoding in BOMS.items():
        if data.startswith(bom):
            return _strict(data, encoding, tongue)
    if 0 in data:
        big_endian = data[::2].count(0) > data[1::2].count(0)
        return _strict(data, "utf-16-be" if big_endian else "utf-16-le", tongue)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Umlauts of a German code page also decode as GB18030: each becomes one lonely character.
    try:
        chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return _strict(data, "cp1252", tongue)
    lonely = len(ALONE.findall(chinese)) * 2 > len(BEYOND_ASCII.findall(chinese))
    return _strict(data, "cp1252", tongue) if lonely else chinese


def _strict(data: bytes, encoding: str, tongue: Tongue) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Wrong(
            tongue.text("The characters of this file cannot be read; please save it as UTF-8.")
        ) from error


def _docx(path: Path, tongue: Tongue) -> str:
    """Return the paragraphs and tables of a Word file, if it unpacks to a sane size."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(one.file_size for one in members) > UNPACKED:
                raise Wrong(
                    tongue.text("This Word file is too large when unpacked; please send the text.")
                )
        return "\n\n".join(_blocks(docx.Document(str(path))))
    except UNREADABLE as error:
        raise Wrong(
            tongue.text("This Word file is damaged or protected and cannot be read.")
        ) from error


def _blocks(content: Document | _Cell) -> Iterator[str]:
    for block in content.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(" ".join(_blocks(cell)) for cell in row.cells)
