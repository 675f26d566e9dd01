"""A conference over HTTP as cities live it: invited, answered, delegations, moved, called off."""

import io
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import Session, col, select

from alliance.conference import draft, inviting
from bot.work import now_utc
from storage.conference import Conference, EventKind
from storage.language import Language
from storage.person import Person, Role
from tests.journeys.cast import DEMO_TOWN, move_in, with_database
from tests.journeys.conftest import Copy
from tests.journeys.harness import Town, town
from tests.journeys.message import labels, words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {Language.DE: "Frühjahrskonferenz <2>", Language.ZH: "春季会议"}


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town whose 23 member cities were invited to a conference."""
    url = drafted(tmp_path)
    with_database(url, invite)
    async with town(tmp_path, url) as place:
        yield place


def clerk(session: Session) -> Person:
    """Return a secretary."""
    query = select(Person).where(Person.role == Role.SECRETARIAT).order_by(col(Person.id))
    return session.exec(query).all()[0]


def day(after: int, clock: str) -> str:
    """Return a day so many from now, and a time, as clocks show it."""
    at: datetime = now_utc() + timedelta(days=after)
    return f"{at.date().isoformat()}T{clock}"


def invite(session: Session) -> None:
    """Invite to a conference in Aachen in sixty days."""
    who, now = clerk(session), now_utc()
    key = draft.start(session, who, EventKind.CONFERENCE, now).key
    for language in Language:
        draft.write_title(session, who, key, language, TITLES[language], now)
        draft.write_venue(session, who, key, language, "Eurogress", now)
    draft.set_host(session, who, key, "aachen", now)
    draft.set_times(session, who, key, day(60, "09:00"), day(61, "17:00"), now)
    draft.add_item(session, who, key, "Begrüßung", "致辞", 30, now)
    inviting.invite(session, who, key, now)


def move(session: Session) -> None:
    """Move the conference by a day."""
    (conference,) = session.exec(select(Conference)).all()
    starts, ends = day(61, "09:00"), day(62, "17:00")
    inviting.move(session, clerk(session), conference.key, starts, ends, now_utc())


def call_off(session: Session) -> None:
    """Call the conference off."""
    (conference,) = session.exec(select(Conference)).all()
    inviting.cancel(session, clerk(session), conference.key, "Hochwasser / 洪水", now_utc())


def table(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with some rows."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_cities_answer_name_delegations_and_hear_of_changes(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    german, colleague, chinese = (phones[one] for one in ("aachen", "Anna Weiß", "foshan"))
    await place.start()
    await place.quiet()

    letter = await german.until("^Einladung\n", label="Wir nehmen teil")
    moments = [one for one in letter["entities"] if one["type"] == "date_time"]
    assert {one["date_time_format"] for one in moments} == {"wDT"}
    assert len(moments) == 2
    assert await german.toast("Wir nehmen teil") == "Vielen Dank. Aachen: nimmt teil."
    # A colleague's copy of the letter follows by itself.
    await colleague.until("^Einladung\n(.*\n)*Beantwortet von Katharina Vossen, ")

    await german.press(
        "Delegation eintragen", then="eine Person je Zeile", shows="Vorlage (.xlsx)"
    )
    template = await german.press("Vorlage (.xlsx)", then="^Vorlage für die Delegation")
    assert template["document"]["file_name"] == "Delegation.xlsx"
    rows = (("Name", "Funktion", "Bereich"), ("Anna", "Rat", "Politik"), ("Bo", "Rat", "Zirkus"))
    wrong = await german.send_file("liste.xlsx", table(*rows), XLSX)
    assert words(wrong).splitlines()[1] == (
        "Zeile 3: Dieser Bereich ist nicht bekannt; bitte schreiben Sie eine Zahl von 1 bis 6."
    )
    rows = (*rows[:2], ("Bo", "Meister", "3"))
    right = await german.send_file("liste.xlsx", table(*rows), XLSX)
    assert "Bisher sind 2 Personen gelesen." in words(right)
    await german.press("Fertig", shows="Bestätigen")
    await german.press("Bestätigen", then="^Einladung\n(.*\n)*Delegation: 2 Personen$")
    assert place.rows("SELECT name FROM delegate ORDER BY position") == [("Anna",), ("Bo",)]

    assert await chinese.toast("参会") == "谢谢。佛山市：参会。"
    entry = await chinese.press("日历 (.ics)", then="^春季会议\n")
    assert entry["document"]["file_name"] == f"会议 {day(60, '')[:-1]}.ics"

    with_database(place.database, move)
    changed = await chinese.until("^变更通知\n春季会议\n", label="参会")
    assert "\n\n佛山市：参会\n答复人：" in words(changed)
    with_database(place.database, call_off)
    await chinese.until("^取消通知\n(.*\n)*原因：Hochwasser / 洪水\n", label="日历 (.ics)")
    gone = await german.until("^Einladung\n(.*\n)*Abgesagt\n")
    assert labels(gone) == ["Delegation anzeigen", "Kalender (.ics)"]
    await place.quiet()
    await place.check()
