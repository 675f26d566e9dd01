"""What invited cities receive: what changed, that it is called off, reminders."""

from datetime import timedelta

from alliance.conference import inviting, nudging, reminders
from alliance.conference.changing import ItemText
from alliance.conference.inviting import Changes
from storage.language import Language
from tests.handlers.conference.invited import START, THREE, WHEN, Invited
from tests.handlers.stage import NOW, Phone


def reminded(invited: Invited, phone: Phone) -> str | None:
    """Return what a person reads of the reminder that the secretariat asks for."""
    nudging.remind(invited.session, invited.secretary.person, invited.key, invited.stage.now)
    return invited.told("conference-reminder", phone)


# ---- changes


def test_move_tells_what_was_and_what_is(invited: Invited) -> None:
    invited.letter(invited.contacts["aachen"]).press("Wir nehmen teil")
    session, clerk = invited.session, invited.secretary.person
    inviting.move(session, clerk, invited.key, "2027-03-31T09:00", "2027-04-01T16:30", NOW)
    phone = invited.contacts["aachen"]
    assert invited.told("conference-changed", phone) == (
        "Änderung\nFrühjahrskonferenz\n\nGuten Tag, Eva Klein,\n\nbitte beachten Sie, was sich "
        "geändert hat:\n\nBeginn\nbisher: 17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger Zeit)\n"
        "künftig: 31. März 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit)\n\nEnde\nbisher: "
        "18. März 2027, 16:30 Uhr MEZ (23:30 Uhr Pekinger Zeit)\nkünftig: 1. April 2027, 16:30 "
        "Uhr MESZ (22:30 Uhr Pekinger Zeit)\n\nAachen: nimmt teil\nBeantwortet von Eva Klein, "
        "24.11.2026, 14:05 Uhr\n\nIhre Antwort gilt weiter; wird durch die Änderung "
        "eine andere nötig, geben Sie sie bitte mit den Schaltflächen unten. Den Kalendereintrag "
        "übernehmen Sie bitte neu."
    )
    assert phone.labels == [*THREE, ["Kalender (.ics)", "Anzeigen"]]
    phone.press("Anzeigen")
    assert phone.text.splitlines()[3] == (
        "Beginn: 31. März 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit)"
    )


def test_change_of_everything_in_chinese(invited: Invited) -> None:
    changes = Changes(
        host_code="koeln",
        title={Language.DE: "Konferenz", Language.ZH: "联席会议"},
        venue={Language.DE: "Rathaus", Language.ZH: "市政厅"},
        costs={Language.DE: "Köln trägt den Abend.", Language.ZH: "晚宴由科隆承担。"},
        agenda=[ItemText("Eröffnung", "开幕", 15)],
    )
    inviting.change(invited.session, invited.secretary.person, invited.key, changes, NOW)
    assert invited.told("conference-changed", invited.contacts["foshan"]) == (
        "变更通知\n联席会议\n\n张敏，"
        "您好！\n\n以下事项有变更，"
        "敬请留意：\n\n主办城市\n原为：亚琛\n改为：科隆\n\n活动名称\n原为：春季会议\n改为：联席会议\n\n"
        "会场\n原为：加冕厅\n改为：市政厅\n\n专项费用\n原为：–\n改为：晚宴由科隆承担。\n\n"
        "会议议程\n1. 开幕（15分钟）\n\n佛山市：尚未答复\n\n请点击下方按钮答复。"
    )


def test_change_of_the_other_half_tells_a_reader_nothing(invited: Invited) -> None:
    changes = Changes(venue={Language.ZH: "市政厅"})
    inviting.change(invited.session, invited.secretary.person, invited.key, changes, NOW)
    assert invited.told("conference-changed", invited.contacts["aachen"]) is None
    assert invited.told("conference-changed", invited.contacts["foshan"]) is not None


def test_calling_off_in_both_languages(invited: Invited) -> None:
    clerk = invited.secretary.person
    inviting.cancel(invited.session, clerk, invited.key, "Hochwasser / 洪水", NOW)
    german = invited.contacts["aachen"]
    assert invited.told("conference-cancelled", german) == (
        "Absage\nFrühjahrskonferenz\n\nGuten Tag, Eva Klein,\n\ndiese Veranstaltung findet nicht "
        "statt. Wir bedauern das und bitten um Ihr Verständnis.\n\nBegründung: Hochwasser / "
        f"洪水\n\n{WHEN}\nMit „Kalender (.ics)“ unten nehmen Sie den Termin aus Ihrem Kalender."
    )
    assert german.labels == [["Kalender (.ics)", "Anzeigen"]]
    chinese = invited.told("conference-cancelled", invited.contacts["foshan"])
    assert chinese is not None
    assert chinese.split("\n\n")[1:4] == [
        "张敏，您好！",
        "本次活动已取消，由此带来不便，敬请谅解。",
        "原因：Hochwasser / 洪水",
    ]


# ---- reminders


def test_reminder_to_a_city_without_an_answer(invited: Invited) -> None:
    phone = invited.contacts["aachen"]
    assert reminded(invited, phone) == (
        f"Erinnerung\n\nFrühjahrskonferenz\nHalbjahreskonferenz\n\n{WHEN}Gastgeberstadt: Aachen\n"
        "Veranstaltungsort: Krönungssaal\n\nVon Aachen liegt uns noch keine Antwort vor; bitte "
        "geben Sie sie mit den Schaltflächen unten.\n\nHat sich diese Nachricht mit Ihrer "
        "gekreuzt, betrachten Sie sie bitte als gegenstandslos. Vielen Dank."
    )
    assert phone.labels == [*THREE, ["Kalender (.ics)", "Anzeigen"]]


def test_reminder_is_answered_in_its_place(invited: Invited) -> None:
    phone = invited.contacts["foshan"]
    assert reminded(invited, phone) is not None
    phone.press("参会")
    assert phone.text.split("\n\n")[-2:] == [
        (
            "佛山市：参会。代表团名单尚未填报，"
            "敬请于2027年2月27日01:00（北京时间；德国时间2月26日18:00）前填报。"
        ),
        "如您已答复，敬请忽略本提醒。谨致谢意。",
    ]
    assert phone.labels == [
        ["参会"],
        ["不参会"],
        ["待定"],
        ["填写代表团名单"],
        ["日历 (.ics)", "查看"],
    ]
    phone.press("不参会")
    assert phone.text.split("\n\n")[-1] == "佛山市：不参会。"
    invited.follow(phone)
    assert phone.text.split("\n\n")[-1] == "佛山市：不参会。"


def test_reminder_to_an_undecided_city_and_to_one_that_is_ready(invited: Invited) -> None:
    aachen, koeln = invited.letter(invited.contacts["aachen"]), invited.contacts["koeln"]
    aachen.press("Wir nehmen teil")
    aachen.press("Delegation eintragen")
    aachen.type("Anna Schmidt; Leiterin; 4")
    aachen.press("Fertig")
    aachen.press("Bestätigen")
    koeln.press("Noch offen")
    invited.stage.now = START - timedelta(hours=1, minutes=59)
    reminders.send_due(invited.session, invited.stage.now)
    said = invited.told("conference-reminder", aachen)
    assert said is not None
    assert said.split("\n\n")[3:] == ["Aachen nimmt teil. Wir freuen uns auf Sie."]
    said = invited.told("conference-reminder", koeln)
    assert said is not None
    assert said.split("\n\n")[3] == (
        "Für Köln ist die Teilnahme noch offen; bitte geben Sie uns mit den Schaltflächen unten "
        "Nachricht, sobald Sie es wissen."
    )


def test_reminder_is_dropped_once_the_city_has_said_no(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    assert reminded(invited, phone) is not None
    phone.press("Wir nehmen nicht teil")
    assert invited.told("conference-reminder", phone) is None
