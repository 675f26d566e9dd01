"""A city's statement by buttons: declaration, receipt, change, and presses that come too late."""

import pytest

from alliance import mandate
from alliance.accession.candidate import CODE_LIMIT
from handlers import registry
from handlers.accession.presses import Choice, ChoosePress, SubmitPress
from handlers.kit.press import unpack
from storage.accession import StatementKind
from storage.language import Language
from storage.view import View
from tests.handlers.accession.asked import RECEIPT, Asked
from tests.handlers.stage import NOW, Phone, Stage
from tests.handlers.walk import register

CHOICES = [
    ["Zustimmen"],
    ["Mit Anmerkung zustimmen"],
    ["Rückfrage", "Nicht zustimmen"],
    ["Antrag lesen"],
    ["Zurück", "Menü"],
]
REQUEST = """Bitte um Stellungnahme
Beitritt der Bewerberstadt Rhein-Kreis Neuss
Rundschreiben Nr. ISA-RS 2026/01

Guten Tag, Eva Klein,

die Bewerberstadt Rhein-Kreis Neuss hat den Beitritt zur Chinesisch-Deutschen \
Industriestädteallianz beantragt. Nach Kapitel II Nr. 5.1 der Grundlagen bitten wir alle \
Mitgliedsstädte um ihre Stellungnahme. Sie sind bevollmächtigt, sie für Aachen abzugeben.

Dem Antrag liegen bei: wirtschaftliche Eckdaten, industrielle Eigenschaften, derzeitige \
Kooperationen und Kooperationswünsche.

Antwort erbeten bis: 22. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit)

Schweigen gilt nicht als Zustimmung. Auch nach diesem Tag zählt allein Ihre ausdrückliche \
Erklärung.

Mit freundlichen Grüßen
Sekretariat der Chinesisch-Deutschen Industriestädteallianz"""
DECLARED = """书面同意声明

根据《联盟基本文件》第二章第5.1条，成员城市佛山市书面同意申请城市莱茵-诺伊斯县加入中德工业城市联盟。

授权代表：Li Na（Wirtschaftsförderung），2026年11月24日起任授权代表
来函：中德工盟函〔2026〕1号；申请材料版本：2026年11月24日（校验值{short}）"""


def answered(phone: Phone) -> str:
    """Return the line that says how the city answered."""
    return next(line for line in phone.text.splitlines() if line.startswith("Antwort: "))


def submit(phone: Phone) -> str:
    """Return the data of the button that submits."""
    press = phone.button("Verbindlich abgeben").press
    assert press is not None
    return press.pack()


def test_the_request_is_the_model_text_with_four_answers(asked: Asked) -> None:
    told = {
        phone.telegram_id: screen for phone, screen in asked.stage.notices("statement-request")
    }
    phone = asked.holders["aachen"]
    assert told.keys() == {one.telegram_id for one in asked.holders.values()}
    assert (phone.text, phone.labels) == (REQUEST, CHOICES)


def test_colleagues_read_who_answers_and_cannot(asked: Asked) -> None:
    [(phone, _)] = asked.stage.notices("statement-copy")
    assert phone is asked.colleague
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]
    copy = REQUEST.replace("Eva Klein", "Anna Weiß").replace(
        "Sie sind bevollmächtigt, sie für Aachen abzugeben.",
        "Die Stellungnahme gibt Eva Klein ab; Sie erhalten dieses Schreiben zur Kenntnis.",
    )
    assert phone.text == copy


def test_consent_stores_the_declaration_as_it_was_shown(asked: Asked) -> None:
    asked.consent("foshan")
    [said] = asked.statements
    short = (asked.accession.dossier_sum or "")[:12]
    assert said.declaration == DECLARED.format(short=short)
    assert (said.kind, said.language, said.text) == (StatementKind.CONSENT, Language.ZH, None)
    given = asked.holders["foshan"].answer
    assert given is not None
    assert (given.toast, given.edit) == (f"书面意见已收悉。收件凭证{RECEIPT}", True)


def test_the_receipt_carries_number_and_checksum(asked: Asked) -> None:
    asked.consent("aachen")
    [(phone, screen)] = asked.stage.notices("receipt")
    [said] = asked.statements
    assert phone.text.splitlines()[:2] == [f"Eingangsbestätigung {RECEIPT}", ""]
    assert f"Prüfsumme (SHA-256): {said.checksum}" in phone.text.splitlines()
    assert (
        "Eingang: 24. November 2026, 14:05:31 Uhr MEZ (21:05:31 Uhr Pekinger Zeit)"
        in phone.text.splitlines()
    )
    assert phone.button("Nummer kopieren").copy == RECEIPT
    assert screen is not None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Mit Anmerkung zustimmen", StatementKind.REMARK),
        ("Rückfrage", StatementKind.QUESTION),
        ("Nicht zustimmen", StatementKind.OBJECTION),
    ],
)
def test_other_answers_ask_for_a_text_first(asked: Asked, label: str, kind: StatementKind) -> None:
    phone = asked.show("aachen")
    phone.press(label)
    assert phone.labels == [["Zurück", "Abbrechen"]]
    phone.type("  Mit <Vorbehalt> & Grüßen  ")
    assert phone.labels == [["Verbindlich abgeben"], ["Zurück", "Abbrechen"]]
    assert asked.statements == []
    phone.press("Verbindlich abgeben")
    [said] = asked.statements
    assert (said.kind, said.text) == (kind, "Mit <Vorbehalt> & Grüßen")
    assert "„Mit <Vorbehalt> & Grüßen“" in said.declaration
    told = asked.stage.notices("statement-told")
    assert [to.person.name for to, _ in told] == ["Chen Jing", "He Ming"]


def test_a_text_that_is_too_long_is_asked_again(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Rückfrage")
    phone.type("x" * 2001)
    assert phone.text.startswith("Das ist zu lang: Höchstens 2000 Zeichen sind möglich.")
    phone.type("x" * 2000)
    phone.press("Verbindlich abgeben")
    assert [said.text for said in asked.statements] == ["x" * 2000]


def test_the_text_survives_leaving_for_the_menu(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Rückfrage")
    phone.type("Welche Branchen?")
    phone.type("/menu")
    phone.press("Weiter: Antwort zu Rhein-Kreis Neuss")
    phone.press("Verbindlich abgeben")
    assert [said.text for said in asked.statements] == ["Welche Branchen?"]


def test_an_answer_can_be_changed_while_the_procedure_runs(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Nicht zustimmen")
    phone.type("Zu früh.")
    phone.press("Verbindlich abgeben")
    assert answered(phone) == "Antwort: Keine Zustimmung"
    phone.press("Antwort ändern")
    assert phone.labels == [*CHOICES[:-1], ["Zurück"]]
    phone.press("Zustimmen")
    phone.press("Verbindlich abgeben")
    assert answered(phone) == "Antwort: Zustimmung"
    assert [(said.kind, said.replaced_at) for said in asked.statements] == [
        (StatementKind.OBJECTION, NOW),
        (StatementKind.CONSENT, None),
    ]


# ---- presses that are late, double, foreign or forged


def test_a_double_press_gives_one_answer(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Zustimmen")
    data = submit(phone)
    phone.press_data(data)
    again = phone.press_data(data)
    assert len(asked.statements) == 1
    assert again.toast == "Diese Antwort liegt bereits vor; sie bleibt unverändert."
    assert answered(phone) == "Antwort: Zustimmung"


def test_a_press_after_the_language_changed_shows_the_declaration_again(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Zustimmen")
    data = submit(phone)
    phone.person.language = Language.ZH
    asked.stage.session.flush()
    again = phone.press_data(data)
    assert (asked.statements, again.toast) == ([], "请重新核对声明。")
    phone.press("正式提交")
    assert [said.language for said in asked.statements] == [Language.ZH]


def test_a_colleague_s_press_is_refused_kindly(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Zustimmen")
    refused = asked.colleague.press_data(submit(phone))
    assert asked.statements == []
    assert refused.toast == ("Für Aachen antwortet derzeit Eva Klein; es wurde nichts geändert.")
    assert asked.colleague.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_a_foreign_city_s_press_leads_to_the_menu(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Zustimmen")
    stranger = asked.holders["koeln"]
    stranger.press_data(submit(phone))
    assert asked.statements == []
    assert stranger.labels[0] == ["Beitritte (1)", "Rundschreiben"]


@pytest.mark.parametrize("data", ["as:999:1:aachen", "as:1:1:nowhere", "as.k:1:7:aachen:c:0"])
def test_forged_presses_change_nothing(asked: Asked, data: str) -> None:
    phone = asked.holders["aachen"]
    given = phone.press_data(data)
    assert (asked.statements, given.alert) == ([], True)


def test_who_lost_the_mandate_cannot_submit_what_was_written(asked: Asked) -> None:
    phone = asked.show("aachen")
    phone.press("Rückfrage")
    phone.type("Welche Branchen?")
    session, now = asked.stage.session, asked.stage.now
    mandate.pass_on(session, phone.person, "aachen", asked.colleague.person, now)
    phone.press("Verbindlich abgeben")
    assert asked.statements == []
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]
    asked.show("aachen")
    assert asked.colleague.press_data(f"as:{asked.accession_id}:1:aachen").toast is None
    assert asked.colleague.labels == CHOICES


# ---- screens that follow


def test_a_colleague_s_screen_follows_the_answer(asked: Asked) -> None:
    asked.consent("aachen")
    subject = asked.accession.city_subject("aachen")
    view = View(
        telegram_id=asked.colleague.telegram_id,
        message_id=7,
        screen="statement",
        subject=subject,
        until=NOW,
    )
    asked.colleague.shown = registry.view(asked.stage.session, view, NOW)
    assert answered(asked.colleague) == "Antwort: Zustimmung"
    assert asked.colleague.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_a_mandate_that_moves_redraws_the_city_s_screens(asked: Asked) -> None:
    session, now = asked.stage.session, asked.stage.now
    view = View(
        telegram_id=1,
        message_id=7,
        screen="statement",
        subject=asked.accession.city_subject("aachen"),
        until=NOW,
    )
    session.add(view)
    session.flush()
    holder = asked.holders["aachen"].person
    mandate.pass_on(session, holder, "aachen", asked.colleague.person, now)
    session.refresh(view)
    assert view.stale


@pytest.mark.parametrize("press", [SubmitPress, ChoosePress])
def test_the_longest_city_code_fits_the_buttons(press: type[SubmitPress | ChoosePress]) -> None:
    city = "x" * CODE_LIMIT
    made: SubmitPress | ChoosePress = ChoosePress(99_999, 9, city, Choice.CONSENT, 99_999)
    if press is SubmitPress:
        made = SubmitPress(99_999, city, Choice.CONSENT, 99_999, "abcdef")
    assert unpack(made.pack(), {press.tag: press}) == made


def test_a_newcomer_gets_the_open_statement_at_once(stage: Stage, asked: Asked) -> None:
    phone = stage.phone()
    register(phone, stage.token("aachen"))
    assert phone.answer is not None
    (phone.shown,) = phone.answer.more
    assert phone.text == (
        "Für Aachen offen\n\nBeitritt der Bewerberstadt Rhein-Kreis Neuss, Rundschreiben Nr. "
        "ISA-RS 2026/01\nAachen: Antwort ausstehend"
    )
    phone.press("Beitritt: Rhein-Kreis Neuss · für Aachen")
    assert phone.shown.follow is not None
    assert phone.shown.follow.subject == asked.accession.city_subject("aachen")
