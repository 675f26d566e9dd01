"""New circular: both halves in chat, files, audience, preview, one question, and out it goes."""

from typing import Any

import pytest
from sqlmodel import select

from alliance.circular import draft
from handlers.circular.presses import DraftPress
from storage.circular import Addressee, GeneralState
from storage.delivery import Delivery
from storage.dialog import Dialog
from storage.language import Language
from tests.handlers.circular.composing import formatted, general_of, to_files
from tests.handlers.circular.out import ASKED_GERMAN, Out, drafted, file_of
from tests.handlers.stage import Stage

ALL = ["aachen", "foshan", "jieyang", "koeln"]


def test_a_circular_goes_from_the_desk_to_all_members(stage: Stage, office: Out) -> None:
    phone = office.secretary
    to_files(phone)
    phone.send({"document": {"file_id": "x"}}, file_of(stage, "Programm.pdf"))
    assert phone.text == (
        "Rundschreiben\nAnlagen\n\nDiese Anlagen liegen dem Rundschreiben bei: Programm.pdf. Sie "
        "können weitere senden oder mit „Fertig“ abschließen."
    )
    phone.press("Fertig")
    assert phone.labels[:3] == [
        ["Alle Mitglieder"],
        ["Chinesische Mitglieder", "Deutsche Mitglieder"],
        ["☐ Beobachter einbeziehen"],
    ]
    phone.press("Alle Mitglieder")
    assert phone.labels == [
        ["Erbeten", "Nicht erbeten"],
        ["Überspringen"],
        ["Zurück", "Abbrechen"],
    ]
    phone.press("Erbeten")
    assert phone.shown is not None
    assert str(phone.shown.text) == (
        "<b>Rundschreiben</b>\nEntwurf, zuletzt bearbeitet von Chen Jing am 24.11.2026, 14:05 Uhr"
        "\n\n<u>Deutsch</u>\n<b>Workshop &lt;Logistik&gt;</b>\n\n"
        "Sehr <b>geehrte</b> 🎉 Damen und Herren,\n\nam 🎉 <i>Montag</i> geht es los &amp; "
        '<a href="https://example.org/?a=1&amp;b=2">hier</a> steht mehr.\n\n'
        "<u>中文</u>\n<b>物流研讨会</b>\n\n各成员城市：敬请<b>参加</b>。\n\n"
        "Anlagen: Programm.pdf\nEmpfängerkreis: Alle Mitglieder\nKenntnisnahme: Erbeten\n\n"
        "Das Rundschreiben erreicht 5 Personen (Städte: 4)."
    )
    assert phone.labels == [
        ["✓ Deutsch", "✓ 中文"],
        ["Anlagen (1)", "Empfängerkreis"],
        ["Kenntnisnahme", "Test an mich"],
        ["Senden", "Später senden"],
        ["Entwurf verwerfen"],
        ["Zurück", "Menü"],
    ]
    phone.press("Senden")
    assert phone.text == (
        "„Workshop <Logistik>“ geht jetzt an 5 Personen (Städte: 4). Das Rundschreiben erhält "
        "dabei seine Nummer und lässt sich danach nicht mehr ändern."
    ).replace("<", "&lt;").replace(">", "&gt;")
    given = phone.press("Bestätigen")
    assert given.toast == "Versandt."
    assert phone.text.splitlines()[1] == "Rundschreiben Nr. ISA-RS 2026/01 · 中德工盟函〔2026〕1号"
    assert sorted(stage.session.exec(select(Addressee.city_code))) == ALL
    sent = stage.session.exec(select(Delivery).where(Delivery.kind == "circular")).all()
    assert len(sent) == 5 * 2
    assert stage.session.exec(select(Dialog)).all() == []


def test_a_circular_is_written_and_sent_in_chinese(stage: Stage, office: Out) -> None:
    phone = office.second
    phone.type("/desk")
    phone.press("新建通函")
    assert phone.text == "通函\n标题（德文版）\n\n请发送标题，一行，不超过200个字符。"
    phone.type("Workshop")
    phone.type("Bitte kommen Sie.")
    phone.press("完成")
    phone.type("研讨会")
    phone.type("敬请参加。")
    phone.press("完成")
    phone.press("跳过")
    phone.press("☐ 含观察员城市")
    phone.press("中方成员城市")
    phone.press("跳过")
    assert phone.text.split("\n\n")[-2:] == [
        "附件：无\n发送范围：中方成员城市（含观察员城市）\n收悉确认：不需要",
        "本通函将发送给2个城市的2人。",
    ]
    phone.press("先发给我预览")
    assert [params["language"] for params in tried(stage)] == ["de", "zh_Hans"]
    phone.press("发送")
    assert phone.text == "通函“研讨会”即将发送给2个城市的2人。发送时编定文号，此后不能再修改。"
    phone.press("确认")
    assert sorted(stage.session.exec(select(Addressee.city_code))) == ["foshan", "jieyang"]
    assert general_of(stage).acknowledge is False


def tried(stage: Stage) -> list[dict[str, Any]]:
    query = select(Delivery).where(Delivery.kind == "circular-test")
    return [one.params for one in stage.session.exec(query)]


def test_each_message_is_kept_and_formatting_with_it(stage: Stage, office: Out) -> None:
    phone = office.secretary
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.type("Lang")
    formatted(phone, "x" * 4000 + " Ende", bold="Ende")
    formatted(phone, " weiter geht es", italic="weiter")
    half = draft.texts(stage.session, general_of(stage))[Language.DE]
    assert half.text == "x" * 4000 + " Ende\nweiter geht es"
    assert [half.text[one["offset"] :][: one["length"]] for one in half.entities] == [
        "Ende",
        "weiter",
    ]
    phone.type("y" * 8000)
    assert phone.text.startswith(
        "Das wären 12022 Zeichen; höchstens 12000 sind möglich. Der letzte Teil wurde nicht "
        "übernommen."
    )
    phone.press("Neu beginnen")
    phone.type("kurz")
    half = draft.texts(stage.session, general_of(stage))[Language.DE]
    assert (half.text, half.entities) == ("kurz", [])


def test_a_text_below_a_file_keeps_its_formatting(stage: Stage, office: Out) -> None:
    phone = office.secretary
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.type("Betreff")
    bold = {"type": "bold", "offset": 3, "length": 5}
    content = {
        "document": {"file_id": "x"},
        "caption": "🎉 Liebe Städte",
        "caption_entities": [bold],
    }
    phone.send(content, file_of(stage, "Einladung.pdf"))
    assert phone.text.split("\n\n")[1] == (
        "Übernommen wurde der Text unter der Datei „Einladung.pdf“, die Datei selbst nicht."
    )
    half = draft.texts(stage.session, general_of(stage))[Language.DE]
    assert (half.text, half.entities) == (
        "🎉 Liebe Städte",
        [{"type": "bold", "offset": 2, "length": 5}],
    )


def test_the_preview_of_a_half_is_what_arrives(stage: Stage, office: Out) -> None:
    general = drafted(
        stage,
        office.secretary,
        texts={Language.DE: "\n\n".join(["Absatz " * 200] * 3), Language.ZH: "短"},
        files=("Umfrage.pdf",),
    )
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("✓ Deutsch")
    assert phone.text.startswith(
        "Deutsch · Seite 1 von 3\n\nLogistik für Köln\nRundschreiben, Entwurf ohne Nummer\n\n"
    )
    assert phone.labels == [["Nächste Seite"], ["Betreff ändern", "Text ändern"], ["Zurück"]]
    phone.press("Nächste Seite")
    assert phone.text.split("\n\n")[-2:] == [
        "Mit freundlichen Grüßen\nSekretariat der Chinesisch-Deutschen Industriestädteallianz",
        ASKED_GERMAN.strip(),
    ]
    phone.press("Nächste Seite")
    assert phone.text == "Deutsch · Seite 3 von 3\n\nAnlage 1 von 1: Umfrage.pdf"


def test_a_second_confirm_sends_nothing_twice(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("Senden")
    press = phone.button("Bestätigen").press
    assert press is not None
    phone.press_data(press.pack())
    again = phone.press_data(press.pack())
    assert again.toast == "Dieses Rundschreiben ist bereits versandt und kein Entwurf mehr."
    assert phone.text.splitlines()[3] == "Rundschreiben Nr. ISA-RS 2026/01 · 中德工盟函〔2026〕1号"
    sent = stage.session.exec(select(Delivery).where(Delivery.kind == "circular")).all()
    assert len(sent) == 5


@pytest.mark.parametrize("change", ["text", "person"])
def test_what_changed_after_the_question_is_not_sent(
    stage: Stage, office: Out, change: str
) -> None:
    general = drafted(stage, office.secretary)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("Senden")
    if change == "person":
        stage.person("Max Neu", "koeln")
    else:
        person = office.second.person
        for language in Language:
            draft.write_title(stage.session, person, general.key, language, "Neu", stage.now)
            draft.confirm_half(stage.session, person, general.key, language.other, stage.now)
    phone.press("Bestätigen")
    assert general_of(stage).state is GeneralState.DRAFT
    assert phone.labels[-1] == ["Zurück", "Menü"]
    phone.press("Senden")
    phone.press("Bestätigen")
    assert general_of(stage).state is GeneralState.SENT
