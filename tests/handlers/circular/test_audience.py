"""To whom a circular goes: sides and observers, single cities, who has not answered."""

from sqlmodel import select

from alliance.circular import acknowledge, draft, sending
from handlers.circular.presses import ChangePress, DraftPress
from storage.circular import Audience, CircularCity, GeneralCircular
from storage.city import City, Side, Standing
from storage.language import Language
from tests.handlers.circular.out import Out, drafted, people_on
from tests.handlers.stage import BERLIN, Phone, Stage

MESSAGE = 4096


def city(stage: Stage, code: str, name: str, standing: Standing) -> None:
    stage.session.add(
        City(code=code, side=Side.DE, name_de=name, name_zh=name, zone=BERLIN, standing=standing)
    )
    stage.session.flush()


def choosing(phone: Phone, general: GeneralCircular) -> None:
    """Open the choice of the audience."""
    phone.press_data(ChangePress(general.key, "audience", 0).pack())


def chosen(stage: Stage) -> list[str]:
    return sorted(stage.session.exec(select(CircularCity.city_code)))


def facts(phone: Phone) -> str:
    """Return the line of the preview that names the audience."""
    return next(line for line in phone.text.splitlines() if line.startswith("Empfängerkreis"))


def test_observers_are_included_by_a_button_before_the_audience(stage: Stage, office: Out) -> None:
    city(stage, "neuss", "Rhein-Kreis Neuss", Standing.OBSERVER)
    stage.person("Ida Neu", "neuss")
    general = drafted(stage, office.secretary)
    phone = office.secretary
    choosing(phone, general)
    assert phone.text.splitlines()[-1] == "Derzeit: Alle Mitglieder"
    phone.press("☐ Beobachter einbeziehen")
    assert phone.text.splitlines()[-1] == "Derzeit: Alle Mitglieder, mit Beobachterstädten"
    phone.press("Deutsche Mitglieder")
    assert facts(phone) == "Empfängerkreis: Deutsche Mitglieder, mit Beobachterstädten"
    assert phone.text.split("\n\n")[-1] == "Das Rundschreiben erreicht 4 Personen (Städte: 3)."
    choosing(phone, general)
    phone.press("Unverändert lassen")
    assert facts(phone) == "Empfängerkreis: Deutsche Mitglieder, mit Beobachterstädten"


def test_single_cities_are_pressed_or_typed_in_either_language(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    phone = office.secretary
    choosing(phone, general)
    phone.press("Einzelne Städte")
    assert "Fertig" not in [label for row in phone.labels for label in row]
    phone.press("☐ Aachen")
    phone.type("佛山市")
    phone.type("köln")
    phone.press("☑ Aachen")
    phone.type("Aa")
    phone.press("☑ Köln")
    assert phone.text.splitlines()[-1] == "Ausgewählt: Foshan und Aachen"
    phone.type("Atlantis")
    assert (
        phone.text.splitlines()[0]
        == "So heißt keine Stadt oder mehr als eine; bitte schreiben Sie den vollständigen Namen."
    )
    phone.press("Fertig")
    assert chosen(stage) == ["aachen", "foshan"]
    assert facts(phone) == "Empfängerkreis: Einzelne Städte (Foshan und Aachen)"
    choosing(phone, general)
    phone.press("Einzelne Städte")
    assert phone.text.splitlines()[-1] == "Ausgewählt: Foshan und Aachen"


def test_single_cities_are_chosen_over_several_pages(stage: Stage, office: Out) -> None:
    for number in range(10):
        city(stage, f"z{number}", f"Zell {number}", Standing.MEMBER)
    general = drafted(stage, office.secretary)
    phone = office.secretary
    choosing(phone, general)
    phone.press("Einzelne Städte")
    phone.press("Nächste Seite")
    phone.press("☐ Zell 7")
    assert "☑ Zell 7" in [label for row in phone.labels for label in row]
    phone.press("Vorherige Seite")
    phone.press("☐ Jieyang")
    phone.press("Fertig")
    assert chosen(stage) == ["jieyang", "z7"]


def test_a_city_that_is_no_choice_is_not_taken(stage: Stage, office: Out) -> None:
    city(stage, "neuss", "Rhein-Kreis Neuss", Standing.CANDIDATE)
    general = drafted(stage, office.secretary)
    phone = office.secretary
    choosing(phone, general)
    phone.press("Einzelne Städte")
    press = phone.button("☐ Aachen").press
    assert press is not None
    phone.press_data(press.pack().replace("aachen", "neuss"))
    phone.press("☐ Aachen")
    phone.press("Fertig")
    assert chosen(stage) == ["aachen"]


def test_cities_that_have_not_acknowledged_are_an_audience(stage: Stage, office: Out) -> None:
    first = drafted(stage, office.secretary)
    sending.send(stage.session, office.secretary.person, first.key, stage.now)
    acknowledge.acknowledge(stage.session, office.contacts["aachen"].person, first.key, stage.now)
    titles = {Language.DE: "Nachfrage", Language.ZH: "追问"}
    general = drafted(stage, office.secretary, titles=titles)
    phone = office.secretary
    choosing(phone, general)
    phone.press("Noch ohne Antwort")
    phone.press("(3) Logistik für Köln")
    assert facts(phone) == "Empfängerkreis: Noch ohne Antwort (Foshan, Jieyang und Köln)"
    assert draft.get(stage.session, general.key).about == first.subject


def test_without_open_matters_nothing_to_choose_leads_there(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    choosing(office.secretary, general)
    assert "Noch ohne Antwort" not in [label for row in office.secretary.labels for label in row]


def test_a_correction_has_its_audience_and_is_not_asked(stage: Stage, office: Out) -> None:
    first = drafted(stage, office.secretary)
    sending.send(stage.session, office.secretary.person, first.key, stage.now)
    general = sending.correct(stage.session, office.secretary.person, first.key, stage.now)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    assert phone.text.splitlines()[2] == "Berichtigung zu Rundschreiben Nr. ISA-RS 2026/01"
    assert facts(phone) == "Empfängerkreis: genau die Empfänger des berichtigten Rundschreibens"
    assert phone.labels[1] == ["Anlagen"]
    phone.press("Senden")
    phone.press("Bestätigen")
    assert draft.get(stage.session, general.key).audience is Audience.SAME


def test_cities_nobody_of_can_be_reached_are_named_and_the_preview_fits(stage: Stage) -> None:
    secretary = people_on(stage).secretary
    names = [f"Bezirk mit langem Namen {number:02}" for number in range(41)]
    for number, name in enumerate(names):
        city(stage, f"city-{number:02}", name, Standing.MEMBER)
    general = drafted(
        stage,
        secretary,
        titles=dict.fromkeys(Language, "T" * 200),
        texts=dict.fromkeys(Language, "Wort " * 2000),
        files=tuple(f"{number}-{'n' * 60}.pdf" for number in range(8)),
    )
    secretary.press_data(DraftPress(general.key).pack())
    listed = f"{', '.join(names[:-1])} und {names[-1]}"
    assert secretary.text.split("\n\n")[-1] == (
        "Aus diesen Städten ist hier niemand zu erreichen; bitte schreiben Sie ihnen per Brief: "
        f"{listed}."
    )
    assert len(secretary.text) <= MESSAGE
    secretary.press("Senden")
    assert secretary.text.split("\n\n")[-1].endswith(f"per Brief: {listed}.")
