"""The conferences of a city: the list, what waits in the menu, what newcomers see."""

from datetime import timedelta

from alliance.conference import inviting
from storage.mandate import Mandate
from tests.handlers.conference.invited import START, Invited, invited_on
from tests.handlers.stage import NOW, Phone, Stage
from tests.handlers.walk import register


def menu(phone: Phone) -> list[str]:
    """Return the labels of the menu."""
    phone.type("/menu")
    return [label for row in phone.labels for label in row]


def test_list_of_a_city_in_german(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    phone.type("/conferences")
    assert phone.text == (
        "Konferenzen\n\n17. März 2027: Frühjahrskonferenz\nGastgeberstadt: Aachen\n"
        "Veranstaltungsort: Krönungssaal\nKöln: Antwort ausstehend"
    )
    assert phone.labels == [["17. März 2027: Frühjahrskonferenz"], ["Menü"]]
    phone.press("17. März 2027: Frühjahrskonferenz")
    assert phone.labels == [
        ["Wir nehmen teil"],
        ["Wir nehmen nicht teil"],
        ["Noch offen"],
        ["Kalender (.ics)"],
        ["Zurück", "Menü"],
    ]
    phone.press("Zurück")
    assert phone.text.splitlines()[0] == "Konferenzen"


def test_list_of_a_city_in_chinese(invited: Invited) -> None:
    phone = invited.contacts["jieyang"]
    phone.type("/conferences")
    assert phone.text == (
        "会议\n\n2027年3月17日：春季会议\n主办城市：亚琛\n会场：加冕厅\n揭阳市：尚未答复"
    )


def test_list_without_conferences(stage: Stage) -> None:
    phone = stage.person("Eva Klein", "aachen")
    phone.type("/conferences")
    assert phone.text == "Konferenzen\n\nEs gibt noch keine."
    assert phone.labels == [["Menü"]]


def test_past_and_cancelled_ones_say_so(stage: Stage) -> None:
    first = invited_on(stage)
    phone = first.contacts["koeln"]
    inviting.cancel(first.session, first.secretary.person, first.key, "Hochwasser", NOW)
    phone.type("/conferences")
    assert phone.text.splitlines()[-1] == "Abgesagt"
    invited_on(stage)
    stage.now += timedelta(days=365)
    phone.type("/conferences")
    assert [line for line in phone.text.splitlines() if line in ("Abgesagt", "Vorüber")] == [
        "Vorüber",
        "Abgesagt",
    ]
    phone.press("17. März 2027: Frühjahrskonferenz")
    assert phone.labels == [["Kalender (.ics)"], ["Zurück", "Menü"]]


def test_city_that_was_not_invited_has_none(invited: Invited) -> None:
    phone = invited.stage.person("Ole", None)
    phone.type("/conferences")
    assert phone.text == "Konferenzen\n\nEs gibt noch keine."


def test_secretariat_and_office_get_the_list_of_all(invited: Invited) -> None:
    phone = invited.secretary
    phone.type("/conferences")
    assert phone.labels[-2:] == [["Neue Konferenz"], ["Menü"]]
    phone.press("17. März 2027: Frühjahrskonferenz")
    assert phone.text.splitlines()[0] == "Frühjahrskonferenz"


def test_menu_counts_what_waits_for_a_definite_answer(invited: Invited) -> None:
    phone = invited.contacts["aachen"]
    assert "Konferenzen (1)" in menu(phone)
    invited.opened(phone).press("Noch offen")
    assert "Konferenzen (1)" in menu(phone)
    invited.opened(phone).press("Wir nehmen teil")
    assert "Konferenzen" in menu(phone)
    assert "Konferenzen" in menu(invited.secretary)


def test_list_opens_the_city_that_has_not_answered(invited: Invited) -> None:
    phone = invited.contacts["koeln"]
    invited.session.add(Mandate(city_code="aachen", holder_id=phone.person.key, since=NOW))
    invited.opened(phone).press("Wir nehmen teil")
    invited.opened(phone)
    assert phone.text.splitlines()[-2] == "Aachen: Antwort ausstehend"
    assert phone.labels[-2:] == [["Meine Städte (2)"], ["Zurück", "Menü"]]


def test_newcomer_sees_coming_conferences(invited: Invited) -> None:
    phone = invited.stage.phone()
    register(phone, invited.stage.token("koeln"))
    assert phone.answer is not None
    (phone.shown,) = phone.answer.more
    assert phone.text == (
        "Für Köln offen\n\nFrühjahrskonferenz\n17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger "
        "Zeit)\nKöln: Antwort ausstehend"
    )
    phone.press("Konferenz: Frühjahrskonferenz")
    assert phone.labels[0] == ["Wir nehmen teil"]


def test_newcomer_in_chinese_sees_what_the_city_has_said(invited: Invited) -> None:
    invited.letter(invited.contacts["foshan"]).press("参会")
    phone = invited.stage.phone("zh")
    register(phone, invited.stage.token("foshan"), name="李华")
    assert phone.answer is not None
    (phone.shown,) = phone.answer.more
    assert phone.text == (
        "佛山市的待办事项\n\n春季会议\n2027年3月17日09:00（德国时间；北京时间16:00）\n佛山市：参会"
    )


def test_conference_that_has_begun_is_not_open_for_newcomers(invited: Invited) -> None:
    invited.stage.now = START
    phone = invited.stage.phone()
    register(phone, invited.stage.token("koeln"))
    assert phone.answer is not None
    assert phone.answer.more == ()
