"""What the Tongue says: dates in both zones, lists, ratios, escaping."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from locales.tongue import Tongue, guess_language

WINTER = datetime(2026, 12, 15, 11, 0, tzinfo=UTC)
SUMMER_NIGHT = datetime(2026, 7, 1, 20, 0, 5, tzinfo=UTC)


def speaking(language: str, zone: str) -> Tongue:
    """Return a Tongue."""
    return Tongue(language, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        (
            "de",
            "Europe/Berlin",
            "15. Dezember 2026, 12:00 Uhr MEZ (19:00 Uhr Pekinger Zeit)",
        ),
        ("zh_Hans", "Asia/Shanghai", "2026年12月15日19:00（北京时间；德国时间12:00）"),
        ("zh_Hans", "Europe/Berlin", "2026年12月15日12:00（德国时间；北京时间19:00）"),
        (
            "de",
            "America/New_York",
            (
                "15. Dezember 2026, 06:00 Uhr Nordamerikanische Ostküsten-Normalzeit"
                " (12:00 Uhr MEZ; 19:00 Uhr Pekinger Zeit)"
            ),
        ),
    ],
)
def test_moment_shows_the_readers_zone_and_the_other_sides(
    language: str, zone: str, shown: str
) -> None:
    assert speaking(language, zone).moment(WINTER) == shown


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        (
            "de",
            "Europe/Berlin",
            "1. Juli 2026, 22:00:05 Uhr MESZ (2.7., 04:00:05 Uhr Pekinger Zeit)",
        ),
        ("zh_Hans", "Asia/Shanghai", "2026年7月2日04:00:05（北京时间；德国时间7月1日22:00:05）"),
    ],
)
def test_moment_says_the_other_sides_day_where_it_differs(
    language: str, zone: str, shown: str
) -> None:
    assert speaking(language, zone).moment(SUMMER_NIGHT, seconds=True) == shown


def test_listed_joins_as_the_language_does_and_escapes() -> None:
    assert speaking("de", "Europe/Berlin").listed(["Köln", "<b>", "Foshan"]) == Markup(
        "Köln, &lt;b&gt; und Foshan"
    )
    assert speaking("zh_Hans", "Asia/Shanghai").listed(["科隆", "佛山"]) == Markup("科隆、佛山")


def test_ratio_is_written_as_the_languages_do() -> None:
    assert speaking("de", "Europe/Berlin").ratio(14, 10) == "14\u202f:\u202f10"
    assert speaking("zh_Hans", "Asia/Shanghai").ratio(14, 10) == "14:10"


@given(name=st.text())
def test_text_escapes_whatever_a_hole_holds(name: str) -> None:
    tongue = speaking("de", "Europe/Berlin")
    assert tongue.text("{name}", name=name) == escape(name)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("zh-hans", "zh_Hans"),
        ("zh-hant", "zh_Hans"),
        ("zh_TW", "zh_Hans"),
        ("ZH", "zh_Hans"),
        ("en", "de"),
        ("", "de"),
        (None, "de"),
    ],
)
def test_guess_language_takes_every_form_telegram_sends(code: str | None, language: str) -> None:
    assert guess_language(code) == language


def test_guess_language_falls_back_on_what_it_is_told() -> None:
    assert guess_language("en", "zh_Hans") == "zh_Hans"
