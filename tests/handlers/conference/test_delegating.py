"""Naming a delegation: by lines or a file, checked line by line, confirmed, taken back."""

from sqlmodel import select

from storage.conference import Delegate, Sector
from storage.dialog import Dialog
from tests.handlers.conference.invited import (
    DEADLINE,
    LINE_ERRORS,
    LINES,
    Invited,
    entered,
    finish,
)
from tests.handlers.stage import Phone

# ---- by lines


def test_form_says_what_is_wanted(phone: Phone) -> None:
    assert phone.text == (
        "Delegation: Aachen\nBitte senden Sie eine Person je Zeile: Name; Funktion; Bereich; "
        "Bemerkung. Die Bemerkung kann entfallen. Zum Beispiel:\nAnna Schmidt; Leitung "
        "Wirtschaftsförderung; 4; Visumschreiben\n\nBereiche, als Wort oder Zahl: 1 Politik, "
        "2 Verwaltung, 3 Unternehmen, 4 Wirtschaftsförderung, 5 Verband und 6 Wissenschaft\n\n"
        "Oder füllen Sie die Vorlage aus und senden Sie sie als Datei (.xlsx oder .csv). "
        "Höchstens 60 Personen."
    )
    assert phone.labels == [["Vorlage (.xlsx)"], ["Zurück", "Abbrechen"]]


def test_example_of_the_form_can_be_read(phone: Phone, attending: Invited) -> None:
    example = phone.text.splitlines()[2]
    phone.type(example)
    finish(phone)
    assert entered(attending) == [
        ("Anna Schmidt", "Leitung Wirtschaftsförderung", Sector.PROMOTION, "Visumschreiben")
    ]


def test_lines_are_checked_and_confirmed(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    assert phone.text.splitlines()[-1] == (
        "Bisher sind 2 Personen gelesen. Sie können weitere senden oder mit „Fertig“ abschließen."
    )
    phone.press("Fertig")
    assert phone.text == (
        "Delegation: Aachen, 2 Personen\n\n1. Anna Schmidt, Leiterin (Wirtschaftsförderung)\n"
        "Visumschreiben\n2. Bo Roth, Meister (Unternehmen)\n\nNach Bereichen: Unternehmen 1 und "
        "Wirtschaftsförderung 1\n\nDiese Namen sehen nur Ihre Stadt und das Sekretariat; 90 Tage "
        "nach der Veranstaltung werden sie gelöscht.\n\nBitte prüfen Sie die Liste; mit "
        "„Bestätigen“ geht sie an das Sekretariat."
    )
    assert entered(attending) == []
    answer = phone.press("Bestätigen")
    assert answer.toast == "Die Delegation ist eingetragen: 2 Personen."
    assert entered(attending) == [
        ("Anna Schmidt", "Leiterin", Sector.PROMOTION, "Visumschreiben"),
        ("Bo Roth", "Meister", Sector.COMPANY, ""),
    ]
    assert phone.text.splitlines()[-1] == "Delegation: 2 Personen"


def test_chinese_lines_with_full_width_semicolons(attending: Invited) -> None:
    phone = attending.contacts["foshan"]
    attending.opened(phone).press("填写代表团名单")
    phone.type("李华；局长；政府；需邀请函\n王芳；经理；企业")
    phone.press("完成")
    assert phone.text == (
        "佛山市代表团，2人\n\n1. 李华，局长（行政机关）\n需邀请函\n2. 王芳，经理（企业）\n\n"
        "类别构成：行政机关 1、企业 1\n\n名单仅供贵方和秘书处查看，活动结束90天后删除。\n\n"
        "请核对名单；点击“确认”后提交秘书处。"
    )
    answer = phone.press("确认")
    assert answer.toast == "代表团名单已提交，共2人。"
    assert entered(attending, "foshan") == [
        ("李华", "局长", Sector.ADMINISTRATION, "需邀请函"),
        ("王芳", "经理", Sector.COMPANY, ""),
    ]


def test_every_error_is_told_with_its_line(phone: Phone) -> None:
    phone.type(f"A; B; Politik\nC; D\n; F; 3\nG; H; Zirkus\nI; J;\nA; B; 2\n{'K' * 121}; L; 1")
    assert phone.text.split("\n\n")[0] == (
        f"{LINE_ERRORS}Zeile 2: Name, Funktion und Bereich sind nötig, dazwischen ein Semikolon.\n"
        "Zeile 3: Name fehlt.\nZeile 4: Dieser Bereich ist nicht bekannt; bitte schreiben Sie "
        "eine Zahl von 1 bis 6.\nZeile 5: Name, Funktion und Bereich sind nötig, dazwischen ein "
        "Semikolon.\nZeile 6: Diese Person steht mit dieser Funktion schon weiter oben.\n"
        "Zeile 7: Name: zu lang, höchstens 120 Zeichen."
    )
    assert phone.labels == [["Vorlage (.xlsx)"], ["Zurück", "Abbrechen"]]


def test_many_errors_are_counted(phone: Phone) -> None:
    phone.type("\n".join("A; B" for _ in range(20)))
    told = phone.text.split("\n\n")[0].splitlines()
    assert len(told) == 14
    assert told[-1] == "und 8 weitere Fehler"


def test_several_messages_are_one_list_and_corrections_replace(
    phone: Phone, attending: Invited
) -> None:
    phone.type(LINES)
    phone.type("bo roth; Meister; 5; vegetarisch\nCy Wolf; Rat; 1")
    finish(phone)
    assert entered(attending) == [
        ("Anna Schmidt", "Leiterin", Sector.PROMOTION, "Visumschreiben"),
        ("bo roth", "Meister", Sector.ASSOCIATION, "vegetarisch"),
        ("Cy Wolf", "Rat", Sector.POLITICS, ""),
    ]


def test_list_has_at_most_sixty_people(phone: Phone) -> None:
    phone.type("\n".join(f"Person {number}; Rat; 1" for number in range(40)))
    phone.type("\n".join(f"Person {number}; Rat; 1" for number in range(40, 61)))
    assert phone.text.split("\n\n")[0] == (
        "Hier lassen sich höchstens 60 Personen eintragen. Ist Ihre Delegation größer, schreiben "
        "Sie bitte dem Sekretariat."
    )
    assert "Bisher sind 40 Personen gelesen." in phone.text


def test_long_list_is_checked_page_by_page(phone: Phone, attending: Invited) -> None:
    phone.type("\n".join(f"Person {number}; Rat; 1" for number in range(1, 15)))
    phone.press("Fertig")
    assert phone.text.splitlines()[2] == "1. Person 1, Rat (Politik)"
    phone.press("Nächste Seite")
    assert phone.text.splitlines()[2] == "7. Person 7, Rat (Politik)"
    phone.press("Nächste Seite")
    assert phone.labels == [["Vorherige Seite"], ["Bestätigen"], ["Zurück", "Abbrechen"]]
    phone.press("Bestätigen")
    assert len(entered(attending)) == 14
    phone.press("Delegation anzeigen")
    phone.press("Nächste Seite")
    assert phone.text.splitlines()[3] == "7. Person 7, Rat (Politik)"


def test_new_list_replaces_the_old_one(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    finish(phone)
    phone.press("Delegation eintragen")
    assert phone.text.splitlines()[-1] == (
        "Derzeit sind 2 Personen eingetragen; was Sie jetzt senden, ersetzt die Liste."
    )
    phone.type("Cy Wolf; Rat; 1")
    answer = finish(phone)
    assert answer.toast == "Die Delegation ist eingetragen: 1 Person."
    assert [name for name, *_ in entered(attending)] == ["Cy Wolf"]


def test_form_is_taken_up_again_and_can_be_discarded(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    phone.type("/menu")
    phone.press("Weiter: Delegation: Aachen")
    assert "Bisher sind 2 Personen gelesen." in phone.text
    phone.press("Abbrechen")
    phone.press("Verwerfen")
    assert (
        phone.text.splitlines()[0] == "Abgebrochen. Von diesem Formular bleibt nichts gespeichert."
    )
    assert attending.session.exec(select(Dialog)).all() == []
    assert entered(attending) == []


def test_names_cannot_become_html(phone: Phone) -> None:
    phone.type("<b>Eva</b> & Co; <script>; 1; <i>")
    phone.press("Fertig")
    assert phone.shown is not None
    assert "1. &lt;b&gt;Eva&lt;/b&gt; &amp; Co, &lt;script&gt; (Politik)" in phone.shown.text


# ---- taking back, and what is refused


def test_list_is_taken_back(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    finish(phone)
    phone.press("Delegation anzeigen")
    assert phone.text.splitlines()[-1] == (
        "Diese Namen sehen nur Ihre Stadt und das Sekretariat; 90 Tage nach der Veranstaltung "
        "werden sie gelöscht."
    )
    phone.press("Liste zurücknehmen")
    assert phone.text == "Die Liste von Aachen mit 2 Personen wird gelöscht. Zurücknehmen?"
    assert phone.labels == [["Liste zurücknehmen", "Zurück"]]
    answer = phone.press("Liste zurücknehmen")
    assert answer.toast == "Die Delegation ist zurückgenommen."
    assert attending.session.exec(select(Delegate)).all() == []


def test_city_that_does_not_attend_names_nobody(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    phone.press("Fertig")
    attending.opened(attending.colleague).press("Wir nehmen nicht teil")
    answer = phone.press("Bestätigen")
    assert answer.toast == (
        "Aachen hat noch nicht zugesagt. Bitte antworten Sie zuerst mit „Wir nehmen teil“; dann "
        "lässt sich die Delegation eintragen."
    )
    assert entered(attending) == []
    answer = phone.press_data("kr.e:1:aachen:s")
    assert answer.alert
    assert phone.text.splitlines()[-2] == "Aachen: nimmt nicht teil"


def test_after_the_deadline_only_the_secretariat_enters(phone: Phone, attending: Invited) -> None:
    phone.type(LINES)
    attending.stage.now = DEADLINE
    answer = finish(phone)
    assert answer.toast == (
        "Delegationen ließen sich bis 26. Februar 2027, 18:00 Uhr MEZ (27.2., 01:00 Uhr Pekinger "
        "Zeit) eintragen. Das Sekretariat kann sie noch nachtragen; bitte schreiben Sie ihm."
    )
    attending.opened(phone)
    assert phone.text.splitlines()[-1] == (
        "Delegation: nicht eingetragen. Der Meldeschluss ist vorüber; das Sekretariat kann sie "
        "noch nachtragen, bitte schreiben Sie ihm."
    )
    clerk = attending.secretary
    clerk.press_data("kr.o:1:s:0")
    assert clerk.labels[:4] == [["Foshan"], ["Jieyang"], ["Aachen"], ["Köln"]]
    clerk.press("Aachen")
    clerk.press("Delegation eintragen")
    clerk.type(LINES)
    finish(clerk)
    assert [name for name, *_ in entered(attending)] == ["Anna Schmidt", "Bo Roth"]
    clerk.press("Zurück")
    clerk.press("Zurück")
    assert clerk.text.splitlines()[0] == "Frühjahrskonferenz"


def test_secretariat_enters_an_answer_that_came_by_letter(attending: Invited) -> None:
    clerk = attending.secretary
    clerk.press_data("kr.o:1:s:0")
    clerk.press("Köln")
    answer = clerk.press("Wir nehmen nicht teil")
    assert answer.toast == "Vielen Dank. Köln: nimmt nicht teil."
    phone = attending.letter(attending.contacts["koeln"])
    assert phone.text.splitlines()[-2:] == [
        "Köln: nimmt nicht teil",
        "Beantwortet von Lin Wei, 24.11.2026, 14:05 Uhr",
    ]
