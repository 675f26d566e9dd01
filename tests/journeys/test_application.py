"""The secretary writes an application, asks everybody, and 23 consents admit the district."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.cast import DEMO_TOWN, move_in
from tests.journeys.conftest import Copy
from tests.journeys.harness import PATIENCE, Phone, Town, labels, town, words

Phones = dict[str, Phone]
STATES = "SELECT state, count(*) FROM delivery WHERE kind = 'statement-request' GROUP BY state"


@pytest.fixture
async def place(drafted: Copy, request: pytest.FixtureRequest) -> AsyncIterator[Town]:
    """Return a town with 23 member cities and a drafted application."""
    folder = request.getfixturevalue("tmp_path")
    async with town(folder, drafted(folder)) as place:
        yield place


async def test_secretary_writes_an_application_in_both_languages(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    phone = phones["Markus Lenz"]
    await place.start()
    await phone.type("/desk", label="Neuer Antrag")
    await phone.press("Neuer Antrag", shows="Neue Stadt")
    await phone.press("Neue Stadt", then="Deutsch|deutsch")
    await phone.type("Duisburg", then="Chinesisch|chinesisch")
    await phone.type("杜伊斯堡", label="Deutsche Seite")
    await phone.press("Deutsche Seite", shows="Bestätigen")
    await phone.press("Bestätigen", then="^Wirtschaftliche Eckdaten\ndeutsche Fassung · 1 von 8")
    for at in range(1, 9):
        german = at % 2 == 1
        text = f"Teil {at}: Hafen und Stahl. " * 40 if german else f"第{at}部分：港口与钢铁。" * 40
        if at == 4:
            await phone.send_file("四.txt", text.encode("gb18030"), "text/plain")
        else:
            await phone.type(text, label="Fertig")
        await phone.press("Fertig", then=f"· {at + 1} von 8" if at < 8 else "Dateien")
    await phone.press("Überspringen", then="Bis wann")
    preview = await phone.type("31.03.2027", label="Stellungnahmen einholen")
    assert "31. März 2027, 12:00 Uhr MESZ" in words(preview)
    halves = "SELECT part, language, text FROM dossiertext JOIN accession ON accession_id = id"
    written = place.rows(f"{halves} WHERE candidate_code = 'duisburg' ORDER BY 1, 2")
    assert len(written) == 8
    await phone.press("Stellungnahmen einholen", shows="Bestätigen")
    sent = await phone.press("Bestätigen", shows="Zur Übersicht")
    assert "Um Stellungnahme gebetene Mitgliedsstädte: 23" in words(sent)
    await place.quiet()
    assert place.rows(STATES) == [("sent", 23)]
    await place.check()


async def test_23_consents_admit_the_district_although_telegram_floods(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    secretary, german, chinese = (phones[one] for one in ("Markus Lenz", "aachen", "foshan"))
    await place.start()
    await secretary.type("/desk", label="Neuer Antrag")
    drafts = await secretary.press("Neuer Antrag", then="Rhein-Kreis Neuss")
    await secretary.press(labels(drafts)[0], on=drafts, shows="Stellungnahmen einholen")
    await secretary.press("Stellungnahmen einholen", shows="Bestätigen")
    await place.post("/api/faults", method="sendMessage", kind="429", times=5, retry_after=1)
    await secretary.press("Bestätigen", shows="Zur Übersicht")
    await place.quiet()
    assert place.rows(STATES) == [("sent", 23)]
    assert [len(await one.chat()) for one in (german, chinese)] == [1, 1]

    board = await secretary.press("Zur Übersicht", shows="Erinnern")
    assert "23" in words(board)
    for phone, consent, submit in (
        (german, "Zustimmen", "Verbindlich abgeben"),
        (chinese, "同意", "正式提交"),
    ):
        await phone.press(consent, shows=submit)
        await phone.press(submit)
    event = await secretary.now()
    answered = await place.post("/api/crowd/answer", people="all", choice="consent")
    assert answered["started"] == 21
    end = "^Rhein-Kreis Neuss ist (als Mitglied )?aufgenommen|Rhein-Kreis Neuss: Aufnahme"
    told = await secretary.after(event, end)
    print(words(told))
    await place.quiet()
    for city in ("aachen", "foshan", "rhein-kreis-neuss", "nanning", "koeln"):
        print(words((await phones[city].chat())[-1]))
    counted = "SELECT kind, count(*) FROM statement WHERE replaced_at IS NULL GROUP BY kind"
    assert place.rows(counted) == [("consent", 23)]
    assert place.rows("SELECT state FROM accession") == [("admitted",)]
    ended = "SELECT state, count(*) FROM delivery WHERE kind = 'accession-ended' GROUP BY state"
    assert place.rows(ended) == [("sent", len(DEMO_TOWN))]
    shown = await secretary.until("23", "Antrag lesen")
    print(words(shown))
    await place.check()
