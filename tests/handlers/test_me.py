"""My details: language, time zone, and the fields that one changes oneself."""

import pytest

from storage.language import Language
from storage.person import Role
from tests.handlers.stage import Stage


def test_details_are_shown_in_both_languages(stage: Stage) -> None:
    german = stage.person("Ute Klein", "aachen", responsible=True)
    german.type("/me")
    assert german.text == (
        "Meine Angaben\n\nName: Ute Klein\nFunktion: Wirtschaftsförderung\nE-Mail: –\n"
        "Angemeldet für: Aachen, verantwortliche Person\nSprache: Deutsch\n"
        "Zeitzone: Deutschland (Berlin)\n"
        "Es ist jetzt: 24. November 2026, 14:05 Uhr MEZ (21:05 Uhr Pekinger Zeit)"
    )
    assert german.labels[:3] == [
        ["Sprache", "Zeitzone"],
        ["Name", "Funktion", "E-Mail"],
        ["Meine Vollmacht"],
    ]
    chinese = stage.person("王伟", "foshan", language=Language.ZH)
    chinese.type("/me")
    assert chinese.text == (
        "我的资料\n\n姓名：王伟\n职务：Wirtschaftsförderung\n电子邮箱：–\n所属：佛山市联络员\n"
        "语言：中文\n时区：中国（北京）\n现在时间：2026年11月24日21:05（北京时间；德国时间14:05）"
    )


def test_language_changes_at_once_and_with_it_the_commands(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/me")
    phone.press("Sprache")
    assert phone.labels == [["Deutsch", "中文"], ["Zurück"]]
    given = phone.press("中文")
    assert (given.toast, given.menu_changed) == ("语言已设置。", True)
    assert phone.text.startswith("我的资料\n\n姓名：Ute Klein")
    assert phone.person.language is Language.ZH


def test_zone_is_chosen_by_button(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/me")
    phone.press("Zeitzone")
    phone.press("China (Peking)")
    assert phone.person.zone == "Asia/Shanghai"
    assert phone.text.splitlines()[-1] == (
        "Es ist jetzt: 24. November 2026, 21:05 Uhr Pekinger Zeit (14:05 Uhr MEZ)"
    )


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("London", "Europe/London"), ("Köln", "Europe/Berlin"), ("揭阳", "Asia/Shanghai")],
)
def test_zone_is_typed(stage: Stage, typed: str, zone: str) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/me")
    phone.press("Zeitzone")
    phone.press("Andere Zeitzone")
    phone.type("Nirgendwo")
    assert phone.text.splitlines()[0] == "Eine Zeitzone dieses Namens ist nicht bekannt."
    phone.type(typed)
    assert phone.person.zone == zone


def test_forged_zone_changes_nothing(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.press_data("me.t:../../etc/passwd")
    assert phone.person.zone == "Europe/Berlin"
    assert phone.text.splitlines()[0] == "Eine Zeitzone dieses Namens ist nicht bekannt."


def test_name_function_and_email_are_changed(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    for button, typed in (
        ("Name", "Ute Groß"),
        ("Funktion", "Leitung"),
        ("E-Mail", "ute@aachen.example"),
    ):
        phone.type("/me")
        phone.press(button)
        phone.type(typed)
    person = phone.person
    assert (person.name, person.function, person.email) == (
        "Ute Groß",
        "Leitung",
        "ute@aachen.example",
    )
    phone.press("E-Mail")
    phone.press("Überspringen")
    assert phone.person.email is None


def test_email_that_is_none_is_asked_again(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/me")
    phone.press("E-Mail")
    phone.type("ute(at)aachen")
    assert phone.text == (
        "Das sieht nicht nach einer E-Mail-Adresse aus; ein Beispiel: name@stadt.example.\n\n"
        "Unter welcher E-Mail-Adresse erreichen wir Sie? Derzeit: –. Mit „Überspringen“ wird die "
        "Adresse entfernt."
    )
    phone.type("ute@aachen.example")
    assert phone.person.email == "ute@aachen.example"


def test_back_from_a_field_leads_to_the_details(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/me")
    phone.press("Name")
    phone.press("Zurück")
    assert phone.text.splitlines()[0] == "Meine Angaben"


def test_office_has_no_mandate_button(stage: Stage) -> None:
    phone = stage.person("Li", role=Role.SECRETARIAT)
    phone.type("/me")
    labels = [label for row in phone.labels for label in row]
    assert "Meine Vollmacht" not in labels
