"""The invitation, and the answers that are given under it."""

from datetime import timedelta

import pytest

from alliance.conference import answering, draft, inviting
from handlers.kit.screen import Follow
from storage.conference import EventKind
from storage.mandate import Mandate
from storage.person import Presence
from tests.handlers.conference.invited import START, THREE, WHEN, Invited, invited_on
from tests.handlers.stage import NOW, Stage

GERMAN = (
    "Einladung\n\nGuten Tag, Eva Klein,\n\nwir laden Aachen herzlich zu der folgenden "
    "Veranstaltung ein und bitten Sie um Nachricht, ob Sie teilnehmen. Eine Antwort gilt für die "
    "Stadt; bis zum Beginn können Sie sie ändern.\n\nFrühjahrskonferenz\nHalbjahreskonferenz\n\n"
    f"{WHEN}Gastgeberstadt: Aachen\nVeranstaltungsort: Krönungssaal\n"
    "Meldeschluss für Delegationen: 26. Februar 2027, 18:00 Uhr MEZ (27.2., 01:00 Uhr Pekinger "
    "Zeit); Ihre Ortszeit: 26.02.2027, 18:00 Uhr\n\nTagesordnung\n1. Begrüßung (30 Min.)\n\n"
    "Kosten: Nach dem Grundsatz „getragen vom Veranstalter“ trägt die Gastgeberstadt Aachen die "
    "örtlichen Organisationskosten (Räume, Bewirtung während der Veranstaltung, "
    "Sonderveranstaltungen). Reise, Unterkunft und die übrige Verpflegung tragen die Delegationen "
    "selbst.\n\nMit freundlichen Grüßen\nSekretariat der Chinesisch-Deutschen "
    "Industriestädteallianz\n\nAachen: Antwort ausstehend\nBitte antworten Sie mit den "
    "Schaltflächen unten."
)
CHINESE = (
    "邀请函\n\n张敏，您好！\n\n秘书处诚邀佛山市参加以下活动，敬请告知贵方是否参会。"
    "一人答复，即代表贵方；活动开始前可以更改。\n\n春季会议\n半年度联席会议\n\n"
    "开始：2027年3月17日09:00（德国时间；北京时间16:00）\n"
    "结束：2027年3月18日16:30（德国时间；北京时间23:30）\n"
    "您的当地时间：2027年3月17日16:00至2027年3月18日23:30\n主办城市：亚琛\n会场：加冕厅\n"
    "代表团名单填报截止时间：2027年2月26日18:00（德国时间；北京时间2月27日01:00）；"
    "您的当地时间：2027年2月27日01:00\n\n会议议程\n1. 致辞（30分钟）\n\n"
    "费用：按照“谁主办、谁承担”的原则，当地组织费用（场地、会议用餐、专场活动）"
    "由主办城市亚琛承担；各代表团的旅费、住宿费及其他餐费自理。\n\n中德工业城市联盟秘书处\n\n"
    "佛山市：尚未答复\n请点击下方按钮答复。"
)


def test_invitation_in_german(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["aachen"])
    assert phone.text == GERMAN
    assert phone.labels == [*THREE, ["Kalender (.ics)"]]
    assert phone.shown is not None
    assert phone.shown.follow == Follow("invitation", "conference:1:aachen", timedelta(days=90))


def test_invitation_in_chinese(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["foshan"])
    assert phone.text == CHINESE
    assert phone.labels == [["参会"], ["不参会"], ["待定"], ["日历 (.ics)"]]


def test_invitation_shows_both_moments_to_telegram(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["foshan"])
    assert phone.shown is not None
    assert (
        '<tg-time unix="1805270400" format="wDT">2027年3月17日16:00</tg-time>' in phone.shown.text
    )


def test_answer_counts_for_the_city_and_shows_whose_it_is(invited: Invited) -> None:
    eva, jan = invited.letter(invited.contacts["aachen"]), invited.colleague
    answer = eva.press("Wir nehmen teil")
    assert answer.toast == "Vielen Dank. Aachen: nimmt teil."
    assert eva.text == GERMAN.partition("Aachen: Antwort ausstehend")[0] + (
        "Aachen: nimmt teil\nBeantwortet von Eva Klein, 24.11.2026, 14:05 Uhr\n"
        "Delegation: noch nicht eingetragen, möglich bis 26. Februar 2027, "
        "18:00 Uhr MEZ (27.2., 01:00 Uhr Pekinger Zeit)"
    )
    assert eva.labels == [*THREE, ["Delegation eintragen"], ["Kalender (.ics)"]]
    invited.letter(jan)
    invited.follow(jan)
    assert jan.text.splitlines()[-3:] == eva.text.splitlines()[-3:]
    answer = jan.press("Noch offen")
    assert answer.toast == "Vielen Dank. Aachen: noch offen."
    invited.follow(eva)
    assert eva.text.splitlines()[-2:] == [
        "Aachen: noch offen",
        "Beantwortet von Jan Roth, 24.11.2026, 14:05 Uhr",
    ]


def test_same_answer_again_stands_already(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["koeln"])
    phone.press("Wir nehmen nicht teil")
    answer = phone.press("Wir nehmen nicht teil")
    assert answer.toast == "Diese Antwort steht bereits. Köln: nimmt nicht teil."


def test_invitation_of_somebody_who_answers_for_several_cities(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    invited.session.add(Mandate(city_code="aachen", holder_id=phone.person.key, since=NOW))
    invited.session.flush()
    invited.letter(phone)
    assert "wir laden Köln und Aachen herzlich" in phone.text
    assert phone.labels[-1] == ["Meine Städte (2)"]
    phone.press("Wir nehmen teil")
    phone.press("Meine Städte")
    assert phone.text == (
        "Frühjahrskonferenz\nHalbjahreskonferenz\n\nKöln: nimmt teil\nBeantwortet von Uwe Groß, "
        "24.11.2026, 14:05 Uhr\n\nAachen: Antwort ausstehend"
    )
    phone.press("Aachen")
    assert phone.text.splitlines()[0] == "Einladung"
    answer = phone.press("Noch offen")
    assert answer.toast == "Vielen Dank. Aachen: noch offen."


def test_agenda_that_fits_has_no_page_of_its_own(stage: Stage) -> None:
    phone = invited_on(stage, items=30).letter(stage.phones[6_000_000_001])
    assert "\n30. Begrüßung (30 Min.)\n" in phone.text
    assert phone.labels[-1] == ["Kalender (.ics)"]


@pytest.mark.parametrize("items", [45, 60])
def test_long_agenda_has_pages_of_its_own(stage: Stage, items: int) -> None:
    phone = invited_on(stage, items=items).letter(stage.phones[6_000_000_001])
    assert phone.labels[-1] == ["Kalender (.ics)", "Ganze Tagesordnung"]
    phone.press("Ganze Tagesordnung")
    assert phone.text.splitlines()[:4] == [
        "Frühjahrskonferenz",
        "Tagesordnung",
        "",
        "1. Begrüßung (30 Min.)",
    ]
    assert phone.text.splitlines()[-1] == f"{items}. Begrüßung (30 Min.)"
    phone.press("Zurück")
    assert phone.text.splitlines()[0] == "Einladung"


def test_invitation_is_dropped_once_the_conference_is_called_off(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["aachen"])
    inviting.cancel(invited.session, invited.secretary.person, invited.key, "Hochwasser", NOW)
    assert {screen for _, screen in invited.stage.notices("invitation")} == {None}
    # A letter that has arrived says so, and offers no answer any more.
    invited.follow(phone)
    assert phone.text.splitlines()[6:9] == [
        "Frühjahrskonferenz",
        "Halbjahreskonferenz",
        "Abgesagt",
    ]
    assert phone.labels == [["Kalender (.ics)"]]


def test_invitation_that_comes_after_the_end_is_dropped(invited: Invited) -> None:
    invited.stage.now = START + timedelta(days=2)
    assert invited.told("invitation", invited.contacts["aachen"]) is None


def test_person_who_has_left_is_not_invited_any_more(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    phone.person.presence = Presence.ENDED
    assert invited.told("invitation", phone) is None


def test_letter_is_left_when_its_reader_has_no_part_in_it_any_more(invited: Invited) -> None:
    phone = invited.letter(invited.colleague)
    phone.person.city_code = None
    invited.follow(phone)
    assert phone.shown is None


def test_answers_end_with_the_start(invited: Invited) -> None:
    phone = invited.letter(invited.contacts["koeln"])
    invited.stage.now = START
    phone.press("Wir nehmen teil")
    assert phone.text.splitlines()[0] == (
        "Das ist seit 17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger Zeit) nicht mehr möglich; "
        "es wurde nichts geändert."
    )
    assert phone.text.splitlines()[-2:] == [
        "Köln: Antwort ausstehend",
        "Die Veranstaltung hat begonnen; Antworten lassen sich nicht mehr ändern.",
    ]
    assert phone.labels == [["Kalender (.ics)"]]


def test_nobody_answers_for_another_city(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    answer = phone.press_data("kr.a:1:foshan:attends:l")
    assert answer.toast == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
    for forged in (
        "kr.c:1:nowhere:s",
        "kr.c:1:foshan:s",
        "kr.d:1:foshan:s:0",
        "kr.x:1:foshan:s:1",
    ):
        answer = phone.press_data(forged)
        assert answer.toast == (
            "Diese Stadt ist zu der Veranstaltung nicht eingeladen, oder die Antwort für sie "
            "liegt nicht bei Ihnen."
        )
    found = answering.answers(invited.session, invited.conference)
    assert [one.attendance for one in found] == [None] * 4


def test_draft_is_shown_to_no_city(invited: Invited) -> None:
    key = draft.start(invited.session, invited.secretary.person, EventKind.WORKSHOP, NOW).key
    for phone in (invited.contacts["koeln"], invited.secretary):
        answer = phone.press_data(f"kr.c:{key}:koeln:l")
        assert answer.toast == "Zu dieser Konferenz wurde noch nicht eingeladen."
