"""My mandate: shown, passed on, lent until a date, and the paper it rests on."""

from datetime import UTC, datetime

import pytest

from alliance import mandate
from storage.language import Language
from storage.mandate import Basis
from storage.person import Role
from tests.handlers.stage import NOW, Phone, Stage


@pytest.fixture
def holder(stage: Stage) -> Phone:
    """Return the phone of the person who holds Aachen's mandate; a colleague is there."""
    office = stage.person("Li", role=Role.SECRETARIAT, language=Language.ZH)
    phone = stage.person("Ute Klein", "aachen")
    stage.person("Max Groß", "aachen")
    mandate.pass_on(stage.session, office.person, "aachen", phone.person, NOW)
    return phone


def answering(stage: Stage, moment: datetime = NOW) -> str | None:
    person = mandate.holder(stage.session, "aachen", moment)
    return person.name if person else None


def open_mandate(phone: Phone) -> None:
    phone.type("/me")
    phone.press("Meine Vollmacht")


def test_mandate_is_shown(stage: Stage, holder: Phone) -> None:
    open_mandate(holder)
    assert holder.text == (
        "Vollmacht für Aachen\n\nBevollmächtigt: Ute Klein, seit 24. November 2026.\n"
        "Die Grundlage der Vollmacht ist noch nicht eingetragen."
    )
    assert holder.labels == [
        ["Weitergeben", "Befristet übertragen"],
        ["Grundlage eintragen"],
        ["Menü"],
    ]
    colleague = stage.phones[max(stage.phones)]
    open_mandate(colleague)
    assert colleague.labels == [["Menü"]]


def test_no_mandate_is_said(stage: Stage) -> None:
    phone = stage.person("王伟", "foshan", language=Language.ZH)
    phone.type("/me")
    phone.press("代表权限")
    assert phone.text == "佛山市目前没有授权代表。"


def test_mandate_is_passed_on(stage: Stage, holder: Phone) -> None:
    open_mandate(holder)
    holder.press("Weitergeben")
    assert holder.labels == [["Max Groß"], ["Zurück", "Abbrechen"]]
    holder.press("Max Groß")
    assert holder.text == (
        "Max Groß ist dann ab sofort für Aachen bevollmächtigt und antwortet für die Stadt. "
        "Alle Beteiligten und das Sekretariat erhalten Nachricht."
    )
    given = holder.press("Bestätigen")
    assert (given.toast, answering(stage)) == ("Die Vollmacht ist weitergegeben.", "Max Groß")
    notices = stage.notices("mandate-given")
    assert [phone.text for phone, _ in notices][-1] == (
        "Sie sind für Aachen bevollmächtigt\n\nUte Klein hat Ihnen die Vollmacht übertragen. "
        "Ab sofort antworten Sie für Aachen."
    )


@pytest.mark.parametrize("typed", ["15.12.2026", "2026-12-15", "2026年12月15日"])
def test_mandate_is_lent_until_a_date(stage: Stage, holder: Phone, typed: str) -> None:
    open_mandate(holder)
    holder.press("Befristet übertragen")
    holder.press("Max Groß")
    holder.type(typed)
    assert holder.text == (
        "Max Groß antwortet für Aachen bis 15. Dezember 2026, 23:59 Uhr MEZ (16.12., 06:59 Uhr "
        "Pekinger Zeit); danach antwortet wieder die bevollmächtigte Person. Sie können "
        "die Stellvertretung früher beenden."
    )
    holder.press("Bestätigen")
    assert answering(stage) == "Max Groß"
    assert answering(stage, datetime(2026, 12, 15, 22, 59, tzinfo=UTC)) == "Ute Klein"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "31.02.2027",
            (
                "Den 31. Tag gibt es in diesem Monat nicht: 2/2027 hat 28 Tage. Bitte geben "
                "Sie ein anderes Datum ein."
            ),
        ),
        ("23.11.2026", "Dieser Tag ist schon vorbei; bitte nennen Sie einen späteren."),
        ("15.12.2028", "Eine Stellvertretung ist höchstens für ein Jahr möglich."),
    ],
)
def test_date_that_cannot_be_is_asked_again(
    stage: Stage, holder: Phone, typed: str, sentence: str
) -> None:
    open_mandate(holder)
    holder.press("Befristet übertragen")
    holder.press("Max Groß")
    holder.type(typed)
    assert holder.text.split("\n\n") == [
        sentence,
        "Bis zu welchem Tag gilt die Stellvertretung? Ein Beispiel: 15.12.2026.",
    ]
    assert answering(stage) == "Ute Klein"


def test_loan_is_ended_by_the_deputy(stage: Stage, holder: Phone) -> None:
    deputy = stage.phones[max(stage.phones)]
    until = datetime(2026, 12, 15, tzinfo=UTC)
    mandate.lend(stage.session, holder.person, "aachen", deputy.person, until, NOW)
    stage.notices("mandate-lent")
    assert deputy.labels == [["Meine Vollmacht"], ["Menü"]]
    deputy.press("Meine Vollmacht")
    assert deputy.labels == [["Stellvertretung beenden"], ["Menü"]]
    deputy.press("Stellvertretung beenden")
    assert deputy.labels == [["Stellvertretung beenden", "Zurück"]]
    deputy.press("Stellvertretung beenden")
    assert answering(stage) == "Ute Klein"
    stage.notices("mandate-returned")
    assert holder.text == "Vollmacht für Aachen\n\nDie Stellvertretung durch Max Groß ist beendet."


def test_basis_is_entered(stage: Stage, holder: Phone) -> None:
    open_mandate(holder)
    holder.press("Grundlage eintragen")
    holder.press("Ratsbeschluss")
    holder.type("24.12.2026")
    assert holder.text.splitlines()[0] == (
        "Das Datum des Schriftstücks liegt in der Zukunft; bitte prüfen Sie es."
    )
    holder.type("3. November 2026")
    holder.type("OB/12-2026")
    assert holder.text == (
        "Die Vollmacht für Aachen beruht auf: Ratsbeschluss vom 3. November 2026, Aktenzeichen "
        "OB/12-2026. Das steht so im Verfahrensnachweis."
    )
    holder.press("Bestätigen")
    held = mandate.open_mandate(stage.session, "aachen")
    assert held is not None
    assert (held.basis, held.basis_reference) == (Basis.RESOLUTION, "OB/12-2026")
    assert holder.text.splitlines()[-1] == (
        "Grundlage: Ratsbeschluss vom 3. November 2026, Aktenzeichen OB/12-2026."
    )


@pytest.mark.parametrize("form", ["pass", "lend", "basis"])
@pytest.mark.usefixtures("holder")
def test_forged_press_for_another_city_is_refused(stage: Stage, form: str) -> None:
    stranger = stage.person("Tom", "koeln")
    given = stranger.press_data(f"mn.d:{form}:aachen")
    assert given.toast == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
    assert answering(stage) == "Ute Klein"


def test_mandate_lost_meanwhile_is_not_passed_on(stage: Stage, holder: Phone) -> None:
    office, colleague = stage.phones[min(stage.phones)], stage.phones[max(stage.phones)]
    open_mandate(holder)
    holder.press("Weitergeben")
    holder.press("Max Groß")
    mandate.revoke(stage.session, office.person, "aachen", NOW)
    given = holder.press("Bestätigen")
    assert given.alert
    assert answering(stage) is None
    assert colleague.person.name == "Max Groß"
