"""Delivery on the secretariat's desk: what is on its way, and whom it does not reach."""

from alliance.circular import sending
from storage.circular import Audience
from storage.delivery import DeliveryState
from storage.person import Channel
from tests.handlers.accession.asked import asked_on
from tests.handlers.circular.out import Out, people_on, send_another, settle
from tests.handlers.stage import Stage

PERCENT = "\u202f%"


def desk(out: Out) -> None:
    """Open Delivery from the desk."""
    out.secretary.type("/desk")
    out.secretary.press("Versandstatus")


def test_delivery_lists_what_is_on_its_way(out: Out) -> None:
    desk(out)
    assert out.secretary.text == (
        "Versandstatus\n\n10 Nachrichten warten: Mitteilungen 0, Erinnerungen 0, Rundschreiben "
        "10.\n\nISA-RS 2026/01, 24. November 2026\nLogistik für Köln\n"
        f"░░░░░░░░░░░░ 0{PERCENT} · zugestellt an 0 von 5 · Kenntnis genommen: 0 von 4 Städten"
    )
    assert out.secretary.labels == [["ISA-RS 2026/01 · Logistik für Köln"], ["Zurück", "Menü"]]
    out.secretary.press("ISA-RS 2026/01 · Logistik für Köln")
    assert out.secretary.text.splitlines()[4] == "Der Versand läuft."


def test_delivery_in_chinese(out: Out) -> None:
    out.deliver()
    out.second.type("/desk")
    out.second.press("发送情况")
    assert out.second.text == (
        "发送情况\n\n目前没有待发送的消息。\n\n中德工盟函〔2026〕1号，2026年11月24日\n"
        "关于宝安物流合作的通函\n▓▓▓▓▓▓▓▓▓▓▓▓ 100% · 已送达5人，共5人 · 已收悉：0个城市，共4个"
    )


def test_people_who_have_the_text_and_not_the_file_yet_have_a_part(out: Out) -> None:
    for one in out.deliveries:
        if "part" in one.params:
            settle(out.session, one, DeliveryState.SENT)
    bar = f"▓▓▓▓▓▓░░░░░░ 50{PERCENT}"
    phone = out.progress()
    assert phone.text.split("\n\n")[1].splitlines() == [
        "Der Versand läuft.",
        f"{bar} · 5 von 10 Nachrichten",
        "Zugestellt an 0 von 5 Personen, teilweise an 5",
        "Unterwegs: 5",
        "Kenntnis genommen: 0 von 4 Städten",
    ]
    assert phone.text.split("\n\n")[2].splitlines() == [
        "Städte",
        "○ Foshan: erreicht 0 von 1, teilweise 1",
        "○ Jieyang: erreicht 0 von 1, teilweise 1",
        "○ Aachen: erreicht 0 von 2, teilweise 2",
        "○ Köln: erreicht 0 von 1, teilweise 1",
    ]
    phone.press("Zurück")
    assert phone.text.splitlines()[-1] == (
        f"{bar} · zugestellt an 0 von 5, teilweise an 5 · Kenntnis genommen: 0 von 4 Städten"
    )
    out.second.press_data("cr.d:0")
    assert out.second.text.splitlines()[-1] == (
        "▓▓▓▓▓▓░░░░░░ 50% · 已完整送达0人，部分送达5人，共5人 · 已收悉：0个城市，共4个"
    )


def test_delivery_says_what_is_paused(out: Out) -> None:
    sending.pause(out.session, out.secretary.person, out.general_id, out.stage.now)
    desk(out)
    assert out.secretary.text.splitlines()[-1] == "Der Versand ist unterbrochen."


def test_accession_circulars_stand_in_the_list_and_lead_to_the_board(stage: Stage) -> None:
    asked = asked_on(stage)
    asked.secretary.type("/desk")
    asked.secretary.press("Versandstatus")
    assert asked.secretary.text.split("\n\n")[-1] == (
        "ISA-RS 2026/01, 24. November 2026\nBeitritt der Bewerberstadt Rhein-Kreis Neuss\n"
        f"░░░░░░░░░░░░ 0{PERCENT} · zugestellt an 0 von 5"
    )
    (label,) = asked.secretary.labels[0]
    asked.secretary.press(label)
    assert asked.secretary.labels[0] == ["Erinnern"]


def test_nothing_sent_lately(stage: Stage) -> None:
    out = people_on(stage)
    desk(out)
    assert out.secretary.text == (
        "Versandstatus\n\nZurzeit wartet keine Nachricht.\n\n"
        "In den letzten 90 Tagen wurde kein Rundschreiben versandt."
    )


def test_nine_circulars_take_two_pages(stage: Stage) -> None:
    out = people_on(stage)
    for _ in range(9):
        send_another(out)
        stage.pass_time(hours=1)
    desk(out)
    assert [row[0].split(" · ")[0] for row in out.secretary.labels[:8]] == [
        f"ISA-RS 2026/{number:02d}" for number in range(9, 1, -1)
    ]
    out.secretary.press("Nächste Seite")
    assert out.secretary.labels[0] == ["ISA-RS 2026/01 · Logistik für Köln"]


def test_contact_person_has_no_delivery_list(out: Out) -> None:
    given = out.contacts["aachen"].press_data("cr.d:0")
    assert given.alert
    given = out.contacts["aachen"].press_data("cr.u:0")
    assert given.alert


# ---- people


def test_people_out_of_reach_are_named_with_reason_and_address(out: Out) -> None:
    blocked, gone = out.contacts["koeln"].person, out.contacts["jieyang"].person
    blocked.channel = Channel.BLOCKED
    blocked.channel_since = out.stage.now
    blocked.email = "gross@stadt-koeln.example"
    gone.channel = Channel.GONE
    gone.channel_since = out.stage.now
    desk(out)
    out.secretary.press("Nicht erreichbar")
    assert out.secretary.text == (
        "Über Telegram nicht erreichbar\n\n"
        "王伟, Jieyang: das Telegram-Konto besteht nicht mehr oder ist nicht auffindbar, seit "
        "24. November 2026\nE-Mail: –\n\n"
        "Uwe Groß, Köln: hat Stadtbote in Telegram blockiert, seit 24. November 2026\n"
        "E-Mail: gross@stadt-koeln.example"
    )
    assert out.secretary.labels == [["王伟"], ["Uwe Groß"], ["Zurück", "Menü"]]
    out.secretary.press("Uwe Groß")
    assert out.secretary.text.splitlines()[0] == "Uwe Groß"


def test_failures_are_told_as_a_secretary_understands_them(out: Out) -> None:
    reasons = {
        "李娜": (DeliveryState.REFUSED, "Forbidden: bot was blocked by the user", Channel.BLOCKED),
        "王伟": (DeliveryState.REFUSED, "Bad Request: chat not found", Channel.GONE),
        "Eva Klein": (DeliveryState.FAILED, "Fault a1b2c3: KeyError", Channel.OPEN),
        "Anna Weiß": (DeliveryState.FAILED, "Bad Request: message is too long", Channel.OPEN),
        "Uwe Groß": (DeliveryState.REFUSED, "Forbidden", Channel.OPEN),
    }
    people = {phone.person.key: phone.person for phone in out.stage.phones.values()}
    for one in out.deliveries:
        person = people[one.person_id]
        state, error, person.channel = reasons[person.name]
        settle(out.session, one, state, error)
    out.progress()
    out.secretary.press("Nicht zugestellt")
    said = [block.splitlines()[0] for block in out.secretary.text.split("\n\n")]
    assert said == [
        "Nicht zugestellt",
        "李娜, Foshan: hat Stadtbote in Telegram blockiert",
        "王伟, Jieyang: das Telegram-Konto besteht nicht mehr oder ist nicht auffindbar",
        (
            "Eva Klein, Aachen: konnte wegen eines Fehlers auf unserer Seite nicht erstellt "
            "werden, Nummer a1b2c3"
        ),
        (
            "Anna Weiß, Aachen: Telegram hat die Nachricht nicht angenommen: "
            "Bad Request: message is too long"
        ),
        "Uwe Groß, Köln: war zu dieser Zeit nicht erreichbar und ist es jetzt wieder",
    ]
    out.secretary.press("Zurück")
    assert out.secretary.labels[0] == ["Nicht zugestellt (5)", "Erneut versuchen"]


def test_failures_of_a_circular_that_reached_everybody(out: Out) -> None:
    out.secretary.press_data(f"cr.e:{out.general_id}:0")
    assert out.secretary.text == (
        "Nicht zugestellt\n\nBei niemandem ist die Zustellung dieses Rundschreibens gescheitert."
    )


def test_reminder_names_cities_of_which_nobody_can_be_reached(out: Out) -> None:
    out.deliver()
    out.contacts["koeln"].person.channel = Channel.GONE
    out.progress()
    out.secretary.press("Erinnern")
    given = out.secretary.press("Erinnern")
    assert given.toast == "3 Städte werden erinnert."
    assert out.secretary.text.splitlines()[0] == (
        "Aus diesen Städten ist hier niemand zu erreichen: Köln. Bitte schreiben Sie ihnen per "
        "Brief."
    )


def test_reminding_when_all_have_acknowledged_is_refused(stage: Stage) -> None:
    out = people_on(stage)
    out.general_id = send_another(out)
    out.deliver()
    for phone in out.contacts.values():
        phone.press_data(f"cr.a:{out.general_id}:l")
    assert out.general.audience is Audience.MEMBERS
    out.progress()
    assert out.secretary.labels == [["Rundschreiben lesen", "Berichtigung"], ["Zurück", "Menü"]]
    given = out.secretary.press_data(f"cr.n:{out.general_id}:0")
    assert given.toast == (
        "Es ist keine Stadt zu erinnern: Alle haben Kenntnis genommen, oder das Rundschreiben ist "
        "noch unterwegs."
    )
