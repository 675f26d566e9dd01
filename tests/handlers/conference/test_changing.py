"""Changing a conference after the invitations: shown, confirmed, told; and calling it off."""

from datetime import UTC, datetime

from sqlmodel import col, select

from alliance.conference import asking
from storage.conference import ConferenceState
from storage.delivery import Delivery
from storage.language import Language
from tests.handlers.conference.planned import Office, blocks, invited, to_board
from tests.handlers.stage import Phone


def to_change(office: Office, what: str) -> Phone:
    """Return the secretary's phone with the form for a change of an invited conference."""
    invited(office)
    lin = to_board(office)
    lin.press("Konferenz ändern")
    lin.press(what)
    return lin


def told(office: Office) -> list[tuple[str, int]]:
    """Return the kinds of notices, with how many people each went to."""
    rows = office.stage.session.exec(select(Delivery.kind).order_by(col(Delivery.id))).all()
    return [(kind, rows.count(kind)) for kind in dict.fromkeys(rows)]


def test_conference_is_moved_after_showing_both_times(office: Office) -> None:
    lin = to_change(office, "Beginn und Ende")
    lin.type("29.03.2027 09:00")
    lin.type("30.03.2027 17:00")
    assert blocks(lin) == [
        (
            "Beginn\nbisher: 10. Mai 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit)\n"
            "künftig: 29. März 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit)"
        ),
        (
            "Ende\nbisher: 11. Mai 2027, 17:00 Uhr MESZ (23:00 Uhr Pekinger Zeit)\n"
            "künftig: 30. März 2027, 17:00 Uhr MESZ (23:00 Uhr Pekinger Zeit)"
        ),
        "Davon erfahren sofort 3 Personen, und die Kalendereinträge ändern sich. Bestätigen?",
    ]
    assert office.conference.starts == "2027-05-10T09:00"
    assert lin.press("Bestätigen").toast == ("Geändert; alle Eingeladenen werden benachrichtigt.")
    assert (office.conference.starts, office.conference.sequence) == ("2027-03-29T09:00", 1)
    assert told(office) == [("invitation", 3), ("conference-changed", 3)]


def test_only_the_end_may_change(office: Office) -> None:
    lin = to_change(office, "Beginn und Ende")
    lin.press("Unverändert lassen")
    lin.type("12.05.2027 12:00")
    assert len(blocks(lin)) == 2
    lin.press("Bestätigen")
    assert (office.conference.starts, office.conference.ends) == (
        "2027-05-10T09:00",
        "2027-05-12T12:00",
    )


def test_move_to_a_time_that_comes_twice_asks_which(office: Office) -> None:
    lin = to_change(office, "Beginn und Ende")
    lin.type("31.10.2027 02:30")
    lin.press("Die spätere")
    lin.type("12:00")
    lin.press("Bestätigen")
    assert office.conference.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_nothing_changed_tells_nobody(office: Office) -> None:
    lin = to_change(office, "Name")
    lin.press("Unverändert lassen")
    lin.press("Unverändert lassen")
    assert blocks(lin) == ["Es würde sich nichts ändern."]
    lin.press("Bestätigen")
    assert blocks(lin)[0] == (
        "So steht es bereits; es wurde nichts geändert und niemand benachrichtigt."
    )
    assert told(office) == [("invitation", 3)]


def test_other_host_brings_its_clocks_and_venue(office: Office) -> None:
    lin = to_change(office, "Stadt und Ort")
    lin.press("Foshan")
    lin.type("Messe Tanzhou")
    lin.type("潭洲国际会展中心")
    assert blocks(lin)[:3] == [
        "Gastgeberstadt\nbisher: Aachen\nkünftig: Foshan",
        (
            "Veranstaltungsort, deutsche Fassung\nbisher: Eurogress, Monheimsallee 48\n"
            "künftig: Messe Tanzhou"
        ),
        (
            "Veranstaltungsort, chinesische Fassung\nbisher: 亚琛会展中心\n"
            "künftig: 潭洲国际会展中心"
        ),
    ]
    lin.press("Bestätigen")
    assert office.conference.starts_at == datetime(2027, 5, 10, 1, 0, tzinfo=UTC)
    assert asking.texts(office.stage.session, office.conference)[Language.ZH].venue == (
        "潭洲国际会展中心"
    )


def test_costs_come_in_both_languages_or_not_at_all(office: Office) -> None:
    lin = to_change(office, "Kosten")
    lin.type("Den Empfang trägt die IHK Aachen.")
    lin.press("Überspringen")
    lin.press("Bestätigen")
    assert blocks(lin)[0] == (
        "So ist es noch nicht möglich:\n– Besondere Kosten, chinesische Fassung: fehlt"
    )
    lin.press("Zurück")
    lin.type("招待会费用由亚琛工商会承担。")
    lin.press("Bestätigen")
    lin.press("Einladung lesen")
    assert blocks(lin)[-1] == (
        "Kosten: Nach dem Grundsatz „getragen vom Veranstalter“ trägt die Gastgeberstadt Aachen "
        "die örtlichen Organisationskosten (Räume, Bewirtung während der Veranstaltung, "
        "Sonderveranstaltungen). Den Empfang trägt die IHK Aachen. Reise, Unterkunft und die "
        "übrige Verpflegung tragen die Delegationen selbst."
    )


def test_deadline_changes(office: Office) -> None:
    lin = to_change(office, "Meldeschluss")
    lin.press("12.04.2027, 12:00 Uhr")
    assert blocks(lin)[0] == (
        "Meldeschluss für Delegationen\nbisher: –\n"
        "künftig: 12. April 2027, 12:00 Uhr MESZ (18:00 Uhr Pekinger Zeit)"
    )
    lin.press("Bestätigen")
    assert office.conference.deadline_at == datetime(2027, 4, 12, 10, 0, tzinfo=UTC)


def test_reminders_change_without_telling_anybody(office: Office) -> None:
    lin = to_change(office, "Erinnerungen")
    lin.type("bald")
    assert blocks(lin)[0] == ("Bitte nennen Sie ganze Zahlen ab 1, zum Beispiel 30, 7, 1.")
    lin.type("14， 3")
    lin.press("Keine")
    assert (office.conference.days, office.conference.hours) == ("14,3", "")
    assert blocks(lin)[3].split("\n")[0] == "Erinnerungen: 14 Tage und 3 Tage vor dem Beginn"
    assert told(office) == [("invitation", 3)]


def test_too_many_or_far_reminders_are_refused(office: Office) -> None:
    lin = to_change(office, "Erinnerungen")
    lin.type("1 2 3 4 5 6 7")
    lin.press("Unverändert lassen")
    assert blocks(lin)[0] == "Hier sind höchstens 6 Erinnerungen möglich."
    lin.press("Konferenz ändern")
    lin.press("Erinnerungen")
    lin.press("Unverändert lassen")
    lin.type("100")
    assert blocks(lin)[0] == "Bitte nennen Sie Zahlen bis höchstens 72."
    assert (office.conference.days, office.conference.hours) == ("30,7,1", "2")


def test_conference_is_called_off_with_a_reason_after_a_question(office: Office) -> None:
    lin = to_change(office, "Absagen")
    assert lin.labels == [["Zurück"]]
    lin.type("Taifun. 台风。")
    assert blocks(lin)[1:] == [
        (
            "„Frühjahrskonferenz 2027“ findet nicht statt; 3 Personen erfahren es sofort, mit "
            "dieser Begründung: „Taifun. 台风。“"
        ),
        "Das lässt sich nicht zurücknehmen. Absagen?",
    ]
    assert lin.labels == [["Absagen"], ["Zurück"]]
    lin.press("Absagen")
    assert blocks(lin)[0] == "Frühjahrskonferenz 2027\nHalbjahreskonferenz\nAbgesagt"
    assert blocks(lin)[1].split("\n")[-1] == "Begründung: Taifun. 台风。"
    assert not [block for block in blocks(lin) if block.startswith("Erinnerungen")]
    assert office.conference.state is ConferenceState.CANCELLED
    assert told(office) == [("invitation", 3), ("conference-cancelled", 3)]
    lin.press_data(f"kp.f:{office.conference.key}:move")
    assert blocks(lin)[0] == "Diese Konferenz wurde abgesagt; es wurde nichts geändert."


def test_begun_conference_cannot_be_changed(office: Office) -> None:
    lin = to_change(office, "Beginn und Ende")
    lin.type("12.05.2027 09:00")
    lin.type("17:00")
    office.stage.now = datetime(2027, 5, 10, 7, 0, tzinfo=UTC)
    lin.press("Bestätigen")
    assert blocks(lin)[0] == (
        "Das ist seit 10. Mai 2027, 09:00 Uhr MESZ (15:00 Uhr Pekinger Zeit) nicht mehr möglich; "
        "es wurde nichts geändert."
    )
    assert office.conference.starts == "2027-05-10T09:00"
    for data in (f"kp.c:{office.conference.key}", f"kp.f:{office.conference.key}:place"):
        lin.press_data(data)
        assert blocks(lin)[0].startswith("Das ist seit 10. Mai 2027, 09:00 Uhr MESZ")
