"""The archive of circulars: searched in both languages, read again, corrected, by a newcomer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from alliance.circular import draft, sending
from bot.work import now_utc
from storage.circular import Audience
from storage.language import Language
from storage.person import Person, Role
from tests.journeys.alliance45 import EMPTY, PEOPLE, german, register_file
from tests.journeys.cast import move_in, peopled, with_database
from tests.journeys.harness import Phone, Town, town
from tests.journeys.message import words

TITLES = {Language.DE: "Förderung der Wärmenetze", Language.ZH: "供热管网资助"}
TEXTS = {Language.DE: "Bitte melden Sie Straßenbeläge.", Language.ZH: "请报送道路工程。"}
SENT = "SELECT subject, count(*) FROM delivery WHERE kind = 'circular' GROUP BY subject"
CONTACTS = len(PEOPLE) - 2


def send(session: Session) -> None:
    """Send a circular to all members, to be acknowledged."""
    query = select(Person).where(Person.role == Role.SECRETARIAT, Person.name == "Markus Lenz")
    who, now = session.exec(query).one(), now_utc()
    key = draft.start(session, who, now).key
    for language in Language:
        draft.write_title(session, who, key, language, TITLES[language], now)
        draft.write_text(session, who, key, language, TEXTS[language], [], now)
    draft.set_audience(session, who, key, Audience.MEMBERS, now)
    draft.set_acknowledge(session, who, key, True, now)  # noqa: FBT003 - its own name says it
    sending.send(session, who, key, now)


@pytest.fixture
async def place(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town of 45 member cities to which a circular is being sent."""
    with_database(sqlite_database, peopled(register_file(tmp_path), PEOPLE))
    with_database(sqlite_database, send)
    async with town(tmp_path, sqlite_database) as place:
        yield place


async def registered(place: Town) -> Phone:
    """Register the first person of the city that nobody was there for."""
    token = await place.invite("--city", EMPTY, "--responsible")
    phone = await place.phone("Jörg", "de")
    await phone.type(f"/start {token}", label="Deutsch")
    await phone.press("Deutsch", shows="Einwilligen und weiter")
    await phone.press("Einwilligen und weiter", then="^Wie heißen Sie")
    await phone.type("Jörg Müller", then="^Welche Funktion haben Sie")
    await phone.type("Leitung", then="E-Mail")
    await phone.press("Überspringen", shows="Bestätigen")
    await phone.press("Bestätigen", then=f"^Für {german(EMPTY)} offen\n")
    return phone


async def test_archive_is_searched_in_both_languages_and_corrections_are_found(
    place: Town,
) -> None:
    phones = await move_in(place, PEOPLE)
    secretary, reader, chinese = phones["Markus Lenz"], phones["de02"], phones["cn03"]
    await place.start()
    await place.quiet()
    assert place.rows(SENT) == [("circular:1", CONTACTS)]
    found = f"\n{TITLES[Language.DE]}\nKenntnisnahme steht noch aus"
    for typed in ("道路", "STRASSENBELÄGE", "wärmenetze 管网"):
        listed = await reader.type(f"/circulars {typed}", then=f"1 Treffer für: {typed}")
        assert found in words(listed)
    for typed in ("供热", "Förderung", "Straßenbeläge"):
        listed = await chinese.type(f"/circulars {typed}", then=f"找到1份，查找词：{typed}")
        assert f"\n{TITLES[Language.ZH]}\n尚待确认收悉" in words(listed)
    await chinese.type("/circulars 港口", then="没有找到包含全部查找词的通函：港口")

    newcomer = await registered(place)
    opened = [one for one in await newcomer.chat() if TITLES[Language.DE] in words(one)]
    assert len(opened) == 1
    assert "Kenntnisnahme steht noch aus" in words(opened[0])
    letter = await newcomer.press(
        opened[0]["reply_markup"]["inline_keyboard"][0][0]["text"],
        on=opened[0],
        shows="Kenntnis genommen",
    )
    await newcomer.press("Kenntnis genommen", on=letter, then=f"für {german(EMPTY)}: Jörg Müller")

    # The newcomer did not get the circular, and so does not get its correction either.
    await secretary.type("/desk", label="Versandstatus")
    listed = await secretary.press("Versandstatus", then="Kenntnis genommen: 1 von 45 Städten")
    opening = listed["reply_markup"]["inline_keyboard"][0][0]["text"]
    await secretary.press(opening, on=listed, shows="Berichtigung")
    await secretary.press("Berichtigung", shows="Senden")
    await secretary.press("Senden", shows="Bestätigen")
    await secretary.press("Bestätigen", then="Berichtigung zu Rundschreiben Nr. ")
    await place.quiet()
    assert sorted(place.rows(SENT)) == [("circular:1", CONTACTS), ("circular:2", CONTACTS)]
    await chinese.until("^供热管网资助\n.*2号\n对.*1号的更正", label="已收悉")
    await chinese.type("/circulars 道路", then="找到2份，查找词：道路")
    await place.check()
