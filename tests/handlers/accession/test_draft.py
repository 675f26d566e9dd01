"""A draft's texts, files and target date, who works on it, and new cities."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from alliance.accession import draft
from handlers.accession.draftpresses import DraftPress, SendPress
from storage.accession import Accession, AccessionState, Part
from storage.city import City, Side
from storage.language import Language
from storage.person import Role
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


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("15.1.2027", datetime(2027, 1, 15, 11, tzinfo=UTC)),
        ("2027年1月15日", datetime(2027, 1, 15, 11, tzinfo=UTC)),
        ("2027-01-15", datetime(2027, 1, 15, 11, tzinfo=UTC)),
        ("15. Januar 2027, 9 Uhr", datetime(2027, 1, 15, 8, tzinfo=UTC)),
    ],
)
def test_a_target_date_is_typed(stage: Stage, office: Phone, typed: str, moment: datetime) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Antwort erbeten bis")
    office.type(typed)
    assert accession(stage).target_at == moment


def test_a_target_date_that_has_passed_is_refused_kindly(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Antwort erbeten bis")
    office.type("1.11.2026")
    assert office.text.splitlines()[0] == (
        "Dieser Tag ist schon vorbei; bitte nennen Sie einen späteren."
    )
    office.type("1.11.2062")
    assert office.text.splitlines()[0] == (
        "Dieses Datum liegt mehr als ein Jahr in der Zukunft; bitte nennen Sie ein früheres."
    )
    assert accession(stage).target_at is None


def test_a_draft_whose_target_date_passed_waits_for_another(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Antwort erbeten bis")
    office.type("1.12.2026")
    office.press("Stellungnahmen einholen")
    stage.pass_time(days=8)
    office.press("Bestätigen")
    assert "Das Datum unter „Antwort erbeten bis“ ist vorbei; bitte wählen Sie ein anderes." in (
        office.text.split("\n\n")
    )
    assert accession(stage).state is AccessionState.DRAFT


def test_files_are_added_and_removed(stage: Stage, office: Phone) -> None:
    applying.written(stage, office.person)
    show(office, stage)
    office.press("Dateien")
    applying.send_file(office, applying.attachment(stage.session, "karte.pdf"))
    applying.send_file(office, applying.attachment(stage.session, "alt.pdf"))
    assert office.labels == [
        ["Entfernen: karte.pdf"],
        ["Entfernen: alt.pdf"],
        ["Fertig"],
        ["Zurück", "Abbrechen"],
    ]
    office.press("Entfernen: alt.pdf")
    office.press("Fertig")
    names = [file.name for file in draft.files(stage.session, accession(stage))]
    assert names == ["karte.pdf"]


def test_a_draft_is_discarded_with_everybodys_forms(stage: Stage, office: Phone) -> None:
    begin(office)
    show(office, stage)
    office.press("Entwurf verwerfen")
    assert office.labels == [["Entwurf verwerfen", "Zurück"]]
    office.press("Entwurf verwerfen")
    assert accession(stage).state is AccessionState.DISCARDED
    assert office.labels[0] == [CITY]
    office.type("/menu")
    assert [one for row in office.labels for one in row if one.startswith("Weiter:")] == []


def test_a_city_that_the_register_does_not_have_applies(stage: Stage, office: Phone) -> None:
    office.type("/desk")
    office.press("Neuer Antrag")
    office.press("Neue Stadt")
    office.type("Kreis Düren")
    office.type("迪伦县")
    office.press("Deutsche Seite")
    assert office.text == (
        "Kreis Düren · 迪伦县 (Deutsche Seite) wird als Bewerberstadt in das Verzeichnis "
        "aufgenommen."
    )
    office.press("Bestätigen")
    city = stage.session.get(City, "kreis-dueren")
    assert city is not None
    assert (city.name_de, city.name_zh, city.side) == ("Kreis Düren", "迪伦县", Side.DE)
    assert accession(stage).candidate_code == "kreis-dueren"


def test_a_city_that_is_there_already_is_not_entered_twice(office: Phone) -> None:
    office.type("/desk")
    office.press("Neuer Antrag")
    office.press("Neue Stadt")
    office.type("Köln")
    office.type("科隆市")
    office.press("Deutsche Seite")
    given = office.press("Bestätigen")
    assert (
        given.toast
        == "Köln steht bereits im Verzeichnis; bitte wählen Sie die Stadt aus der Liste."
    )


def test_a_contact_office_writes_and_checks_but_does_not_send(stage: Stage, office: Phone) -> None:
    begin(office)
    office.type("Eckdaten")
    helper = stage.person("Jan Weiß", role=Role.CONTACT_OFFICE)
    helper.type("/menu")
    helper.press("Entwürfe")
    helper.press(f"Entwurf: {CITY}")
    helper.press("Weiterschreiben")
    helper.type("主要经济指标")
    helper.press("Fertig")
    assert applying.texts(stage) == ["Eckdaten", "主要经济指标"]
    assert helper.labels[4:] == [["Weiterschreiben"], ["Zurück", "Menü"]]
    forged = helper.press_data(SendPress(accession(stage).key, "0").pack())
    assert (
        forged.toast
        == "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )


def test_a_text_that_somebody_else_wrote_meanwhile_is_not_mixed_in(
    stage: Stage, office: Phone
) -> None:
    begin(office)
    office.type("Eins")
    draft.write(
        stage.session,
        office.person,
        accession(stage).key,
        Part.ECONOMY,
        Language.DE,
        "Von anderer Hand",
        stage.now,
    )
    office.type("Zwei")
    assert applying.texts(stage) == ["Zwei"]


def test_a_half_comes_as_a_file_too(stage: Stage, office: Phone) -> None:
    begin(office)
    file = applying.attachment(stage.session, "eckdaten.txt")
    (stage.files / (file.sha256 or "")).write_bytes("规模以上工业增加值持续增长".encode("gb18030"))
    applying.send_file(office, file)
    assert applying.texts(stage) == ["规模以上工业增加值持续增长"]


def test_a_text_beyond_the_limit_is_not_taken(stage: Stage, office: Phone) -> None:
    begin(office)
    for _ in range(5):
        office.type("x" * 4000)
    assert office.text.splitlines()[0] == (
        "Das wären 20004 Zeichen; höchstens 20000 sind möglich. Der letzte Teil wurde nicht "
        "übernommen."
    )
    assert applying.texts(stage) == ["\n".join(["x" * 4000] * 4)]
