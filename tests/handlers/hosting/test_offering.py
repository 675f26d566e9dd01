"""A city offers to host, changes the offer and takes it back, in both languages."""

from handlers.hosting.presses import HostingPress, OfferPress, WithdrawPress
from handlers.kit.screen import Follow
from storage.city import City, Standing
from storage.mandate import Mandate
from tests.handlers.hosting.asking import Asked

NOT_OPEN = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."


# ---- offering


def test_city_offers_changes_and_takes_back_in_german(asked: Asked) -> None:
    phone = asked.german
    asked.stage.notices("host-search")
    phone.press("Als Gastgeber anbieten")
    phone.type("Im Mai <Eurogress>.")
    assert phone.text == (
        "Aachen bietet sich als Gastgeberin an:\nIm Mai &lt;Eurogress&gt;.\n\n"
        "Das Angebot geht an das Sekretariat."
    )
    given = phone.press("Bestätigen")
    assert given.toast == "Ihr Angebot ist beim Sekretariat eingegangen."
    assert phone.labels == [["Angebot ändern", "Angebot zurückziehen"], ["Menü"]]
    assert phone.text.split("\n\n")[2] == (
        "Ihr Angebot:\nAachen, Ute Klein, 24.11.2026, 14:05 Uhr\nIm Mai &lt;Eurogress&gt;."
    )
    phone.press("Angebot ändern")
    phone.type("Im Juni.")
    phone.press("Bestätigen")
    assert asked.offers() == ["Im Juni."]
    phone.press("Angebot zurückziehen")
    assert phone.text == "Das Angebot von Aachen gilt dann nicht mehr. Angebot zurückziehen?"
    given = phone.press("Angebot zurückziehen")
    assert given.toast == "Das Angebot ist zurückgezogen."
    assert asked.offers() == []
    asked.stage.notices("host-withdrawn")
    assert asked.secretary.text == (
        "Gastgeberstadt, 1. Halbjahr 2027\n\nAachen hat das Angebot zurückgezogen."
    )


def test_offer_in_chinese_reaches_both_secretaries(asked: Asked) -> None:
    asked.stage.notices("host-search")
    asked.chinese.press("申办会议")
    asked.chinese.type("五月在佛山。")
    given = asked.chinese.press("确认")
    assert given.toast == "秘书处已收到贵方的申办意向。"
    asked.stage.notices("host-offered")
    assert asked.secretary.text == (
        "Gastgeberstadt, 1. Halbjahr 2027\n\nEine Stadt bietet sich als Gastgeberin an:\n\n"
        "Foshan, 王伟, 24.11.2026, 14:05 Uhr\n五月在佛山。"
    )
    assert asked.second.text == (
        "2027年上半年主办城市\n\n收到一份申办意向：\n\n"
        "佛山市，王伟，2026年11月24日21:05\n五月在佛山。"
    )
    asked.second.press("查看")
    assert asked.second.labels == [["确定主办城市"], ["结束征集"], ["返回", "主菜单"]]
    assert asked.second.shown is not None
    assert asked.second.shown.follow == Follow("host-search", f"hosting:{asked.key}")


def test_colleague_sees_the_offer_and_others_do_not(asked: Asked) -> None:
    asked.offer(asked.german, "aachen", "Im Mai.")
    colleague = asked.stage.person("Kai Holt", "aachen")
    colleague.press_data(HostingPress(asked.key).pack())
    assert colleague.text.split("\n\n")[2] == (
        "Ihr Angebot:\nAachen, Ute Klein, 24.11.2026, 14:05 Uhr\nIm Mai."
    )
    asked.chinese.press_data(HostingPress(asked.key).pack())
    assert "Im Mai." not in asked.chinese.text


def test_whoever_answers_for_several_cities_has_a_row_for_each(asked: Asked) -> None:
    asked.stage.session.add(
        Mandate(city_code="koeln", holder_id=asked.german.person.key, since=asked.stage.now)
    )
    asked.offer(asked.german, "koeln", "Im Herbst.")
    asked.german.press_data(HostingPress(asked.key).pack())
    assert asked.german.labels == [
        ["Aachen: Als Gastgeber anbieten"],
        ["Köln: Angebot ändern", "Köln: Angebot zurückziehen"],
        ["Menü"],
    ]


def test_offer_for_another_city_is_refused(asked: Asked) -> None:
    for press in (
        OfferPress(asked.key, "koeln"),
        WithdrawPress(asked.key, "koeln", 1),
        WithdrawPress(asked.key, "koeln", 0),
    ):
        given = asked.german.press_data(press.pack())
        assert given.toast == NOT_OPEN
    assert asked.offers() == []


def test_observer_has_nothing_to_see(asked: Asked) -> None:
    asked.stage.session.get_one(City, "koeln").standing = Standing.OBSERVER
    phone = asked.stage.person("Kai Holt", "koeln")
    given = phone.press_data(HostingPress(asked.key).pack())
    assert given.toast == NOT_OPEN


def test_conferences_lead_to_a_search_without_an_offer(asked: Asked) -> None:
    phone = asked.german
    phone.type("/conferences")
    assert phone.labels == [["Was offen ist"], ["Menü"]]
    phone.press("Was offen ist")
    assert phone.text == (
        "Für Aachen offen\n\nFür die Konferenz wird eine Gastgeberstadt gesucht: 1. Halbjahr 2027."
    )
    phone.press("Gastgeberstadt, 1. Halbjahr 2027")
    assert phone.labels == [["Als Gastgeber anbieten"], ["Menü"]]
    asked.offer(phone, "aachen", "Im Mai.")
    phone.type("/conferences")
    assert phone.labels == [["Menü"]]
    asked.chinese.type("/conferences")
    asked.chinese.press("待办事项")
    assert asked.chinese.text.split("\n\n")[1] == "正在征集2027年上半年会议的主办城市。"
