"""A long circular begun in Chinese, taken over in German, checked, tried, sent by the clock."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.work import now_utc
from locales.tongue import BERLIN, Tongue
from storage.circular import GeneralCircular
from tests.journeys.cast import CHINA, DEMO_TOWN, move_in, with_database
from tests.journeys.conftest import Copy
from tests.journeys.harness import PATIENCE, Phone, Town, town
from tests.journeys.message import data_of, labels, words
from tests.journeys.writing import marked, send_photo, type_formatted

PHOTO = b"GIF89a\x07\0\x05\0"
TITLE = "Arbeitsprogramm für die Häfen"
PARAGRAPH = "Die Städte stimmen ihre Vorhaben ab und melden sie bis zum Jahresende. " * 6
FIRST = "\n\n".join(["Sehr geehrte Damen und Herren,", *[PARAGRAPH.strip()] * 8])
SECOND = f"{PARAGRAPH}\n\nDas Formular liegt hier bereit."
CHINESE = "各成员城市：\n\n请于年底前报送合作项目。"
RECIPIENTS = len(DEMO_TOWN) - 3
COUNTED = "SELECT kind, state, count(*) FROM delivery WHERE kind = :kind GROUP BY kind, state"


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with 23 member cities and two secretaries."""
    async with town(tmp_path, drafted(tmp_path)) as place:
        yield place


def let_time_pass(session: Session) -> None:
    """Let the moment come at which the circular is due."""
    general = session.exec(select(GeneralCircular)).one()
    general.send_at = now_utc() - timedelta(seconds=1)
    session.add(general)


async def written(secretary: Phone) -> None:
    """Write both halves in Chinese screens, with a photo and a document, and leave."""
    await secretary.type("/desk", label="新建通函")
    await secretary.press("新建通函", then="^通函\n标题（德文版）")
    await secretary.type(TITLE, then="^通函\n正文（德文版）")
    await type_formatted(secretary, FIRST, "完成", then=f"已收到{len(FIRST)}个", bold="geehrte")
    await type_formatted(secretary, SECOND, "完成", text_link="hier")
    await secretary.press("完成", then="^通函\n标题（中文版）")
    await secretary.type("港口工作计划", then="^通函\n正文（中文版）")
    await type_formatted(secretary, CHINESE, "完成", italic="年底前")
    await secretary.press("完成", then="^通函\n附件")
    await send_photo(secretary, PHOTO, "^通函\n附件\n\n通函已有附件")
    files = await secretary.send_file("Formular.pdf", b"%PDF-1.4 Formular", "application/pdf")
    assert "Formular.pdf" in words(files)
    await secretary.press("完成", shows="全体成员城市")
    await secretary.type("/menu", label="通函")


async def test_a_long_draft_is_taken_over_checked_and_sent_by_the_clock(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    first, second = phones["何婉仪"], phones["Markus Lenz"]
    await place.start()
    await written(first)

    await second.type("/desk", label="Neues Rundschreiben")
    listed = await second.press("Neues Rundschreiben", shows="Neu verfassen")
    assert f"{TITLE}: in Arbeit, zuletzt bearbeitet von 何婉仪 am " in words(listed)
    draft = await second.press(labels(listed)[0], shows="Empfängerkreis")
    assert "Sie übernehmen diesen Entwurf von 何婉仪, zuletzt bearbeitet am " in words(draft)
    asked = await second.press("Empfängerkreis", shows="Alle Mitglieder")
    assert "Sie übernehmen diesen Entwurf von 何婉仪" in words(asked)
    await second.press("Alle Mitglieder", shows="Kenntnisnahme")
    await second.press("Kenntnisnahme", shows="Erbeten")
    draft = await second.press("Erbeten", shows="Senden")
    assert f"Das Rundschreiben erreicht {RECIPIENTS} Personen (Städte: 23)." in words(draft)
    send = data_of(draft, "Senden")

    # One half is changed: the other one is stale, and an old button does not send it.
    await second.press("中文", on=draft, shows="Text ändern")
    await second.press("Text ändern", then="chinesische Fassung")
    await type_formatted(second, f"{CHINESE}\n\n谢谢。", "Fertig", italic="年底前")
    draft = await second.press("Fertig", then="deutsche Fassung: zu prüfen")
    assert "Senden" not in labels(draft)
    await second.touch(draft, send, PATIENCE, forge=True)
    assert words((await second.chat())[-1]) == words(draft)
    half = await second.press("Deutsch", on=draft, shows="Stimmt weiterhin")
    assert ("bold", "geehrte") in marked(half)
    assert words(half).startswith("Deutsch · Seite 1 von 3")
    half = await second.press("Nächste Seite", then="Seite 2 von 3", shows="Stimmt weiterhin")
    assert ("text_link", "hier") in marked(half)
    assert await second.toast("Stimmt weiterhin", on=half) == "Als geprüft vermerkt."

    await second.toast("Test an mich")
    await second.until("\nAnlage 2 von 2: Formular.pdf$")
    await place.quiet()
    assert place.rows(COUNTED, kind="circular-test") == [("circular-test", "sent", 5)]
    assert place.rows(COUNTED, kind="circular") == []

    await scheduled(place, second)
    with_database(place.database, let_time_pass)
    await received(place, phones)
    await place.check()


async def scheduled(place: Town, secretary: Phone) -> None:
    """Let the circular wait for a moment, which is shown in both sides' time."""
    at = (now_utc() + timedelta(days=9)).replace(second=0, microsecond=0)
    zone = ZoneInfo(CHINA)
    shown = Tongue("de", zone).moment(at)
    for local in (at.astimezone(zone), at.astimezone(BERLIN)):
        assert f"{local:%H:%M} Uhr" in shown
    await secretary.press("Später senden", then="in Ihrer Zeitzone")
    summary = await secretary.type(f"{at.astimezone(zone):%d.%m.%Y %H:%M}", label="Bestätigen")
    assert f"wird von selbst versandt am {shown}, nach heutigem Stand" in words(summary)
    draft = await secretary.press("Bestätigen", shows="Vormerkung aufheben")
    assert f"Wird versandt am {shown}" in words(draft)
    await place.quiet()
    assert place.rows(COUNTED, kind="circular") == []


async def received(place: Town, phones: dict[str, Phone]) -> None:
    """See that everybody got both parts and the files in their language."""
    german, chinese = phones["aachen"], phones["foshan"]
    await chinese.until("^港口工作计划\n(.*\n)*谢谢。\n", label="已收悉")
    end = await german.until("^Rundschreiben Nr. .*, Teil 2 von 2\n", label="Kenntnis genommen")
    assert ("text_link", "hier") in marked(end)
    await german.until("^Anlage 2 von 2 zu Rundschreiben Nr. ")
    await place.quiet()
    files = [one for one in await german.chat() if "document" in one or "photo" in one]
    assert len(files) == len(["photo", "Formular.pdf"])
    assert files[-1]["document"]["file_name"] == "Formular.pdf"
    parts = "SELECT count(*) FROM delivery WHERE kind = 'circular' AND state = 'sent'"
    # The second part of the German text has no counterpart for those who read Chinese.
    query = """SELECT count(*) FROM person JOIN addressee ON addressee.city_code = person.city_code
        WHERE person.language = 'de'"""
    ((germans,),) = place.rows(query)
    assert place.rows(parts) == [(RECIPIENTS * 3 + germans,)]
    assert place.rows("SELECT state FROM generalcircular") == [("sent",)]

    listed = await chinese.type("/circulars 年底", then="找到1份，查找词：年底")
    await chinese.press(labels(listed)[0], on=listed, shows="附件")
    again = await chinese.press("附件", then="附件2（共2个）：Formular.pdf$")
    assert again["document"]["file_id"] == files[-1]["document"]["file_id"]
