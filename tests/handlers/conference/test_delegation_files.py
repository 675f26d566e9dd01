"""Naming a delegation by a file: the template, what can be read, and what cannot."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from handlers.kit import making
from handlers.kit.screen import Answer
from storage.attachment import Attachment, FetchState
from storage.conference import Sector
from tests.handlers.conference.invited import LINE_ERRORS, Invited, entered, finish
from tests.handlers.stage import Phone


def upload(phone: Phone, name: str, content: bytes) -> Answer:
    """Send a file, as it is once the bot has fetched it."""
    file = Attachment(
        bot_id=1,
        update_id=phone.stage.updates,
        telegram_id=phone.telegram_id,
        file_id="f",
        name=name,
        mime="application/octet-stream",
        size=len(content),
        sha256=making.store(phone.stage.files, content),
        state=FetchState.READY,
        created_at=phone.stage.now,
    )
    phone.stage.session.add(file)
    phone.stage.session.flush()
    return phone.send({"document": {"file_id": "f", "file_name": name}}, file)


def table(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook with some rows."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(phone: Phone, file: Attachment) -> Workbook:
    """Return the workbook in a file that the bot made."""
    content = (phone.stage.files / str(file.sha256)).read_bytes()
    return load_workbook(io.BytesIO(content))


def test_template_comes_below_the_question_and_can_be_filled_in(
    phone: Phone, attending: Invited
) -> None:
    answer = phone.press("Vorlage (.xlsx)")
    (below,) = answer.more
    assert below.text == (
        "Vorlage für die Delegation: eine Person je Zeile. Bitte füllen Sie sie aus und senden "
        "Sie sie hier zurück."
    )
    file = attending.session.get_one(Attachment, below.document)
    assert file.name == "Delegation.xlsx"
    book = book_of(phone, file)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Name", "Funktion", "Bereich", "Bemerkung"]
    (choice,) = sheet.data_validations.dataValidation
    for row, sector in enumerate(choice.formula1.strip('"').split(","), start=2):
        for column, value in enumerate((f"Person {row}", "Rat", sector, None), start=1):
            sheet.cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    upload(phone, "Delegation.xlsx", out.getvalue())
    finish(phone)
    assert [sector for _, _, sector, _ in entered(attending)] == list(Sector)


def test_chinese_template_has_chinese_heads(attending: Invited) -> None:
    phone = attending.contacts["foshan"]
    attending.opened(phone).press("填写代表团名单")
    answer = phone.press("模板 (.xlsx)")
    file = attending.session.get_one(Attachment, answer.more[0].document)
    sheet = book_of(phone, file).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["姓名", "职务", "类别", "备注"]


def test_errors_of_a_table_name_its_rows(phone: Phone) -> None:
    rows = (("Name", "Funktion", "Bereich"), ("A", "B", 1), (), ("C", "D", "Zirkus"), ("E",))
    upload(phone, "liste.xlsx", table(*rows))
    assert phone.text.split("\n\n")[0] == (
        f"{LINE_ERRORS}Zeile 4: Dieser Bereich ist nicht bekannt; bitte schreiben Sie eine Zahl "
        "von 1 bis 6.\nZeile 5: Name, Funktion und Bereich sind nötig, dazwischen ein Semikolon."
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Name;Funktion;Bereich\r\nJörg Weiß;Leiter;3\r\n".encode("cp1252")),
        ("a.csv", '﻿Name,Funktion,Bereich\n"Jörg Weiß",Leiter,3\n'.encode()),
        ("a.csv", "Name\tFunktion\tBereich\nJörg Weiß\tLeiter\t3\n".encode("utf-16")),
        ("a.txt", "Jörg Weiß | Leiter | Unternehmen".encode()),
        ("A.XLSX", table(("Jörg Weiß", "Leiter", 3.0))),
    ],
)
def test_files_of_all_kinds_are_read(
    phone: Phone, attending: Invited, name: str, content: bytes
) -> None:
    upload(phone, name, content)
    finish(phone)
    assert entered(attending) == [("Jörg Weiß", "Leiter", Sector.COMPANY, "")]


def test_chinese_table_in_gb18030(phone: Phone, attending: Invited) -> None:
    upload(phone, "名单.csv", "姓名,职务,类别,备注\n李华,局长,招商,需邀请函\n".encode("gb18030"))
    finish(phone)
    assert entered(attending) == [("李华", "局长", Sector.PROMOTION, "需邀请函")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "a.pdf",
            b"%PDF",
            (
                "Diese Datei lässt sich nicht lesen; bitte senden Sie eine Excel-Datei (.xlsx) "
                "oder eine Textdatei (.csv, .txt)."
            ),
        ),
        (
            "a.xlsx",
            b"PK\x03\x04 no workbook",
            "Diese Excel-Datei ist beschädigt oder geschützt und lässt sich nicht lesen.",
        ),
        (
            "a.csv",
            b"x" * 2_000_001,
            "Diese Datei ist für eine Delegation viel zu groß; bitte senden Sie nur die Liste.",
        ),
        (
            "a.csv",
            b"\n\n",
            f"{LINE_ERRORS}Darin steht keine Person; bitte schreiben Sie je Zeile eine Person.",
        ),
    ],
)
def test_file_that_cannot_be_read_says_why(
    phone: Phone, name: str, content: bytes, said: str
) -> None:
    upload(phone, name, content)
    assert phone.text.split("\n\n")[0] == said


def test_file_that_was_read_is_removed_after_a_month(phone: Phone, attending: Invited) -> None:
    upload(phone, "liste.xlsx", table(("A", "B", 1)))
    file = attending.session.exec(select(Attachment)).one()
    path = attending.stage.files / str(file.sha256)
    late = attending.stage.now + timedelta(days=30)
    assert path.exists()
    assert making.forget_old(attending.session, attending.stage.files, late) == 1
    assert not path.exists()
