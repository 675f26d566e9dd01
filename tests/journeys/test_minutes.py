"""Minutes over HTTP: written in both languages, resolved, circulated, carried out, on record."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, delete, select

from alliance.conference import draft, inviting
from bot.work import now_utc
from storage.conference import EventKind, Reminder
from storage.delivery import Delivery
from storage.language import Language
from storage.person import Person, Role
from tests.journeys.cast import DEMO_TOWN, move_in, with_database
from tests.journeys.conftest import Copy
from tests.journeys.harness import Town, town
from tests.journeys.message import labels, words

TITLES = {Language.DE: "Herbstkonferenz", Language.ZH: "秋季会议"}
STANDS = "SELECT text_de, city_code, done_at IS NOT NULL, report FROM resolution ORDER BY position"
DAY = timedelta(days=1)


def held(session: Session) -> None:
    """Invite to a conference that is over by now."""
    now = now_utc() - 50 * DAY
    secretary = session.exec(select(Person).where(Person.role == Role.SECRETARIAT)).first()
    assert secretary is not None
    conference = draft.start(session, secretary, EventKind.CONFERENCE, now)
    key = conference.key
    for language in Language:
        draft.write_title(session, secretary, key, language, TITLES[language], now)
        draft.write_venue(session, secretary, key, language, "Gürzenich", now)
    draft.set_host(session, secretary, key, "koeln", now)
    day = (now + 40 * DAY).date()
    draft.set_times(session, secretary, key, f"{day}T09:00", f"{day}T16:30", now)
    draft.add_item(session, secretary, key, "Begrüßung", "致辞", 30, now)
    inviting.invite(session, secretary, key, now)
    session.execute(delete(Reminder))
    session.execute(delete(Delivery))


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with 23 member cities after their conference."""
    url = drafted(tmp_path)
    with_database(url, held)
    async with town(tmp_path, url) as place:
        yield place


async def test_minutes_are_circulated_and_a_resolution_carried_out(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    secretary, german, chinese = (phones[one] for one in ("Markus Lenz", "aachen", "foshan"))
    await place.start()
    listed = await secretary.type("/conferences", label="Neue Konferenz")
    [conference] = [label for label in labels(listed) if label.endswith("Herbstkonferenz")]
    await secretary.press(conference, shows="Protokoll und Unterlagen")
    await secretary.press("Protokoll und Unterlagen", shows="Beschlüsse")
    for half, first, second in (
        ("Deutsch", "Es wurde getagt.", "Und beschlossen."),
        ("中文", "会议已召开。", "并通过决议。"),
    ):
        await secretary.press(half, shows="Schreiben")
        await secretary.press("Schreiben", then="höchstens 9000 Zeichen")
        await secretary.type(first, label="Fertig")
        await secretary.type(second, label="Fertig")
        await secretary.press("Fertig", shows="Text ändern")
        await secretary.press("Zurück", shows="Beschlüsse")
    await secretary.press("Beschlüsse", shows="Neuer Beschluss")
    await secretary.press("Neuer Beschluss", then="auf Deutsch")
    await secretary.type("Flächen <melden>", then="auf Chinesisch")
    await secretary.type("报送用地清单", label="Das Sekretariat")
    await secretary.type("佛山市", label="Überspringen")
    await secretary.press("Überspringen", then="Zuständig: Foshan", shows="Bestätigen")
    listed = await secretary.press("Bestätigen", shows="Neuer Beschluss")
    await secretary.press("Zurück", on=listed, shows="Protokoll versenden")
    preview = await secretary.press("Protokoll versenden", shows="Senden")
    assert "Kenntnisnahme: Erbeten" in words(preview)
    await secretary.press("Senden", shows="Bestätigen")
    await secretary.press("Bestätigen", then="Protokoll: Herbstkonferenz", shows="Berichtigung")
    await place.quiet()

    letter = await german.until("^Protokoll: Herbstkonferenz\n", label="Kenntnis genommen")
    assert "Beschlüsse\n1. Flächen <melden>\nZuständig: Foshan" in words(letter)
    paper = await chinese.until("^会议纪要：秋季会议\n", label="已收悉")
    assert "决议\n1. 报送用地清单\n承办：佛山市" in words(paper)
    await chinese.type("/conferences", label="我方决议")
    await chinese.press("我方决议", shows="报送用地清单")
    await chinese.press("报送用地清单", shows="反馈办理结果")
    await chinese.press("反馈办理结果", then="办理情况如何")
    await chinese.type("清单已报送。", label="确认")
    await chinese.press("确认", then="已办结")
    await secretary.until("Ein Beschluss wurde als erledigt gemeldet.(.*\n)*.*清单已报送。")
    assert place.rows(STANDS) == [("Flächen <melden>", "foshan", 1, "清单已报送。")]
    await place.check()
