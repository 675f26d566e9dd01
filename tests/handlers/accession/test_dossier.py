"""Reading an application: who may, in which language, page by page, with its files."""

import pytest

from alliance.accession import draft, opening
from handlers.accession.draftpresses import DossierPress
from storage.accession import Accession, Part
from storage.city import City, Side, Standing
from storage.language import Language
from storage.person import Role
from tests.handlers.accession import applying
from tests.handlers.accession.asked import candidate
from tests.handlers.stage import BERLIN, Phone, Stage

LONG = "\n\n".join(f"Absatz {number}: " + "Wirtschaft " * 60 for number in range(12))


@pytest.fixture
def out(stage: Stage) -> Accession:
    """Return a procedure whose circular is out, with a long part and a file."""
    candidate(stage)
    office = applying.secretary(stage).person
    accession = applying.written(stage, office)
    key, session, now = accession.key, stage.session, stage.now
    draft.write(session, office, key, Part.ECONOMY, Language.DE, LONG, now)
    draft.confirm_half(session, office, key, Part.ECONOMY, Language.ZH, now)
    file = applying.attachment(session, "karte.pdf")
    assert file.id is not None
    draft.attach(session, office, key, file.id, now)
    return opening.ask(session, office, key, now).accession


def read(phone: Phone, accession: Accession) -> None:
    phone.press_data(DossierPress(accession.key, 0, 0).pack())


def test_the_overview_names_parts_files_and_checksum(stage: Stage, out: Accession) -> None:
    phone = applying.holder(stage, "Ute Klein", "aachen")
    read(phone, out)
    assert phone.text == (
        "Antrag der Bewerberstadt Rhein-Kreis Neuss\nRundschreiben Nr. ISA-RS 2026/01\n\n"
        "1. Wirtschaftliche Eckdaten\n2. Industrielle Eigenschaften\n"
        "3. Derzeitige nationale und internationale Kooperationen\n4. Kooperationswünsche\n\n"
        f"Dateien: karte.pdf\n\nPrüfsumme (SHA-256): {out.dossier_sum}"
    )
    assert phone.labels == [
        ["1. Eckdaten"],
        ["2. Industrie"],
        ["3. Kooperationen"],
        ["4. Kooperationswünsche"],
        ["Dateien (1)"],
        ["Zurück", "Menü"],
    ]


def test_every_page_of_a_long_part_is_read(stage: Stage, out: Accession) -> None:
    phone = applying.holder(stage, "Ute Klein", "aachen")
    read(phone, out)
    phone.press("1. Eckdaten")
    seen = []
    while True:
        assert len(phone.text) <= 4096
        seen.append(phone.text.split("\n\n", 1)[1])
        if "Nächste Seite" not in phone.labels[0]:
            break
        phone.press("Nächste Seite")
    assert "".join("".join(seen).split()) == "".join(LONG.split())
    assert phone.text.splitlines()[1] == "deutsche Fassung · Seite 3 von 3"


def test_the_other_language_is_one_press_away(stage: Stage, out: Accession) -> None:
    phone = stage.person("王伟", "foshan", language=Language.ZH)
    read(phone, out)
    phone.press("2. 产业特点")
    assert phone.text == "产业特点\n中文版\n\nindustry zh_Hans"
    phone.press("德文版")
    assert phone.text == "产业特点\n德文版\n\nindustry de"
    phone.press("下一部分")
    assert phone.text == "国内外合作现状\n德文版\n\ncooperation de"
    phone.press("中文版")
    assert phone.text == "国内外合作现状\n中文版\n\ncooperation zh_Hans"


def test_the_files_come_as_documents(stage: Stage, out: Accession) -> None:
    phone = applying.holder(stage, "Ute Klein", "aachen")
    read(phone, out)
    given = phone.press("Dateien")
    files = draft.files(stage.session, out)
    assert [(one.text, one.document) for one in given.more] == [("karte.pdf", files[0].id)]


def test_back_leads_to_the_citys_statement(stage: Stage, out: Accession) -> None:
    phone = applying.holder(stage, "Ute Klein", "aachen")
    read(phone, out)
    phone.press("Zurück")
    assert phone.labels[0] == ["Zustimmen"]


@pytest.mark.parametrize("role", [Role.CONTACT_OFFICE, Role.SECRETARIAT])
def test_back_leads_the_others_to_the_board(stage: Stage, out: Accession, role: Role) -> None:
    phone = stage.person("Jan Weiß", role=role)
    read(phone, out)
    phone.press("Zurück")
    assert phone.text.splitlines()[0].endswith("Rhein-Kreis Neuss")


def test_the_candidates_people_read_their_own_application(stage: Stage, out: Accession) -> None:
    phone = stage.person("Petra Hof", "neuss")
    read(phone, out)
    assert phone.labels[0] == ["1. Eckdaten"]


def test_an_observers_people_do_not_read_it(stage: Stage, out: Accession) -> None:
    stage.session.add(
        City(
            code="bonn",
            side=Side.DE,
            name_de="Bonn",
            name_zh="波恩",
            zone=BERLIN,
            standing=Standing.OBSERVER,
        )
    )
    stage.session.flush()
    phone = stage.person("Max Groß", "bonn")
    read(phone, out)
    assert phone.text.splitlines()[0] == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )


def test_a_draft_is_not_read_by_member_cities(stage: Stage) -> None:
    candidate(stage)
    accession = applying.written(stage, applying.secretary(stage).person)
    phone = applying.holder(stage, "Ute Klein", "aachen")
    read(phone, accession)
    assert phone.labels != [["1. Eckdaten"]]
    assert "economy" not in phone.text


@pytest.mark.parametrize("part", [-1, 10, 99])
def test_a_forged_part_shows_the_overview(stage: Stage, out: Accession, part: int) -> None:
    phone = applying.holder(stage, "Ute Klein", "aachen")
    phone.press_data(DossierPress(out.key, part, -5).pack())
    assert phone.labels[0] == ["1. Eckdaten"]
