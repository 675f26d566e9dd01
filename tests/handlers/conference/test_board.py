"""The board of a conference: answers, counts, who may see it, reminding, the list of all."""

from storage.conference import AttendanceKind
from storage.language import Language
from storage.person import Role
from storage.view import View
from tests.handlers.conference.planned import Office, blocks, drafted, invited, to_board

NOT_ALLOWED = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."


def test_board_tells_answers_delegates_and_reminders(office: Office) -> None:
    invited(office)
    office.answer("aachen", AttendanceKind.ATTENDS, office.anna)
    office.answer("jieyang", AttendanceKind.ATTENDS, office.chen)
    office.answer("foshan", AttendanceKind.DECLINES, office.zhou)
    office.delegates("aachen", "Eva Rat; Bürgermeisterin; Politik\nIda Firma; Leitung; Firma")
    office.delegates("jieyang", "王芳；处长；政府")
    lin = to_board(office)
    assert blocks(lin)[2:] == [
        (
            "Städte\nnehmen teil 2, nehmen nicht teil 1, noch offen 0, noch keine Antwort 1; "
            "eingeladen 4\n"
            "Chinesische Seite: 1 von 2 nehmen teil, Delegierte 1\n"
            "Deutsche Seite: 1 von 2 nehmen teil, Delegierte 2\n"
            "Delegierte\n3: Politik 1, Verwaltung 1 und Unternehmen 1"
        ),
        (
            "Erinnerungen: 30 Tage, 7 Tage, 1 Tag und 2 Stunden vor dem Beginn\n"
            "Nächste: 10. April 2027, 03:00 Uhr MESZ (09:00 Uhr Pekinger Zeit)"
        ),
        "Antwort ausstehend\nKöln",
        (
            "nimmt teil\nJieyang · 陈静, 24.11.2026, 14:05 Uhr · Delegation: 1 Person\n"
            "Aachen · Anna Aachen, 24.11.2026, 14:05 Uhr · Delegation: 2 Personen"
        ),
        "nimmt nicht teil\nFoshan · 周明, 24.11.2026, 14:05 Uhr",
    ]
    assert lin.labels == [
        ["Erinnern", "Konferenz ändern"],
        ["Für eine Stadt antworten"],
        ["Delegationen (XLSX)", "Delegationen (PDF)"],
        ["Einladung lesen", "Protokoll und Unterlagen"],
        ["Zurück", "Menü"],
    ]


def test_board_follows_by_itself(office: Office) -> None:
    conference = invited(office)
    lin = to_board(office)
    assert lin.shown is not None
    assert lin.shown.follow is not None
    view = View(
        telegram_id=lin.telegram_id,
        message_id=7,
        screen=lin.shown.follow.screen,
        subject=lin.shown.follow.subject,
        until=office.stage.now + lin.shown.follow.lasts,
        stale=False,
    )
    office.stage.session.add(view)
    office.answer("koeln", AttendanceKind.UNDECIDED)
    office.stage.session.refresh(view)
    assert view.stale
    assert view.subject == conference.subject


def test_contact_office_follows_the_german_side_only(office: Office) -> None:
    invited(office)
    berlin = office.stage.person("Eva Stern", role=Role.CONTACT_OFFICE)
    berlin.press_data(f"kp.m:{office.conference.key}:0")
    assert blocks(berlin)[-1] == "Antwort ausstehend\nAachen\nKöln"
    assert berlin.labels == [["Einladung lesen", "Protokoll und Unterlagen"], ["Zurück", "Menü"]]
    for data in ("kp.t", "kp.p", "kp.c"):
        berlin.press_data(f"{data}:{office.conference.key}")
        assert blocks(berlin)[0] == NOT_ALLOWED


def test_contacts_do_not_see_the_board(office: Office) -> None:
    invited(office)
    for data in ("m:{0}:0", "r:{0}:0", "q:{0}:1", "t:{0}", "p:{0}", "f:{0}:move"):
        office.anna.press_data(f"kp.{data.format(office.conference.key)}")
        assert blocks(office.anna)[0] == NOT_ALLOWED


def test_board_is_read_in_chinese(office: Office) -> None:
    invited(office)
    wang = office.stage.person("王芳", role=Role.SECRETARIAT, language=Language.ZH)
    wang.press_data(f"kp.m:{office.conference.key}:0")
    assert blocks(wang)[1:4] == [
        (
            "开始：2027年5月10日09:00（德国时间；北京时间15:00）\n"
            "结束：2027年5月11日17:00（德国时间；北京时间23:00）\n"
            "您的当地时间：2027年5月10日15:00至2027年5月11日23:00\n"
            "主办城市：亚琛\n会场：亚琛会展中心\n代表团名单：活动开始前填报"
        ),
        (
            "城市\n参会0，不参会0，待定0，尚未答复4；共邀请4个\n"
            "中方：2个城市中0个参会，代表0人\n德方：2个城市中0个参会，代表0人"
        ),
        (
            "提醒：开始前30天、7天、1天、2小时\n"
            "下次提醒：2027年4月10日09:00（北京时间；德国时间03:00）"
        ),
    ]


def test_what_cities_read_is_shown_with_the_whole_agenda(office: Office) -> None:
    invited(office)
    lin = to_board(office)
    lin.press("Einladung lesen")
    assert blocks(lin)[0] == "Frühjahrskonferenz 2027\nHalbjahreskonferenz"
    lin.press("Nächste Seite")
    assert blocks(lin) == [
        "Frühjahrskonferenz 2027\nTagesordnung",
        "1. Begrüßung (15 Min.)\n2. Arbeitsplan (90 Min.)",
    ]
    assert lin.labels == [["Vorherige Seite"], ["Zurück"]]


def test_list_shows_drafts_coming_past_and_cancelled_ones(office: Office) -> None:
    invited(office)
    drafted(office, starts="2027-10-11T09:00", ends="2027-10-11T17:00")
    office.lin.press_data("kp.l:0")
    assert blocks(office.lin) == [
        "Konferenzen",
        (
            "Frühjahrskonferenz 2027: in Arbeit, zuletzt bearbeitet von Lin Wei am "
            "24.11.2026, 14:05 Uhr.\n"
            "10. Mai 2027: Frühjahrskonferenz 2027: eingeladen"
        ),
    ]
    office.stage.pass_time(days=200)
    office.lin.press_data("kp.l:0")
    assert blocks(office.lin)[1].split("\n")[1] == (
        "10. Mai 2027: Frühjahrskonferenz 2027: vergangen"
    )
    office.lin.press("10. Mai 2027: Frühjahrskonferenz 2027")
    assert office.lin.labels[0] == ["Delegationen (XLSX)", "Delegationen (PDF)"]


def test_secretariat_answers_for_a_city_that_wrote_a_letter(office: Office) -> None:
    invited(office)
    lin = to_board(office)
    lin.press("Für eine Stadt antworten")
    lin.press("Köln")
    lin.press("Wir nehmen teil")
    to_board(office)
    assert blocks(lin)[-1].split("\n")[:2] == [
        "nimmt teil",
        "Köln · Lin Wei, 24.11.2026, 14:05 Uhr · noch keine Delegation",
    ]


# ---- reminding at once


def test_remind_asks_names_and_reminds_once_in_48_hours(office: Office) -> None:
    invited(office)
    office.answer("aachen", AttendanceKind.ATTENDS)
    office.delegates("aachen", "Eva Rat; Bürgermeisterin; Politik")
    office.answer("foshan", AttendanceKind.DECLINES)
    lin = to_board(office)
    lin.press("Erinnern")
    assert blocks(lin) == [
        (
            "Von 2 Städten fehlt noch eine eindeutige Antwort oder die Delegation: Jieyang und "
            "Köln. Jetzt erinnern?"
        )
    ]
    assert lin.press("Erinnern").toast == "1 Person wird erinnert."
    assert blocks(lin)[0] == (
        "Aus diesen Städten ist hier niemand zu erreichen: Köln. Bitte schreiben Sie ihnen per "
        "Brief."
    )
    assert blocks(lin)[4].split("\n")[-1] == "Von Hand erinnert: 24.11.2026, 14:05 Uhr"
    lin.press("Erinnern")
    assert blocks(lin)[0] == (
        "Die Städte wurden in den letzten 48 Stunden erinnert. Die nächste Erinnerung ist ab "
        "26.11.2026, 14:05 Uhr möglich."
    )


def test_remind_has_nobody_when_all_have_answered(office: Office) -> None:
    invited(office)
    for city in ("aachen", "koeln", "foshan", "jieyang"):
        office.answer(city, AttendanceKind.DECLINES)
    lin = to_board(office)
    lin.press("Erinnern")
    assert blocks(lin)[0] == (
        "Es ist keine Stadt zu erinnern: Alle haben geantwortet, und alle Teilnehmenden haben "
        "ihre Delegation eingetragen."
    )
