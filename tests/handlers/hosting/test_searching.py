"""The search for a host in chat: asking in both languages, choosing, ending without one."""

import pytest

from alliance import hosting
from handlers.hosting.presses import HostingPress, SearchPress
from storage.hosting import HostSearchState
from storage.language import Language
from storage.person import Role
from tests.handlers.hosting.asking import Asked
from tests.handlers.stage import Stage

NOT_OPEN = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."

GERMAN = (
    "Guten Tag, Ute Klein,\n\nwir fragen alle Mitgliedsstädte: Wer möchte die nächste Konferenz "
    "ausrichten?\n\nGastgeberstadt, 1. Halbjahr 2027\n\nAngebote sind erbeten bis 15. Januar "
    "2027, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit).\n\nDie Gastgeberstadt trägt die örtlichen "
    "Organisationskosten (Räume, Bewirtung, Sonderveranstaltungen). Ein Angebot ist noch keine "
    "Zusage: Das Sekretariat wählt aus, und alle Mitgliedsstädte werden benachrichtigt."
)
CHINESE = (
    "王伟，您好！\n\n秘书处现面向全体成员城市征集主办城市：哪个城市愿意主办会议？\n\n"
    "2027年上半年主办城市\n\n敬请于2027年1月15日19:00（北京时间；德国时间12:00）前提出申办意向。"
    "\n\n当地组织费用（场地、会议用餐、专场活动）由主办城市承担。申办意向不构成承诺："
    "由秘书处确定主办城市，并通知全体成员城市。"
)


# ---- asking


def test_secretary_asks_for_hosts_from_the_desk(stage: Stage) -> None:
    phone = stage.person("Wei Li", role=Role.SECRETARIAT)
    phone.type("/desk")
    phone.press("Gastgeberstädte")
    assert phone.text == "Gastgeberstädte\n\nDie Mitgliedsstädte wurden noch nicht gefragt."
    phone.press("Gastgeber suchen")
    assert phone.labels[:2] == [["2. Halbjahr 2026"], ["1. Halbjahr 2027"]]
    phone.press("1. Halbjahr 2027")
    phone.press("Überspringen")
    assert phone.text == (
        "Alle 4 Mitgliedsstädte werden gefragt, wer die Konferenz im 1. Halbjahr 2027 ausrichten "
        "möchte."
    )
    given = phone.press("Bestätigen")
    assert given.toast == "Die Mitgliedsstädte werden gefragt."
    assert phone.text == (
        "Gastgeberstadt, 1. Halbjahr 2027\n\nAngebote sind ab sofort willkommen.\n\n"
        "0 Angebote liegen vor (Mitgliedsstädte: 4)."
    )
    phone.press("Zurück")
    assert phone.text == "Gastgeberstädte\n\n• 1. Halbjahr 2027: offen, 0 Angebote"
    phone.type("/desk")
    assert "Gastgeberstädte (1)" in [label for row in phone.labels for label in row]


def test_half_year_that_is_being_asked_for_is_not_offered_again(asked: Asked) -> None:
    asked.secretary.type("/desk")
    asked.secretary.press("Gastgeberstädte")
    asked.secretary.press("Gastgeber suchen")
    labels = [label for row in asked.secretary.labels for label in row]
    assert "1. Halbjahr 2027" not in labels
    assert "2. Halbjahr 2027" in labels


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.2.2024", "Dieser Tag ist schon vorbei; bitte nennen Sie einen späteren."),
        (
            "1.2.2029",
            "Dieses Datum liegt mehr als ein Jahr in der Zukunft; bitte nennen Sie ein früheres.",
        ),
        ("bald", "Dieses Datum ist nicht lesbar; ein Beispiel: 15.12.2026."),
    ],
)
def test_date_for_offers_is_checked(stage: Stage, typed: str, said: str) -> None:
    phone = stage.person("Wei Li", role=Role.SECRETARIAT)
    phone.press_data("kh.n")
    phone.press("1. Halbjahr 2027")
    phone.type(typed)
    assert phone.text.split("\n\n")[0] == said


def test_question_arrives_in_both_languages_and_follows(asked: Asked) -> None:
    asked.stage.notices("host-search")
    assert (asked.german.text, asked.chinese.text) == (GERMAN, CHINESE)
    assert asked.german.labels == [["Als Gastgeber anbieten"], ["Menü"]]
    assert asked.chinese.labels == [["申办会议"], ["主菜单"]]
    assert asked.german.shown is not None
    follow = asked.german.shown.follow
    assert follow is not None
    assert (follow.screen, follow.subject) == ("hosting", f"hosting:{asked.key}:aachen")


@pytest.mark.parametrize(
    ("side", "language", "said"),
    [
        (
            "CN",
            Language.DE,
            (
                "Die Konferenzen finden wechselseitig statt; diesmal sind die chinesischen Städte "
                "an der Reihe. Angebote deutscher Städte sind ebenfalls willkommen."
            ),
        ),
        (
            "DE",
            Language.ZH,
            "会议由中德双方轮流主办，本次轮到德方城市；同样欢迎中方城市提出申办意向。",
        ),
    ],
)
def test_question_says_whose_turn_it_is(
    asked: Asked, side: str, language: Language, said: str
) -> None:
    asked.search.side = side  # type: ignore[assignment]
    phone = asked.german if language is Language.DE else asked.chinese
    phone.press_data(HostingPress(asked.key).pack())
    assert phone.text.split("\n\n")[1] == said


# ---- choosing, ending


def test_host_is_chosen_in_chinese_and_everybody_is_told(asked: Asked) -> None:
    asked.offer(asked.german, "aachen", "Im Mai.")
    phone = asked.second
    phone.press_data(SearchPress(asked.key).pack())
    phone.press("确定主办城市")
    assert phone.labels == [["亚琛"], ["返回", "取消"]]
    phone.press("亚琛")
    phone.type("交通便利。")
    assert phone.text == ("拟由亚琛主办2027年上半年的会议，并通知全体成员城市。\n\n交通便利。")
    given = phone.press("确认")
    assert given.toast == "主办城市已确定，将通知各方。"
    assert phone.labels[0] == ["新建会议"]
    asked.stage.notices("host-chosen")
    outcome = "Gastgeberstadt, 1. Halbjahr 2027\n\nGastgeberstadt ist Aachen.\n交通便利。\n\n"
    assert asked.german.text == (
        f"{outcome}Wir freuen uns darauf und kommen wegen der Vorbereitung bald auf Sie zu."
    )
    assert asked.chinese.text == (
        "2027年上半年主办城市\n\n主办城市为亚琛。\n交通便利。\n\n"
        "感谢所有提出申办意向的城市。会议邀请将另行发送。"
    )
    assert asked.secretary.text.startswith(outcome)
    assert asked.secretary.labels == [["Anzeigen"], ["Menü"]]


def test_city_that_has_not_offered_is_typed(asked: Asked) -> None:
    phone = asked.secretary
    phone.press_data(SearchPress(asked.key).pack())
    phone.press("Gastgeber auswählen")
    assert phone.text == (
        "Welche Stadt richtet die Konferenz aus? Es liegt kein Angebot vor; geben Sie den Namen "
        "einer Mitgliedsstadt ein."
    )
    phone.type("Atlantis")
    assert (
        phone.text.split("\n\n")[0]
        == "So heißt keine Mitgliedsstadt oder mehr als eine; bitte schreiben Sie den "
        "vollständigen Namen."
    )
    phone.type("科隆")
    phone.press("Überspringen")
    phone.press("Bestätigen")
    assert (asked.search.chosen_code, asked.search.reason) == ("koeln", None)


def test_search_is_ended_without_a_host(asked: Asked) -> None:
    asked.offer(asked.chinese, "foshan", "五月。")
    phone = asked.secretary
    phone.press_data(SearchPress(asked.key).pack())
    phone.press("Ohne Gastgeber beenden")
    phone.press("Überspringen")
    assert phone.labels == [["Ohne Gastgeber beenden"], ["Zurück"]]
    phone.press("Ohne Gastgeber beenden")
    assert asked.search.state is HostSearchState.CLOSED
    asked.stage.notices("host-closed")
    assert asked.chinese.text == (
        "2027年上半年主办城市\n\n本次征集已结束，未确定主办城市。\n\n感谢贵方提出申办意向。"
    )


def test_form_left_open_by_a_colleague_s_choice_says_so(asked: Asked) -> None:
    phone = asked.secretary
    phone.press_data(SearchPress(asked.key).pack())
    phone.press("Gastgeber auswählen")
    phone.type("Köln")
    phone.press("Überspringen")
    person, now = asked.second.person, asked.stage.now
    hosting.choose(asked.stage.session, person, asked.key, "aachen", None, now)
    given = phone.press("Bestätigen")
    assert given.toast == "Die Gastgeberstadt ist inzwischen bestimmt: Aachen."
    assert asked.search.chosen_code == "aachen"


def test_offer_after_the_choice_is_refused(asked: Asked) -> None:
    asked.stage.notices("host-search")
    asked.german.press("Als Gastgeber anbieten")
    asked.german.type("Im Mai.")
    person, now = asked.secretary.person, asked.stage.now
    hosting.close(asked.stage.session, person, asked.key, None, now)
    given = asked.german.press("Bestätigen")
    assert given.toast == "Diese Suche ist ohne Gastgeberstadt beendet worden."


def test_contact_has_no_way_to_the_secretariat_s_screens(asked: Asked) -> None:
    for data in ("kh:0", "kh.n", f"kh.s:{asked.key}", f"kh.c:{asked.key}", f"kh.x:{asked.key}"):
        given = asked.german.press_data(data)
        assert given.toast == NOT_OPEN


def test_date_that_passed_while_the_form_lay_is_told(stage: Stage) -> None:
    phone = stage.person("Wei Li", role=Role.SECRETARIAT)
    phone.press_data("kh.n")
    phone.press("1. Halbjahr 2027")
    phone.type("25.11.2026")
    stage.pass_time(days=2)
    given = phone.press("Bestätigen")
    assert given.toast == "Dieser Tag ist schon vorbei; bitte nennen Sie einen späteren."
    assert hosting.searches(stage.session) == []
    phone.press("Ändern")
    phone.press("Termin für Angebote")
    phone.press("Überspringen")
    phone.press("Bestätigen")
    assert [one.target_at for one in hosting.searches(stage.session)] == [None]
