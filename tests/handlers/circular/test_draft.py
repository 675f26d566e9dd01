"""A draft: what is missing, left and taken over, checked, discarded, written by an office."""

from sqlmodel import select

from alliance.circular import draft
from handlers.circular.presses import DraftPress, SendPress
from storage.circular import GeneralState
from storage.dialog import Dialog
from storage.language import Language
from storage.person import Role
from tests.handlers.circular.composing import general_of, to_files
from tests.handlers.circular.out import Out, drafted, file_of
from tests.handlers.stage import Stage


def test_what_is_missing_is_said_and_cannot_be_sent(stage: Stage, office: Out) -> None:
    phone = office.secretary
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.type("Nur der Betreff")
    phone.press("Zum Entwurf")
    assert phone.text.split("\n\n")[2:] == [
        "Anlagen: keine\nEmpfängerkreis: noch nicht gewählt\nKenntnisnahme: Nicht erbeten",
        (
            "Das Rundschreiben kann noch nicht versandt werden:\n"
            "– deutsche Fassung: Betreff oder Text fehlt\n"
            "– chinesische Fassung: Betreff oder Text fehlt"
        ),
    ]
    assert phone.labels == [
        ["○ Deutsch", "○ 中文"],
        ["Weiterschreiben"],
        ["Anlagen", "Empfängerkreis"],
        ["Kenntnisnahme"],
        ["Entwurf verwerfen"],
        ["Zurück", "Menü"],
    ]
    forged = phone.press_data(SendPress(general_of(stage).key, "0").pack())
    assert forged.toast is not None
    assert forged.toast.startswith("Das Rundschreiben kann noch nicht versandt werden:")
    assert general_of(stage).state is GeneralState.DRAFT


def test_a_draft_is_left_and_taken_over_by_a_colleague(stage: Stage, office: Out) -> None:
    phone, other = office.secretary, office.second
    to_files(phone)
    given = phone.press("Abbrechen")
    assert given.toast == "Ihre Eingaben bleiben erhalten."
    other.type("/desk")
    other.press("新建通函")
    assert other.text == (
        "新建通函\n\n以下通函尚未发送。您可以继续编写，也可以另写一份。\n\n"
        "物流研讨会：草稿编写中，Chen Jing于2026年11月24日21:05最后编辑。"
    )
    other.press("通函：物流研讨会")
    word = "您接手的是Chen Jing的草稿（最后编辑时间：2026年11月24日21:05）。"
    assert other.text.split("\n\n")[-1] == f"{word}"
    other.press("继续编写")
    assert other.text.split("\n\n")[0] == word
    other.press("全体成员城市")
    other.press("需要")
    assert general_of(stage).editor_id == other.person.key
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.press("Rundschreiben: Workshop <Logistik>")
    assert phone.text.split("\n\n")[-1] == (
        "Sie übernehmen diesen Entwurf von 何明, zuletzt bearbeitet am 24.11.2026, 14:05 Uhr."
    )


def test_a_text_that_a_colleague_wrote_anew_is_not_overwritten(stage: Stage, office: Out) -> None:
    phone = office.secretary
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.type("Betreff")
    phone.type("Erster Teil")
    general = general_of(stage)
    person = office.second.person
    draft.write_text(stage.session, person, general.key, Language.DE, "Anders", [], stage.now)
    phone.type("Zweiter Teil")
    half = draft.texts(stage.session, general)[Language.DE]
    assert half.text == "Zweiter Teil"
    assert "Erster Teil" not in phone.text


def test_a_changed_half_makes_the_other_one_be_checked(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("✓ Deutsch")
    phone.press("Betreff ändern")
    assert phone.text == (
        "Rundschreiben\nBetreff, deutsche Fassung\n\nDer Betreff lautet „Logistik für Köln“. Was "
        "Sie jetzt senden, ersetzt ihn."
    )
    phone.type("Neuer Betreff")
    assert phone.labels[0] == ["✓ Deutsch", "△ 中文"]
    assert "Senden" not in [label for row in phone.labels for label in row]
    phone.press("△ 中文")
    assert phone.text.endswith(
        "Zu prüfen: Die andere Sprachfassung wurde nach dieser geändert. Stimmt diese noch?"
    )
    given = phone.press("Stimmt weiterhin")
    assert given.toast == "Als geprüft vermerkt."
    assert phone.labels[0] == ["✓ Deutsch", "✓ 中文"]


def test_a_check_of_what_was_not_seen_does_not_count(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    phone, key = office.secretary, general.key

    def write(title: str) -> None:
        draft.write_title(stage.session, phone.person, key, Language.DE, title, stage.now)

    write("Eins")
    phone.press_data(DraftPress(key).pack())
    phone.press("△ 中文")
    write("Zwei")
    phone.press("Stimmt weiterhin")
    assert draft.texts(stage.session, general)[Language.ZH].stale


def test_a_draft_is_discarded_after_a_question(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("✓ Deutsch")
    phone.press("Text ändern")
    phone.press("Zum Entwurf")
    phone.press("Entwurf verwerfen")
    assert phone.text == (
        "Der Entwurf „Logistik für Köln“ wird mit allen Texten verworfen. Entwurf verwerfen?"
    )
    assert phone.labels == [["Entwurf verwerfen", "Zurück"]]
    given = phone.press("Entwurf verwerfen")
    assert given.toast == "Der Entwurf ist verworfen."
    assert phone.text == "Neues Rundschreiben\n\nDerzeit gibt es keinen Entwurf."
    assert general_of(stage).state is GeneralState.DISCARDED
    assert stage.session.exec(select(Dialog)).all() == []
    gone = phone.press_data(DraftPress(general.key).pack())
    assert gone.toast == "Dieser Entwurf wurde inzwischen verworfen."


def test_beginning_twice_leaves_one_empty_draft(stage: Stage, office: Out) -> None:
    phone = office.secretary
    for _ in range(2):
        phone.type("/desk")
        phone.press("Neues Rundschreiben")
        phone.press("Zurück")
        assert phone.text == "Guten Tag, Chen Jing,\n\nwas möchten Sie tun?"
    assert general_of(stage).state is GeneralState.DRAFT


def test_files_are_taken_out_and_more_than_eight_refused(stage: Stage, office: Out) -> None:
    names = tuple(f"Anlage {number}.pdf" for number in range(8))
    general = drafted(stage, office.secretary, files=names)
    phone = office.secretary
    phone.press_data(DraftPress(general.key).pack())
    phone.press("Anlagen")
    phone.send({"document": {"file_id": "x"}}, file_of(stage, "Neunte.pdf"))
    assert phone.text.splitlines()[0] == (
        "Einem Rundschreiben können höchstens 8 Anlagen beiliegen; diese Datei wurde nicht "
        "hinzugefügt."
    )
    phone.press("Entfernen: Anlage 3.pdf")
    phone.press("Fertig")
    assert phone.labels[1] == ["Anlagen (7)", "Empfängerkreis"]


def test_a_contact_office_writes_and_checks_halves_and_sends_nothing(
    stage: Stage, office: Out
) -> None:
    general = drafted(stage, office.secretary)
    desk = stage.person("Kontaktstelle", role=Role.CONTACT_OFFICE)
    desk.type("/menu")
    desk.press("Entwürfe")
    assert desk.text == (
        "Entwürfe\n\nLogistik für Köln: in Arbeit, zuletzt bearbeitet von Chen Jing am "
        "24.11.2026, 14:05 Uhr."
    )
    desk.press("Rundschreiben: Logistik für Köln")
    assert desk.labels == [["✓ Deutsch", "✓ 中文"], ["Zurück", "Menü"]]
    desk.press("✓ Deutsch")
    desk.press("Text ändern")
    desk.type("Ein neuer Text.")
    desk.press("Fertig")
    desk.press("△ 中文")
    desk.press("Stimmt weiterhin")
    assert draft.gaps(stage.session, general) == []
    forged = desk.press_data(SendPress(general.key, "0").pack())
    assert forged.toast == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
    assert general_of(stage).state is GeneralState.DRAFT


def test_a_contact_does_not_see_a_draft(stage: Stage, office: Out) -> None:
    general = drafted(stage, office.secretary)
    given = office.contacts["aachen"].press_data(DraftPress(general.key).pack())
    assert given.toast == (
        "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."
    )
