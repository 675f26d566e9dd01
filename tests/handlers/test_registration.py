"""Registration from the invitation link to the menu, in both languages."""

import pytest

from storage.person import Presence
from tests.handlers.stage import EMAIL, NOW, Stage
from tests.handlers.walk import WORDS, dialogs, people, register

BOTH = pytest.mark.parametrize("code", ["de", "zh"])


@BOTH
def test_start_with_a_token_asks_for_the_language_guess_first(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    phone.type(f"/start {stage.token()}")
    words = WORDS[code]
    order = ["Deutsch", "中文"] if code == "de" else ["中文", "Deutsch"]
    assert phone.labels == [order, [words["back"], words["cancel"]]]
    german = (
        "Stadtbote\nWillkommen beim Boten der Chinesisch-Deutschen Industriestädteallianz. "
        "Bitte wählen Sie Ihre Sprache."
    )
    chinese = "城市信使\n欢迎使用中德工业城市联盟的联络服务。请选择语言。"
    parts = [german, chinese] if code == "de" else [chinese, german]
    assert phone.text == "\n\n".join(parts)


@BOTH
def test_registration_walks_to_the_end(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    register(phone, stage.token("aachen" if code == "de" else "foshan"))
    person = phone.person
    city, zone = ("aachen", "Europe/Berlin") if code == "de" else ("foshan", "Asia/Shanghai")
    assert (person.name, person.function, person.email) == (
        "Jörg Müller",
        "Leitung Wirtschaftsförderung",
        None,
    )
    assert (person.presence, person.city_code, person.zone) == (Presence.ACTIVE, city, zone)
    assert (person.privacy_version, person.privacy_at) == ("2026-1", NOW)
    assert dialogs(stage) == []
    said = {
        "de": "Jörg Müller, vielen Dank. Sie sind angemeldet.\n\nSie sind Ansprechperson von "
        "Aachen.\n\nFür Aachen ist zurzeit nichts offen.",
        "zh": "Jörg Müller，您好！注册已完成，感谢您的配合。\n\n您是佛山市的联络员。\n\n"
        "佛山市目前没有待办事项。",
    }
    assert phone.text == said[code]
    assert phone.answer is not None
    assert phone.answer.menu_changed


def test_agreement_is_kept_with_the_moment_of_its_press(stage: Stage) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    stage.pass_time(hours=1)
    phone.press("Einwilligen und weiter")
    phone.press("Zurück")
    stage.pass_time(minutes=5)
    agreed = stage.now
    phone.press("Einwilligen und weiter")
    stage.pass_time(days=2, minutes=7)
    phone.type("Jörg Müller")
    phone.type("Leitung Wirtschaftsförderung")
    phone.press("Überspringen")
    phone.press("Bestätigen")
    assert (phone.person.privacy_at, phone.person.registered_at) == (agreed, stage.now)


@BOTH
def test_chosen_language_wins_over_the_guess(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    phone.type(f"/start {stage.token()}")
    phone.press("中文" if code == "de" else "Deutsch")
    agree = WORDS["zh" if code == "de" else "de"]["agree"]
    assert phone.labels[0] == [agree]
    phone.press(agree)
    phone.type("")
    title = (
        "请以文字消息回复。" if code == "de" else "Bitte antworten Sie mit einer Textnachricht."
    )
    assert phone.text.splitlines()[0] == title


@BOTH
def test_nothing_but_the_dialog_exists_before_consent(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    phone.type(f"/start {stage.token()}")
    phone.press(WORDS[code]["language"])
    assert people(stage) == []
    (dialog,) = dialogs(stage)
    assert sorted(dialog.data) == ["invitation", "language"]


@BOTH
def test_refusing_consent_deletes_the_dialog(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    phone.type(f"/start {stage.token()}")
    phone.press(WORDS[code]["language"])
    phone.press(WORDS[code]["refuse"])
    said = {
        "de": "Vielen Dank für Ihre Antwort. Wir bewahren keine Daten von Ihnen auf. Das "
        f"Sekretariat erreichen Sie unter {EMAIL}; Rundschreiben senden wir Ihnen gern per "
        "E-Mail oder Brief.",
        "zh": "感谢您的答复，我们不保留您的任何信息。如需通过电子邮件或纸质函件联络，"
        f"请联系秘书处：{EMAIL}。",
    }
    assert phone.text == said[code]
    assert (people(stage), dialogs(stage), phone.labels) == ([], [], [])


@pytest.mark.parametrize("way_back", ["/start", "Guten Tag"])
def test_registration_left_in_the_middle_goes_on(stage: Stage, way_back: str) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    stage.pass_time(days=2)
    phone.type(way_back)
    assert phone.labels == [
        ["Einwilligen und weiter"],
        ["Nicht einwilligen"],
        ["Zurück", "Abbrechen"],
    ]
    phone.press("Einwilligen und weiter")
    stage.pass_time(days=1)
    phone.type("/start")
    assert phone.text == (
        "Sie fahren fort, wo Sie aufgehört haben.\n\n"
        "Wie heißen Sie, so wie es in Schreiben und Erklärungen stehen soll?"
    )


def test_same_link_again_goes_on(stage: Stage) -> None:
    phone, token = stage.phone(), stage.token()
    phone.type(f"/start {token}")
    phone.press("Deutsch")
    phone.press("Einwilligen und weiter")
    phone.type("Jörg Müller")
    phone.type(f"/start {token}")
    assert phone.text == (
        "Sie fahren fort, wo Sie aufgehört haben.\n\n"
        "Welche Funktion haben Sie? Ein Beispiel: Leitung der Wirtschaftsförderung."
    )


def test_change_lets_one_pick_a_field_and_comes_back(stage: Stage) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    phone.press("Einwilligen und weiter")
    phone.type("Jörg Müler")
    phone.type("Leitung")
    phone.type("mueller@aachen.example")
    phone.press("Ändern")
    assert phone.labels == [["Name"], ["Funktion"], ["E-Mail"], ["Zurück", "Abbrechen"]]
    phone.press("Name")
    phone.type("Jörg Müller")
    assert phone.text == (
        "Bitte prüfen Sie Ihre Angaben\n\nName: Jörg Müller\nFunktion: Leitung\n"
        "E-Mail: mueller@aachen.example\nAnmeldung für: Aachen"
    )
    assert phone.labels == [["Bestätigen", "Ändern"], ["Zurück", "Abbrechen"]]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 121, "Das ist zu lang: Höchstens 120 Zeichen sind möglich."),
        (
            "Jörg\nMüller",
            (
                "Der Text enthält unsichtbare Zeichen; bitte geben Sie ihn von Hand und in einer "
                "Zeile ein."
            ),
        ),
    ],
)
def test_name_that_cannot_be_is_asked_again(stage: Stage, typed: str, sentence: str) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    phone.press("Einwilligen und weiter")
    phone.type(typed)
    assert phone.text == (
        f"{sentence}\n\nWie heißen Sie, so wie es in Schreiben und Erklärungen stehen soll?"
    )


@BOTH
def test_name_with_tags_stays_a_name(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    register(phone, stage.token(), name="<b>Eve</b> & Co")
    assert phone.person.name == "<b>Eve</b> & Co"
    assert phone.shown is not None
    assert phone.shown.text.startswith("&lt;b&gt;Eve&lt;/b&gt; &amp; Co")
