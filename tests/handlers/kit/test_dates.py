"""Typed dates are read as officers write them, and refused with the reason."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.dates import read_date, read_moment, read_wall
from handlers.kit.visit import Wrong
from locales.tongue import Tongue

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
GERMAN, CHINESE = Tongue("de", BERLIN), Tongue("zh_Hans", SHANGHAI)
NOON = time(12, 0)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "15.12.2026",
        " 15. 12. 2026 ",
        "15. Dezember 2026",
        "15 dez 2026",
        "2026-12-15",
        "2026/12/15",
        "2026.12.15",
        "2026年12月15日",
        "2026年12月15号",
        "2026 年 12 月 15 日",
        "２０２６年１２月１５日",
    ],
)
def test_date_is_read(typed: str) -> None:
    assert read_date(typed, GERMAN) == date(2026, 12, 15)


@given(DAYS)
def test_day_as_the_tongue_shows_it_is_read_back(day: date) -> None:
    assert read_date(GERMAN.day(day), GERMAN) == day
    assert read_date(CHINESE.day(day), CHINESE) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "31.02.2026",
            (
                "Den 31. Tag gibt es in diesem Monat nicht: 2/2026 hat 28 Tage. Bitte geben "
                "Sie ein anderes Datum ein."
            ),
        ),
        ("31.13.2026", "Dieses Datum ist nicht lesbar; ein Beispiel: 15.12.2026."),
        ("bald", "Dieses Datum ist nicht lesbar; ein Beispiel: 15.12.2026."),
        ("15.12.2026 abends", "Dieses Datum ist nicht lesbar; ein Beispiel: 15.12.2026."),
        ("15.12.0026", "Dieses Datum ist nicht lesbar; ein Beispiel: 15.12.2026."),
    ],
)
def test_date_that_is_none_is_refused_with_the_reason(typed: str, sentence: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_date(typed, GERMAN)
    assert wrong.value.sentence == sentence


def test_thirty_first_of_february_is_refused_in_chinese() -> None:
    with pytest.raises(Wrong) as wrong:
        read_date("2028年2月30日", CHINESE)
    assert wrong.value.sentence == "没有2028年2月30日：该月共29天。请重新输入日期。"


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("15.12.2026", 11),
        ("15.12.2026 12:00", 11),
        ("15.12.2026, 14.30 Uhr", 13),
        ("15. Dezember 2026 um 9 Uhr", 8),
        ("2026年12月15日19:00", 18),
        ("2026年12月15日 19点", 18),
        ("2026年12月15日19时30分", 18),
    ],
)
def test_moment_is_read_in_its_zone(typed: str, hour: int) -> None:
    moment = read_moment(typed, GERMAN, BERLIN, NOON)
    assert (moment.date(), moment.hour, moment.tzinfo) == (date(2026, 12, 15), hour, UTC)


def test_moment_in_chinese_time() -> None:
    moment = read_moment("2026年12月15日19：00", CHINESE, SHANGHAI, NOON)
    assert moment == datetime(2026, 12, 15, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["15.12.2026 25:00", "15.12.2026 12:61", "15.12.2026 mittags"])
def test_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_moment(typed, GERMAN, BERLIN, NOON)
    assert wrong.value.sentence == (
        "Diese Uhrzeit ist nicht lesbar; ein Beispiel: 15.12.2026, 12:00 Uhr."
    )


def test_time_that_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(Wrong) as wrong:
        read_moment("28.03.2027 02:30", GERMAN, BERLIN, NOON)
    assert wrong.value.sentence == (
        "In dieser Nacht wird die Uhr vorgestellt, daher gibt es diese Uhrzeit nicht; bitte "
        "nennen Sie eine andere."
    )


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("31.10.2027 02:30", 2), ("2027年10月31日 2点30分", 2), ("17:30", 17), ("um 17.30 Uhr", 17)],
)
def test_wall_time_is_read_as_it_is_shown(typed: str, hour: int) -> None:
    shown = read_wall(typed, GERMAN, day=date(2027, 10, 31))
    assert shown.isoformat() == f"2027-10-31T{hour:02}:30:00"


def test_day_alone_is_at_the_default() -> None:
    assert read_wall("31.10.2027", GERMAN, default=NOON) == datetime(2027, 10, 31, 12)  # noqa: DTZ001


def test_wall_time_needs_a_day_and_a_time() -> None:
    for typed in ("31.10.2027", "17:30", "Montag"):
        with pytest.raises(Wrong):
            read_wall(typed, GERMAN)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_wrong(typed: str) -> None:
    try:
        moment = read_moment(typed, GERMAN, BERLIN, NOON)
    except Wrong:
        return
    assert moment.tzinfo is UTC
