"""The agenda: lines of two languages, arranging, what must stay, and who changed it meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.conference import asking, draft, inviting
from alliance.conference.changing import ItemText
from handlers.conference import itemlines
from handlers.conference.itemlines import Line
from handlers.conference.words import as_read
from handlers.kit.visit import Wrong
from storage.accession import Accession, AccessionState
from storage.city import City, Side, Standing
from storage.conference import AgendaItem
from storage.language import Language
from tests.handlers.conference.planned import Office, blocks, drafted, invited, to_board

GERMAN = as_read(Language.DE)


def agenda_of(office: Office) -> list[tuple[str, str, int | None]]:
    """Return the agenda as it is stored, in order."""
    items = asking.items(office.stage.session, office.conference)
    return [(item.title_de, item.title_zh, item.minutes) for item in items]


# ---- lines


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Begrüßung | 开幕致辞 | 30", ("Begrüßung", "开幕致辞", 30)),
        ("Begrüßung｜开幕致辞｜３０分钟", ("Begrüßung", "开幕致辞", 30)),
        ("Begrüßung\t开幕致辞\t30 Min.", ("Begrüßung", "开幕致辞", 30)),
        ("Begrüßung | 开幕致辞", ("Begrüßung", "开幕致辞", None)),
        ("Begrüßung | | 30", ("Begrüßung", "", 30)),
        ("| 开幕致辞 |", ("", "开幕致辞", None)),
        ("Begrüßung", ("Begrüßung", "", None)),
        ("开幕致辞 | 30", ("", "开幕致辞", 30)),
    ],
)
def test_line_is_read(typed: str, read: tuple[str, str, int | None]) -> None:
    assert itemlines.one(typed, GERMAN) == Line(*read)


@given(
    st.text("abä 开幕致辞", min_size=1, max_size=20).map(lambda text: f"x{text}".strip()),
    st.text("致辞开", min_size=1, max_size=20),
    st.none() | st.integers(1, 1440),
)
def test_written_line_is_read_as_it_was(german: str, chinese: str, minutes: int | None) -> None:
    line = Line(" ".join(german.split()), chinese, minutes)
    assert itemlines.one(itemlines.written(line), GERMAN) == line


@given(st.text(max_size=60))
def test_any_text_is_items_or_wrong(typed: str) -> None:
    try:
        lines = itemlines.read(typed, GERMAN)
    except Wrong:
        return
    assert all(line.de or line.zh for line in lines)


def test_every_wrong_line_is_told_and_nothing_kept(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.f:{conference.key}:agenda")
    office.lin.type("Gut | 好 | 5\na | b | c | d\nx | y | bald\n| | 30\nLang | 长 | 2000")
    assert blocks(office.lin)[0] == (
        "Es wurde noch nichts übernommen; bitte berichtigen Sie die Zeilen und senden Sie sie "
        "noch einmal:\n"
        "Zeile 2: mehr als drei Teile\n"
        "Zeile 3: die Dauer ist keine Minutenzahl\n"
        "Zeile 4: Hier fehlt noch eine Angabe; bitte tragen Sie sie ein.\n"
        "Zeile 5: Ein Punkt dauert zwischen einer Minute und 24 Stunden."
    )
    office.lin.press("Fertig")
    assert agenda_of(office) == [
        ("Begrüßung", "开幕致辞", 15),
        ("Arbeitsplan", "年度工作计划", 90),
    ]


# ---- arranging


def test_draft_s_items_are_added_changed_moved_and_taken_out(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.d:{conference.key}")
    office.lin.press("Tagesordnung")
    office.lin.type("Mittag | 午餐 | 60\nAusklang | 闭幕")
    office.lin.press("4. Ausklang")
    office.lin.press("Nach oben")
    office.lin.press("Nach oben")
    office.lin.type("Grußworte | 致辞 | 10")
    office.lin.press("1. Begrüßung")
    office.lin.press("Entfernen")
    office.lin.press("Fertig")
    assert agenda_of(office) == [
        ("Grußworte", "致辞", 10),
        ("Arbeitsplan", "年度工作计划", 90),
        ("Mittag", "午餐", 60),
    ]


def test_colleague_s_change_meanwhile_is_not_overwritten(office: Office) -> None:
    conference = drafted(office)
    office.lin.press_data(f"kp.f:{conference.key}:agenda")
    office.lin.press("1. Begrüßung")
    office.lin.press("Entfernen")
    item = asking.items(office.stage.session, conference)[0]
    clerk, now = office.lin.person, office.stage.now
    draft.change_item(office.stage.session, clerk, item.key, "Eröffnung", "开幕", 20, now)
    office.lin.press("Fertig")
    assert agenda_of(office)[0] == ("Eröffnung", "开幕", 20)


def test_announcement_of_a_new_member_stays(office: Office) -> None:
    session = office.stage.session
    conference = drafted(office)
    city = City(
        code="neuss",
        side=Side.DE,
        name_de="Rhein-Kreis Neuss",
        name_zh="莱茵-诺伊斯县",
        zone="Europe/Berlin",
        standing=Standing.ACCEPTED,
    )
    session.add(city)
    session.flush()
    accession = Accession(
        candidate_code="neuss",
        state=AccessionState.ADMITTED,
        created_at=office.stage.now,
        editor_id=office.lin.person.key,
        edited_at=office.stage.now,
    )
    session.add(accession)
    session.flush()
    session.add(
        AgendaItem(
            conference_id=conference.key,
            position=3,
            accession_id=accession.key,
            written_at=office.stage.now,
            written_by=office.lin.person.key,
        )
    )
    office.lin.press_data(f"kp.d:{conference.key}")
    assert blocks(office.lin)[3].split("\n")[-1] == (
        "3. Bekanntgabe der neuen Mitgliedsstadt Rhein-Kreis Neuss"
    )
    office.lin.press("Tagesordnung")
    office.lin.press("3. Bekanntgabe der neuen Mitgliedsstadt…")
    assert office.lin.labels[0] == ["Nach oben"]
    office.lin.press("Unverändert lassen")
    office.lin.press("Fertig")
    assert [item.accession_id for item in asking.items(session, conference)] == [
        None,
        None,
        accession.key,
    ]


def test_agenda_of_an_invited_conference_changes_at_once(office: Office) -> None:
    invited(office)
    lin = to_board(office)
    lin.press("Konferenz ändern")
    lin.press("Tagesordnung")
    lin.type("Ausklang | 闭幕 | 20")
    lin.press("1. Begrüßung")
    lin.press("Nach unten")
    lin.press("Unverändert lassen")
    assert agenda_of(office)[0] == ("Begrüßung", "开幕致辞", 15)
    lin.press("Fertig")
    assert blocks(lin) == [
        "Tagesordnung\n1. Arbeitsplan (90 Min.)\n2. Begrüßung (15 Min.)\n3. Ausklang (20 Min.)",
        "Davon erfahren sofort 3 Personen, und die Kalendereinträge ändern sich. Bestätigen?",
    ]
    lin.press("Bestätigen")
    assert agenda_of(office) == [
        ("Arbeitsplan", "年度工作计划", 90),
        ("Begrüßung", "开幕致辞", 15),
        ("Ausklang", "闭幕", 20),
    ]
    assert office.conference.sequence == 1


def test_invited_conference_s_agenda_needs_both_languages(office: Office) -> None:
    conference = invited(office)
    lin = to_board(office)
    lin.press("Konferenz ändern")
    lin.press("Tagesordnung")
    lin.type("Ausklang")
    lin.press("Fertig")
    lin.press("Bestätigen")
    assert blocks(lin)[0] == (
        "So ist es noch nicht möglich:\n– Tagesordnung, chinesische Fassung: fehlt"
    )
    assert len(asking.items(office.stage.session, conference)) == 2


def test_change_elsewhere_meanwhile_makes_the_arrangement_stale(office: Office) -> None:
    conference = invited(office)
    lin = to_board(office)
    lin.press_data(f"kp.f:{conference.key}:reagenda")
    lin.press("2. Arbeitsplan")
    lin.press("Entfernen")
    lin.press("Fertig")
    rows = [ItemText("Neu", "新", 5)]
    changes = inviting.Changes(agenda=rows)
    inviting.change(office.stage.session, lin.person, conference.key, changes, office.stage.now)
    lin.press("Bestätigen")
    assert blocks(lin)[0] == (
        "Inzwischen hat sich hier etwas geändert. Unten sehen Sie den jetzigen Stand."
    )
    assert agenda_of(office) == [("Neu", "新", 5)]
