"""The delegations as a spreadsheet and as a bilingual printed list."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import fontpkg_noto_sans
import pylopdf_fonts_zh_cn
import typst
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session

from alliance.conference import asking, delegation
from handlers.conference import words
from locales.tongue import Tongue
from storage.city import City, Side
from storage.conference import Conference, Delegate
from storage.language import Language

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: Final = "application/pdf"
WIDTHS: Final = (6, 20, 12, 22, 16, 24, 34, 22, 14, 40)
TEMPLATE: Final = Path(__file__).parent / "delegations.typ"
FONTS: Final = (str(fontpkg_noto_sans.ROOT / "files"), str(pylopdf_fonts_zh_cn.sans_path().parent))
SHORT: Final = {Language.DE: "de", Language.ZH: "zh"}
Pair = dict[str, str]
Said = Callable[[Tongue], str]


class Delegation(NamedTuple):
    """A delegate with the city that sends them, and their number in the list."""

    number: int
    city: City
    delegate: Delegate


def people(session: Session, conference: Conference) -> list[Delegation]:
    """Return the delegates of the cities that attend, by side, city and place in their list."""
    cities = {city.code: city for city in asking.invited(session, conference)}
    found = delegation.delegates(session, conference)
    return [Delegation(at, cities[one.city_code], one) for at, one in enumerate(found, start=1)]


# ---- the spreadsheet


def spreadsheet(session: Session, conference: Conference, now: datetime) -> bytes:
    """Return the delegations as XLSX: every cell is text, so that none can be a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Delegationen 代表团"
    _write(sheet, 1, _heads(), bold=True)
    for row, one in enumerate(people(session, conference), start=2):
        _write(sheet, row, _cells(one))
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    book.properties.creator = "Stadtbote"
    book.properties.created = now.astimezone(UTC).replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, texts: list[str], *, bold: bool = False) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        cell.value = text
        # openpyxl takes a text that begins with = for a formula otherwise.
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = Font(bold=True)


def _heads() -> list[str]:
    """Return the heads of the columns: in both languages, unless the column is in one."""
    pairs = [(_pair(name), language) for name, language in COLUMNS]
    return [
        f"{one['de']} {one['zh']}" if language is None else one[SHORT[language]]
        for one, language in pairs
    ]


def _cells(one: Delegation) -> list[str]:
    city, delegate = one.city, one.delegate
    side = _pair(lambda tongue: words.side_name(tongue, city.side))
    sector = _pair(lambda tongue: words.sector_name(tongue, delegate.sector))
    return [
        str(one.number),
        side["de"],
        side["zh"],
        city.name_de,
        city.name_zh,
        delegate.name,
        delegate.function,
        sector["de"],
        sector["zh"],
        delegate.remark,
    ]


# What stands in each column of the spreadsheet, and in which language where in one.
COLUMNS: Final[tuple[tuple[Said, Language | None], ...]] = (
    (lambda tongue: tongue.plain("No."), None),
    (lambda tongue: tongue.plain("Side"), Language.DE),
    (lambda tongue: tongue.plain("Side"), Language.ZH),
    (lambda tongue: tongue.plain("City"), Language.DE),
    (lambda tongue: tongue.plain("City"), Language.ZH),
    (lambda tongue: tongue.plain("Name"), None),
    (lambda tongue: tongue.plain("Function"), None),
    (lambda tongue: tongue.plain("Sector"), Language.DE),
    (lambda tongue: tongue.plain("Sector"), Language.ZH),
    (lambda tongue: tongue.plain("Remark"), None),
)

# ---- the printed list


def printed(session: Session, conference: Conference, now: datetime) -> bytes:
    """Return the delegations as a bilingual PDF, to be handed out at the venue."""
    said = {
        "title": _pair(lambda tongue: words.called(session, conference, tongue)),
        "event": _pair(lambda tongue: _event(session, conference, tongue)),
        "counts": _pair(lambda tongue: _counted(session, conference, tongue)),
        "by": _pair(
            lambda tongue: tongue.plain("Chinese-German Industrial Cities Alliance, secretariat")
        ),
        "foot": _pair(lambda tongue: tongue.plain("As of {day}", day=tongue.day(now))),
        "nobody": _pair(lambda tongue: tongue.plain("No delegation has been entered yet.")),
        "heads": [_pair(name) for name in PRINTED],
        "sides": _sides(session, conference),
    }
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=list(FONTS),
        ignore_system_fonts=True,
        sys_inputs={"d": json.dumps(said, ensure_ascii=False)},
        timestamp=int(now.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _sides(session: Session, conference: Conference) -> list[dict[str, object]]:
    found = people(session, conference)
    return [
        {
            "name": _pair(lambda tongue, side=side: words.side_name(tongue, side)),  # type: ignore[misc]
            "people": [_printed(one) for one in found if one.city.side is side],
        }
        for side in Side
    ]


def _printed(one: Delegation) -> dict[str, object]:
    delegate = one.delegate
    return {
        "number": one.number,
        "city": {"de": one.city.name_de, "zh": one.city.name_zh},
        "name": delegate.name,
        "function": delegate.function,
        "sector": _pair(lambda tongue: words.sector_name(tongue, delegate.sector)),
        "remark": delegate.remark,
    }


def _event(session: Session, conference: Conference, tongue: Tongue) -> str:
    """Return kind, days and place in one line."""
    kind = words.kind_name(tongue, conference.kind)
    known = words.where(session, conference, tongue).split("\n")
    place = " · ".join(one.striptags() for one in known)
    if conference.starts_at is None:
        return f"{kind} · {place}"
    return f"{kind} · {words.local(conference, conference.starts_at, tongue)} · {place}"


def _counted(session: Session, conference: Conference, tongue: Tongue) -> str:
    sides = delegation.counts(session, conference).by_side
    return str(
        tongue.plain(
            "Delegates: {all} (Chinese side {chinese}, German side {german})",
            all=sum(sides.values()),
            chinese=sides[Side.CN],
            german=sides[Side.DE],
        )
    )


PRINTED: Final[tuple[Said, ...]] = (
    lambda tongue: tongue.plain("No."),
    lambda tongue: tongue.plain("City"),
    lambda tongue: tongue.plain("Name"),
    lambda tongue: tongue.plain("Function"),
    lambda tongue: tongue.plain("Sector"),
    lambda tongue: tongue.plain("Remark"),
)


def _pair(said: Said) -> Pair:
    """Return something in both languages, each as its side reads it."""
    return {key: said(words.as_read(language)) for language, key in SHORT.items()}
