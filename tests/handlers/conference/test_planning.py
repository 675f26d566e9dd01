"""Planning a conference by chat, from the desk to the invitations, in both languages."""

from sqlmodel import select

from alliance.conference import asking
from storage.conference import Conference, ConferenceState, EventKind
from storage.language import Language
from storage.person import Role
from tests.handlers.conference.planned import Office, blocks, drafted
from tests.handlers.stage import Phone

WHEN = (
    "Beginn: 10. Mai 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit)\n"
    "Ende: 11. Mai 2027, 17:00 Uhr MESZ (23:00 Uhr Pekinger Zeit)\n"
    "Ihre Ortszeit: 10.05.2027, 09:00 Uhr bis 11.05.2027, 17:00 Uhr"
)
COSTS = (
    "Kosten: Nach dem Grundsatz „getragen vom Veranstalter“ trägt die Gastgeberstadt Aachen die "
    "örtlichen Organisationskosten (Räume, Bewirtung während der Veranstaltung, "
    "Sonderveranstaltungen). Reise, Unterkunft und die übrige Verpflegung tragen die "
    "Delegationen selbst."
)


def planned_by(lin: Phone) -> None:
    """Plan a conference by hand in German, up to the preview."""
    lin.type("/desk")
    lin.press("Neue Konferenz")
    lin.press("Halbjahreskonferenz")
    lin.type("Frühjahrskonferenz 2027")
    lin.type("2027年春季联席会议")
    lin.press("Aachen")
    lin.type("Eurogress, Monheimsallee 48")
    lin.type("亚琛会展中心")
    lin.type("10.05.2027 09:00")
    lin.type("11.05.2027 um 17 Uhr")
    lin.type("Begrüßung | 开幕致辞 | 15\n\nArbeitsplan ｜ 年度工作计划 ｜ 90分钟")
    lin.press("Fertig")
    lin.press("26.04.2027, 12:00 Uhr")
    lin.press("Überspringen")


def test_conference_is_planned_by_chat(office: Office) -> None:
    planned_by(office.lin)
    assert blocks(office.lin) == [
        "Konferenz\nEntwurf, zuletzt bearbeitet von Lin Wei am 24.11.2026, 14:05 Uhr",
        "Frühjahrskonferenz 2027\nHalbjahreskonferenz",
        (
            f"{WHEN}\nGastgeberstadt: Aachen\nVeranstaltungsort: Eurogress, Monheimsallee 48\n"
            "Meldeschluss für Delegationen: 26. April 2027, 12:00 Uhr MESZ (18:00 Uhr Pekinger "
            "Zeit); Ihre Ortszeit: 26.04.2027, 12:00 Uhr"
        ),
        "Tagesordnung\n1. Begrüßung (15 Min.)\n2. Arbeitsplan (90 Min.)",
        COSTS,
        "Erinnerungen: 30 Tage, 7 Tage, 1 Tag und 2 Stunden vor dem Beginn",
    ]
    assert office.lin.labels == [
        ["✓ Deutsch", "✓ 中文"],
        ["Gastgeberstadt", "Beginn und Ende"],
        ["Tagesordnung", "Meldeschluss"],
        ["Erinnerungen"],
        ["Einladungen senden"],
        ["Entwurf verwerfen"],
        ["Zurück", "Menü"],
    ]


def test_conference_is_planned_by_chat_in_chinese(office: Office) -> None:
    wang = office.stage.person("王芳", role=Role.SECRETARIAT, language=Language.ZH)
    wang.type("/desk")
    wang.press("新建会议")
    wang.press("研讨会")
    wang.type("Workshop Logistik")
    wang.type("物流研讨会")
    wang.type("佛山市")
    wang.type("Messe Tanzhou")
    wang.type("潭洲国际会展中心")
    wang.type("2027年9月6日 上午")
    assert blocks(wang)[0] == "无法识别该时间，请参照此格式：2026年12月15日19:00。"
    wang.type("2027年9月6日 9：00")
    wang.type("17点30分")
    wang.press("跳过")
    wang.press("至开始时为止")
    wang.press("跳过")
    assert blocks(wang)[1:5] == [
        "物流研讨会\n研讨会",
        (
            "开始：2027年9月6日09:00（北京时间；德国时间03:00）\n"
            "结束：2027年9月6日17:30（北京时间；德国时间11:30）\n"
            "您的当地时间：2027年9月6日09:00至2027年9月6日17:30\n"
            "主办城市：佛山市\n会场：潭洲国际会展中心\n代表团名单：活动开始前填报"
        ),
        "会议议程\n待定",
        (
            "费用：按照“谁主办、谁承担”的原则，当地组织费用（场地、会议用餐、专场活动）由主办城市佛山市"
            "承担；各代表团的旅费、住宿费及其他餐费自理。"
        ),
    ]
    assert (office.conference.kind, office.conference.zone) == (
        EventKind.WORKSHOP,
        "Asia/Shanghai",
    )


def test_invitations_go_out_after_one_question(office: Office) -> None:
    planned_by(office.lin)
    office.lin.press("Einladungen senden")
    assert blocks(office.lin) == [
        f"Frühjahrskonferenz 2027\nHalbjahreskonferenz\n{WHEN}",
        (
            "Die Einladung geht jetzt an alle 4 Mitglieds- und Beobachterstädte: 3 Personen. "
            "Spätere Änderungen werden allen mitgeteilt."
        ),
        (
            "Aus diesen Städten ist hier niemand zu erreichen; bitte schreiben Sie ihnen per "
            "Brief: Köln."
        ),
    ]
    assert office.lin.labels == [["Bestätigen", "Zurück"]]
    assert office.lin.press("Bestätigen").toast == "Die Einladungen sind unterwegs."
    assert office.conference.state is ConferenceState.INVITED
    office.lin.type("/menu")
    assert not [row for row in office.lin.labels if row[0].startswith("Weiter:")]


def test_confirmation_holds_for_what_was_shown_only(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.a:{conference.key}")
    asked = office.lin.button("Bestätigen").press
    assert asked is not None
    office.lin.press("Zurück")
    office.lin.press("✓ Deutsch")
    office.lin.press("Veranstaltungsort")
    office.lin.type("Rathaus")
    office.lin.press_data(asked.pack())
    assert blocks(office.lin)[0] == (
        "So ist es noch nicht möglich:\n– chinesische Fassung: zu prüfen"
    )
    assert office.conference.state is ConferenceState.DRAFT


def test_changed_half_makes_the_other_one_stale(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.d:{conference.key}")
    office.lin.press("✓ Deutsch")
    office.lin.press("Name")
    office.lin.type("Maikonferenz 2027")
    assert blocks(office.lin)[-1] == (
        "Es kann noch nicht eingeladen werden:\n– chinesische Fassung: zu prüfen"
    )
    office.lin.press("△ 中文")
    assert blocks(office.lin)[-1] == (
        "Zu prüfen: Die andere Sprachfassung wurde nach dieser geändert. Stimmt diese noch?"
    )
    checked = office.lin.button("Stimmt weiterhin").press
    assert checked is not None
    assert office.lin.press("Stimmt weiterhin").toast == "Als geprüft vermerkt."
    assert office.lin.labels[0] == ["✓ Deutsch", "✓ 中文"]
    office.lin.press("✓ Deutsch")
    office.lin.press("Name")
    office.lin.type("Frühlingskonferenz")
    office.lin.press_data(checked.pack())
    assert asking.texts(office.stage.session, conference)[Language.ZH].stale


def test_half_says_what_it_lacks(office: Office) -> None:
    office.lin.type("/desk")
    office.lin.press("Neue Konferenz")
    office.lin.press("Fortbildung")
    office.lin.type("Zollschulung")
    office.lin.press("Zum Entwurf")
    office.lin.press("○ 中文")
    assert blocks(office.lin)[-1] == (
        "Es kann noch nicht eingeladen werden:\n"
        "– Name der Veranstaltung, chinesische Fassung: fehlt\n"
        "– Veranstaltungsort, chinesische Fassung: fehlt"
    )


def test_draft_is_taken_up_by_a_colleague_with_a_word(office: Office) -> None:
    office.lin.type("/desk")
    office.lin.press("Neue Konferenz")
    office.lin.press("Fortbildung")
    office.lin.type("Zollschulung")
    wang = office.stage.person("Wang Fang", role=Role.SECRETARIAT)
    wang.type("/desk")
    wang.press("Neue Konferenz")
    wang.press("Konferenz: Zollschulung")
    word = (
        "Sie übernehmen diesen Entwurf von Lin Wei, zuletzt bearbeitet am 24.11.2026, 14:05 Uhr."
    )
    assert blocks(wang)[-1] == word
    wang.press("Weiter planen")
    assert blocks(wang)[:2] == [word, "Konferenz\nName der Veranstaltung, chinesische Fassung"]


def test_begun_and_left_draft_is_used_again(office: Office) -> None:
    for _ in range(2):
        office.lin.type("/desk")
        office.lin.press("Neue Konferenz")
        office.lin.press("Halbjahreskonferenz")
    assert len(office.stage.session.exec(select(Conference)).all()) == 1


def test_draft_is_discarded_after_a_question(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.d:{conference.key}")
    office.lin.press("Entwurf verwerfen")
    assert office.lin.labels == [["Entwurf verwerfen", "Zurück"]]
    office.lin.press("Entwurf verwerfen")
    assert blocks(office.lin) == ["Neue Konferenz", "Was soll stattfinden?"]
    office.lin.press_data(f"kp.d:{conference.key}")
    assert blocks(office.lin)[0] == "Dieser Entwurf wurde inzwischen verworfen."


def test_contacts_of_cities_cannot_plan(office: Office) -> None:
    conference = drafted(office)
    for data in ("kp:0", "kp.n:conference", "kp.d:{0}", "kp.a:{0}", "kp.x:{0}:1", "kp.l:0"):
        office.anna.press_data(data.format(conference.key))
        assert blocks(office.anna)[0] == (
            "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
        )
    assert office.conference.state is ConferenceState.DRAFT


def test_contact_office_writes_and_checks_texts_only(office: Office) -> None:
    conference = drafted(office)
    berlin = office.stage.person("Eva Stern", role=Role.CONTACT_OFFICE)
    berlin.type("/menu")
    berlin.press("Entwürfe")
    berlin.press("Konferenz: Frühjahrskonferenz 2027")
    assert berlin.labels == [["✓ Deutsch", "✓ 中文"], ["Tagesordnung"], ["Zurück", "Menü"]]
    berlin.press("✓ Deutsch")
    berlin.press("Kosten")
    berlin.type("Den Empfang trägt die IHK Aachen.")
    berlin.press("Tagesordnung")
    berlin.press("2. Arbeitsplan")
    berlin.type("Arbeitsplan 2027 | 2027年工作计划 | 5")
    berlin.press("Fertig")
    items = asking.items(office.stage.session, conference)
    assert [(item.title_de, item.minutes) for item in items] == [
        ("Begrüßung", 15),
        ("Arbeitsplan 2027", 90),
    ]
    assert asking.texts(office.stage.session, conference)[Language.DE].costs == (
        "Den Empfang trägt die IHK Aachen."
    )
    berlin.press_data(f"kp.f:{conference.key}:host")
    assert blocks(berlin)[0] == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
