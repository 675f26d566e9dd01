"""The board: counters, cities by state, reminding, closing, and who may see it."""

from handlers import registry
from storage.accession import AccessionState
from storage.city import City, Side, Standing
from storage.person import Role
from storage.view import View
from tests.handlers.accession.asked import Asked, asked_on
from tests.handlers.stage import NOW, Phone, Stage

BOARD = """Beitritt der Bewerberstadt Rhein-Kreis Neuss
Rundschreiben Nr. ISA-RS 2026/01 vom 24. November 2026
Antworten erbeten bis 22. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit)

███░░░░░░░░░ 1 von 4
Zustimmung: 1 · Rückfrage: 1 · Keine Zustimmung: 0 · Antwort ausstehend: 2

Verhältnis bei Aufnahme jetzt: 2\u202f:\u202f3, ein Sitz ist frei
Noch nicht angenommen: 2 Antworten stehen aus und 1 Stadt hat eine Rückfrage gestellt

Antwort ausstehend
Jieyang, seit 24.11.2026, 14:05 Uhr
Köln, seit 24.11.2026, 14:05 Uhr

Rückfrage
Aachen, seit 24.11.2026, 14:05 Uhr

Zustimmung
Foshan, seit 24.11.2026, 14:05 Uhr"""


def follows(asked: Asked, phone: Phone) -> None:
    """Draw the followed board anew, as the bot does."""
    view = View(
        telegram_id=phone.telegram_id,
        message_id=7,
        screen="board",
        subject=asked.accession.subject,
        until=NOW,
    )
    phone.shown = registry.view(asked.stage.session, view, asked.stage.now)


def test_the_board_counts_and_names_cities_by_state(asked: Asked) -> None:
    asked.consent("foshan")
    asked.question()
    phone = asked.board()
    assert phone.text == BOARD
    assert phone.labels == [
        ["Erinnern", "Antworten (1)"],
        ["Schreiben erfassen"],
        ["Anmerkungen, Rückfragen"],
        ["Antrag lesen"],
        ["Ohne Aufnahme beenden"],
        ["Zurück", "Menü"],
    ]


def test_the_board_follows_by_itself(asked: Asked) -> None:
    phone = asked.board()
    assert phone.shown is not None
    assert phone.shown.follow is not None
    assert phone.shown.follow.subject == asked.accession.subject
    asked.consent("foshan")
    asked.question()
    follows(asked, phone)
    assert phone.text == BOARD


def test_the_desk_leads_to_the_board_by_the_list(asked: Asked) -> None:
    phone = asked.secretary
    phone.type("/desk")
    phone.press("Laufende Verfahren")
    assert phone.labels == [["Rhein-Kreis Neuss · 0 von 4"], ["Zurück", "Menü"]]
    phone.press("Rhein-Kreis Neuss · 0 von 4")
    assert phone.text.splitlines()[0] == "Beitritt der Bewerberstadt Rhein-Kreis Neuss"


def test_the_list_says_when_nothing_runs(stage: Stage) -> None:
    phone = stage.person("Chen Jing", role=Role.SECRETARIAT)
    phone.press_data("ab.l:0")
    assert phone.text == "Laufende Verfahren\n\nDerzeit läuft kein Verfahren."


def test_cities_people_do_not_see_the_board(asked: Asked) -> None:
    phone = asked.holders["koeln"]
    given = phone.press_data(f"ab:{asked.accession_id}")
    assert (
        given.toast
        == "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
    assert phone.labels[-1] == ["Meine Angaben", "Hilfe"]


# ---- reminding


def test_reminding_names_the_cities_and_writes_to_them_only(asked: Asked) -> None:
    asked.consent("foshan")
    asked.question()
    phone = asked.board()
    phone.press("Erinnern")
    assert phone.text == "Möchten Sie 2 Städte erinnern, deren Antwort aussteht: Jieyang und Köln?"
    assert asked.stage.notices("reminder") == []
    given = phone.press("Erinnern")
    assert given.toast == "2 Städte werden erinnert."
    reminded = [to.person.name for to, _ in asked.stage.notices("reminder")]
    assert sorted(reminded) == ["Uwe Groß", "Wang Wei"]


def test_nobody_is_reminded_twice_within_two_days(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Erinnern")
    phone.press("Erinnern")
    given = phone.press("Erinnern")
    assert given.toast == (
        "Alle, deren Antwort aussteht, wurden in den letzten 48 Stunden erinnert. "
        "Die nächste Erinnerung ist ab 26.11.2026, 14:05 Uhr möglich."
    )
    assert len(asked.stage.notices("reminder")) == 4
    assert phone.text.splitlines()[2] == "Beitritt der Bewerberstadt Rhein-Kreis Neuss"


def test_a_contact_office_sees_and_reminds_its_side(asked: Asked) -> None:
    office = asked.stage.person("Ute Amt", role=Role.CONTACT_OFFICE)
    office.press_data(f"ab:{asked.accession_id}")
    assert office.text.splitlines()[-2:] == [
        "Aachen, seit 24.11.2026, 14:05 Uhr",
        "Köln, seit 24.11.2026, 14:05 Uhr",
    ]
    assert office.labels == [["Erinnern"], ["Antrag lesen"], ["Zurück", "Menü"]]
    office.press("Erinnern")
    office.press("Erinnern")
    reminded = [to.person.name for to, _ in asked.stage.notices("reminder")]
    assert sorted(reminded) == ["Eva Klein", "Uwe Groß"]


def test_the_reminder_is_the_model_text_with_the_four_answers(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Erinnern")
    phone.press("Erinnern")
    asked.stage.notices("reminder")
    reminded = asked.holders["koeln"]
    assert reminded.text == (
        "Ihre Stellungnahme steht noch aus\n\nGuten Tag, Uwe Groß,\n\nzum Beitritt der "
        "Bewerberstadt Rhein-Kreis Neuss (Rundschreiben Nr. ISA-RS 2026/01 vom 24. November "
        "2026) liegt uns die Stellungnahme von Köln noch nicht vor. Wir bitten Sie um Ihre "
        "Antwort bis 22. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit).\n\nOhne Ihre "
        "Erklärung kann der Beitritt nicht angenommen werden. Schweigen gilt nicht als "
        "Zustimmung.\n\nFehlen Ihnen Unterlagen oder benötigen Sie mehr Zeit, genügt eine "
        "Rückfrage. Hat sich diese Nachricht mit Ihrem Schreiben gekreuzt, betrachten Sie sie "
        "bitte als gegenstandslos."
    )
    assert reminded.labels[0] == ["Zustimmen"]


def test_the_reminder_after_the_date_asks_for_an_answer_soon(asked: Asked) -> None:
    asked.stage.pass_time(days=40)
    phone = asked.board()
    phone.press("Erinnern")
    phone.press("Erinnern")
    asked.stage.notices("reminder")
    sentence = "Wir wären Ihnen dankbar, wenn Sie uns bald antworten könnten."
    assert asked.holders["koeln"].text.split("\n\n")[2].endswith(sentence)
    chinese = asked.holders["jieyang"].text.split("\n\n")[2]
    assert chinese.endswith("恳请拨冗研究，并尽早函复为盼。")


def test_a_reminder_that_crossed_the_answer_is_dropped(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Erinnern")
    phone.press("Erinnern")
    asked.consent("koeln")
    shown = {to.person.name: screen is None for to, screen in asked.stage.notices("reminder")}
    assert shown == {"Eva Klein": False, "Uwe Groß": True, "Li Na": False, "Wang Wei": False}


# ---- closing


def test_closing_takes_a_reason_and_a_confirmation(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Ohne Aufnahme beenden")
    phone.type("Der Antrag wurde zurückgezogen.")
    assert asked.accession.ended_at is None
    assert phone.labels == [["Ohne Aufnahme beenden"], ["Zurück"]]
    phone.press("Ohne Aufnahme beenden")
    assert asked.accession.state is AccessionState.CLOSED
    assert asked.accession.reason == "Der Antrag wurde zurückgezogen."
    assert phone.labels == [["Antrag lesen"], ["Zurück", "Menü"]]


def test_closing_can_be_given_up(asked: Asked) -> None:
    phone = asked.board()
    phone.press("Ohne Aufnahme beenden")
    phone.press("Abbrechen")
    assert asked.accession.state is AccessionState.OPEN
    assert phone.labels[0] == ["Erinnern"]


def test_only_the_secretariat_closes(asked: Asked) -> None:
    office = asked.stage.person("Ute Amt", role=Role.CONTACT_OFFICE)
    given = office.press_data(f"ab.x:{asked.accession_id}")
    assert asked.accession.state is AccessionState.OPEN
    assert given.alert
    assert office.labels[0] == ["Erinnern"]


def test_many_cities_are_paged_and_fit_a_message(stage: Stage) -> None:
    for number in range(40):
        stage.session.add(
            City(
                code=f"de{number:02}",
                side=Side.DE,
                name_de=f"Stadt {number:02} {'x' * 30}",
                name_zh=f"城市{number:02}",
                zone="Europe/Berlin",
                standing=Standing.MEMBER,
            )
        )
    stage.session.flush()
    phone = asked_on(stage).board()
    seen: list[str] = []
    for turn in ("Nächste Seite", None):
        assert len(phone.text) <= 4096
        seen += [line for line in phone.text.splitlines() if ", seit " in line]
        if turn is not None:
            phone.press(turn)
    assert len(seen) == len(set(seen)) == 44
    assert phone.shown is not None
    assert phone.shown.follow is None
