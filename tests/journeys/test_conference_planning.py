"""A conference planned by chat over HTTP: invited to, its board, its lists, moved, called off."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from tests.journeys.cast import SMALL_TOWN, move_in, small_asked, with_database
from tests.journeys.harness import Phone, Town, town
from tests.journeys.message import Message, words

BERLIN = ZoneInfo("Europe/Berlin")
KINDS = "SELECT kind, state, count(*) FROM delivery WHERE kind = :kind GROUP BY kind, state"
INVITED = 6


@pytest.fixture
async def place(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with six member cities of which everybody is registered."""
    with_database(sqlite_database, small_asked("zhuhai"))
    async with town(tmp_path, sqlite_database) as place:
        yield place


async def planned(secretary: Phone, starts: datetime) -> Message:
    """Plan a conference in Aachen of eight hours; return its preview."""
    await secretary.type("/desk", label="Neue Konferenz")
    await secretary.press("Neue Konferenz", shows="Halbjahreskonferenz")
    await secretary.press("Halbjahreskonferenz", then="deutsche Fassung")
    await secretary.type("Frühjahrskonferenz", then="chinesische Fassung")
    await secretary.type("春季联席会议", label="Aachen")
    await secretary.press("Aachen", then="deutsche Fassung")
    await secretary.type("Eurogress", then="chinesische Fassung")
    await secretary.type("亚琛会展中心", then="Wann beginnt")
    await secretary.type(f"{starts:%d.%m.%Y %H:%M}", then="Wann endet")
    await secretary.type("17:00", then="je Punkt eine Zeile")
    await secretary.type("Begrüßung | 开幕致辞 | 15\nArbeitsplan | 工作计划 | 90", label="Fertig")
    await secretary.press("Fertig", shows="Bis zum Beginn")
    await secretary.press("Bis zum Beginn", shows="Überspringen")
    return await secretary.press("Überspringen", shows="Einladungen senden")


async def brought(place: Town, phone: Phone, label: str, name: str) -> bytes:
    """Press a button that brings a file; return its bytes."""
    event = await phone.now()
    await phone.toast(label)
    message = await phone.after(event, "^Delegationen: Frühjahrskonferenz\n")
    assert message["document"]["file_name"].endswith(name)
    url = f"{place.base}/api/files/{message['document']['file_id']}"
    async with place.http.get(url) as answer:
        return await answer.read()


async def test_conference_is_planned_followed_moved_and_called_off(place: Town) -> None:
    phones = await move_in(place, SMALL_TOWN)
    secretary, german, chinese = (phones[one] for one in ("Markus Lenz", "aachen", "foshan"))
    await place.start()
    day = datetime.now(BERLIN) + timedelta(days=150)
    starts = day.replace(hour=9, minute=0, second=0, microsecond=0)
    preview = await planned(secretary, starts)
    shown = [one for one in preview["entities"] if one["type"] == "date_time"]
    assert [one["unix_time"] for one in shown] == [
        int(at.timestamp()) for at in (starts, starts.replace(hour=17))
    ]
    await secretary.press("Einladungen senden", then=f"{INVITED} Mitglieds", shows="Bestätigen")
    await secretary.press("Bestätigen", then="eingeladen 6", shows="Konferenz ändern")
    await place.quiet()
    assert place.rows(KINDS, kind="invitation") == [("invitation", "sent", INVITED)]

    await german.until("Frühjahrskonferenz", label="Wir nehmen teil")
    await chinese.until("春季联席会议", label="参会")
    event = await secretary.now()
    await german.press("Wir nehmen teil")
    board = await secretary.after(event, "\nnehmen teil 1, nehmen nicht teil 0")
    assert "\nAachen · Katharina Vossen, " in words(board)

    sheet = load_workbook(
        io.BytesIO(await brought(place, secretary, "Delegationen (XLSX)", ".xlsx"))
    ).active
    assert [cell.value for cell in sheet[1]][:3] == ["Nr. 序号", "Seite", "所属方"]
    assert (await brought(place, secretary, "Delegationen (PDF)", ".pdf"))[:5] == b"%PDF-"

    await secretary.press("Konferenz ändern", shows="Absagen")
    await secretary.press("Beginn und Ende", then="Wann beginnt")
    later = starts + timedelta(days=7)
    await secretary.type(f"{later:%d.%m.%Y %H:%M}", then="Wann endet")
    await secretary.type("17:00", then="künftig: ", label="Bestätigen")
    await secretary.press("Bestätigen", shows="Konferenz ändern")
    await place.quiet()
    assert place.rows(KINDS, kind="conference-changed") == [
        ("conference-changed", "sent", INVITED)
    ]
    ((at, sequence),) = place.rows("SELECT starts_at, sequence FROM conference")
    assert (str(at)[:19], sequence) == (f"{later.astimezone(UTC):%Y-%m-%d %H:%M:%S}", 1)

    await secretary.press("Konferenz ändern", shows="Absagen")
    await secretary.press("Absagen", then="Warum findet")
    await secretary.type("Sturm. 台风。", label="Absagen")
    await secretary.press("Absagen", then="Abgesagt\n")
    await place.quiet()
    assert place.rows(KINDS, kind="conference-cancelled") == [
        ("conference-cancelled", "sent", INVITED)
    ]
    await place.check()
