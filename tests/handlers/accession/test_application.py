"""New application: eight halves, files, target date, preview, and the request to all cities."""

import pytest
from sqlmodel import select

from alliance.accession import draft, electorate
from handlers.accession.draftpresses import DraftPress, SendPress
from storage.accession import Accession, AccessionState, Part
from storage.delivery import Delivery
from storage.language import Language
from tests.handlers.accession import applying
from tests.handlers.accession.asked import candidate
from tests.handlers.stage import Phone, Stage

CITY = "Rhein-Kreis Neuss"


@pytest.fixture
def office(stage: Stage) -> Phone:
    """Return a secretary's phone; the register has a candidate."""
    candidate(stage)
    return applying.secretary(stage)


def begin(phone: Phone) -> None:
    phone.type("/desk")
    phone.press("Neuer Antrag")
    phone.press(CITY)


def accession(stage: Stage) -> Accession:
    return stage.session.exec(select(Accession)).one()


def write_all(phone: Phone) -> None:
    for number in range(8):
        phone.type(f"Text {number}")
        phone.press("Fertig")


def show(phone: Phone, stage: Stage) -> None:
    phone.press_data(DraftPress(accession(stage).key).pack())


def test_an_application_goes_from_the_desk_to_all_member_cities(
    stage: Stage, office: Phone
) -> None:
    applying.holder(stage, "Ute Klein", "aachen")
    stage.person("王伟", "foshan", language=Language.ZH)
    begin(office)
    assert office.text == (
        "Wirtschaftliche Eckdaten\ndeutsche Fassung · 1 von 8\n\nBitte senden Sie den Text in "
        "einer oder mehreren Nachrichten oder als Datei (.txt, .docx), höchstens 20000 Zeichen."
    )
    write_all(office)
    assert office.labels == [["Überspringen"], ["Zurück", "Abbrechen"]]
    office.press("Überspringen")
    office.press("Überspringen")
    assert office.text == (
        "Antrag der Bewerberstadt Rhein-Kreis Neuss\n"
        "Entwurf, zuletzt bearbeitet von Eva Lang am 24.11.2026, 14:05 Uhr\n\n"
        "1. Wirtschaftliche Eckdaten\n deutsch: vorhanden · chinesisch: vorhanden\n"
        "2. Industrielle Eigenschaften\n deutsch: vorhanden · chinesisch: vorhanden\n"
        "3. Derzeitige nationale und internationale Kooperationen\n"
        " deutsch: vorhanden · chinesisch: vorhanden\n"
        "4. Kooperationswünsche\n deutsch: vorhanden · chinesisch: vorhanden\n\n"
        "Dateien: keine\nAntwort erbeten bis: 22. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr "
        "Pekinger Zeit)\n\n"
        "Das Rundschreiben erreicht 2 Personen; um Stellungnahme gebetene Mitgliedsstädte: 4.\n"
        "Aus diesen Städten ist hier niemand zu erreichen; bitte schreiben Sie ihnen per Brief: "
        "Jieyang und Köln.\n"
        "Für diese Städte kann noch niemand antworten: Foshan."
    )
    office.press("Stellungnahmen einholen")
    assert office.text == (
        "Mit „Bestätigen“ geht der Antrag der Bewerberstadt Rhein-Kreis Neuss an alle 4 "
        "Mitgliedsstädte mit der Bitte um schriftliche Stellungnahme bis 22. Dezember 2026, "
        "12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit); danach lassen sich die Texte nicht mehr ändern."
    )
    assert office.labels == [["Bestätigen", "Zurück"]]
    office.press("Bestätigen")
    assert office.text == (
        "Der Antrag der Bewerberstadt Rhein-Kreis Neuss ist versandt\n\n"
        "Rundschreiben Nr. ISA-RS 2026/01 · 中德工盟函〔2026〕1号\n"
        "Um Stellungnahme gebetene Mitgliedsstädte: 4\n"
        "Versandt: 24. November 2026, 14:05 Uhr MEZ (21:05 Uhr Pekinger Zeit)"
    )
    assert office.labels == [["Zum Verfahrensstand"], ["Menü"]]
    assert electorate.electors(stage.session, accession(stage)) == [
        "aachen",
        "foshan",
        "jieyang",
        "koeln",
    ]
    assert applying.texts(stage) == [f"Text {number}" for number in range(8)]


def test_a_second_confirm_sends_nothing_twice(stage: Stage, office: Phone) -> None:
    applying.holder(stage, "Ute Klein", "aachen")
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Stellungnahmen einholen")
    press = office.button("Bestätigen").press
    assert press is not None
    office.press_data(press.pack())
    again = office.press_data(press.pack())
    assert again.toast == "Dieser Antrag ist bereits versandt und kein Entwurf mehr."
    assert office.labels == [["Zum Verfahrensstand"], ["Menü"]]
    requests = select(Delivery).where(Delivery.kind == "statement-request")
    assert len(stage.session.exec(requests).all()) == 1


def test_a_draft_that_changed_after_it_was_shown_is_not_sent(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Stellungnahmen einholen")
    key = accession(stage).key
    for language in Language:
        draft.write(stage.session, office.person, key, Part.WISHES, language, "anders", stage.now)
        draft.confirm_half(
            stage.session, office.person, key, Part.WISHES, language.other, stage.now
        )
    office.press("Bestätigen")
    assert accession(stage).state is AccessionState.DRAFT


def test_what_is_missing_is_said_and_cannot_be_sent(stage: Stage, office: Phone) -> None:
    begin(office)
    office.type("Nur der erste Text")
    office.press("Fertig")
    office.press("Zum Entwurf")
    assert office.text.split("\n\n")[3].splitlines()[:2] == [
        "Der Antrag kann noch nicht versandt werden:",
        "– Wirtschaftliche Eckdaten, chinesische Fassung: fehlt",
    ]
    assert "Stellungnahmen einholen" not in [one for row in office.labels for one in row]
    forged = office.press_data(SendPress(accession(stage).key, "0").pack())
    assert forged.toast is not None
    assert forged.toast.startswith("Der Antrag kann noch nicht versandt werden:")
    assert accession(stage).state is AccessionState.DRAFT


def test_each_message_is_kept_at_once_and_another_secretary_goes_on(
    stage: Stage, office: Phone
) -> None:
    begin(office)
    office.type("Erster Teil")
    office.type("Zweiter Teil")
    assert applying.texts(stage) == ["Erster Teil\n\nZweiter Teil"]
    given = office.press("Abbrechen")
    assert given.toast == "Ihre Eingaben bleiben erhalten."
    other = applying.secretary(stage, "Li Na", Language.ZH)
    other.type("/desk")
    other.press("登记加入申请")
    assert other.text.splitlines()[-1] == (
        "莱茵-诺伊斯县：草稿编写中，Eva Lang于2026年11月24日21:05最后编辑。"
    )
    other.press("草稿：莱茵-诺伊斯县")
    other.press("继续编写")
    assert other.text.splitlines()[:2] == ["主要经济指标", "中文版 · 2/8"]
    other.press("返回")
    assert other.text.endswith("已有25个字符。现在发送的内容将替换原文。")
    other.press("保持不变")
    assert other.text.splitlines()[1] == "中文版 · 2/8"
    assert applying.texts(stage) == ["Erster Teil\n\nZweiter Teil"]


def test_a_changed_half_makes_the_other_one_be_checked(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("✓ 1 Deutsch")
    assert office.text == "Wirtschaftliche Eckdaten\ndeutsche Fassung\n\neconomy de"
    office.press("Ändern")
    office.type("Neue Eckdaten")
    office.press("Fertig")
    office.press("△ 1 中文")
    assert office.text.endswith(
        "Zu prüfen: Die andere Sprachfassung wurde nach dieser geändert. Stimmt diese noch?"
    )
    assert office.labels == [["Ändern", "Stimmt weiterhin"], ["Zurück"]]
    given = office.press("Stimmt weiterhin")
    assert given.toast == "Als geprüft vermerkt."
    assert office.labels[0] == ["✓ 1 Deutsch", "✓ 1 中文"]


def test_a_check_of_what_was_not_seen_does_not_count(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    key = accession(stage).key
    draft.write(stage.session, office.person, key, Part.ECONOMY, Language.DE, "Eins", stage.now)
    show(office, stage)
    office.press("△ 1 中文")
    draft.write(stage.session, office.person, key, Part.ECONOMY, Language.DE, "Zwei", stage.now)
    office.press("Stimmt weiterhin")
    stale = [half.text for half in draft.dossier(stage.session, accession(stage)) if half.stale]
    assert stale == ["economy zh_Hans"]
