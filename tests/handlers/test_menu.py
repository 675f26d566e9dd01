"""The menu by role, forms that were left, and everything that is out of place."""

from typing import Any

import pytest
from sqlmodel import select

from handlers import registry
from storage.attachment import Attachment, FetchState
from storage.dialog import Dialog
from storage.language import Language
from storage.person import Presence, Role
from tests.handlers.stage import EMAIL, Phone, Stage

REFUSAL = {
    "de": "Guten Tag,\n\nStadtbote steht den benannten Ansprechpersonen der "
    "Chinesisch-Deutschen Industriestädteallianz offen; für Ihr Konto liegt keine Einladung "
    "vor. Gehören Sie zu einer Mitgliedsstadt, hilft Ihnen deren verantwortliche Person mit "
    "einem Einladungslink weiter. In allen anderen Fällen schreiben Sie bitte dem Sekretariat: "
    f"{EMAIL}.\n\nWir bewahren keine Daten von Ihnen auf.",
    "zh": "您好！\n\n“城市信使”供中德工业城市联盟指定联络员使用，目前没有与您的账号对应的邀请。"
    "如您来自成员城市，请向当地联络负责人索取邀请链接；其他事宜，请联系秘书处："
    f"{EMAIL}。\n\n我们不保留您的任何信息，感谢您的理解。",
}
PEOPLE = [["Mitglieder", "Meine Angaben"], ["Hilfe"]]


def people_entries(phone: Phone) -> list[str]:
    """Return the menu's labels without those that procedures add."""
    ours = {"Mitglieder", "Meine Angaben", "Hilfe", "Arbeitsplatz", "Kontakte meiner Stadt"}
    return [label for row in phone.labels for label in row if label in ours]


def test_menu_of_a_contact_person(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/menu")
    assert phone.text == "Guten Tag, Ute Klein,\n\nwas möchten Sie tun?"
    assert people_entries(phone) == ["Mitglieder", "Meine Angaben", "Hilfe"]


def test_menu_of_a_responsible_person_has_their_contacts(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen", responsible=True)
    phone.type("/menu")
    assert people_entries(phone) == [
        "Kontakte meiner Stadt",
        "Mitglieder",
        "Meine Angaben",
        "Hilfe",
    ]


def test_menu_of_the_secretariat_has_the_desk(stage: Stage) -> None:
    phone = stage.person("Wei Li", role=Role.SECRETARIAT)
    phone.type("/menu")
    assert people_entries(phone) == ["Arbeitsplatz", "Mitglieder", "Meine Angaben", "Hilfe"]
    phone.press("Arbeitsplatz")
    assert phone.text == "Arbeitsplatz des Sekretariats"


def test_menu_in_chinese(stage: Stage) -> None:
    phone = stage.person("王伟", "foshan", language=Language.ZH)
    phone.type("/menu")
    assert phone.text == "王伟，您好！\n\n请选择要办理的事项。"
    labels = [label for row in phone.labels for label in row]
    assert labels[-3:] == ["成员城市", "我的资料", "使用说明"]


@pytest.mark.parametrize("code", ["de", "zh"])
@pytest.mark.parametrize(
    "typed", ["Guten Tag", "/start", "/menu", "/desk", "/nonsense", "/cancel"]
)
def test_stranger_is_refused_kindly_and_nothing_is_stored(
    stage: Stage, code: str, typed: str
) -> None:
    phone = stage.phone(code)
    phone.type(typed)
    assert phone.text == REFUSAL[code]
    assert (phone.labels, list(stage.session.new), list(stage.session.dirty)) == ([], [], [])


def test_stranger_s_press_is_refused_kindly(stage: Stage) -> None:
    phone = stage.phone()
    for data in ("m", "ct:0", "f:1:language:=de", "nonsense"):
        phone.press_data(data)
        assert phone.text == REFUSAL["de"]


def test_stranger_with_another_language_gets_german(stage: Stage) -> None:
    phone = stage.phone("fr")
    phone.type("Bonjour")
    assert phone.text == REFUSAL["de"]


@pytest.mark.parametrize(
    ("presence", "told"),
    [
        (Presence.ENDED, "Sie sind nicht mehr als Ansprechperson eingetragen"),
        (Presence.REFUSED, "Ihre Anmeldung für Aachen wurde nicht freigeschaltet"),
    ],
)
def test_person_let_go_is_not_told_that_nothing_is_kept(
    stage: Stage, presence: Presence, told: str
) -> None:
    phone = stage.person("Ute Klein", "aachen", presence=presence)
    phone.type("/menu")
    assert phone.text.startswith(told)
    assert "bewahren keine Daten" not in phone.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Hallo", "Gerade war keine Eingabe offen."),
        ("/unbekannt", "Diesen Befehl gibt es hier nicht."),
        ("/cancel", "Zurzeit gibt es nichts abzubrechen."),
    ],
)
def test_text_out_of_place_gets_the_menu(stage: Stage, typed: str, sentence: str) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type(typed)
    assert phone.text == f"{sentence}\n\nWas möchten Sie tun?"
    assert people_entries(phone) == ["Mitglieder", "Meine Angaben", "Hilfe"]


def test_command_for_the_secretariat_alone_is_refused(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/desk")
    assert phone.text == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert.\n\n"
        "Was möchten Sie tun?"
    )


@pytest.mark.parametrize(
    "content",
    [{"sticker": {"file_id": "1"}}, {"voice": {"file_id": "1"}}, {"location": {"latitude": 1}}],
)
def test_what_is_no_text_gets_a_kind_sentence(stage: Stage, content: dict[str, object]) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.send(content)
    assert phone.text.splitlines()[0] == (
        "Hier können Sie Textnachrichten senden und, wo Stadtbote danach fragt, Dateien."
    )


def test_file_that_nobody_asked_for_is_not_fetched(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    content = {"document": {"file_id": "1", "file_name": "a.txt"}}
    update = {"message": phone.message(content)}
    assert not registry.wants_file(stage.session, update)
    phone.send(content)
    assert phone.text.splitlines()[0] == "An dieser Stelle ist keine Datei nötig."


def test_file_that_could_not_be_fetched_is_said(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    file = Attachment.model_construct(name="a.txt", state=FetchState.REFUSED)
    phone.send({"document": {"file_id": "1"}}, file)
    assert phone.text.splitlines()[0] == (
        "Diese Datei ließ sich nicht übernehmen: Sie ist größer als 20 MB oder nicht mehr "
        "abrufbar. Bitte senden Sie sie in anderer Form noch einmal."
    )


def test_edited_message_gets_a_kind_sentence(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    given = registry.answer(
        stage.session,
        {"update_id": 1, "edited_message": phone.message({"text": "Neu"})},
        now=stage.now,
        files=stage.files,
        bot_username="b",
    )
    assert given is not None
    assert given.screen is not None
    assert given.screen.text.splitlines()[0] == (
        "Eine nachträglich geänderte Nachricht wird nicht noch einmal gelesen. Bitte senden "
        "Sie sie neu."
    )


@pytest.mark.parametrize("code", ["de", "zh"])
def test_group_gets_one_sentence_and_is_left(stage: Stage, code: str) -> None:
    phone = stage.phone(code)
    given = registry.answer(
        stage.session,
        {"update_id": 1, "message": phone.message({"text": "Hallo"}, chat="supergroup")},
        now=stage.now,
        files=stage.files,
        bot_username="b",
    )
    assert given is not None
    assert given.screen is not None
    said = {
        "de": "Stadtbote schreibt nur in persönlichen Chats und verlässt deshalb diese Gruppe.",
        "zh": "“城市信使”仅用于一对一联络，现退出本群。",
    }
    assert (given.screen.text, given.leave, given.screen.rows) == (said[code], True, ())


@pytest.mark.parametrize("data", ["nonsense", "zz:1", "ct:x", "ct:1:2", "", "f:1"])
def test_button_of_another_age_gets_the_menu(stage: Stage, data: str) -> None:
    phone = stage.person("Ute Klein", "aachen")
    given = phone.press_data(data, message_id=77)
    assert phone.text == (
        "Diese Schaltfläche gibt es nicht mehr. Hier ist das Menü.\n\nWas möchten Sie tun?"
    )
    assert (given.edit, given.strip) == (False, 77)


def test_update_that_wants_no_answer_gets_none(stage: Stage) -> None:
    updates: tuple[dict[str, Any], ...] = (
        {"my_chat_member": {}},
        {"channel_post": {"chat": {"id": 1, "type": "channel"}}},
        {"message": {"message_id": 1, "from": {"id": 2, "is_bot": True}, "chat": {"id": 2}}},
    )
    for update in updates:
        given = registry.answer(
            stage.session, update, now=stage.now, files=stage.files, bot_username="b"
        )
        assert given is None


def test_left_form_is_offered_in_the_menu_and_goes_on(stage: Stage) -> None:
    phone = stage.person("Wei Li", role=Role.SECRETARIAT)
    phone.type("/desk")
    phone.press("Einladen")
    phone.press("Für eine Stadt")
    phone.type("/menu")
    assert phone.labels[0] == ["Weiter: Einladen"]
    phone.press("Weiter: Einladen")
    assert phone.text == "Für welche Stadt laden Sie ein? Sie können den Namen auch eingeben."
    phone.type("/cancel")
    assert phone.text == (
        "Abgebrochen. Von diesem Formular bleibt nichts gespeichert.\n\n"
        "Arbeitsplatz des Sekretariats"
    )
    assert list(stage.session.exec(select(Dialog))) == []


def test_commands_by_role(stage: Stage) -> None:
    contact = stage.person("Ute Klein", "aachen").person
    office = stage.person("Wei Li", role=Role.SECRETARIAT).person

    def names(commands: list[tuple[str, str]]) -> list[str]:
        return [name for name, _ in commands if name not in ("accessions", "circulars")]

    everybody = ["menu", "members", "me", "privacy", "help", "cancel"]
    assert names(registry.commands(contact, "de")) == everybody
    assert names(registry.commands(office, "zh_Hans")) == ["menu", "desk", *everybody[1:]]
    assert registry.commands(None, "zh_Hans") == [("start", "开始或继续注册")]


@pytest.mark.parametrize("language", ["de", "zh_Hans"])
def test_profile_fits_telegram_s_limits(language: str) -> None:
    name, description, short = registry.profile(language)
    assert (len(name) <= 64, len(description) <= 512, len(short) <= 120) == (True, True, True)


def test_apology_names_the_fault(stage: Stage) -> None:
    phone = stage.person("王伟", "foshan", language=Language.ZH)
    update = {"message": phone.message({"text": "x"})}
    given = registry.apology(stage.session, update, "a1b2", done=False)
    assert given is not None
    assert given.screen is not None
    assert given.screen.text == (
        "系统出现错误，内容未作任何变更，谨致歉意。如再次出现，请将此编号告知秘书处："
        "<code>a1b2</code>。"
    )
