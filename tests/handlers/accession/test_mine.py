"""Accessions: what each person finds there."""

from alliance import mandate
from handlers import registry
from storage.view import View
from tests.handlers.accession.asked import Asked
from tests.handlers.stage import NOW, Stage
from tests.handlers.walk import register


def test_the_menu_counts_what_waits_for_an_answer(asked: Asked) -> None:
    phone = asked.holders["koeln"]
    phone.type("/menu")
    assert phone.labels[0] == ["Beitritte (1)", "Rundschreiben"]
    asked.consent("koeln")
    phone.type("/menu")
    assert phone.labels[0] == ["Beitritte", "Rundschreiben"]


def test_the_list_leads_to_the_statement(asked: Asked) -> None:
    phone = asked.holders["koeln"]
    phone.type("/accessions")
    assert phone.text == (
        "Beitritte\n\nRhein-Kreis Neuss, Rundschreiben Nr. ISA-RS 2026/01: läuft\n"
        "Köln: Antwort ausstehend"
    )
    phone.press("Rhein-Kreis Neuss · für Köln")
    assert phone.labels[0] == ["Zustimmen"]


def test_who_answers_for_two_cities_finds_both(asked: Asked) -> None:
    session, phone = asked.stage.session, asked.holders["koeln"]
    mandate.pass_on(session, asked.secretary.person, "aachen", phone.person, asked.stage.now)
    phone.type("/accessions")
    assert phone.labels == [
        ["Rhein-Kreis Neuss · für Aachen"],
        ["Rhein-Kreis Neuss · für Köln"],
        ["Menü"],
    ]


def test_secretaries_come_to_the_board(asked: Asked) -> None:
    asked.secretary.type("/accessions")
    asked.secretary.press("Rhein-Kreis Neuss")
    assert asked.secretary.labels[0] == ["Erinnern"]


def test_nothing_to_see_is_said(stage: Stage) -> None:
    phone = stage.person("Eva Klein", "aachen")
    phone.type("/accessions")
    assert phone.text == "Beitritte\n\nDerzeit gibt es kein Verfahren."


def test_the_candidate_follows_its_application_in_numbers(asked: Asked) -> None:
    asked.consent("koeln")
    phone = asked.stage.person("Rita Kreis", "neuss")
    phone.type("/accessions")
    phone.press("Rhein-Kreis Neuss")
    assert phone.text == (
        "Beitritt der Bewerberstadt Rhein-Kreis Neuss\n"
        "Rundschreiben Nr. ISA-RS 2026/01 vom 24. November 2026\n"
        "Antworten erbeten bis 22. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit)\n\n"
        "███░░░░░░░░░ 1 von 4\nZustimmung: 1 · Rückfrage: 0 · Keine Zustimmung: 0 · Antwort "
        "ausstehend: 3\n\nSchweigen gilt nicht als Zustimmung. Der Beitritt ist erst angenommen, "
        "wenn alle Mitgliedsstädte schriftlich zugestimmt haben; weder Fristablauf noch Mehrheit "
        "ersetzt die Erklärung einer Stadt."
    )
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_the_candidate_s_screen_follows(asked: Asked) -> None:
    phone = asked.stage.person("Rita Kreis", "neuss")
    phone.press_data(f"ac.s:{asked.accession_id}")
    assert phone.shown is not None
    assert phone.shown.follow is not None
    asked.consent("koeln")
    view = View(
        telegram_id=phone.telegram_id,
        message_id=7,
        screen=phone.shown.follow.screen,
        subject=phone.shown.follow.subject,
        until=NOW,
    )
    phone.shown = registry.view(asked.stage.session, view, NOW)
    assert phone.text.splitlines()[4] == "███░░░░░░░░░ 1 von 4"


def test_the_candidate_s_people_find_it_on_registration(asked: Asked) -> None:
    phone = asked.stage.phone()
    register(phone, asked.stage.token("neuss"))
    assert phone.answer is not None
    (phone.shown,) = phone.answer.more
    assert phone.text == (
        "Für Rhein-Kreis Neuss offen\n\nBeitritt der Bewerberstadt Rhein-Kreis Neuss, "
        "Rundschreiben Nr. ISA-RS 2026/01: läuft"
    )
    phone.press("Beitritt: Rhein-Kreis Neuss")
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_an_unknown_procedure_shows_the_list(asked: Asked) -> None:
    phone = asked.holders["koeln"]
    given = phone.press_data("ac.s:99")
    assert given.alert
    assert phone.labels == [["Rhein-Kreis Neuss · für Köln"], ["Menü"]]
