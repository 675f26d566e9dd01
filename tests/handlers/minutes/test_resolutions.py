"""Resolutions in chat: entered, changed, carried out by a city, reported, reminded of."""

from datetime import date, timedelta

from alliance import minutes, notice
from handlers.kit.buttons import OpenPress
from handlers.kit.screen import Follow
from handlers.minutes.presses import DonePress, RemoveResolutionPress, ResolutionPress
from storage.delivery import Lane
from storage.minutes import Resolution
from tests.handlers.minutes.holding import Held
from tests.handlers.stage import Phone

NOT_OPEN = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."


def resolutions(held: Held) -> list[tuple[str, str, str | None, date | None]]:
    found = minutes.resolutions(held.session, held.conference)
    return [(one.text_de, one.text_zh, one.city_code, one.due_on) for one in found]


def remind(held: Held, one: Resolution, *phones: Phone) -> None:
    """Queue a reminder as the clock does."""
    notice.notify(
        held.session,
        "resolution-reminder",
        [phone.person for phone in phones],
        subject=one.subject,
        params={"resolution": one.key},
        lane=Lane.REMINDER,
        now=held.stage.now,
    )


def sent(held: Held, city: str | None = "koeln") -> Resolution:
    """Return a resolution that has gone out."""
    held.begin()
    held.write()
    one = held.decide("Eine Liste erstellen", "编制清单", city)
    held.circulate()
    held.send()
    return one


# ---- entering


def test_resolution_is_entered_and_changed(held: Held) -> None:
    held.begin()
    phone = held.secretary
    phone.press_data(held.open)
    phone.press("Beschlüsse")
    assert phone.text == "Beschlüsse\nFrühjahrskonferenz\n\nEs gibt noch keinen Beschluss."
    phone.press("Neuer Beschluss")
    phone.type("Eine Liste\nerstellen")
    phone.type("编制清单")
    phone.type("Köln")
    phone.type("1.3.2027")
    assert phone.text.split("\n\n")[0] == (
        "Dieser Tag ist schon vorbei; bitte nennen Sie einen späteren."
    )
    phone.type("15. Juni 2027")
    assert phone.text == (
        "Beschluss\n\nEine Liste\nerstellen\n编制清单\nZuständig: Köln; bis: 15. Juni 2027"
    )
    phone.press("Bestätigen")
    assert phone.text == (
        "Beschlüsse\nFrühjahrskonferenz\n\n1. Eine Liste erstellen\n"
        "Zuständig: Köln; bis: 15. Juni 2027"
    )
    assert resolutions(held) == [("Eine Liste\nerstellen", "编制清单", "koeln", date(2027, 6, 15))]
    phone.press("1. Eine Liste erstellen")
    assert phone.labels[0] == ["Ändern", "Entfernen"]
    phone.press("Ändern")
    phone.press("Ändern")
    phone.press("Termin")
    phone.press("Überspringen")
    phone.press("Bestätigen")
    assert resolutions(held) == [("Eine Liste\nerstellen", "编制清单", "koeln", None)]


def test_resolution_is_entered_in_chinese_and_taken_out(held: Held) -> None:
    held.begin()
    phone = held.second
    phone.press_data(f"km.n:{held.conference.key}")
    phone.type("Weiter prüfen")
    phone.type("继续研究")
    assert phone.labels[:2] == [["秘书处"], ["佛山市"]]
    phone.press("秘书处")
    phone.press("跳过")
    given = phone.press("确认")
    assert given.toast == "决议已保存。"
    assert phone.text == "决议\n春季会议\n\n1. 继续研究\n承办：秘书处"
    phone.press("1. 继续研究")
    assert phone.text == "决议\n春季会议\n\n继续研究\n\n承办：秘书处\n\n尚未发送给各成员城市。"
    key = minutes.resolutions(held.session, held.conference)[0].key
    phone.press_data(RemoveResolutionPress(key, 0).pack())
    assert phone.text == "是否移除该项决议？\n继续研究"
    given = phone.press_data(RemoveResolutionPress(key, 1).pack())
    assert given.toast == "该项决议已移除。"
    assert resolutions(held) == []
    given = phone.press_data(RemoveResolutionPress(key, 1).pack())
    assert given.toast == "该条目已不存在，未作任何变更。"


def test_resolution_that_has_gone_out_stays_as_it_is(held: Held) -> None:
    one = sent(held)
    for data in (f"km.e:{one.key}", f"km.x:{one.key}:1"):
        given = held.secretary.press_data(data)
        assert given.toast == (
            "Dieser Beschluss ist den Mitgliedern zugegangen und bleibt, wie er ist. Eine "
            "Berichtigung des Rundschreibens kann anderes mitteilen."
        )


def test_contact_does_not_see_what_has_not_gone_out(held: Held) -> None:
    held.begin()
    one = held.decide("Eine Liste erstellen", "编制清单", "koeln")
    for press in (ResolutionPress(one.key), DonePress(one.key)):
        given = held.german.press_data(press.pack())
        assert given.toast == "Dieser Beschluss ist den Mitgliedern noch nicht zugegangen."
    held.german.press_data("km.m:0")
    assert held.german.text == "Auszuführende Beschlüsse\n\nDerzeit ist nichts auszuführen."


# ---- carrying out


def test_city_reports_and_the_secretariat_is_told(held: Held) -> None:
    one = sent(held)
    colleague = held.stage.person("Kai Holt", "koeln")
    phone = held.german
    phone.press_data("km.m:0")
    assert phone.text == (
        "Auszuführende Beschlüsse\n\nEine Liste erstellen\nZuständig: Köln; bis: 15. Juni 2027"
    )
    phone.press("Eine Liste erstellen")
    assert phone.shown is not None
    assert phone.shown.follow == Follow("resolution", f"resolution:{one.key}")
    phone.press("Als erledigt melden")
    phone.type("Die Liste <liegt> vor.")
    given = phone.press("Bestätigen")
    assert given.toast == "Vielen Dank; der Beschluss ist als erledigt vermerkt."
    done = (
        "✓ Erledigt, gemeldet von Ute Klein am 20.03.2027, 10:00 Uhr:\n"
        "Die Liste &lt;liegt&gt; vor."
    )
    assert phone.text.split("\n\n")[-1] == done
    assert phone.labels == [["Zurück", "Menü"]]
    held.stage.notices("resolution-done")
    for told in (held.secretary, colleague):
        assert told.text == (
            "Ein Beschluss wurde als erledigt gemeldet.\n\nBeschluss\nFrühjahrskonferenz\n\n"
            f"Eine Liste erstellen\n\nZuständig: Köln; bis: 15. Juni 2027\n\n{done}"
        )
    assert held.second.text.split("\n\n")[0] == "一项决议已反馈办结。"
    given = colleague.press_data(DonePress(one.key).pack())
    assert given.toast == (
        "Ute Klein hat diesen Beschluss am 20.03.2027, 10:00 Uhr als erledigt gemeldet."
    )


def test_chinese_city_reports_in_chinese(held: Held) -> None:
    sent(held, "foshan")
    phone = held.chinese
    phone.press_data("km.m:0")
    phone.press("编制清单")
    phone.press("反馈办理结果")
    phone.type("清单已完成。")
    assert phone.text == "编制清单\n\n您反馈的内容如下，将予存档：\n清单已完成。"
    given = phone.press("确认")
    assert given.toast == "感谢您的反馈，已记录为办结。"
    assert phone.text.split("\n\n")[-1] == (
        "✓ 已办结，王伟于2027年3月20日17:00反馈：\n清单已完成。"
    )


def test_conferences_lead_to_what_is_to_be_carried_out(held: Held) -> None:
    one = sent(held)
    for phone, rows in (
        (held.german, [["Unsere Beschlüsse (1)"], ["Menü"]]),
        (held.secretary, [["Beschlüsse (1)"], ["Menü"]]),
        (held.chinese, [["主菜单"]]),
    ):
        phone.type("/conferences")
        assert [row for row in phone.labels if "Frühjahr" not in row[0]][-len(rows) :] == rows
    held.german.press("Unsere Beschlüsse")
    assert held.german.text.split("\n\n")[0] == "Auszuführende Beschlüsse"
    minutes.done(held.session, held.german.person, one.key, "Liegt vor.", held.stage.now)
    held.german.type("/conferences")
    assert held.german.labels[-1] == ["Menü"]
    assert ["Unsere Beschlüsse (1)"] not in held.german.labels


def test_newcomer_sees_what_the_city_is_to_carry_out(held: Held) -> None:
    sent(held, "foshan")
    held.chinese.press_data(OpenPress().pack())
    assert "编制清单\n承办：佛山市；期限：2027年6月15日" in held.chinese.text.split("\n\n")
    held.chinese.press("决议：编制清单")
    assert held.chinese.labels == [["反馈办理结果"], ["返回", "主菜单"]]


def test_another_city_s_resolution_is_seen_and_not_reported(held: Held) -> None:
    one = sent(held)
    held.chinese.press_data(ResolutionPress(one.key).pack())
    assert held.chinese.labels == [["返回", "主菜单"]]
    held.stage.person("Kai Holt", "aachen")
    other = held.stage.person("Jan Ott", "aachen")
    given = other.press_data(DonePress(one.key).pack())
    assert given.toast == NOT_OPEN


# ---- reminders


def test_reminder_says_how_the_day_stands(held: Held) -> None:
    one = sent(held)
    remind(held, one, held.german, held.chinese)
    for now, german, chinese in (
        (
            held.stage.now,
            "Guten Tag, Ute Klein,\n\nwir erinnern Sie an diesen Beschluss.",
            "王伟，您好！\n\n现就以下决议提醒您，敬请留意。",
        ),
        (
            held.stage.now + timedelta(days=87),
            "Guten Tag, Ute Klein,\n\nheute ist der Termin für diesen Beschluss.",
            "王伟，您好！\n\n该项决议的期限为今天，特此提醒。",
        ),
        (
            held.stage.now + timedelta(days=88),
            (
                "Guten Tag, Ute Klein,\n\nzu diesem Beschluss liegt uns noch keine Meldung vor. "
                "Bitte teilen Sie uns den Stand per E-Mail mit oder melden Sie ihn hier "
                "als erledigt."
            ),
            "王伟，您好！\n\n秘书处尚未收到该项决议的办理情况。恳请通过电子邮件告知进展，或在此反馈办理结果。",
        ),
    ):
        held.stage.now = now
        held.stage.notices("resolution-reminder")
        assert held.german.text.split("\n\nBeschluss\n")[0] == german
        assert held.chinese.text.split("\n\n决议\n")[0] == chinese
    assert held.german.labels == [["Als erledigt melden"], ["Zurück", "Menü"]]


def test_reminder_of_what_is_done_is_dropped(held: Held) -> None:
    one = sent(held)
    remind(held, one, held.german)
    minutes.done(held.session, held.german.person, one.key, "Liegt vor.", held.stage.now)
    assert held.stage.notices("resolution-reminder") == [(held.german, None)]
