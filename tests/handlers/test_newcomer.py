"""What somebody who has just come in is shown: everything that is open, in one message."""

from storage.person import Presence
from tests.handlers.accession.asked import asked_on
from tests.handlers.circular.out import Out, drafted, send_another
from tests.handlers.stage import Phone, Stage
from tests.handlers.walk import register


def shown_below(phone: Phone) -> None:
    """Have the message below the welcome on a newcomer's phone."""
    assert phone.answer is not None
    (phone.shown,) = phone.answer.more


def everything_open(stage: Stage) -> Out:
    """Return the stage with an open procedure and a circular to be acknowledged."""
    asked = asked_on(stage)
    out = Out(stage, asked.secretary, asked.second, asked.holders, asked.colleague, 0)
    out.general_id = send_another(out)
    return out


def test_newcomer_gets_all_that_is_open_in_one_message(stage: Stage) -> None:
    everything_open(stage)
    phone = stage.phone()
    register(phone, stage.token("koeln"))
    assert phone.text.splitlines()[-1] == "Was für Köln offen ist, folgt unten."
    shown_below(phone)
    assert phone.text == (
        "Für Köln offen\n\nBeitritt der Bewerberstadt Rhein-Kreis Neuss, Rundschreiben Nr. "
        "ISA-RS 2026/01\nKöln: Antwort ausstehend\n\nISA-RS 2026/02, 24. November 2026\n"
        "Logistik für Köln\nKenntnisnahme steht noch aus"
    )
    assert phone.labels == [
        ["Beitritt: Rhein-Kreis Neuss · für Köln"],
        ["Rundschreiben: Logistik für Köln"],
        ["Menü"],
    ]
    phone.press("Rundschreiben: Logistik für Köln")
    assert phone.labels[0] == ["Kenntnis genommen"]


def test_newcomer_in_chinese(stage: Stage) -> None:
    everything_open(stage)
    phone = stage.phone("zh")
    register(phone, stage.token("foshan"), name="张敏")
    shown_below(phone)
    assert phone.text == (
        "佛山市的待办事项\n\n申请城市莱茵-诺伊斯县加入联盟（中德工盟函〔2026〕1号）\n"
        "佛山市：尚未答复\n\n中德工盟函〔2026〕2号，2026年11月24日\n关于宝安物流合作的通函\n"
        "尚待确认收悉"
    )


def test_newcomer_is_not_flooded(stage: Stage) -> None:
    out = everything_open(stage)
    for _ in range(9):
        send_another(out)
    phone = stage.phone()
    register(phone, stage.token("koeln"))
    shown_below(phone)
    assert len(phone.labels) == 9
    assert phone.text.split("\n\n")[-1] == (
        "3 weitere Vorgänge sind offen; Sie finden sie im Menü."
    )


def test_what_the_city_has_done_and_what_is_old_is_not_open(stage: Stage) -> None:
    out = everything_open(stage)
    out.contacts["koeln"].press_data(f"cr.a:{out.general_id}:l")
    drafted(stage, out.secretary)
    phone = stage.phone()
    register(phone, stage.token("koeln"))
    shown_below(phone)
    assert phone.labels == [["Beitritt: Rhein-Kreis Neuss · für Köln"], ["Menü"]]
    stage.pass_time(days=91)
    late = stage.phone()
    register(late, stage.token("aachen"))
    shown_below(late)
    assert late.labels == [["Beitritt: Rhein-Kreis Neuss · für Aachen"], ["Menü"]]


def test_offices_owe_nothing(stage: Stage) -> None:
    out = everything_open(stage)
    out.secretary.press_data("nw")
    assert out.secretary.text == "Guten Tag, Chen Jing,\n\nwas möchten Sie tun?"


def test_who_waited_for_approval_finds_what_is_open(stage: Stage) -> None:
    out = everything_open(stage)
    phone = stage.phone()
    register(phone, stage.token("aachen", shared=True))
    assert phone.person.presence is Presence.WAITING
    stage.notices("contact-waiting")
    out.contacts["aachen"].press("Freischalten")
    ((_, screen),) = stage.notices("contact-approved")
    phone.shown = screen
    statements, circulars = phone.text.split("\n\n")[1:]
    assert statements == (
        "Für Aachen ist offen: Stellungnahme zum Beitritt von Rhein-Kreis Neuss. Sie finden sie "
        "im Menü."
    )
    assert circulars == "1 Rundschreiben bittet um die Kenntnisnahme von Aachen."
    phone.press("Was offen ist")
    assert phone.text.splitlines()[0] == "Für Aachen offen"
    assert len(phone.labels) == 3


def test_nothing_open_shows_the_menu(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.press_data("nw")
    assert phone.text == "Für Aachen ist zurzeit nichts offen.\n\nWas möchten Sie tun?"
