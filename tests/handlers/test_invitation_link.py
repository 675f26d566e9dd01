"""What an invitation link does for whom, from a broken one to the mandate that comes with it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.fact import Fact
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Presence, Role
from tests.handlers.stage import EMAIL, NOW, Stage
from tests.handlers.walk import dialogs, people, register

BOTH = pytest.mark.parametrize("code", ["de", "zh"])


def test_unknown_token_gets_a_kind_sentence(stage: Stage) -> None:
    phone = stage.phone()
    phone.type("/start nonsense")
    assert phone.text == (
        "Dieser Einladungslink ist nicht bekannt. Vielleicht ging ein Teil davon verloren; bitte "
        "öffnen Sie den ganzen Link noch einmal oder lassen Sie sich einen neuen senden.\n\n"
        f"Bei Fragen schreiben Sie bitte dem Sekretariat: {EMAIL}."
    )
    assert (people(stage), dialogs(stage)) == ([], [])


def test_used_token_gets_a_kind_sentence(stage: Stage) -> None:
    token = stage.token()
    register(stage.phone(), token)
    late = stage.phone("zh")
    late.type(f"/start {token}")
    assert late.text == (
        f"该邀请链接已被使用，仅限使用一次。请索取新的链接。\n\n如有疑问，请联系秘书处：{EMAIL}。"
    )


def test_expired_token_gets_a_kind_sentence(stage: Stage) -> None:
    token, phone = stage.token(), stage.phone()
    stage.now += timedelta(days=14)
    phone.type(f"/start {token}")
    assert phone.text.splitlines()[0] == (
        "Dieser Einladungslink galt bis 8. Dezember 2026. Bitte lassen Sie sich einen neuen "
        "senden."
    )


def test_token_that_expires_meanwhile_is_refused_at_confirm(stage: Stage) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    phone.press("Einwilligen und weiter")
    phone.type("Jörg Müller")
    phone.type("Leitung")
    phone.press("Überspringen")
    stage.pass_time(days=15)
    given = phone.press("Bestätigen")
    assert people(stage) == []
    assert given.alert
    assert phone.labels == [["Bestätigen", "Ändern"], ["Zurück", "Abbrechen"]]
    fresh = stage.token()
    phone.type(f"/start {fresh}")
    phone.press("Bestätigen")
    assert phone.person.name == "Jörg Müller"


def test_cancel_keeps_nothing(stage: Stage) -> None:
    phone = stage.phone()
    phone.type(f"/start {stage.token()}")
    phone.press("Deutsch")
    phone.press("Abbrechen")
    assert phone.text == (
        "Die Anmeldung ist abgebrochen; wir bewahren keine Daten von Ihnen auf. Mit demselben "
        "Einladungslink können Sie jederzeit neu beginnen."
    )
    assert dialogs(stage) == []


@BOTH
def test_shared_link_lets_people_wait(stage: Stage, code: str) -> None:
    chief = stage.person("Ute Klein", "aachen", responsible=True)
    phone = stage.phone(code)
    register(phone, stage.token(shared=True))
    waiting = {
        "de": "Ihre Anmeldung für Aachen ist eingegangen. Die verantwortliche Person der Stadt "
        "oder das Sekretariat prüft sie; sobald sie freigeschaltet ist, erhalten Sie hier "
        "Nachricht. Mehr brauchen Sie zurzeit nicht zu tun.",
        "zh": "您作为亚琛人员的注册申请已收到，将由当地联络负责人或秘书处审核，"
        "审核结果会在此通知您，目前无需其他操作。",
    }
    assert phone.text == waiting[code]
    phone.type("/menu")
    assert phone.text == waiting[code]
    ((reader, screen),) = stage.notices("contact-waiting")
    assert screen is not None
    assert reader is chief
    assert chief.labels == [["Freischalten", "Ablehnen"], ["Menü"]]
    chief.press("Freischalten")
    assert chief.text == "Jörg Müller ist freigeschaltet und erhält Nachricht."
    assert phone.person.presence is Presence.ACTIVE
    ((_, approved),) = stage.notices("contact-approved")
    assert approved is not None
    phone.type("/menu")
    assert len(phone.labels) > 1


def test_refused_person_is_told_and_not_let_in(stage: Stage) -> None:
    chief = stage.person("Ute Klein", "aachen", responsible=True)
    phone = stage.phone()
    register(phone, stage.token(shared=True))
    stage.notices("contact-waiting")
    chief.press("Ablehnen")
    stage.notices("contact-refused")
    assert phone.text == (
        "Ihre Anmeldung für Aachen wurde nicht freigeschaltet. Ist das ein Irrtum, schreiben Sie "
        f"bitte dem Sekretariat: {EMAIL}."
    )
    phone.type("/menu")
    assert phone.labels == []


def test_second_decision_shows_the_first(stage: Stage) -> None:
    chief = stage.person("Ute Klein", "aachen", responsible=True)
    office = stage.person("Wei", role=Role.SECRETARIAT, language=Language.ZH)
    phone = stage.phone()
    register(phone, stage.token(shared=True))
    stage.notices("contact-waiting")
    chief.press("Freischalten")
    given = office.press("不予通过")
    assert given.toast == "Jörg Müller已由他人审核通过。"
    assert phone.person.presence is Presence.ACTIVE


def test_responsible_person_receives_the_free_mandate(stage: Stage) -> None:
    office = stage.person("Wei", role=Role.SECRETARIAT, language=Language.ZH)
    phone = stage.phone()
    register(phone, stage.token(responsible=True))
    assert phone.text.splitlines()[2] == (
        "Sie sind verantwortliche Person von Aachen und für die Stadt bevollmächtigt: Sie "
        "antworten für sie, bis Sie die Vollmacht weitergeben. Bitte tragen Sie unter „Meine "
        "Angaben“, „Meine Vollmacht“ ein, auf welchem Schriftstück sie beruht."
    )
    stage.notices("mandate-received")
    assert office.text == (
        "注册时取得代表权限\n\nJörg Müller（Leitung Wirtschaftsförderung）为亚琛的联络负责人。"
        "因该市此前没有授权代表，即日起由其担任授权代表。"
        "邀请时间：2026年11月24日21:05，由系统管理方发出。"
    )
    office.press("撤销代表权限")
    office.press("撤销代表权限")
    assert stage.session.exec(select(Mandate)).one().ended_at == NOW


def test_active_person_needs_no_second_registration(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type(f"/start {stage.token('aachen')}")
    assert phone.text.splitlines()[0] == (
        "Sie sind schon angemeldet. Die Einladung bleibt für eine andere Person gültig."
    )
    assert dialogs(stage) == []


def test_information_mode_has_one_button(stage: Stage) -> None:
    stage.session.add(Fact(name="privacy_mode", value="information"))
    phone = stage.phone("zh")
    phone.type(f"/start {stage.token()}")
    phone.press("中文")
    assert phone.labels == [["已阅并继续"], ["返回", "取消"]]
