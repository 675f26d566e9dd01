"""A paper answer: entered with its scan, confirmed by another secretary, contested."""

import pytest
from sqlmodel import select

from handlers.accession.draftpresses import ConfirmLetterPress, EnterLetterPress
from handlers.accession.presses import BoardPress
from storage.accession import Accession, Letter, LetterState, Statement, StatementKind, Via
from storage.language import Language
from tests.handlers.accession import applying
from tests.handlers.accession.asked import candidate
from tests.handlers.stage import Phone, Stage

DECLARED = (
    "Laut Schreiben vom 20. November 2026 stimmt die Mitgliedsstadt Köln dem Beitritt der "
    "Bewerberstadt Rhein-Kreis Neuss zur Chinesisch-Deutschen Industriestädteallianz nach "
    "Kapitel II Nr. 5.1 der Grundlagen schriftlich zu.\n\n"
    "Bezug: Rundschreiben Nr. ISA-RS 2026/01, Antragsunterlagen in der Fassung vom "
    "24. November 2026 (Prüfsumme {short})"
)


@pytest.fixture
def office(stage: Stage) -> Phone:
    """Return the phone of the secretary who enters letters; there is another one."""
    candidate(stage)
    phone = applying.secretary(stage)
    applying.secretary(stage, "Li Na", Language.ZH)
    return phone


@pytest.fixture
def out(stage: Stage, office: Phone) -> Accession:
    """Return a procedure whose circular is out."""
    return applying.asked(stage, office.person)


def enter(office: Phone, stage: Stage, accession: Accession, kind: str, text: str = "") -> None:
    office.press_data(EnterLetterPress(accession.key).pack())
    office.press("Köln")
    office.press(kind)
    if text:
        office.type(text)
    office.type("20.11.2026")
    applying.send_file(office, applying.attachment(stage.session))
    office.type("Antwort per Post")
    office.press("Bestätigen")


def letter(stage: Stage) -> Letter:
    return stage.session.exec(select(Letter)).one()


def to_confirm(stage: Stage) -> Phone:
    """Return the other secretary's phone with the notice on it."""
    [(phone, screen)] = stage.notices("letter-to-confirm")
    assert screen is not None
    return phone


def test_a_letter_becomes_a_statement_by_two_secretaries(
    stage: Stage, office: Phone, out: Accession
) -> None:
    citizen = stage.person("Ute Klein", "koeln")
    enter(office, stage, out, "Zustimmen")
    assert (letter(stage).state, stage.session.exec(select(Statement)).all()) == (
        LetterState.ENTERED,
        [],
    )
    other = to_confirm(stage)
    assert other.labels == [
        ["查看扫描件"],
        ["确认", "不予通过"],
        ["办理情况"],
        ["主菜单"],
    ]
    given = other.press("查看扫描件")
    assert [one.document for one in given.more] == [letter(stage).attachment_id]
    other.press("确认")
    said = stage.session.exec(select(Statement)).one()
    declared = DECLARED.format(short=(out.dossier_sum or "")[:12])
    assert (said.declaration, said.language) == (declared, Language.DE)
    assert (said.kind, said.via, said.city_code) == (StatementKind.CONSENT, Via.LETTER, "koeln")
    [(told, screen)] = stage.notices("letter-entered")
    assert told is citizen
    assert screen is not None
    assert citizen.labels == [["Scan ansehen"], ["Eintragung beanstanden"], ["Menü"]]


def test_the_board_leads_to_the_letters_that_wait(
    stage: Stage, office: Phone, out: Accession
) -> None:
    enter(office, stage, out, "Zustimmen")
    office.press_data(BoardPress(out.key).pack())
    office.press("Schreiben: Köln")
    assert office.labels[0] == ["Scan ansehen"]


def test_the_summary_shows_what_will_be_declared(
    stage: Stage, office: Phone, out: Accession
) -> None:
    office.press_data(EnterLetterPress(out.key).pack())
    office.press("Foshan")
    office.press("Nicht zustimmen")
    office.type("产能过剩")
    office.type("2026年11月20日")
    applying.send_file(office, applying.attachment(stage.session))
    office.type("Antwort per Post")
    assert office.text == (
        "Schreiben von Foshan\nAntwort: Keine Zustimmung\nDatum: 20. November 2026\n"
        "Scan: scan.pdf\nGrund der Eintragung: Antwort per Post\n\n"
        "据2026年11月20日来函，根据《联盟基本文件》第二章第5.1条，成员城市佛山市不同意申请城市"
        "莱茵-诺伊斯县加入中德工业城市联盟。理由：“产能过剩”。\n\n"
        "来函：中德工盟函〔2026〕1号；申请材料版本：2026年11月24日（校验值"
        f"{(out.dossier_sum or '')[:12]}）\n\n"
        "Nach „Bestätigen“ prüft eine andere Person des Sekretariats die Eintragung; erst dann "
        "zählt sie."
    )


def test_a_text_of_another_answer_is_not_kept(stage: Stage, office: Phone, out: Accession) -> None:
    office.press_data(EnterLetterPress(out.key).pack())
    office.press("Köln")
    office.press("Rückfrage")
    office.type("Wie viele Betriebe?")
    office.press("Zurück")
    office.press("Zurück")
    office.press("Zustimmen")
    office.type("20.11.2026")
    applying.send_file(office, applying.attachment(stage.session))
    office.type("Antwort per Post")
    office.press("Bestätigen")
    assert (letter(stage).kind, letter(stage).text) == (StatementKind.CONSENT, None)


def test_who_entered_a_letter_does_not_confirm_it(
    stage: Stage, office: Phone, out: Accession
) -> None:
    enter(office, stage, out, "Zustimmen")
    assert office.labels == [
        ["Scan ansehen"],
        ["Eintragung zurücknehmen"],
        ["Zum Verfahrensstand"],
        ["Menü"],
    ]
    press = to_confirm(stage).button("确认").press
    assert isinstance(press, ConfirmLetterPress)
    given = office.press_data(press.pack())
    assert given.toast == (
        "Sie haben dies selbst eingegeben; bestätigen muss es eine andere Person des Sekretariats."
    )
    assert letter(stage).state is LetterState.ENTERED


def test_a_refused_entry_does_not_count(stage: Stage, office: Phone, out: Accession) -> None:
    enter(office, stage, out, "Zustimmen")
    other = to_confirm(stage)
    confirm = other.button("确认").press
    assert confirm is not None
    other.press("不予通过")
    given = other.press_data(confirm.pack())
    assert given.toast == "该登记未予通过。"
    assert stage.session.exec(select(Statement)).all() == []
    assert stage.notices("letter-to-confirm")[0][1] is None


def test_a_future_date_and_a_missing_scan_are_refused_kindly(
    stage: Stage, office: Phone, out: Accession
) -> None:
    office.press_data(EnterLetterPress(out.key).pack())
    office.press("Köln")
    office.press("Zustimmen")
    office.type("1.12.2026")
    assert office.text.splitlines()[0] == (
        "Das Datum des Schreibens liegt in der Zukunft; bitte prüfen Sie es."
    )
    office.type("20.11.2026")
    refusal = "Hier wird ein Scan benötigt; bitte senden Sie ein PDF oder ein Bild."
    office.type("kein Scan")
    assert office.text.splitlines()[0] == refusal
    applying.send_file(office, applying.attachment(stage.session, "scan.exe"))
    assert office.text.splitlines()[0] == refusal


def test_a_city_objects_to_the_entry_once(stage: Stage, office: Phone, out: Accession) -> None:
    citizen = stage.person("Ute Klein", "koeln")
    enter(office, stage, out, "Mit Anmerkung zustimmen", "Gern <bald>")
    to_confirm(stage).press("确认")
    stage.notices("letter-entered")
    press = citizen.button("Eintragung beanstanden").press
    assert press is not None
    citizen.press("Eintragung beanstanden")
    citizen.type("Der Rat hat nicht zugestimmt")
    citizen.press("Bestätigen")
    assert letter(stage).contested_text == "Der Rat hat nicht zugestimmt"
    assert citizen.labels == [["Scan ansehen"], ["Menü"]]
    told = stage.notices("letter-contested")
    assert [phone.text.splitlines()[0] for phone, _ in told] == [
        "Beanstandung einer Eintragung",
        "对登记的异议",
    ]
    given = citizen.press_data(press.pack())
    assert given.toast == (
        "Aus Ihrer Stadt wurde die Eintragung bereits beanstandet; das Sekretariat ist "
        "unterrichtet."
    )


def test_other_cities_do_not_see_a_letter(stage: Stage, office: Phone, out: Accession) -> None:
    stage.person("Ute Klein", "koeln")
    stranger = stage.person("Max Groß", "aachen")
    enter(office, stage, out, "Zustimmen")
    to_confirm(stage).press("确认")
    [(citizen, _)] = stage.notices("letter-entered")
    for label in ("Scan ansehen", "Eintragung beanstanden"):
        press = citizen.button(label).press
        assert press is not None
        given = stranger.press_data(press.pack())
        assert given.toast == (
            "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
        )


def test_an_own_entry_is_taken_back(stage: Stage, office: Phone, out: Accession) -> None:
    enter(office, stage, out, "Zustimmen")
    office.press("Eintragung zurücknehmen")
    assert letter(stage).state is LetterState.REFUSED
    assert office.labels == [["Scan ansehen"], ["Zum Verfahrensstand"], ["Menü"]]


def test_the_longest_entry_fits_in_one_message(
    stage: Stage, office: Phone, out: Accession
) -> None:
    office.press_data(EnterLetterPress(out.key).pack())
    office.press("Köln")
    office.press("Nicht zustimmen")
    office.type("x" * 2000)
    office.type("20.11.2026")
    applying.send_file(office, applying.attachment(stage.session))
    office.type("y" * 501)
    assert office.text.splitlines()[0] == "Das ist zu lang: Höchstens 500 Zeichen sind möglich."
    office.type("y" * 500)
    assert len(office.text) < 4096
    office.press("Bestätigen")
    stage.person("Ute Klein", "koeln")
    to_confirm(stage).press("确认")
    [(citizen, _)] = stage.notices("letter-entered")
    assert len(citizen.text) < 4096


def test_a_contested_entry_keeps_the_accession_open_and_the_board_says_so(
    stage: Stage, office: Phone, out: Accession
) -> None:
    citizen = stage.person("Ute Klein", "koeln")
    enter(office, stage, out, "Zustimmen")
    to_confirm(stage).press("确认")
    stage.notices("letter-entered")
    citizen.press("Eintragung beanstanden")
    citizen.type("Nicht von uns")
    citizen.press("Bestätigen")
    office.press_data(BoardPress(out.key).pack())
    lines = [line for line in office.text.splitlines() if "beanstandet" in line]
    assert len(lines) == 2
    assert lines[0].endswith("1 Stadt beanstandet eine Eintragung")
    assert lines[1].endswith("· beanstandet die Eintragung")
