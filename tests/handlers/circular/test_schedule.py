"""Send later: typed or suggested, in the reader's zone, both sides' times shown, kind refusals."""

from datetime import UTC, datetime

import pytest

from alliance.circular import draft, sending
from handlers.circular.presses import DraftPress
from handlers.circular.schedule import suggested
from storage.circular import GeneralCircular, GeneralState
from storage.language import Language
from storage.person import Presence
from tests.handlers.circular.out import Out, drafted, people_on
from tests.handlers.stage import Phone, Stage

WHEN = datetime(2026, 12, 15, 8, 30, tzinfo=UTC)


@pytest.fixture
def office(stage: Stage) -> Out:
    """Return the stage with everybody and a circular that is ready."""
    out = people_on(stage)
    out.general_id = drafted(stage, out.secretary).key
    return out


def later(phone: Phone, general_id: int, label: str = "Später senden") -> None:
    phone.press_data(DraftPress(general_id).pack())
    phone.press(label)


def test_suggestions_are_mornings_in_berlin_of_the_next_working_days() -> None:
    friday = datetime(2026, 3, 27, 8, 30, tzinfo=UTC)
    assert suggested(friday) == [
        datetime(2026, 3, 30, 7, tzinfo=UTC),
        datetime(2026, 3, 31, 7, tzinfo=UTC),
        datetime(2026, 4, 1, 7, tzinfo=UTC),
    ]
    assert suggested(datetime(2026, 3, 27, 7, 30, tzinfo=UTC))[0] == datetime(
        2026, 3, 27, 8, tzinfo=UTC
    )


def test_a_typed_moment_is_shown_in_both_zones_and_confirmed(office: Out) -> None:
    phone = office.secretary
    later(phone, office.general_id)
    assert phone.labels[:3] == [
        ["25.11.2026, 09:00 Uhr"],
        ["26.11.2026, 09:00 Uhr"],
        ["27.11.2026, 09:00 Uhr"],
    ]
    phone.type("15.12.2026 um 9:30 Uhr")
    assert phone.text == (
        "„Logistik für Köln“ wird von selbst versandt am 15. Dezember 2026, 09:30 Uhr MEZ (16:30 "
        "Uhr Pekinger Zeit), nach heutigem Stand an 5 Personen (Städte: 4). Bis dahin lässt es "
        "sich ändern und ist dann wieder ein Entwurf."
    )
    given = phone.press("Bestätigen")
    assert given.toast == "Das Rundschreiben ist zum Versand vorgemerkt."
    assert (office.general.state, office.general.send_at) == (GeneralState.SCHEDULED, WHEN)
    assert phone.text.splitlines()[2] == (
        "Wird versandt am 15. Dezember 2026, 09:30 Uhr MEZ (16:30 Uhr Pekinger Zeit)"
    )
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    assert phone.text.split("\n\n")[-1] == (
        "Logistik für Köln: wird versandt am 15. Dezember 2026, 09:30 Uhr MEZ (16:30 Uhr Pekinger "
        "Zeit), eingeplant von Chen Jing."
    )


def test_a_chinese_secretary_types_beijing_time(office: Out) -> None:
    phone = office.second
    later(phone, office.general_id, "定时发送")
    phone.type("2026年12月15日 16时30分")
    assert phone.text == (
        "通函“关于宝安物流合作的通函”将于2026年12月15日16:30（北京时间；德国时间09:30）自动发送，"
        "按目前情况发送给4个城市的5人。在此之前可以修改，修改后恢复为草稿。"
    )
    phone.press("确认")
    assert office.general.send_at == WHEN


def test_a_suggestion_is_taken_and_may_be_changed_before_it_counts(office: Out) -> None:
    phone = office.secretary
    later(phone, office.general_id)
    phone.press("26.11.2026, 09:00 Uhr")
    phone.press("Ändern")
    phone.press("Zeitpunkt")
    phone.press("27.11.2026, 09:00 Uhr")
    phone.press("Bestätigen")
    assert office.general.send_at == datetime(2026, 11, 27, 8, tzinfo=UTC)


PASSED = "Dieser Zeitpunkt ist vorbei; bitte nennen Sie einen späteren."
NO_SUCH_DAY = (
    "Den 31. Tag gibt es in diesem Monat nicht: 2/2027 hat 28 Tage. Bitte geben Sie ein anderes "
    "Datum ein."
)
LEFT_OUT = (
    "In dieser Nacht werden die Uhren vorgestellt: 02:30 Uhr gibt es nicht, es folgt gleich "
    "03:00 Uhr. Bitte nennen Sie eine andere Zeit."
)
TOO_FAR = "Dieses Datum liegt mehr als ein Jahr in der Zukunft; bitte nennen Sie ein früheres."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("24.11.2026 14:00", PASSED),
        ("31.2.2027 10:00", NO_SUCH_DAY),
        ("28.3.2027 02:30", LEFT_OUT),
        ("1.1.2029", TOO_FAR),
        ("1.1.1950", PASSED),
    ],
)
def test_a_moment_that_is_not_possible_is_refused_kindly(
    office: Out, typed: str, sentence: str
) -> None:
    phone = office.secretary
    later(phone, office.general_id)
    phone.type(typed)
    assert phone.text.split("\n\n")[0] == sentence
    assert phone.text.split("\n\n")[1] == "Rundschreiben\nSpäter senden"
    assert office.general.state is GeneralState.DRAFT


WHICH = (
    "Rundschreiben\nSpäter senden\n\nIn dieser Nacht werden die Uhren zurückgestellt, 02:30 Uhr "
    "gibt es zweimal. Welche Zeit ist gemeint?\n\n"
    "Die frühere: 31. Oktober 2027, 02:30 Uhr MESZ (08:30 Uhr Pekinger Zeit)\n"
    "Die spätere: 31. Oktober 2027, 02:30 Uhr MEZ (09:30 Uhr Pekinger Zeit)"
)


@pytest.mark.parametrize(("label", "hour"), [("Die frühere", 0), ("Die spätere", 1)])
def test_a_time_that_comes_twice_is_asked(
    stage: Stage, office: Out, label: str, hour: int
) -> None:
    stage.pass_time(days=300)
    phone = office.secretary
    later(phone, office.general_id)
    before = phone.labels
    phone.type("31.10.2027 02:30")
    assert phone.text == WHICH
    assert phone.labels[0] == ["Die frühere", "Die spätere"]
    assert before[0] != phone.labels[0]
    phone.press(label)
    phone.press("Bestätigen")
    assert office.general.send_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def test_a_time_typed_instead_of_choosing_counts(stage: Stage, office: Out) -> None:
    stage.pass_time(days=300)
    phone = office.secretary
    later(phone, office.general_id)
    suggestion = phone.button("22.09.2027, 09:00 Uhr").press
    assert suggestion is not None
    phone.type("31.10.2027 02:30")
    phone.press_data(suggestion.pack())
    assert phone.text == WHICH
    phone.type("31.10.2027 03:30")
    phone.press("Ändern")
    phone.press("Zeitpunkt")
    assert phone.text.split("\n\n")[1].startswith("Wann soll das Rundschreiben versandt werden?")
    phone.press("Zurück")
    phone.press("Bestätigen")
    assert office.general.send_at == datetime(2027, 10, 31, 2, 30, tzinfo=UTC)


def test_hours_that_come_twice_in_germany_are_asked_of_nobody_in_china(
    stage: Stage, office: Out
) -> None:
    stage.pass_time(days=300)
    phone = office.second
    later(phone, office.general_id, "定时发送")
    phone.type("2027年10月31日 2时30分")
    phone.press("确认")
    assert office.general.send_at == datetime(2027, 10, 30, 18, 30, tzinfo=UTC)


def test_a_moment_that_passed_before_the_confirmation_is_refused(
    stage: Stage, office: Out
) -> None:
    phone = office.secretary
    later(phone, office.general_id)
    phone.type("24.11.2026 15:00")
    stage.pass_time(hours=1)
    phone.press("Bestätigen")
    assert phone.text.splitlines()[0] == PASSED
    assert office.general.state is GeneralState.DRAFT


def scheduled(office: Out) -> None:
    person, now = office.secretary.person, office.stage.now
    sending.schedule(office.session, person, office.general_id, WHEN, now)


def test_a_change_makes_it_a_draft_again_and_says_so_before(office: Out) -> None:
    scheduled(office)
    phone = office.secretary
    phone.press_data(DraftPress(office.general_id).pack())
    phone.press("✓ Deutsch")
    phone.press("Betreff ändern")
    assert phone.text.splitlines()[0] == (
        "Dieses Rundschreiben ist zum Versand vorgemerkt; nach einer Änderung ist es wieder ein "
        "Entwurf."
    )
    phone.type("Logistik für Bottrop")
    assert (office.general.state, office.general.send_at) == (GeneralState.DRAFT, None)


def test_it_can_be_taken_back_and_a_second_press_is_answered_kindly(office: Out) -> None:
    scheduled(office)
    phone = office.secretary
    phone.press_data(DraftPress(office.general_id).pack())
    press = phone.button("Vormerkung aufheben").press
    assert press is not None
    given = phone.press_data(press.pack())
    assert given.toast == "Es ist wieder ein Entwurf und wird nicht von selbst versandt."
    again = phone.press_data(press.pack())
    assert again.toast == "Dieses Rundschreiben ist nicht mehr zum Versand vorgemerkt."
    assert office.general.state is GeneralState.DRAFT


def test_a_form_left_open_does_not_outlive_what_was_sent_by_the_clock(
    stage: Stage, office: Out
) -> None:
    scheduled(office)
    phone = office.secretary
    phone.press_data(DraftPress(office.general_id).pack())
    phone.press("✓ Deutsch")
    phone.press("Betreff ändern")
    assert sending.send_due(stage.session, WHEN) == 1
    phone.type("Zu spät")
    assert phone.text.splitlines()[0] == (
        "Dieses Rundschreiben ist bereits versandt und kein Entwurf mehr."
    )
    phone.press("Abbrechen")
    assert phone.text.splitlines()[0] == "Dieses Rundschreiben ist kein Entwurf mehr."
    assert draft.texts(stage.session, office.general)[Language.DE].title == "Logistik für Köln"


def gone(general: GeneralCircular, office: Out) -> None:
    """Let everybody leave whom the circular would reach."""
    for phone in (*office.contacts.values(), office.colleague):
        person = phone.person
        person.presence = Presence.ENDED
        office.session.add(person)
    office.session.flush()
    assert general.state is GeneralState.SCHEDULED


def test_what_could_not_be_sent_is_a_draft_and_the_secretariat_is_told(
    stage: Stage, office: Out
) -> None:
    scheduled(office)
    gone(office.general, office)
    assert sending.send_due(stage.session, WHEN) == 0
    assert len(stage.notices("circular-not-sent")) == 2
    assert office.secretary.text == (
        "Ein vorgemerktes Rundschreiben wurde nicht versandt\n\nLogistik für Köln\n"
        "Zu diesem Zeitpunkt hätte es niemanden erreicht.\n\n"
        "Es ist wieder ein Entwurf; eine Nummer wurde nicht vergeben."
    )
    assert office.second.text == (
        "一份定时通函未能发送\n\n关于宝安物流合作的通函\n届时没有可以送达的人员。\n\n"
        "该通函已恢复为草稿，未占用文号。"
    )
    office.secretary.press("Zum Entwurf")
    assert office.secretary.text.splitlines()[0] == "Rundschreiben"
