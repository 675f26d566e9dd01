"""Files are read in the encodings that people have, and without trust."""

import hashlib
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest

from handlers.kit.forms import put
from handlers.kit.longtext import (
    clean,
    entities_of,
    joined,
    progress,
    read_text,
    take,
    text_of,
)
from handlers.kit.visit import Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.attachment import Attachment
from storage.dialog import Dialog
from tests.handlers.stage import NOW

GERMAN = Tongue("de", ZoneInfo("Europe/Berlin"))
UMLAUTS = "Maschinenbau, Ernährung und Straßenbau.\n\nÜber 450.000 Menschen; größte Städte: Köln."
CHINESE = "主要经济指标：地区生产总值。\n\n产业特点：铝业、食品。"


def written(folder: Path, data: bytes, name: str = "teil.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [UMLAUTS, CHINESE])
def test_unicode_file_is_read(tmp_path: Path, encoding: str, text: str) -> None:
    path = written(tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert read_text(path, "Teil.TXT", GERMAN) == text


def test_national_encodings_are_told_apart(tmp_path: Path) -> None:
    chinese = written(tmp_path, CHINESE.encode("gb18030"), "a.txt")
    german = written(tmp_path, UMLAUTS.encode("cp1252"), "b.txt")
    assert read_text(chinese, "a.txt", GERMAN) == CHINESE
    assert read_text(german, "b.txt", GERMAN) == UMLAUTS


def test_word_file_is_read_with_its_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Wirtschaftliche Eckdaten")
    document.add_paragraph("Fläche und Einwohner")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Einwohner", "450.000"
    document.save(str(tmp_path / "teil.docx"))
    text = read_text(tmp_path / "teil.docx", "teil.docx", GERMAN)
    assert text == "Wirtschaftliche Eckdaten\n\nFläche und Einwohner\n\nEinwohner | 450.000"


def refusal(path: Path, name: str) -> str:
    with pytest.raises(Wrong) as wrong:
        read_text(path, name, GERMAN)
    return str(wrong.value.sentence)


def test_word_file_that_is_none_is_refused(tmp_path: Path) -> None:
    damaged = "Diese Word-Datei ist beschädigt oder geschützt und nicht lesbar."
    assert refusal(written(tmp_path, b"PK\x03\x04 nonsense", "a.docx"), "a.docx") == damaged
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<not-closed")
    assert refusal(tmp_path / "b.docx", "b.docx") == damaged


def test_word_file_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    assert refusal(path, "bomb.docx") == (
        "Diese Word-Datei ist entpackt zu groß; bitte senden Sie den Text."
    )


def test_other_files_are_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"%PDF-1.7", "a.pdf"), "a.pdf") == (
        "Diese Datei ist nicht lesbar; bitte senden Sie eine Textdatei (.txt) oder "
        "eine Word-Datei (.docx)."
    )
    assert refusal(written(tmp_path, b" \r\n "), "a.txt") == "In dieser Datei steht kein Text."
    assert refusal(written(tmp_path, b"a" * 2_000_001), "a.txt") == (
        "Diese Datei ist viel zu lang; höchstens 20000 Zeichen sind möglich."
    )


def test_clean_takes_out_what_nobody_sees() -> None:
    assert clean("\ufeffa\u202eb\x00\tc \r\n\r\n\r\n\r\nd\u200b") == "ab c\n\nd"


def test_pieces_are_joined_as_paragraphs_but_not_where_the_client_cut() -> None:
    long = "x" * 4090
    assert joined(["a", "b"]) == "a\n\nb"
    assert joined([long, "b", "c"]) == f"{long}\nb\n\nc"


def test_formatting_moves_with_the_pieces_of_a_text(visit: Visit) -> None:
    dialog = Dialog(
        telegram_id=1, form="plain", step="text", data={"text": ["früher"]}, touched_at=NOW
    )
    bold = {"type": "bold", "offset": 2, "length": 4}
    take(visit, dialog, "text", Typed("  fett\r\n", entities=(bold,)))
    take(visit, dialog, "text", Typed("x" * 4000))
    take(visit, dialog, "text", Typed("eine Zeile", entities=({**bold, "offset": 5},)))
    text = text_of(dialog, "text")
    marked = [text[one["offset"] :][: one["length"]] for one in entities_of(dialog, "text")]
    assert (text, marked) == (f"früher\n\nfett\n\n{'x' * 4000}\neine Zeile", ["fett", "Zeil"])


def captioned(folder: Path, name: str, data: bytes = b"aus der Datei") -> Typed:
    """Return a file with a formatted caption."""
    digest = hashlib.sha256(data).hexdigest()
    written(folder, data, digest)
    file = Attachment(
        bot_id=1,
        update_id=1,
        telegram_id=1,
        file_id="x",
        name=name,
        mime="",
        size=len(data),
        sha256=digest,
        created_at=NOW,
    )
    bold = {"type": "bold", "offset": 5, "length": 4}
    return Typed("ganz fett", attachment=file, entities=(bold,))


@pytest.mark.parametrize("name", ["Einladung.pdf", f"{'Foto' * 20}.jpg"])
def test_caption_of_a_file_that_is_no_text_is_the_text(visit: Visit, name: str) -> None:
    dialog = Dialog(telegram_id=1, form="plain", step="text", data={}, touched_at=NOW)
    take(visit, dialog, "text", captioned(visit.files, name))
    assert (text_of(dialog, "text"), entities_of(dialog, "text")) == (
        "ganz fett",
        [{"type": "bold", "offset": 5, "length": 4}],
    )
    shown = name if len(name) <= 40 else f"{name[:39]}…"
    assert str(progress(visit, dialog, "text")).split("\n\n") == [
        f"Übernommen wurde der Text unter der Datei „{shown}“, die Datei selbst nicht.",
        (
            "Bisher sind 9 Zeichen angekommen. Sie können weiteren Text senden oder mit „Fertig“ "
            "abschließen."
        ),
    ]
    take(visit, dialog, "text", Typed("mehr"))
    assert str(progress(visit, dialog, "text")).startswith("Bisher sind 15 Zeichen angekommen.")


def test_text_file_counts_and_its_caption_does_not(visit: Visit) -> None:
    dialog = Dialog(telegram_id=1, form="plain", step="text", data={}, touched_at=NOW)
    take(visit, dialog, "text", captioned(visit.files, "Entwurf.txt"))
    assert (text_of(dialog, "text"), entities_of(dialog, "text")) == ("aus der Datei", [])
    assert str(progress(visit, dialog, "text")).split("\n\n")[0] == (
        "Übernommen wurde der Inhalt der Datei „Entwurf.txt“, der Text darunter nicht."
    )


def test_formatting_goes_with_a_text_that_is_begun_anew(visit: Visit) -> None:
    dialog = Dialog(telegram_id=1, form="plain", step="text", data={}, touched_at=NOW)
    bold = {"type": "bold", "offset": 0, "length": 4}
    take(visit, dialog, "text", Typed("fett", entities=(bold,)))
    put(dialog, text=None)
    take(visit, dialog, "text", Typed("schlicht"))
    assert (text_of(dialog, "text"), entities_of(dialog, "text")) == ("schlicht", [])
