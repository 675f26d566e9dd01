"""A year over HTTP: a conference that is moved across the change of clocks, one called off."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.cast import SMALL_TOWN, move_in
from tests.journeys.harness import Phone
from tests.journeys.message import data_of, words
from tests.journeys.year import Year, calendar, reminded, year

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
Fate = tuple[str, str | None]
MINUTE = timedelta(minutes=1)
KINDS = "SELECT state, count(*) FROM delivery WHERE kind = :kind GROUP BY state"
FATES = (
    "SELECT rule, zone, state, why FROM reminder WHERE conference_id = :key ORDER BY due_at, zone"
)


def on(shown: str, zone: str) -> datetime:
    """Return the moment of 2027 at which the clocks of a zone show month, day and time."""
    return datetime.fromisoformat(f"2027-{shown}").replace(tzinfo=ZoneInfo(zone))


@pytest.fixture
async def place(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Year]:
    """Return a town of six member cities in January."""
    async with year(tmp_path, sqlite_database, on("01-11 10:00", BERLIN).astimezone(UTC)) as place:
        yield place


async def through(place: Year, *moments: datetime) -> None:
    """Let moments come one after the other, each seen from the minute before."""
    for moment in sorted(moments):
        await place.pass_to(moment - MINUTE)
        await place.pass_to(moment)


async def morning(place: Year, day: str) -> None:
    """Let it become nine o'clock of a day everywhere."""
    await through(place, *(on(f"{day} 09:00", zone) for zone in (SHANGHAI, BERLIN, NEW_YORK)))


async def german_conference(secretary: Phone) -> None:
    """Invite to a conference in Aachen on the last day but three before summer time."""
    await secretary.type("/desk", label="Neue Konferenz")
    await secretary.press("Neue Konferenz", shows="Halbjahreskonferenz")
    await secretary.press("Halbjahreskonferenz", then="deutsche Fassung")
    await secretary.type("Frühjahrskonferenz", then="chinesische Fassung")
    await secretary.type("春季联席会议", label="Aachen")
    await secretary.press("Aachen", then="deutsche Fassung")
    await secretary.type("Eurogress", then="chinesische Fassung")
    await secretary.type("亚琛会展中心", then="Wann beginnt")
    await secretary.type("25.03.2027 09:00", then="Wann endet")
    await secretary.type("17:00", then="je Punkt eine Zeile")
    await secretary.type("Arbeitsplan | 工作计划 | 90", label="Fertig")
    await secretary.press("Fertig", shows="Bis zum Beginn")
    await secretary.press("Bis zum Beginn", shows="Überspringen")
    await secretary.press("Überspringen", shows="Einladungen senden")
    await secretary.press("Einladungen senden", shows="Bestätigen")
    await secretary.press("Bestätigen", then="eingeladen 6", shows="Konferenz ändern")


async def answers(people: dict[str, Phone]) -> None:
    """Answer the invitation: two attend, one does not, one does not know, two say nothing."""
    german = people["aachen"]
    assert await german.toast("Wir nehmen teil") == "Vielen Dank. Aachen: nimmt teil."
    await german.press("Delegation eintragen", then="eine Person je Zeile")
    await german.type("Anna Beispiel; Oberbürgermeisterin; Politik", label="Fertig")
    await german.press("Fertig", shows="Bestätigen")
    await german.press("Bestätigen", then="Delegation: 1 Person$")
    for city, label in (("foshan", "参会"), ("jieyang", "不参会"), ("nanning", "待定")):
        await people[city].until("^邀请函\n(.*\n)*春季联席会议\n", label=label)
        assert await people[city].toast(label)


async def move(secretary: Phone) -> None:
    """Move the conference to the week after summer time begins."""
    await secretary.press("Konferenz ändern", shows="Absagen")
    await secretary.press("Beginn und Ende", then="Wann beginnt")
    await secretary.type("01.04.2027 09:00", then="Wann endet")
    await secretary.type("17:00", then="künftig: ", label="Bestätigen")
    await secretary.press("Bestätigen", shows="Konferenz ändern")


async def spring(place: Year, people: dict[str, Phone]) -> None:
    """Live through the conference in Germany."""
    german, chinese = people["aachen"], people["foshan"]
    await german_conference(people["Markus Lenz"])
    await place.quiet()
    assert place.rows(KINDS, kind="invitation") == [("sent", 6)]
    await answers(people)
    method, entry = await calendar(german, "Kalender (.ics)")
    assert (method, entry.sequence) == ("PUBLISH", 0)
    assert entry.dtstart == on("03-25 09:00", BERLIN)
    uid = entry.uid
    await morning(place, "02-23")

    await place.pass_to(on("03-01 11:00", BERLIN))
    await move(people["Markus Lenz"])
    await place.quiet()
    assert place.rows(KINDS, kind="conference-changed") == [("sent", 6)]
    await people["jieyang"].until("^变更通知\n春季联席会议\n")
    method, entry = await calendar(german, "Kalender (.ics)")
    assert (method, entry.uid, entry.sequence) == ("PUBLISH", uid, 1)
    assert entry.dtstart == on("04-01 09:00", BERLIN)
    await morning(place, "03-02")

    # What is pressed while the bot is down is done once it is up.
    await place.pass_to(on("03-24 12:00", BERLIN))
    await place.halt()
    letter = await people["koeln"].until("^Einladung\n", label="Wir nehmen teil")
    event = await people["koeln"].now()
    await people["koeln"].touch(letter, data_of(letter, "Wir nehmen teil"))
    await place.restart(on("03-24 12:02", BERLIN))
    await people["koeln"].after(event, "^Einladung\n(.*\n)*Köln: nimmt teil\n")
    await morning(place, "03-25")
    await morning(place, "03-31")
    evening = [on("03-31 20:00", zone) for zone in (BERLIN, NEW_YORK)]
    await through(place, *evening, on("04-01 13:00", SHANGHAI))
    last = await german.until("^Erinnerung\n")
    assert "\nAachen nimmt teil. Wir freuen uns auf Sie." in words(last)
    assert "\n佛山市：参会。" in words(await chinese.until("^会议提醒\n"))


async def chinese_conference(secretary: Phone) -> None:
    """Invite to a conference in Foshan, of which people are reminded on one day more."""
    await secretary.type("/desk", label="新建会议")
    await secretary.press("新建会议", shows="半年度联席会议")
    await secretary.press("半年度联席会议", then="德文")
    await secretary.type("Herbstkonferenz", then="中文")
    await secretary.type("秋季联席会议", label="佛山市")
    await secretary.press("佛山市", then="德文")
    await secretary.type("Rathaus", then="中文")
    await secretary.type("市政厅", then="开始日期和时间")
    await secretary.type("14.10.2027 09:00", then="结束日期和时间")
    await secretary.type("17:00", then="每行一项")
    await secretary.type("Berichte | 工作报告 | 90", label="完成")
    await secretary.press("完成", shows="至开始时为止")
    await secretary.press("至开始时为止", shows="跳过")
    await secretary.press("跳过", shows="发出邀请")
    await secretary.press("发出邀请", shows="确认")
    await secretary.press("确认", shows="变更会议")
    await secretary.press("变更会议", shows="提醒设置")
    await secretary.press("提醒设置", then="多少天")
    await secretary.type("30, 8, 7, 1", then="多少小时")
    await secretary.type("2", label="变更会议")


async def autumn(place: Year, people: dict[str, Phone]) -> None:
    """Live through the conference in China until it is called off, and past its day."""
    german, chinese, secretary = people["aachen"], people["foshan"], people["何婉仪"]
    await place.pass_to(on("06-01 10:00", SHANGHAI))
    await chinese_conference(secretary)
    await place.quiet()
    assert place.rows(KINDS, kind="invitation") == [("sent", 12)]
    await chinese.until("^邀请函\n(.*\n)*秋季联席会议\n", label="参会")
    assert await chinese.toast("参会") == "谢谢。佛山市：参会。"
    await german.until("^Einladung\n(.*\n)*Herbstkonferenz\n", label="Wir nehmen nicht teil")
    assert await german.toast("Wir nehmen nicht teil")

    # The bot is down when reminders are due: late ones still help, outdated ones do not.
    await place.restart(on("09-15 10:00", BERLIN))
    await place.pass_to(on("10-04 12:00", BERLIN))
    await place.restart(on("10-07 14:00", BERLIN))
    await through(place, on("10-07 09:00", NEW_YORK))

    await place.pass_to(on("10-08 11:00", SHANGHAI))
    await secretary.press("变更会议", shows="宣布取消会议")
    await secretary.press("宣布取消会议", then="取消会议")
    await secretary.type("Taifun. 台风。", label="宣布取消会议")
    await secretary.press("宣布取消会议", then="台风")
    await place.quiet()
    assert place.rows(KINDS, kind="conference-cancelled") == [("sent", 6)]
    await chinese.until("^取消通知\n秋季联席会议\n(.*\n)*原因：Taifun. 台风。\n")
    for phone, label in ((chinese, "日历 (.ics)"), (german, "Kalender (.ics)")):
        method, entry = await calendar(phone, label)
        assert (method, entry.sequence, entry.status) == ("CANCEL", 1, "CANCELLED")
    await morning(place, "10-13")
    await place.pass_to(on("10-14 18:00", SHANGHAI))


ZONES = {"aachen": BERLIN, "koeln": NEW_YORK}
SPRING = ["02-23 09:00", "03-02 09:00", "03-25 09:00", "03-31 09:00"]
AT_NIGHT, BY_DAY = [*SPRING, "03-31 20:00"], [*SPRING, "04-01 13:00"]
# What was late came with the starts of 15 September and 7 October.
LATE_IN_CHINA = ["09-15 16:00", "10-07 20:00"]
LATE_IN_NEW_YORK = ["09-15 04:00", "10-07 08:00", "10-07 09:00"]
SENT, CANCELLED = ("sent", None), ("cancelled", "cancelled")


def fates(rule: str, shanghai: Fate = SENT, berlin: Fate = SENT) -> list[tuple[str | None, ...]]:
    """Return what became of a day's reminders; in New York they were sent."""
    places = ((SHANGHAI, shanghai), (BERLIN, berlin), (NEW_YORK, SENT))
    return [(rule, zone, *fate) for zone, fate in places]


async def test_year_of_two_conferences(place: Year) -> None:
    people = await move_in(place, SMALL_TOWN)
    await place.start()
    traveller = people["koeln"]
    await traveller.type("/me", label="Zeitzone")
    await traveller.press("Zeitzone", shows="Andere Zeitzone")
    await traveller.press("Andere Zeitzone", then="London")
    await traveller.type("New York", then="America/New York")
    await spring(place, people)
    await autumn(place, people)

    assert {
        name: await reminded(phone, ZONES.get(name, SHANGHAI)) for name, phone in people.items()
    } == {
        "Markus Lenz": [],
        "何婉仪": [],
        "jieyang": LATE_IN_CHINA,
        **{name: [*BY_DAY, *LATE_IN_CHINA] for name in ("foshan", "nanning", "jiangmen")},
        "aachen": AT_NIGHT,
        "koeln": [*AT_NIGHT, *LATE_IN_NEW_YORK],
    }
    assert place.rows(FATES, key=2) == [
        *fates("30d", berlin=("skipped", "nobody")),
        *fates("8d", ("skipped", "nearer"), ("skipped", "nearer")),
        *fates("7d", berlin=("skipped", "nobody")),
        ("1d", SHANGHAI, *CANCELLED),
        ("1d", BERLIN, *CANCELLED),
        ("2h", SHANGHAI, *CANCELLED),
        ("1d", NEW_YORK, *CANCELLED),
        ("2h", BERLIN, *CANCELLED),
        ("2h", NEW_YORK, *CANCELLED),
    ]
    await place.check()
    assert place.looks.errors == []
