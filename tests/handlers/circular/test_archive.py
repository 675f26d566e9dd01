"""The archive: what each person finds there, searching, reading again."""

import pytest
from sqlmodel import select

from handlers.circular.archive import fitting
from handlers.circular.outpresses import ArchivePress
from handlers.kit.press import unpack
from storage.dialog import Dialog
from storage.language import Language
from tests.handlers.accession.asked import asked_on, candidate
from tests.handlers.circular.out import (
    ASKED_GERMAN,
    CHINESE,
    GERMAN,
    KNOWN_GERMAN,
    Out,
    people_on,
    send_another,
)
from tests.handlers.stage import Stage

FIRST = "ISA-RS 2026/01 · Logistik für Köln"
WORKSHOP = {Language.DE: "Fachtagung 50 % früher", Language.ZH: "宝安研讨会"}
TALK = {Language.DE: "Wir tagen in Jülich.", Language.ZH: "会议在于利希举行。"}


# ---- the list


def test_menu_counts_what_is_not_acknowledged(out: Out) -> None:
    phone = out.contacts["aachen"]
    phone.type("/menu")
    assert phone.labels[0] == ["Beitritte", "Rundschreiben (1)"]
    phone.press_data(f"cr.a:{out.general_id}:l")
    phone.type("/menu")
    assert phone.labels[0] == ["Beitritte", "Rundschreiben"]


def test_archive_says_what_is_still_to_be_acknowledged(out: Out) -> None:
    send_another(out, titles=WORKSHOP, texts=TALK, acknowledge=False)
    phone = out.contacts["aachen"]
    phone.type("/circulars")
    assert phone.text == (
        "Rundschreiben\n\nISA-RS 2026/02, 24. November 2026\nFachtagung 50 % früher\n\n"
        "ISA-RS 2026/01, 24. November 2026\nLogistik für Köln\nKenntnisnahme steht noch aus"
    )
    assert phone.labels == [
        ["ISA-RS 2026/02 · Fachtagung 50 % früher"],
        [FIRST],
        ["Suchen"],
        ["Menü"],
    ]


def test_archive_in_chinese(out: Out) -> None:
    phone = out.contacts["foshan"]
    phone.type("/menu")
    phone.press("通函")
    assert phone.text == (
        "通函\n\n中德工盟函〔2026〕1号，2026年11月24日\n关于宝安物流合作的通函\n尚待确认收悉"
    )
    assert phone.labels == [
        ["中德工盟函〔2026〕1号 · 关于宝安物流合作的通函"],
        ["查找"],
        ["主菜单"],
    ]


def test_empty_archive(stage: Stage) -> None:
    phone = stage.person("Ute Klein", "aachen")
    phone.type("/circulars")
    assert phone.text == "Rundschreiben\n\nBisher gibt es keines."


def test_nine_circulars_take_two_pages_newest_first(stage: Stage) -> None:
    out = people_on(stage)
    for _ in range(9):
        send_another(out)
        stage.pass_time(hours=1)
    phone = out.contacts["koeln"]
    phone.type("/circulars")
    assert [row[0].split(" · ")[0] for row in phone.labels[:8]] == [
        f"ISA-RS 2026/{number:02d}" for number in range(9, 1, -1)
    ]
    phone.press("Nächste Seite")
    assert phone.labels[0] == [FIRST]


def test_accession_circulars_lead_to_the_dossier_and_secretaries_to_the_board(
    stage: Stage,
) -> None:
    asked = asked_on(stage)
    label = "ISA-RS 2026/01 · Beitritt der Bewerberstadt Rhein-Kreis Neuss"[:39] + "…"
    for phone, button in (
        (asked.holders["koeln"], "1. Eckdaten"),
        (asked.secretary, "Erinnern"),
    ):
        phone.type("/circulars")
        phone.press(label)
        assert phone.labels[0] == [button]


# ---- searching


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("logistik", ["01"]),
        ("KÖLN", ["01"]),
        ("宝安", ["02", "01"]),
        ("研讨 宝安", ["02"]),
        ("研讨 物流", []),
        ("jülich", ["02"]),
        ("2026/02", ["02"]),
        ("中德工盟函〔2026〕1号", ["01"]),
        ("50 %", ["02"]),
        ("5_", []),
        ("nirgends", []),
    ],
)
def test_words_find_in_either_language(out: Out, words: str, found: list[str]) -> None:
    send_another(out, titles=WORKSHOP, texts=TALK)
    phone = out.contacts["aachen"]
    phone.type(f"/circulars {words}")
    numbers = [row[0].split(" · ")[0] for row in phone.labels if " · " in row[0]]
    assert numbers == [f"ISA-RS 2026/{number}" for number in found]


def test_search_asks_for_words_and_turns_its_pages(stage: Stage) -> None:
    out = people_on(stage)
    for _ in range(9):
        send_another(out)
        stage.pass_time(hours=1)
    phone = out.contacts["koeln"]
    phone.type("/circulars")
    phone.press("Suchen")
    assert phone.text == (
        "Welche Wörter soll das Rundschreiben enthalten? Deutsch oder Chinesisch; auch Nummern "
        "werden gefunden."
    )
    phone.type("Köln: 物流")
    assert phone.text.split("\n\n")[0] == "Rundschreiben\n9 Treffer für: Köln 物流"
    phone.press("Nächste Seite")
    assert phone.text.split("\n\n")[0] == "Rundschreiben\n9 Treffer für: Köln 物流"
    assert phone.labels[0] == [FIRST]
    phone.press("Alle Rundschreiben")
    assert phone.text.split("\n\n")[0] == "Rundschreiben"
    assert list(stage.session.exec(select(Dialog))) == []


def test_search_without_success_says_so(out: Out) -> None:
    phone = out.contacts["foshan"]
    phone.type("/circulars 铁路")
    assert phone.text == "通函\n\n没有找到包含全部查找词的通函：铁路"
    assert phone.labels == [["查找", "全部通函"], ["主菜单"]]


def test_search_can_be_left(out: Out) -> None:
    phone = out.contacts["aachen"]
    phone.type("/circulars")
    phone.press("Suchen")
    phone.press("Abbrechen")
    assert phone.labels[0] == [FIRST]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Köln \n Aachen ", "Köln Aachen"),
        ("a:b", "a b"),
        (":", ""),
        ("x" * 200, "x" * 55),
        ("字" * 30, "字" * 18),
        ("Rundschreiben " * 9, " ".join(["Rundschreiben"] * 4)),
    ],
)
def test_words_fit_into_a_button(typed: str, kept: str) -> None:
    assert fitting(typed) == kept
    press = ArchivePress(99_999, fitting(typed))
    assert unpack(press.pack(), {"cr": ArchivePress}) == press


# ---- reading again


def test_reading_again_in_either_language_with_the_files(out: Out) -> None:
    phone = out.contacts["aachen"]
    phone.type("/circulars")
    phone.press(FIRST)
    assert str(phone.shown and phone.shown.text) == GERMAN + ASKED_GERMAN
    assert phone.labels == [
        ["Kenntnis genommen"],
        ["chinesische Fassung", "Dateien (1)"],
        ["Nummer kopieren"],
        ["Zurück", "Menü"],
    ]
    phone.press("chinesische Fassung")
    assert str(phone.shown and phone.shown.text) == CHINESE + ASKED_GERMAN
    given = phone.press("Dateien")
    assert [one.document for one in given.more] == [1]
    phone.press("Zurück")
    assert phone.labels[0] == [FIRST]


def test_acknowledging_from_the_archive(out: Out) -> None:
    phone = out.contacts["aachen"]
    phone.type("/circulars")
    phone.press(FIRST)
    phone.press("Kenntnis genommen")
    assert str(phone.shown and phone.shown.text) == GERMAN + KNOWN_GERMAN
    assert phone.labels[0] == ["chinesische Fassung", "Dateien (1)"]
    assert phone.button("Nummer kopieren").copy == "ISA-RS 2026/01"


def test_long_circular_is_turned_page_by_page(stage: Stage) -> None:
    out = people_on(stage)
    texts = {Language.DE: "\n\n".join(["Satz. " * 300] * 3), Language.ZH: "短。"}
    out.general_id = send_another(out, texts=texts)
    phone = out.contacts["koeln"]
    phone.type("/circulars")
    phone.press(FIRST)
    phone.press("Nächste Seite")
    phone.press("Nächste Seite")
    assert phone.text.split("\n\n")[0] == "Rundschreiben Nr. ISA-RS 2026/01, Teil 3 von 3"
    assert phone.labels[1] == ["Vorherige Seite"]


def test_who_may_not_see_a_circular_gets_the_list_instead(out: Out) -> None:
    candidate(out.stage)
    phone = out.stage.person("Rita Kreis", "neuss")
    for tag in ("cr.r:1:0:0", "cr.f:1"):
        given = phone.press_data(tag)
        assert given.alert
        assert given.more == ()
        assert phone.text.split("\n\n")[1:] == ["Rundschreiben", "Bisher gibt es keines."]


def test_secretary_comes_from_the_archive_to_the_progress(out: Out) -> None:
    out.secretary.type("/circulars")
    out.secretary.press(FIRST)
    out.secretary.press("Versandfortschritt")
    assert out.secretary.text.splitlines()[4] == "Der Versand läuft."
    out.secretary.press("Rundschreiben lesen")
    assert str(out.secretary.shown and out.secretary.shown.text) == GERMAN
