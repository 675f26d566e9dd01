"""A circular over HTTP: written with formatting and a file, sent, acknowledged, corrected."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.cast import DEMO_TOWN, move_in
from tests.journeys.conftest import Copy
from tests.journeys.harness import Town, town
from tests.journeys.message import words
from tests.journeys.writing import marked, type_formatted

SENT = "SELECT state, count(*) FROM delivery WHERE kind = 'circular' GROUP BY state"


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with 23 member cities."""
    async with town(tmp_path, drafted(tmp_path)) as place:
        yield place


async def test_a_circular_is_written_sent_acknowledged_and_corrected(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    secretary, german, chinese = (phones[one] for one in ("Markus Lenz", "aachen", "foshan"))
    await place.start()
    await secretary.type("/desk", label="Neues Rundschreiben")
    await secretary.press("Neues Rundschreiben", then="Betreff, deutsche Fassung")
    await secretary.type("Umfrage <Logistik>", then="Text, deutsche Fassung")
    text = "Sehr geehrte 🎉 Damen,\n\nbitte antworten Sie hier."
    await type_formatted(secretary, text, "Fertig", bold="geehrte", text_link="hier")
    await secretary.press("Fertig", then="Betreff, chinesische Fassung")
    await secretary.type("物流调查", then="Text, chinesische Fassung")
    await type_formatted(secretary, "各成员城市：🎉敬请填写。", "Fertig", italic="敬请填写")
    await secretary.press("Fertig", then="Anlagen")
    await secretary.send_file("Bogen.pdf", b"%PDF-1.4 Bogen", "application/pdf")
    await secretary.press("Fertig", shows="Alle Mitglieder")
    await secretary.press("Alle Mitglieder", shows="Erbeten")
    preview = await secretary.press("Erbeten", shows="Senden")
    assert ("bold", "geehrte") in marked(preview)
    assert ("italic", "敬请填写") in marked(preview)
    await secretary.press("Senden", shows="Bestätigen")
    await secretary.press("Bestätigen", then="Umfrage <Logistik>", shows="Berichtigung")
    await place.quiet()
    recipients = len(DEMO_TOWN) - 3
    assert place.rows(SENT) == [("sent", recipients * 2)]

    letter = await german.until("^Umfrage <Logistik>\n", label="Kenntnis genommen")
    assert marked(letter)[:3] == [
        ("bold", "Umfrage <Logistik>"),
        ("bold", "geehrte"),
        ("text_link", "hier"),
    ]
    assert marked(await chinese.until("^物流调查\n", label="已收悉"))[1] == ("italic", "敬请填写")
    assert (await chinese.chat())[-1]["document"]["file_name"] == "Bogen.pdf"
    await chinese.press("已收悉")
    progress = await secretary.until("^Umfrage <Logistik>\n(.*\n)*.*: 1 von 23 Städten")
    correction = await secretary.press("Berichtigung", on=progress, shows="Senden")
    assert "genau die Empfänger des berichtigten Rundschreibens" in words(correction)
    await secretary.press("Senden", on=correction, shows="Bestätigen")
    await secretary.press("Bestätigen", shows="Berichtigung")
    await place.quiet()
    assert place.rows(SENT) == [("sent", recipients * 4)]
    await chinese.until("^物流调查\n.*\n.*〔\\d+〕1号")
    await place.check()
