"""Delegations as files: the template to fill in, and reading what comes back without trust."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from alliance.conference import delegation
from alliance.conference.delegation import Entry
from handlers.conference import words
from handlers.kit import longtext
from handlers.kit.visit import Visit, Wrong
from locales.tongue import Tongue
from storage.attachment import Attachment
from storage.conference import Sector

BYTES: Final = 2_000_000
# Of a table so many rows are looked at: a delegation has at most 60 people.
ROWS, COLUMNS = 500, 4
DELIMITERS: Final = (";", "；", "\t", "|", ",")
# A row has at least three fields.
PARTED: Final = 2
WIDTHS: Final = (28, 34, 24, 40)
Cells = tuple[object, ...]


def read(visit: Visit, attachment: Attachment) -> list[Entry]:
    """Return the delegates of an .xlsx, .csv or .txt file.

    Raises Wrong where it cannot be read, BadDelegation with every error by its line.
    """
    tongue, path = visit.tongue, longtext.path_of(visit.files, attachment)
    kind = attachment.name.rsplit(".", 1)[-1].lower()
    if kind not in ("xlsx", "csv", "txt"):
        raise Wrong(
            tongue.text(
                "This file cannot be read; please send an Excel file (.xlsx) or a "
                "text file (.csv, .txt)."
            )
        )
    if path.stat().st_size > BYTES:
        raise Wrong(
            tongue.text("This file is far too large for a delegation; please send only the list.")
        )
    if kind == "xlsx":
        return delegation.parse_rows(_sheet(path, tongue))
    text = longtext.decoded(path.read_bytes(), tongue)
    if kind == "txt":
        return delegation.parse_lines(text)
    return delegation.parse_rows(_csv(text, tongue))


def template(tongue: Tongue) -> bytes:
    """Return a spreadsheet to fill in: the head of the columns and the sectors to choose from."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = tongue.plain("Delegation")
    heads = [
        tongue.plain("Name"),
        tongue.plain("Function"),
        tongue.plain("Sector"),
        tongue.plain("Remark"),
    ]
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, column)
        cell.value = head
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row in sheet.iter_rows(2, delegation.LIMIT + 1, 1, COLUMNS):
        for cell in row:
            # As text: what is entered is kept as it is, long numbers too.
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sectors = ",".join(words.sector_name(tongue, sector) for sector in Sector)
    choice = DataValidation(type="list", formula1=f'"{sectors}"', allow_blank=True)
    choice.add(f"C2:C{delegation.LIMIT + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(path: Path, tongue: Tongue) -> list[Cells]:
    """Return the rows of a workbook's first sheet, if it unpacks to a sane size."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
        if (
            len(members) > longtext.MEMBERS
            or sum(one.file_size for one in members) > longtext.UNPACKED
        ):
            raise Wrong(
                tongue.text(
                    "This Excel file is too large when unpacked; please send only the list."
                )
            )
        with path.open("rb") as content:
            book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
            return list(book.worksheets[0].iter_rows(1, ROWS, 1, COLUMNS, values_only=True))
    except (*longtext.UNREADABLE, BadZipFile, InvalidFileException, IndexError, OSError) as error:
        raise Wrong(
            tongue.text("This Excel file is damaged or protected and cannot be read.")
        ) from error


def _csv(text: str, tongue: Tongue) -> Iterator[list[str]]:
    text = text.removeprefix("\ufeff")
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    except csv.Error as error:
        raise Wrong(tongue.text("This table cannot be read; please send it as .xlsx.")) from error


def _delimiter(text: str) -> str:
    """Return what parts the fields of a table: the first that parts its first line into three."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((one for one in DELIMITERS if first.count(one) >= PARTED), ";")
