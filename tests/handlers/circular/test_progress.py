"""How far a circular has come, as the secretariat sees it, and what it can do."""

import pytest

from alliance.circular import sending
from handlers import registry
from handlers.kit.screen import Follow
from storage.circular import GeneralState
from storage.city import City, Side, Standing
from storage.delivery import DeliveryState
from storage.person import Channel, Role
from storage.view import View
from tests.handlers.circular.out import Out, people_on, send_another, sent_on, settle
from tests.handlers.stage import BERLIN, NOW, Phone, Stage

PERCENT = "\u202f%"
HEADING = (
    "Logistik für Köln\nRundschreiben Nr. ISA-RS 2026/01 · 中德工盟函〔2026〕1号\n"
    "Versandt: 24.11.2026, 14:05 Uhr\n\n"
)


def halfway(out: Out) -> None:
    """Let one person have everything, one part, one be lost, one fail, and one wait."""
    session = out.session
    foshan, foshan_file, jieyang, _, aachen, _, colleague, *_ = out.deliveries
    settle(session, foshan, DeliveryState.SENT)
    settle(session, foshan_file, DeliveryState.SENT)
    settle(session, jieyang, DeliveryState.REFUSED, "Forbidden: bot was blocked by the user")
    out.contacts["jieyang"].person.channel = Channel.BLOCKED
    settle(session, aachen, DeliveryState.FAILED, "Fault a1b2: KeyError")
    settle(session, colleague, DeliveryState.SENT)


def redrawn(out: Out, phone: Phone) -> list[str]:
    """Return what the followed progress says now, line by line."""
    out.follow(phone)
    return phone.text.splitlines()


# ---- what it says


def test_progress_at_the_beginning(out: Out) -> None:
    phone = out.progress()
    assert phone.text == (
        f"{HEADING}Der Versand läuft.\n░░░░░░░░░░░░ 0{PERCENT} · 0 von 10 Nachrichten\n"
        "Zugestellt an 0 von 5 Personen\nNoch zu senden: 5\n"
        "Kenntnis genommen: 0 von 4 Städten\n\nStädte\n○ Foshan: erreicht 0 von 1\n"
        "○ Jieyang: erreicht 0 von 1\n○ Aachen: erreicht 0 von 2\n○ Köln: erreicht 0 von 1"
    )
    assert phone.labels == [
        ["Unterbrechen", "Endgültig beenden"],
        ["Erinnern"],
        ["Rundschreiben lesen", "Berichtigung"],
        ["Zurück", "Menü"],
    ]
    assert phone.shown is not None
    assert phone.shown.follow == Follow("circular-progress", "delivery:circular:1")


def test_progress_halfway_follows_by_itself(out: Out) -> None:
    phone = out.progress()
    halfway(out)
    out.letter(out.contacts["aachen"])
    out.contacts["aachen"].press("Kenntnis genommen")
    assert "\n".join(redrawn(out, phone)) == (
        f"{HEADING}Der Versand läuft.\n▓▓▓▓▓▓░░░░░░ 50{PERCENT} · 5 von 10 Nachrichten\n"
        "Zugestellt an 1 von 5 Personen, teilweise an 1\n"
        "Noch zu senden: 1 · Unterwegs: 1 · Nicht zugestellt: 1 · Nicht erreichbar: 1\n"
        "Kenntnis genommen: 1 von 4 Städten\n\nStädte\n"
        "○ Foshan: zugestellt, Kenntnisnahme steht aus\n✕ Jieyang: niemand erreichbar\n"
        "○ Köln: erreicht 0 von 1\n✓ Aachen: Eva Klein, 24.11.2026, 14:05 Uhr"
    )
    assert phone.labels[1] == ["Nicht zugestellt (2)", "Erneut versuchen"]


def test_progress_in_chinese(out: Out) -> None:
    halfway(out)
    out.second.press_data(f"cr.p:{out.general_id}:0")
    assert out.second.text == (
        "关于宝安物流合作的通函\n中德工盟函〔2026〕1号 · ISA-RS 2026/01\n"
        "发送时间：2026年11月24日21:05\n\n正在发送。\n▓▓▓▓▓▓░░░░░░ 50% · 消息5/10条\n"
        "已完整送达1人，部分送达1人，共5人\n"
        "待发送：1人 · 发送中：1人 · 未送达：1人 · 无法联络：1人\n"
        "已收悉：0个城市，共4个\n\n各城市情况\n○ 佛山市：已送达，尚待确认收悉\n"
        "✕ 揭阳市：无法联络\n○ 亚琛：已完整送达0人，部分送达1人，共2人\n○ 科隆：已送达0人，共1人"
    )
    assert out.second.labels == [
        ["暂停发送", "终止发送"],
        ["未送达 (2)", "补发未成功件"],
        ["发送提醒"],
        ["查看通函", "更正"],
        ["返回", "主菜单"],
    ]


def test_finished_circular_that_asks_for_nothing(stage: Stage) -> None:
    out = sent_on(stage, acknowledge=False)
    out.deliver()
    phone = out.progress()
    assert phone.text.split("\n\n")[1] == (
        f"Der Versand ist abgeschlossen.\n▓▓▓▓▓▓▓▓▓▓▓▓ 100{PERCENT} · 5 von 5 Nachrichten\n"
        "Zugestellt an 5 von 5 Personen"
    )
    assert phone.text.splitlines()[-1] == "✓ Köln: zugestellt"
    assert phone.labels == [["Rundschreiben lesen", "Berichtigung"], ["Zurück", "Menü"]]


def test_hundred_percent_only_when_everything_is_settled(stage: Stage) -> None:
    out = people_on(stage)
    for number in range(200):
        stage.person(f"Person {number}", "koeln")
    out.general_id = send_another(out)
    out.deliver()
    settle(out.session, out.deliveries[-1], DeliveryState.QUEUED)
    bar = out.progress().text.splitlines()[5]
    assert bar == f"▓▓▓▓▓▓▓▓▓▓▓░ 99{PERCENT} · 204 von 205 Nachrichten"


def test_many_cities_are_paged_and_fit_into_a_message(stage: Stage) -> None:
    out = people_on(stage)
    for number in range(41):
        stage.session.add(
            City(
                code=f"stadt-{number}",
                side=Side.DE,
                name_de=f"Stadt mit einem recht langen Namen {number}",
                name_zh=f"城市{number}",
                zone=BERLIN,
                standing=Standing.MEMBER,
            )
        )
    out.general_id = send_another(out)
    phone = out.progress()
    seen = []
    for turn in ("Nächste Seite", "Nächste Seite", None):
        lines = phone.text.split("Städte\n")[-1].splitlines()
        assert len(phone.text) < 4096
        seen += lines
        if turn:
            phone.press(turn)
    assert len(seen) == len(set(seen)) == 45
    assert phone.shown is not None
    assert phone.shown.follow is None


# ---- who may see it


def test_contact_office_follows_the_german_cities_and_cannot_touch_the_sending(out: Out) -> None:
    phone = out.stage.person("Petra Kontakt", role=Role.CONTACT_OFFICE)
    phone.press_data(f"cr.p:{out.general_id}:0")
    cities = phone.text.split("Städte\n")[-1].splitlines()
    assert cities == ["○ Aachen: erreicht 0 von 2", "○ Köln: erreicht 0 von 1"]
    assert phone.labels == [["Rundschreiben lesen"], ["Menü"]]


@pytest.mark.parametrize("tag", ["h:{}", "g:{}", "x:{}:1", "y:{}", "c:{}", "n:{}:1", "e:{}:0"])
def test_only_the_secretariat_steers(out: Out, tag: str) -> None:
    data = "cr." + tag.format(out.general_id)
    for phone in (
        out.contacts["aachen"],
        out.stage.person("Petra Kontakt", role=Role.CONTACT_OFFICE),
    ):
        given = phone.press_data(data)
        assert given.toast == (
            "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
        )
    assert out.general.state is GeneralState.SENT
    assert {one.state for one in out.deliveries} == {DeliveryState.QUEUED}


def test_contact_person_does_not_see_the_progress(out: Out) -> None:
    phone = out.contacts["aachen"]
    given = phone.press_data(f"cr.p:{out.general_id}:0")
    assert given.alert
    view = View(
        telegram_id=phone.telegram_id,
        message_id=7,
        screen="circular-progress",
        subject="delivery:circular:1",
        until=NOW,
    )
    assert registry.view(out.session, view, NOW) is None


# ---- what there is to do


def test_pause_holds_and_resume_goes_on(out: Out) -> None:
    halfway(out)
    phone = out.progress()
    given = phone.press("Unterbrechen")
    assert given.toast == "Der Versand ist unterbrochen."
    assert phone.text.splitlines()[4] == "Der Versand ist unterbrochen."
    assert phone.text.splitlines()[7] == (
        "Unterbrochen: 2 · Nicht zugestellt: 1 · Nicht erreichbar: 1"
    )
    assert phone.labels[:2] == [["Fortsetzen", "Endgültig beenden"], ["Nicht zugestellt (2)"]]
    given = phone.press("Fortsetzen")
    assert given.toast == "Der Versand wird fortgesetzt."
    assert phone.labels[0] == ["Unterbrechen", "Endgültig beenden"]


def test_second_pause_says_that_it_is_paused(out: Out) -> None:
    out.progress()
    out.second.press_data(f"cr.h:{out.general_id}")
    given = out.secretary.press("Unterbrechen")
    assert given.alert
    assert out.secretary.text.splitlines()[0] == (
        "Der Versand dieses Rundschreibens ist unterbrochen; bitte setzen Sie ihn zuerst fort."
    )
    assert out.secretary.labels[0] == ["Fortsetzen", "Endgültig beenden"]


def test_stop_asks_first_and_drops_the_rest(out: Out) -> None:
    halfway(out)
    phone = out.progress()
    phone.press("Endgültig beenden")
    assert phone.text == (
        "2 Personen haben noch nicht alles erhalten und bekommen von diesem Rundschreiben "
        "nichts mehr. Das lässt sich nicht rückgängig machen. Den Versand endgültig beenden?"
    )
    assert phone.labels == [["Endgültig beenden", "Zurück"]]
    given = phone.press("Endgültig beenden")
    assert given.toast == "Der Versand ist endgültig beendet."
    assert phone.text.split("\n\n")[1].splitlines()[:1] == [
        "Der Versand ist endgültig beendet; der Rest wird nicht gesendet."
    ]
    assert phone.labels == [
        ["Nicht zugestellt (2)"],
        ["Rundschreiben lesen", "Berichtigung"],
        ["Zurück", "Menü"],
    ]
    given = phone.press_data(f"cr.g:{out.general_id}")
    assert given.toast == "Der Versand dieses Rundschreibens ist endgültig beendet."


def test_trying_again_queues_what_failed(out: Out) -> None:
    halfway(out)
    phone = out.progress()
    given = phone.press("Erneut versuchen")
    assert given.toast == "Was nicht zugestellt wurde, wird erneut versucht."
    assert phone.text.splitlines()[7] == "Noch zu senden: 3 · Unterwegs: 1"
    given = phone.press_data(f"cr.y:{out.general_id}")
    assert given.toast == "Bei diesem Rundschreiben ist keine Zustellung gescheitert."


def test_correction_opens_a_draft_and_both_name_each_other(out: Out) -> None:
    out.deliver()
    phone = out.progress()
    given = phone.press("Berichtigung")
    assert given.toast == "Dies ist der Entwurf der Berichtigung; noch wird nichts gesendet."
    made = sending.correct(out.session, out.secretary.person, out.general_id, out.stage.now)
    sending.send(out.session, out.secretary.person, made.key, out.stage.now)
    out.progress()
    assert phone.text.splitlines()[3] == "Berichtigt durch Rundschreiben Nr. ISA-RS 2026/02"
    phone.press_data(f"cr.p:{made.key}:0")
    assert phone.text.splitlines()[3] == "Berichtigung zu Rundschreiben Nr. ISA-RS 2026/01"


def test_draft_has_no_progress(stage: Stage) -> None:
    out = people_on(stage)
    out.general_id = send_another(out)
    made = sending.correct(out.session, out.secretary.person, out.general_id, out.stage.now)
    given = out.secretary.press_data(f"cr.p:{made.key}:0")
    assert given.toast == "Dieses Rundschreiben wurde noch nicht versandt."


def test_remind_asks_first_and_not_twice_within_two_days(out: Out) -> None:
    out.deliver()
    phone = out.progress()
    phone.press("Erinnern")
    assert phone.text == (
        "4 Städte an die Kenntnisnahme erinnern: Foshan, Jieyang, Aachen und Köln?"
    )
    given = phone.press("Erinnern")
    assert given.toast == "4 Städte werden erinnert."
    assert phone.text.splitlines()[8] == "Letzte Erinnerung: 24.11.2026, 14:05 Uhr"
    given = phone.press("Erinnern")
    assert given.toast == (
        "Die Städte wurden in den letzten 48 Stunden erinnert. Die nächste Erinnerung ist ab "
        "26.11.2026, 14:05 Uhr möglich."
    )
