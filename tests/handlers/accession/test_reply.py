"""A question, the secretariat's written answer, and its translation."""

from html import unescape

from sqlmodel import select

from alliance.accession.reply import TEXT_LIMIT
from storage.accession import Reply
from storage.language import Language
from storage.person import Role
from tests.handlers.accession.asked import Asked


def replies(asked: Asked) -> list[Reply]:
    """Return every answer of the secretariat."""
    return list(asked.stage.session.exec(select(Reply)))


def answer(asked: Asked, text: str = "Chemie und Energie.") -> None:
    """Answer the only open question from the board."""
    phone = asked.board()
    phone.press("Antworten")
    phone.type(text)
    phone.press("Deutsch")
    phone.press("Senden")


def test_the_secretariat_reads_who_asked_what_and_answers(asked: Asked) -> None:
    asked.question()
    told = asked.stage.notices("statement-told")
    assert [to.person.name for to, _ in told] == ["Chen Jing", "He Ming"]
    phone = asked.secretary
    assert phone.text == (
        "Beitritt der Bewerberstadt Rhein-Kreis Neuss\nRundschreiben Nr. ISA-RS 2026/01\n"
        "Stellungnahme von Aachen\n\nAntwort: Rückfrage\nAbgegeben von: Eva Klein, "
        "Wirtschaftsförderung\nEingang: 24. November 2026, 14:05 Uhr MEZ (21:05 Uhr Pekinger "
        "Zeit)\nEingangsbestätigung: ISA-E 2026/0001\n\nWelche Branchen?"
    )
    assert phone.labels == [["Antworten"], ["Verfahrensstand"], ["Menü"]]


def test_the_answer_is_sent_after_it_was_read_again(asked: Asked) -> None:
    asked.question()
    phone = asked.board()
    phone.press("Antworten")
    phone.type("Chemie & Energie.")
    phone.press("Deutsch")
    assert replies(asked) == []
    phone.press("Senden")
    [given] = replies(asked)
    assert (given.text, given.language) == ("Chemie & Energie.", Language.DE)
    told = [to.person.name for to, _ in asked.stage.notices("reply")]
    assert told == ["Eva Klein", "Anna Weiß"]


def test_the_city_reads_question_and_answer(asked: Asked) -> None:
    asked.question()
    answer(asked)
    asked.stage.notices("reply")
    phone = asked.holders["aachen"]
    assert phone.text == (
        "Antwort des Sekretariats\nBeitritt der Bewerberstadt Rhein-Kreis Neuss, Rundschreiben "
        "Nr. ISA-RS 2026/01\nRückfrage von Aachen: „Welche Branchen?“\n\nChemie und Energie."
    )
    phone.press("Zur Stellungnahme")
    assert phone.labels == [
        ["Antwort ändern"],
        ["Antwort lesen"],
        ["Antrag lesen"],
        ["Zurück", "Menü"],
    ]


def test_several_questions_are_listed_the_open_ones_first(asked: Asked) -> None:
    asked.question()
    answer(asked)
    for city in ("koeln", "foshan"):
        phone = asked.show(city)
        phone.press("提出询问" if phone.code == "zh" else "Rückfrage")
        phone.type("？")
        phone.press("正式提交" if phone.code == "zh" else "Verbindlich abgeben")
    phone = asked.board()
    phone.press("Antworten")
    assert phone.labels == [
        ["Foshan: Rückfrage"],
        ["Köln: Rückfrage"],
        ["Aachen: Rückfrage"],
        ["Zurück", "Menü"],
    ]
    phone.press("Köln: Rückfrage")
    phone.press("Antworten")
    phone.type("Ja.")
    phone.press("Deutsch")
    phone.press("Senden")
    assert [given.text for given in replies(asked)] == ["Chemie und Energie.", "Ja."]


def test_a_translation_is_added_and_read_in_one_s_own_language(asked: Asked) -> None:
    phone = asked.show("foshan")
    phone.press("提出询问")
    phone.type("有哪些产业？")
    phone.press("正式提交")
    answer(asked)
    [given] = replies(asked)
    office = asked.stage.person("Ute Amt", role=Role.CONTACT_OFFICE)
    office.press_data(f"as.r:{given.id}:0")
    office.press("Übersetzung ergänzen")
    office.type("化工和能源。")
    assert [one.translation for one in replies(asked)] == ["化工和能源。"]
    asked.stage.notices("reply")
    assert phone.text.split("\n\n")[1:] == ["化工和能源。", "以上为译文，以答复原文为准。"]
    phone.press("原文")
    assert phone.text.split("\n\n")[1:] == ["Chemie und Energie."]


def test_another_city_does_not_read_the_answer(asked: Asked) -> None:
    asked.question()
    answer(asked)
    phone = asked.holders["koeln"]
    given = phone.press_data("as.r:1:0")
    assert given.alert
    assert "Chemie und Energie." not in phone.text


def test_an_answer_that_is_too_long_is_asked_again(asked: Asked) -> None:
    asked.question()
    phone = asked.board()
    phone.press("Antworten")
    phone.type("x" * (TEXT_LIMIT + 1))
    assert phone.labels == [["Zurück", "Abbrechen"]]
    assert replies(asked) == []


def test_forged_presses_about_answers_are_refused_kindly(asked: Asked) -> None:
    asked.consent("aachen")
    for data in ("ab.a:1", "ab.a:99", "as.r:99:0", "as.t:99", "ab.s:99"):
        assert asked.secretary.press_data(data).alert
        assert asked.holders["koeln"].press_data(data).alert
    assert replies(asked) == []


def test_the_longest_texts_fit_a_message(asked: Asked) -> None:
    asked.question("&" * 2_000)
    answer(asked, "&" * TEXT_LIMIT)
    asked.stage.notices("reply")
    asked.stage.notices("statement-told")
    phone = asked.holders["aachen"]
    lengths = [len(unescape(one.text)) for one in (phone, asked.secretary, asked.show("aachen"))]
    assert max(lengths) <= 4096
