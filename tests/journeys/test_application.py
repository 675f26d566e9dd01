"""The secretary writes an application, asks everybody, and 23 consents admit the district."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.accession import Part
from storage.language import Language
from tests.journeys.cast import DEMO_TOWN, move_in
from tests.journeys.conftest import Copy
from tests.journeys.harness import Town, town
from tests.journeys.message import GERMAN, labels, words

TO_BOARD, NEW_CITY, GERMAN_SIDE = (
    GERMAN.label("more", one) for one in ("To the board", "New city", "German side")
)
BERLIN = ZoneInfo("Europe/Berlin")
WRITTEN = {Language.DE: "Teil {}: Hafen und Stahl. ", Language.ZH: "第{}部分：港口与钢铁。"}
GERMAN_END = [
    "Rhein-Kreis Neuss ist aufgenommen",
    "Rundschreiben Nr. ISA-RS YEAR/01",
    "Verhältnis der chinesischen zu den deutschen Sitzen: 14\u202f:\u202f10",
]
CHINESE_END = ["莱茵-诺伊斯县已获接纳", "中德工盟函〔YEAR〕1号", "中方与德方席位之比：14:10"]
STATES = "SELECT state, count(*) FROM delivery WHERE kind = 'statement-request' GROUP BY state"


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with 23 member cities and a drafted application."""
    async with town(tmp_path, drafted(tmp_path)) as place:
        yield place


async def test_secretary_writes_an_application_in_both_languages(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    phone = phones["Markus Lenz"]
    await place.start()
    await phone.type("/desk", label="Neuer Antrag")
    await phone.press("Neuer Antrag", shows=NEW_CITY)
    await phone.press(NEW_CITY, then="eutsch")
    await phone.type("Duisburg", then="hinesisch")
    await phone.type("杜伊斯堡", label=GERMAN_SIDE)
    await phone.press(GERMAN_SIDE, shows="Bestätigen")
    await phone.press("Bestätigen", then=r"· 1 \w+ 8")
    texts = []
    for at, (part, language) in enumerate(product(Part, Language), start=1):
        text = WRITTEN[language].format(at) * 40
        texts.append((part.value, language.value, text.strip()))
        if at == 4:
            await phone.send_file("四.txt", text.encode("gb18030"), "text/plain")
        else:
            await phone.type(text, label="Fertig")
        await phone.press("Fertig", then=rf"· {at + 1} \w+ 8" if at < 8 else "Dateien")
    await phone.press("Überspringen", then="Bis wann")
    target = datetime.now(BERLIN).replace(hour=12, minute=0, second=0) + timedelta(days=60)
    preview = await phone.type(f"{target:%d.%m.%Y}", label="Stellungnahmen einholen")
    # Everybody but two secretaries and the candidate's person reads it.
    assert words(preview).splitlines()[-1] == GERMAN.count(
        "The request reaches {n} person; member cities asked: {cities}.",
        "The request reaches {n} people; member cities asked: {cities}.",
        len(DEMO_TOWN) - 3,
        cities=23,
    )
    ((asked_for,),) = place.rows(
        "SELECT target_at FROM accession WHERE candidate_code = 'duisburg'"
    )
    assert str(asked_for)[:19] == f"{target.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    halves = (
        "SELECT part, language, text FROM dossiertext JOIN accession "
        "ON accession.id = accession_id WHERE candidate_code = 'duisburg' ORDER BY 1, 2"
    )
    written = place.rows(halves)
    assert written == sorted(texts)
    await phone.press("Stellungnahmen einholen", shows="Bestätigen")
    sent = await phone.press("Bestätigen", shows="Zum Verfahrensstand")
    assert ": 23\n" in words(sent)
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
    await secretary.press("Bestätigen", shows="Zum Verfahrensstand")
    await place.quiet()
    assert place.rows(STATES) == [("sent", 23)]
    assert [len(await one.chat()) for one in (german, chinese)] == [1, 1]

    await secretary.press("Zum Verfahrensstand", shows="Erinnern", then=" 0 von 23\n")
    for phone, consent, submit in (
        (german, "Zustimmen", "Verbindlich abgeben"),
        (chinese, "同意", "正式提交"),
    ):
        await phone.press(consent, shows=submit)
        await phone.press(submit)
    event = await secretary.now()
    answered = await place.post("/api/crowd/answer", people="all", choice="consent")
    assert answered["started"] == 21
    await secretary.after(event, "^Rhein-Kreis Neuss ist aufgenommen\n")
    await secretary.after(event, "^Beitritt der Bewerberstadt .*\n(.*\n)*.* 23 von 23\n")
    await place.quiet()
    for city, end in (
        ("aachen", GERMAN_END),
        ("rhein-kreis-neuss", GERMAN_END),
        ("foshan", CHINESE_END),
        ("nanning", CHINESE_END),
    ):
        told = re.sub(r"20\d\d", "YEAR", words((await phones[city].chat())[-1])).splitlines()
        assert [*told[:2], told[-1]] == end
    counted = "SELECT kind, count(*) FROM statement WHERE replaced_at IS NULL GROUP BY kind"
    assert place.rows(counted) == [("consent", 23)]
    assert place.rows("SELECT state FROM accession") == [("admitted",)]
    ended = "SELECT state, count(*) FROM delivery WHERE kind = 'accession-ended' GROUP BY state"
    assert place.rows(ended) == [("sent", len(DEMO_TOWN))]
    await place.check()
