"""Agenda and minutes in chat: written, checked, and made into circulars in both languages."""

from alliance.circular import draft
from handlers.kit.screen import Follow
from handlers.minutes.presses import CirculatePress, PublishAgendaPress, StillRightPress
from storage.circular import GeneralCircular
from storage.conference import ConferenceState
from storage.language import Language
from storage.person import Role
from tests.handlers.minutes.holding import Held

NOT_OPEN = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
AGENDA = {
    Language.DE: (
        "Tagesordnung: Frühjahrskonferenz",
        (
            "Sehr geehrte Damen und Herren,\n\n"
            "nachstehend finden Sie die Tagesordnung zu „Frühjahrskonferenz“.\n\n"
            "Beginn: 17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger Zeit)\n"
            "Ende: 18. März 2027, 16:30 Uhr MEZ (23:30 Uhr Pekinger Zeit)\n"
            "Gastgeberstadt: Köln\nVeranstaltungsort: Gürzenich\n\n"
            "Tagesordnung\n1. Begrüßung (30 Min.)\n2. Logistik <A>\n\n"
            "Vorschläge und Änderungswünsche teilen Sie uns bitte rechtzeitig mit."
        ),
    ),
    Language.ZH: (
        "会议议程：春季会议",
        (
            "各成员城市、观察员城市：\n\n现将“春季会议”的会议议程函告如下：\n\n"
            "开始：2027年3月17日09:00（德国时间；北京时间16:00）\n"
            "结束：2027年3月18日16:30（德国时间；北京时间23:30）\n"
            "主办城市：科隆\n会场：Gürzenich\n\n"
            "会议议程\n1. 致辞（30分钟）\n2. 物流\n\n"
            "如有建议或修改意见，敬请及时告知秘书处。"
        ),
    ),
}
MINUTES = {
    Language.DE: (
        "Protokoll: Frühjahrskonferenz",
        (
            "Sehr geehrte Damen und Herren,\n\n"
            "nachstehend finden Sie das Protokoll zu „Frühjahrskonferenz“, Köln, 17. März 2027."
            "\n\nEs wurde <lange> getagt.\n\n"
            "Beschlüsse\n1. Eine Liste erstellen\nZuständig: Köln; bis: 15. Juni 2027\n\n"
            "2. Weiter prüfen\nZuständig: Sekretariat"
        ),
    ),
    Language.ZH: (
        "会议纪要：春季会议",
        (
            "各成员城市、观察员城市：\n\n"
            "现将“春季会议”（科隆，2027年3月17日）的会议纪要函告如下：\n\n会议已召开。\n\n"
            "决议\n1. 编制清单\n承办：科隆；期限：2027年6月15日\n\n2. 继续研究\n承办：秘书处"
        ),
    ),
}


def halves(held: Held, general: GeneralCircular) -> dict[Language, tuple[str, str]]:
    found = draft.texts(held.session, general)
    return {language: (half.title, half.text) for language, half in found.items()}


def bold(held: Held, general: GeneralCircular, language: Language) -> list[str]:
    half = draft.texts(held.session, general)[language]
    return [half.text[one["offset"] : one["offset"] + one["length"]] for one in half.entities]


# ---- agenda


def test_agenda_becomes_a_circular_in_both_languages(held: Held) -> None:
    phone = held.secretary
    phone.press_data(held.open)
    assert phone.text == (
        "Frühjahrskonferenz\nHalbjahreskonferenz\n\nTagesordnung\n2 Tagesordnungspunkte\n\n"
        "Ein Protokoll kann geschrieben werden, sobald die Veranstaltung begonnen hat."
    )
    assert phone.labels == [["Tagesordnung versenden"], ["Zurück", "Menü"]]
    given = phone.press("Tagesordnung versenden")
    assert given.toast == "Das ist der Entwurf des Rundschreibens; es ist noch nichts versandt."
    assert phone.labels[-3] == ["Senden", "Später senden"]
    [general] = draft.open_drafts(held.session)
    assert halves(held, general.general) == AGENDA
    assert bold(held, general.general, Language.DE) == ["Tagesordnung"]
    assert bold(held, general.general, Language.ZH) == ["会议议程"]


def test_agenda_pressed_twice_is_one_draft(held: Held) -> None:
    for phone in (held.secretary, held.second):
        phone.press_data(PublishAgendaPress(held.conference.key).pack())
    assert len(draft.open_drafts(held.session)) == 1
    held.second.press_data(held.open)
    assert held.second.text.split("\n\n")[1] == "会议议程\n共2项\n通函草稿已备好，可以发送。"


# ---- minutes


def test_minutes_are_written_in_both_languages_and_checked(held: Held) -> None:
    held.begin()
    german, chinese = held.secretary, held.second
    german.press_data(held.open)
    german.press("○ Deutsch")
    assert german.text == "Protokoll\ndeutsche Fassung\n\nDer Text fehlt noch."
    german.press("Schreiben")
    german.type("Erster Teil.")
    german.type("Zweiter Teil.")
    given = german.press("Fertig")
    assert given.toast == "Der Text ist gespeichert."
    assert german.text == "Protokoll\ndeutsche Fassung\n\nErster Teil.\n\nZweiter Teil."
    chinese.press_data(held.open)
    chinese.press("○ 中文")
    chinese.press("编写")
    chinese.type("会议已召开。")
    chinese.press("完成")
    german.press("Text ändern")
    assert german.text.split("\n\n")[1] == (
        "27 Zeichen sind vorhanden. Was Sie jetzt senden, ersetzt sie."
    )
    german.type("Neu.")
    german.press("Fertig")
    chinese.press_data(held.open)
    assert chinese.text.split("\n\n")[2] == "会议纪要\n– 德文版：已编写\n– 中文版：待核对"
    assert chinese.labels[0] == ["✓ Deutsch", "△ 中文"]
    chinese.press("△ 中文")
    chinese.press("仍然一致")
    assert chinese.labels[0] == ["✓ Deutsch", "✓ 中文"]
    assert chinese.shown is not None
    assert chinese.shown.follow == Follow("minutes", f"minutes:{held.conference.key}")


def test_check_of_what_was_changed_meanwhile_is_refused(held: Held) -> None:
    held.begin()
    held.write()
    held.write(Language.DE, "Anders.")
    stale = StillRightPress(held.conference.key, 1, "0" * 12)
    given = held.second.press_data(stale.pack())
    assert given.toast == "情况已有变化，以下为最新状态。"
    assert held.second.labels[0] == ["✓ Deutsch", "△ 中文"]


def test_contact_office_writes_and_does_not_send(held: Held) -> None:
    office = held.stage.person("Lena Vogt", role=Role.CONTACT_OFFICE)
    held.begin()
    office.press_data(held.open)
    assert office.labels == [["○ Deutsch", "○ 中文"], ["Beschlüsse"], ["Zurück", "Menü"]]
    office.press("○ Deutsch")
    office.press("Schreiben")
    office.type("Es wurde getagt.")
    office.press("Fertig")
    given = office.press_data(CirculatePress(held.conference.key).pack())
    assert given.toast == NOT_OPEN
    office.press("Beschlüsse")
    assert office.labels == [["Zurück", "Menü"]]


def test_minutes_and_resolutions_become_a_circular(held: Held) -> None:
    held.begin()
    held.write(Language.DE, "Es wurde <lange> getagt.")
    held.write(Language.ZH, "会议已召开。")
    held.decide("Eine Liste erstellen", "编制清单", "koeln")
    held.decide("Weiter prüfen", "继续研究", None)
    phone = held.secretary
    phone.press_data(held.open)
    phone.press("Protokoll versenden")
    [made] = draft.open_drafts(held.session)
    assert halves(held, made.general) == MINUTES
    assert bold(held, made.general, Language.DE) == ["Beschlüsse"]
    assert bold(held, made.general, Language.ZH) == ["决议"]
    phone.press_data(held.open)
    assert phone.labels[-2] == ["Zum Entwurf"]
    held.decide("Noch etwas", "另一项", None)
    phone.press_data(held.open)
    assert phone.text.split("\n\n")[2].split("\n")[-1] == (
        "Der Entwurf des Rundschreibens ist älter als dieser Stand; bitte erstellen Sie ihn neu."
    )
    phone.press("Protokoll versenden")
    assert [one.general.key for one in draft.open_drafts(held.session)] == [made.general.key]
    held.send()
    phone.press_data(held.open)
    assert phone.text.split("\n\n")[2].split("\n")[-1] == (
        "Versandt als Rundschreiben Nr. ISA-RS 2027/01"
    )
    labels = [label for row in phone.labels for label in row]
    assert not {"Protokoll versenden", "Zum Entwurf"} & set(labels)


def test_minutes_that_are_missing_are_not_circulated(held: Held) -> None:
    held.begin()
    held.write(Language.ZH, "会议已召开。")
    for phone, said in (
        (
            held.secretary,
            (
                "Das Protokoll kann noch nicht versandt werden:\n"
                "– deutsche Fassung: noch nicht geschrieben"
            ),
        ),
        (held.second, "会议纪要暂不能发送：\n– 德文版：尚未编写"),
    ):
        phone.press_data(CirculatePress(held.conference.key).pack())
        assert phone.text.split("\n\n")[0] == said


def test_minutes_before_the_session_are_refused(held: Held) -> None:
    given = held.secretary.press_data(CirculatePress(held.conference.key).pack())
    assert given.toast == (
        "Die Veranstaltung beginnt am 17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger "
        "Zeit); ab dann kann ein Protokoll geschrieben werden."
    )


def test_papers_are_for_those_who_write_them(held: Held) -> None:
    key = held.conference.key
    for phone in (held.german, held.stage.person("Rat", role=Role.ADVISORY)):
        for data in (f"km:{key}", f"km.h:{key}:0:0", f"km.w:{key}:0", f"km.l:{key}:0"):
            given = phone.press_data(data)
            assert given.toast == NOT_OPEN


def test_longest_minutes_are_turned_page_by_page(held: Held) -> None:
    held.begin()
    held.write(Language.DE, "\n\n".join(["Satz. " * 200] * 7))
    held.secretary.press_data(f"km.h:{held.conference.key}:0:0")
    assert held.secretary.labels[0] == ["Nächste Seite"]
    held.secretary.press("Nächste Seite")
    assert held.secretary.labels[0] == ["Vorherige Seite", "Nächste Seite"]
    assert len(held.secretary.text) <= 4096


def test_session_that_was_called_off_has_no_papers(held: Held) -> None:
    held.conference.state = ConferenceState.CANCELLED
    given = held.secretary.press_data(held.open)
    assert given.toast is not None
    assert given.edit is False
