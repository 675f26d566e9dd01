"""A circular to 45 cities: paused, resumed, acknowledged, tried again, reminded."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.alliance45 import (
    EMPTY,
    PEOPLE,
    PEOPLED,
    chinese,
    german,
    register_file,
    second,
)
from tests.journeys.cast import move_in, peopled, with_database
from tests.journeys.harness import Phone, Town, town
from tests.journeys.message import labels, words

CONTACTS = 2 * len(PEOPLED)
CITIES = len(PEOPLED) + 1
STATES = "SELECT state, count(*) FROM delivery WHERE kind = :kind GROUP BY state ORDER BY state"
TITLE = "Förderung der Wärmenetze"
SLOW = 10


@pytest.fixture
async def place(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town of 45 member cities, in which circulars go out slowly."""
    with_database(sqlite_database, peopled(register_file(tmp_path), PEOPLE))
    async with town(tmp_path, sqlite_database, STADTBOTE_RATE=str(SLOW)) as place:
        yield place


async def sent(secretary: Phone) -> None:
    """Write a circular with a file in German screens, and send it to all members."""
    await secretary.type("/desk", label="Neues Rundschreiben")
    await secretary.press("Neues Rundschreiben", then="Betreff, deutsche Fassung")
    await secretary.type(TITLE, then="Text, deutsche Fassung")
    await secretary.type("Bitte nennen Sie Vorhaben für Straßenbeläge.", label="Fertig")
    await secretary.press("Fertig", then="Betreff, chinesische Fassung")
    await secretary.type("供热管网资助", then="Text, chinesische Fassung")
    await secretary.type("请报送道路工程。", label="Fertig")
    await secretary.press("Fertig", then="Anlagen")
    await secretary.send_file("Liste.pdf", b"%PDF-1.4 Liste", "application/pdf")
    await secretary.press("Fertig", shows="Alle Mitglieder")
    await secretary.press("Alle Mitglieder", shows="Erbeten")
    preview = await secretary.press("Erbeten", shows="Senden")
    nobody = f"bitte schreiben Sie ihnen per Brief: {german(EMPTY)}."
    assert nobody in words(preview)
    question = await secretary.press("Senden", shows="Bestätigen")
    assert f"geht jetzt an {CONTACTS} Personen (Städte: {CITIES})." in words(question)
    assert nobody in words(question)
    await secretary.press("Bestätigen", shows="Unterbrechen")


async def paused_and_resumed(place: Town, secretary: Phone) -> None:
    """Pause in the middle, start anew, and go on quickly."""
    progress = await secretary.until("· [1-9][0-9]* von 176 Nachrichten", label="Unterbrechen")
    await secretary.press("Unterbrechen", on=progress, shows="Fortsetzen")
    await secretary.until("Der Versand ist unterbrochen\\.\n(.*\n)*.*Unterbrochen: ")
    assert await place.stop() == 0
    place.settings["STADTBOTE_RATE"] = "0"
    await place.start()
    held = dict(place.rows(STATES, kind="circular"))
    assert set(held) <= {"held", "sent", "refused"}
    assert held["held"] > 0
    assert held["sent"] > 0
    await secretary.press("Fortsetzen", then="Der Versand ist abgeschlossen\\.\n▓+ 100")


async def test_a_circular_to_45_cities_is_followed_to_its_end(place: Town) -> None:
    phones = await move_in(place, PEOPLE)
    secretary, other = phones["Markus Lenz"], phones["何婉仪"]
    blocked = phones[second("de01")]
    await place.start()
    await place.post(f"/api/people/{blocked.id}/block")
    await sent(secretary)
    await paused_and_resumed(place, secretary)
    await place.quiet()
    unreached = 2
    assert place.rows(STATES, kind="circular") == [
        ("refused", unreached),
        ("sent", 2 * CONTACTS - unreached),
    ]
    progress = await secretary.until("Zugestellt an 87 von 88 Personen", label="Nicht zugestellt")

    # The secretariat hears once of each that a channel is lost; the city's other contact acts.
    told = [one for one in await secretary.chat() if "nicht mehr erreichbar\n" in words(one)]
    assert len(told) == 1
    assert len([one for one in await other.chat() if "有人员无法联系\n" in words(one)]) == 1
    why = await secretary.press("Nicht zugestellt", on=progress)
    assert words(why).splitlines()[2] == (
        f"{second('de01')}, {german('de01')}: hat Stadtbote in Telegram blockiert"
    )
    await acknowledged(phones)
    await secretary.press("Zurück", on=why, then="Kenntnis genommen: 2 von 45 Städten")
    await tried_again(place, phones)
    await reminded(place, phones)
    await place.quiet()
    await place.check()


async def acknowledged(phones: dict[str, Phone]) -> None:
    """Acknowledge for a city of each side; colleagues see by whom, on their own copies."""
    colleague = phones[second("cn02")]
    thanks = f"谢谢。已登记{chinese('cn02')}收悉本通函。"
    assert await phones["cn02"].toast("已收悉") == thanks
    letter = await colleague.until(f"\n✓ {chinese('cn02')}已收悉：Erste cn02，")
    assert labels(letter) == []
    thanks = f"Vielen Dank. Die Kenntnisnahme von {german('de01')} ist vermerkt."
    assert await phones["de01"].toast("Kenntnis genommen") == thanks


async def tried_again(place: Town, phones: dict[str, Phone]) -> None:
    """Try again once the way is open: both messages come, and say who has acknowledged."""
    secretary, person = phones["Markus Lenz"], phones[second("de01")]
    await place.post(f"/api/people/{person.id}/unblock")
    await place.quiet()
    await secretary.press("Erneut versuchen", then="Zugestellt an 88 von 88 Personen")
    await person.until(f"^{TITLE}\n(.*\n)*✓ Kenntnis genommen für {german('de01')}: Erste de01, ")
    await person.until("^Anlage 1 von 1 zu Rundschreiben Nr. ")
    assert place.rows(STATES, kind="circular") == [("sent", 2 * CONTACTS)]


async def reminded(place: Town, phones: dict[str, Phone]) -> None:
    """Remind those that are outstanding; one of them acknowledges on the reminder."""
    secretary, person = phones["Markus Lenz"], phones[second("cn22")]
    question = await secretary.press("Erinnern", then="^43 Städte an die Kenntnisnahme erinnern")
    after = await secretary.press("Erinnern", on=question, then="Letzte Erinnerung: ")
    assert f"niemand zu erreichen: {german(EMPTY)}." in words(after)
    reminder = await person.until("^提醒：通函尚待确认收悉\n", label="已收悉")
    await place.quiet()
    assert place.rows(STATES, kind="circular-reminder") == [("sent", CONTACTS - 4)]
    await person.press("已收悉", on=reminder, then=f"✓ {chinese('cn22')}已收悉：{person.name}")
    progress = await secretary.until("Kenntnis genommen: 3 von 45 Städten")
    assert f"✕ {german(EMPTY)}: niemand erreichbar" not in words(progress)
    for page in ("Vorherige Seite", "Vorherige Seite"):
        progress = await secretary.press("Nächste Seite", on=progress, shows=page)
    shown = words(progress)
    assert f"✕ {german(EMPTY)}: niemand erreichbar" in shown
    assert f"✓ {german('de01')}: Erste de01, " in shown
