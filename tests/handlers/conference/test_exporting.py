"""The delegations as a spreadsheet without formulas, and as a bilingual printed list."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sqlmodel import select

from handlers.conference import exporting
from storage.attachment import Attachment, FetchState
from storage.conference import AttendanceKind
from tests.handlers.conference.planned import Office, invited, to_board

EVIL = '=HYPERLINK("http://x"); +49 241; 1; @SUM(A1)\n#evil[x] *b*; $x$; 企业; -2+3'


HEAD = "Nr. 序号;Seite;所属方;Stadt;城市;Name 姓名;Funktion 职务;Bereich;类别;Bemerkung 备注"
ROWS = [
    line.split(";")
    for line in (
        HEAD,
        "1;Chinesische Seite;中方;Jieyang;揭阳市;王芳;处长;Verwaltung;行政机关;需邀请函",
        '2;Deutsche Seite;德方;Aachen;亚琛;=HYPERLINK("http://x");+49 241;Politik;政界;@SUM(A1)',
        "3;Deutsche Seite;德方;Aachen;亚琛;#evil[x] *b*;$x$;Unternehmen;企业;-2+3",
    )
]


def with_delegations(office: Office) -> None:
    """Let two cities attend with delegations, one of which looks like formulas."""
    invited(office)
    office.answer("aachen", AttendanceKind.ATTENDS)
    office.answer("jieyang", AttendanceKind.ATTENDS)
    office.delegates("aachen", EVIL)
    office.delegates("jieyang", "王芳；处长；政府；需邀请函")


def file_of(office: Office, label: str) -> tuple[Attachment, Path]:
    """Press a button that brings a file; return its row and where its bytes lie."""
    answer = to_board(office).press(label)
    (brought,) = answer.more
    row = office.stage.session.get_one(Attachment, brought.document)
    assert row.sha256 is not None
    return row, office.stage.files / row.sha256


def test_spreadsheet_holds_text_only(office: Office) -> None:
    with_delegations(office)
    row, file = file_of(office, "Delegationen (XLSX)")
    assert (row.name, row.mime, row.bot_id, row.state) == (
        "Delegationen 2027-05-10.xlsx",
        exporting.XLSX,
        0,
        FetchState.READY,
    )
    sheet = load_workbook(BytesIO(file.read_bytes())).active
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == ROWS
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s"}


def test_printed_list_is_a_pdf_and_the_same_twice(office: Office) -> None:
    with_delegations(office)
    row, file = file_of(office, "Delegationen (PDF)")
    assert (row.name, row.mime, file.read_bytes()[:5]) == (
        "Delegationen 2027-05-10.pdf",
        exporting.PDF,
        b"%PDF-",
    )
    again, _ = file_of(office, "Delegationen (PDF)")
    assert again.id == row.id
    office.delegates("jieyang", "王方；处长；政府；需邀请函")
    other, _ = file_of(office, "Delegationen (PDF)")
    assert other.sha256 != row.sha256


def test_printed_list_of_nobody_says_so(office: Office) -> None:
    conference = invited(office)
    made = exporting.printed(office.stage.session, conference, office.stage.now)
    office.answer("aachen", AttendanceKind.ATTENDS)
    office.delegates("aachen", "Eva Rat; Bürgermeisterin; Politik")
    assert exporting.printed(office.stage.session, conference, office.stage.now) != made


def test_delegations_of_cities_that_no_longer_attend_are_left_out(office: Office) -> None:
    with_delegations(office)
    office.answer("aachen", AttendanceKind.DECLINES)
    found = exporting.people(office.stage.session, office.conference)
    assert [(one.number, one.delegate.name) for one in found] == [(1, "王芳")]


def test_board_is_shown_with_the_file_and_nobody_s_name_in_its_caption(office: Office) -> None:
    with_delegations(office)
    answer = to_board(office).press("Delegationen (PDF)")
    assert [str(screen.text) for screen in answer.more] == [
        (
            "Delegationen: Frühjahrskonferenz 2027\nBitte gehen Sie mit den Namen darin sorgsam "
            "um und löschen Sie die Datei, sobald sie nicht mehr gebraucht wird."
        )
    ]
    assert len(office.stage.session.exec(select(Attachment)).all()) == 1
