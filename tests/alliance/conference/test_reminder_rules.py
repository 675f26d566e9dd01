"""When reminders are due: in three zones, over changes of the clocks, and at night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.conference.reminders import due

BERLIN, SHANGHAI, NEW_YORK = "Europe/Berlin", "Asia/Shanghai", "America/New_York"
ZONES = (BERLIN, SHANGHAI, NEW_YORK, "Asia/Kathmandu", "Pacific/Honolulu", "Pacific/Auckland")
DAYS, HOURS = (30, 7, 1), (2,)


def at(text: str) -> datetime:
    """Return a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(
    starts_at: datetime,
    host: str,
    zone: str,
    days: tuple[int, ...] = DAYS,
    hours: tuple[int, ...] = HOURS,
) -> list[tuple[str, str]]:
    found = due(starts_at, host, zone, days, hours)
    return [(one.rule, one.due_at.strftime("%m-%d %H:%M")) for one in found]


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        (BERLIN, ["02-15 08:00", "03-10 08:00", "03-16 08:00", "03-16 19:00"]),
        (SHANGHAI, ["02-15 01:00", "03-10 01:00", "03-16 01:00", "03-17 06:00"]),
        # The clocks there change on 14 March.
        (NEW_YORK, ["02-15 14:00", "03-10 14:00", "03-16 13:00", "03-17 00:00"]),
    ],
)
def test_spring_in_germany_is_due(zone: str, moments: list[str]) -> None:
    starts_at = at("2027-03-17 08:00")  # 09:00 in Aachen
    rules = ["30d", "7d", "1d", "2h"]
    assert shown(starts_at, BERLIN, zone) == list(zip(rules, moments, strict=True))


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        # The clocks there change on 31 October.
        (BERLIN, ["10-04 07:00", "10-27 07:00", "11-02 08:00", "11-02 19:00"]),
        (SHANGHAI, ["10-04 01:00", "10-27 01:00", "11-02 01:00", "11-03 04:00"]),
        (NEW_YORK, ["10-04 13:00", "10-27 13:00", "11-02 13:00", "11-03 00:00"]),
    ],
)
def test_autumn_in_china_is_due(zone: str, moments: list[str]) -> None:
    starts_at = at("2027-11-03 06:00")  # 14:00 in Foshan
    rules = ["30d", "7d", "1d", "2h"]
    assert shown(starts_at, SHANGHAI, zone) == list(zip(rules, moments, strict=True))


def test_hours_are_exact_where_the_clocks_change_and_mornings_stay_at_nine() -> None:
    starts_at = at("2027-03-28 12:00")  # 14:00 in Berlin, the day on which 02:00 becomes 03:00
    assert shown(starts_at, BERLIN, BERLIN, (1,), (24,)) == [
        ("1d", "03-27 08:00"),
        ("24h", "03-27 12:00"),
    ]
    starts_at = at("2027-10-31 13:00")  # 14:00 in Berlin, the day on which 03:00 becomes 02:00
    assert shown(starts_at, BERLIN, BERLIN, (1,), (24,)) == [
        ("1d", "10-30 07:00"),
        ("24h", "10-30 13:00"),
    ]


def test_day_is_the_hosts_wherever_people_are() -> None:
    # 08:30 on the 18th in Shanghai, when it is still the 17th in New York.
    starts_at = at("2027-03-18 00:30")
    assert shown(starts_at, SHANGHAI, NEW_YORK, (1,), ()) == [("1d", "03-17 13:00")]
    # 18:00 on the 17th in New York, when it is the 18th in Shanghai.
    starts_at = at("2027-03-17 22:00")
    assert shown(starts_at, NEW_YORK, SHANGHAI, (1,), ()) == [("1d", "03-16 01:00")]


@pytest.mark.parametrize(
    ("starts", "moment"),
    [
        ("2027-03-17 21:59", "03-17 18:59"),  # 19:59 in Berlin, and day
        ("2027-03-17 22:00", "03-17 19:00"),  # 20:00
        ("2027-03-18 01:59", "03-17 19:00"),  # 23:59
        ("2027-03-18 02:00", "03-17 19:00"),  # midnight
        ("2027-03-18 09:59", "03-17 19:00"),  # 07:59
        ("2027-03-18 10:00", "03-18 07:00"),  # 08:00, and day
    ],
)
def test_night_is_from_eight_to_eight(starts: str, moment: str) -> None:
    assert shown(at(starts), BERLIN, BERLIN, (), (3,)) == [("3h", moment)]


def test_of_two_at_the_same_moment_the_nearest_is_due() -> None:
    starts_at = at("2027-03-17 06:00")  # 07:00: one, two and ten hours before are all at night
    assert shown(starts_at, BERLIN, BERLIN, (), (1, 10, 2)) == [("1h", "03-16 19:00")]


def test_nothing_is_due_after_the_start() -> None:
    # 01:00 on the 18th in Shanghai: nine in the morning of the 17th comes later in Honolulu.
    starts_at = at("2027-03-17 17:00")
    assert shown(starts_at, SHANGHAI, "Pacific/Honolulu", (2, 1), ()) == [("2d", "03-16 19:00")]


@given(
    starts_at=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - as hypothesis wants it
        max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - likewise
        timezones=st.just(UTC),
    ),
    host=st.sampled_from(ZONES),
    zone=st.sampled_from(ZONES),
    days=st.lists(st.integers(1, 365), max_size=6, unique=True),
    hours=st.lists(st.integers(1, 72), max_size=6, unique=True),
)
def test_whatever_is_due_comes_in_order_by_day_and_before_the_start(
    starts_at: datetime, host: str, zone: str, days: list[int], hours: list[int]
) -> None:
    found = due(starts_at, host, zone, days, hours)
    moments = [one.due_at for one in found]
    assert moments == sorted(set(moments))
    assert [moment for moment in moments if moment >= starts_at] == []
    host_day = starts_at.astimezone(ZoneInfo(host)).date()
    for rule, due_at in found:
        local = due_at.astimezone(ZoneInfo(zone))
        number = int(rule[:-1])
        if rule.endswith("d"):
            assert (local.date(), local.hour, local.minute) == (
                host_day - timedelta(days=number),
                9,
                0,
            )
            continue
        exact = starts_at - timedelta(hours=number)
        early = exact - due_at
        if early:
            assert (local.hour, local.minute, local.second) == (20, 0, 0)
            assert early < timedelta(hours=13)
            assert not 8 <= exact.astimezone(ZoneInfo(zone)).hour < 20
        else:
            assert time(8) <= local.time() <= time(20)
    # Nothing that was asked for is missing but what coincides or comes too late.
    named = {one.rule for one in found}
    for number in hours:
        alone = due(starts_at, host, zone, [], [number])
        assert f"{number}h" in named or alone[0].due_at in moments
