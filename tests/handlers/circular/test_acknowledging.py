"""Acknowledging a circular for a city, and being reminded of it."""

import pytest

from alliance import mandate
from alliance.circular import acknowledge
from storage.circular import Addressee
from storage.mandate import Mandate
from tests.handlers.accession.asked import candidate
from tests.handlers.circular.out import CHINESE, GERMAN, KNOWN_GERMAN, Out, sent_on
from tests.handlers.stage import NOW, Stage

# ---- acknowledging


def test_acknowledgement_counts_for_the_city_and_says_who_gave_it(out: Out) -> None:
    phone = out.contacts["aachen"]
    out.letter(phone)
    given = phone.press("Kenntnis genommen")
    assert given.toast == "Vielen Dank. Die Kenntnisnahme von Aachen ist vermerkt."
    assert given.edit
    assert str(phone.shown and phone.shown.text) == GERMAN + KNOWN_GERMAN
    assert phone.labels == []
    assert out.acknowledged() == ["aachen"]


def test_acknowledgement_in_chinese(out: Out) -> None:
    phone = out.contacts["foshan"]
    out.letter(phone)
    given = phone.press("已收悉")
    assert given.toast == "谢谢。已登记佛山市收悉本通函。"
    known = "\n\n✓ 佛山市已收悉：李娜，2026年11月24日21:05"
    assert str(phone.shown and phone.shown.text) == CHINESE + known


def test_colleague_sees_the_acknowledgement_on_their_own_copy(out: Out) -> None:
    out.letter(out.colleague)
    out.letter(out.contacts["aachen"])
    out.contacts["aachen"].press("Kenntnis genommen")
    out.follow(out.colleague)
    assert str(out.colleague.shown and out.colleague.shown.text) == GERMAN + KNOWN_GERMAN
    assert out.colleague.labels == []


def test_second_acknowledgement_of_a_city_tells_who_was_first(out: Out) -> None:
    out.letter(out.colleague)
    out.letter(out.contacts["aachen"])
    out.contacts["aachen"].press("Kenntnis genommen")
    given = out.colleague.press("Kenntnis genommen")
    assert given.toast == "Eva Klein hat die Kenntnisnahme von Aachen bereits bestätigt."
    addressee = out.session.get_one(Addressee, (out.general_id, "aachen"))
    assert addressee.acknowledged_by == out.contacts["aachen"].person.key


def test_who_answers_for_another_city_acknowledges_for_both(out: Out) -> None:
    holder = out.contacts["koeln"]
    seat = Mandate(city_code="aachen", holder_id=holder.person.key, since=out.stage.now)
    out.session.add(seat)
    assert [one.city_code for one in mandate.mandates_of(out.session, holder.person, NOW)]
    out.letter(holder)
    given = holder.press("Kenntnis genommen")
    assert given.toast == "Vielen Dank. Die Kenntnisnahme von Aachen und Köln ist vermerkt."
    assert holder.text.splitlines()[-2:] == [
        "✓ Kenntnis genommen für Köln: Uwe Groß, 24.11.2026, 14:05 Uhr",
        "✓ Kenntnis genommen für Aachen: Uwe Groß, 24.11.2026, 14:05 Uhr",
    ]


def test_acknowledging_by_somebody_it_did_not_go_to_is_refused_and_shows_nothing(
    out: Out,
) -> None:
    candidate(out.stage)
    stranger = out.stage.person("Rita Kreis", "neuss")
    given = stranger.press_data(f"cr.a:{out.general_id}:l")
    assert given.alert
    assert stranger.text == (
        "Dieses Rundschreiben ging nicht an eine Stadt, für die Sie die Kenntnisnahme "
        "bestätigen können.\n\nWas möchten Sie tun?"
    )
    assert out.acknowledged() == []


def test_acknowledging_a_circular_that_asks_for_nothing_is_refused(stage: Stage) -> None:
    out = sent_on(stage, acknowledge=False)
    phone = out.contacts["aachen"]
    given = phone.press_data(f"cr.a:{out.general_id}:l")
    assert given.toast == "Dieses Rundschreiben bittet um keine Kenntnisnahme."
    assert phone.text.splitlines()[0] == given.toast


@pytest.mark.parametrize("data", ["cr.a:99:l", "cr.a:99:a", "cr.a:99:r"])
def test_acknowledging_what_does_not_exist_is_refused(out: Out, data: str) -> None:
    given = out.contacts["aachen"].press_data(data)
    assert given.toast == ("Diesen Eintrag gibt es nicht mehr; es wurde nichts geändert.")


# ---- reminders


def test_reminder_asks_the_cities_that_have_not_acknowledged(out: Out) -> None:
    out.deliver()
    out.letter(out.contacts["foshan"])
    out.contacts["foshan"].press("已收悉")
    acknowledge.remind(out.session, out.secretary.person, out.general_id, out.stage.now)
    told = {phone.person.name: phone for phone, _ in out.stage.notices("circular-reminder")}
    assert sorted(told) == ["Anna Weiß", "Eva Klein", "Uwe Groß", "王伟"]
    assert told["Eva Klein"].text == (
        "Ihre Kenntnisnahme steht noch aus\n\nGuten Tag,\n\nzum Rundschreiben Nr. ISA-RS "
        "2026/01 vom 24. November 2026, „Logistik für Köln“, liegt uns die Kenntnisnahme von "
        "Aachen noch nicht vor. Wir bitten Sie, sie mit der Schaltfläche unten zu bestätigen. "
        "Hat sich diese Nachricht mit Ihrer Bestätigung gekreuzt, betrachten Sie sie bitte als "
        "gegenstandslos."
    )
    assert told["Eva Klein"].labels == [["Kenntnis genommen"], ["Rundschreiben lesen"], ["Menü"]]
    assert told["王伟"].text == (
        "提醒：通函尚待确认收悉\n\n您好！\n\n关于通函《关于宝安物流合作的通函》"
        "（中德工盟函〔2026〕1号，2026年11月24日），秘书处尚未收到揭阳市的收悉确认。"
        "敬请阅后点击下方按钮确认。如已确认，敬请忽略本提醒。"
    )


def test_acknowledging_from_the_reminder_settles_it(out: Out) -> None:
    out.deliver()
    acknowledge.remind(out.session, out.secretary.person, out.general_id, out.stage.now)
    out.stage.notices("circular-reminder")
    phone = out.contacts["aachen"]
    phone.press("Kenntnis genommen")
    assert phone.text == (
        "Rundschreiben Nr. ISA-RS 2026/01 vom 24. November 2026, „Logistik für Köln“"
        + KNOWN_GERMAN
    )
    assert phone.labels == [["Rundschreiben lesen"], ["Menü"]]
    out.follow(out.colleague)
    assert out.colleague.text == phone.text
    again = {whose.person.name: screen for whose, screen in out.stage.notices("circular-reminder")}
    assert (again["Eva Klein"], again["Anna Weiß"]) == (None, None)
