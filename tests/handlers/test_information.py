"""Members, privacy and help: what everybody registered may read."""

import pytest

from storage.city import Standing
from storage.fact import Fact
from storage.language import Language
from storage.person import Presence, Role
from tests.handlers.stage import EMAIL, Stage


def test_members_are_listed_by_side(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/members")
    assert phone.text == (
        "Deutsche Mitglieder (2)\n• Aachen\n• Köln\n\n"
        "Verhältnis der chinesischen zu den deutschen Mitgliedsstädten: 2\u202f:\u202f2"
    )
    phone.press("Beobachter")
    assert phone.text.splitlines()[:2] == ["Beobachter (0)", "Derzeit keine."]
    chinese = stage.person("王伟", "foshan", language=Language.ZH)
    chinese.type("/members")
    assert chinese.text == ("中方成员城市（2）\n• 佛山市\n• 揭阳市\n\n中方与德方成员城市之比：2:2")


def test_observers_are_no_members(stage: Stage) -> None:
    from alliance import register

    register.city(stage.session, "koeln").standing = Standing.OBSERVER
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/members")
    assert phone.text.splitlines()[:2] == ["Deutsche Mitglieder (1)", "• Aachen"]


@pytest.mark.parametrize("language", list(Language))
def test_help_says_what_silence_means(stage: Stage, language: Language) -> None:
    phone = stage.person("Ute Klein", "aachen", language=language)
    phone.type("/help")
    said = {
        Language.DE: "Schweigen gilt nicht als Zustimmung. Der Beitritt ist erst angenommen, wenn "
        "alle Mitgliedsstädte schriftlich zugestimmt haben; weder Fristablauf noch Mehrheit "
        "ersetzt die Erklärung einer Stadt.",
        Language.ZH: "未予答复的，不视为同意。须经全体成员城市书面同意，申请城市的加入方可通过；"
        "期限届满或多数同意均不能代替任何一个成员城市的书面同意。",
    }
    assert phone.text.split("\n\n")[4] == said[language]


def test_privacy_names_facts_and_leaves_out_what_is_empty(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/privacy")
    parts = phone.text.split("\n\n")
    assert parts[:2] == [
        "Datenschutzhinweise (Fassung 2026-1 vom 2. November 2026)",
        f"Verantwortlicher: Sekretariat der Allianz, {EMAIL}.",
    ]
    assert parts[4] == (
        "Rechtsgrundlage: Wahrnehmung einer öffentlichen Aufgabe; für die Nutzung von Telegram "
        "Ihre Einwilligung (Art. 6 Abs. 1 Buchst. a, Art. 49 Abs. 1 Buchst. a DSGVO)."
    )
    assert parts[-1] == (
        "Ihre Einwilligung: Fassung 2026-1, 24. November 2026, 14:05 Uhr MEZ (21:05 Uhr "
        "Pekinger Zeit)."
    )
    assert len(phone.text) < 4096


def test_privacy_in_chinese(stage: Stage) -> None:
    phone = stage.person("王伟", "foshan", language=Language.ZH)
    phone.type("/privacy")
    parts = phone.text.split("\n\n")
    assert parts[:2] == [
        "个人信息处理告知书（2026-1，2026年11月2日）",
        f"个人信息处理者：联盟秘书处，{EMAIL}。",
    ]
    assert parts[-1] == "您的授权：版本2026-1，2026年11月24日21:05（北京时间；德国时间14:05）。"
    phone = stage.phone("zh")
    phone.type(f"/start {stage.token()}")
    phone.press("中文")
    assert phone.text.split("\n\n")[-1] == (
        "依照《个人信息保护法》第三十九条，现就上述向境外提供事项单独征求您的授权："
        "是否授权通过Telegram与您联络？本授权仅涉及您的个人信息，"
        "不代表贵方对任何城市加入联盟的意见。"
    )


def test_consent_is_withdrawn_after_a_question(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/privacy")
    phone.press("Einwilligung widerrufen")
    assert phone.labels == [["Einwilligung widerrufen"], ["Zurück"]]
    phone.press("Einwilligung widerrufen")
    assert phone.person.presence is Presence.ENDED
    assert phone.text == (
        "Ihre Einwilligung ist widerrufen; Stadtbote schreibt Ihnen nicht mehr. Weitere Wünsche "
        f"zu Ihren Daten richten Sie bitte an das Sekretariat: {EMAIL}."
    )


def test_last_secretary_cannot_leave(stage: Stage) -> None:
    phone = stage.person("Li Na", role=Role.SECRETARIAT)
    given = phone.press_data("pw:1")
    assert given.toast == (
        "Das ist die einzige Person des Sekretariats. Bitte laden Sie zuerst eine weitere ein; "
        "sonst könnte niemand mehr zugelassen werden."
    )
    assert phone.person.presence is Presence.ACTIVE


def test_waiting_person_may_withdraw_too(stage: Stage) -> None:
    phone = stage.person("Eva", "koeln", presence=Presence.WAITING)
    phone.type("/privacy")
    phone.press("Einwilligung widerrufen")
    phone.press("Einwilligung widerrufen")
    assert phone.person.presence is Presence.ENDED


def test_information_alone_has_nothing_to_withdraw(stage: Stage) -> None:
    stage.session.add(Fact(name="privacy_mode", value="information"))
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/privacy")
    assert phone.labels == [["Menü"]]
    assert phone.text.split("\n\n")[-1] == (
        "Von Ihnen gelesen: Fassung 2026-1, 24. November 2026, 14:05 Uhr MEZ (21:05 Uhr Pekinger "
        "Zeit)."
    )
