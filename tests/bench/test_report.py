"""Figures become ratios, tables and a picture that say what was measured."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import picture, report
from tests.bench.figures import Figure, Stack, figure, percentile
from tests.bench.running import ROOT

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OURS = figure(
    "presses", "burst", "all answered after", "s", Stack.OURS, [3.0, 1.0, 2.0], more=False
)
THEIRS = figure("presses", "burst", "all answered after", "s", Stack.PTB, 22.0, more=False)
RATE = figure("pacing", "strict", "sent", "/s", Stack.OURS, 29.4, goal=28)
SLOWER = figure("pacing", "strict", "sent", "/s", Stack.AIOGRAM, 12.25)
ALL = [THEIRS, OURS, RATE, SLOWER]
SVG = "{http://www.w3.org/2000/svg}"


def test_figure_is_the_median_of_its_rounds() -> None:
    assert (OURS.value, OURS.low, OURS.high, OURS.rounds) == (2.0, 1.0, 3.0, 3)
    assert (THEIRS.value, THEIRS.low, THEIRS.high, THEIRS.rounds) == (22.0, 22.0, 22.0, 1)


@given(samples=st.lists(st.floats(0, 1e6), min_size=1), share=st.floats(0.01, 1))
def test_percentile_is_a_sample_that_enough_do_not_exceed(
    samples: list[float], share: float
) -> None:
    found = percentile(samples, share)
    assert found in samples
    assert sum(one <= found for one in samples) >= share * len(samples)
    assert sum(one < found for one in samples) < share * len(samples)


@pytest.mark.parametrize(
    ("more", "value", "met"), [(True, 3.0, True), (True, 1.0, False), (False, 1.0, True)]
)
def test_goal_is_met_on_its_side(*, more: bool, value: float, met: bool) -> None:
    made = figure("s", "t", "m", "/s", Stack.OURS, value, more=more, goal=2.0)
    assert (made.met, replace(made, goal=None).met) == (met, None)


def test_rows_put_ours_first_and_say_by_how_much_it_is_better() -> None:
    found = [(row.figure.stack, row.ratio) for row in report.rows(ALL)]
    assert found == [
        *((Stack.OURS, None), (Stack.PTB, 11.0)),
        *((Stack.OURS, None), (Stack.AIOGRAM, 2.4)),
    ]


def test_rows_keep_a_setting_together() -> None:
    other = replace(OURS, setting="stream")
    late = replace(OURS, measure="CPU")
    found = [(row.figure.setting, row.figure.measure) for row in report.rows([OURS, other, late])]
    assert found == [
        *(("burst", "all answered after"), ("burst", "CPU")),
        ("stream", "all answered after"),
    ]


def test_rows_compare_nothing_with_nothing() -> None:
    none = figure("crash", "kill", "lost", "", Stack.OURS, 0, more=False)
    some = figure("crash", "kill", "lost", "", Stack.PTB, 388, more=False)
    assert [row.ratio for row in report.rows([none, some])] == [None, None]
    assert [row.ratio for row in report.rows([some])] == [None]
    neither = [replace(one, compared=False) for one in (OURS, THEIRS)]
    assert [row.ratio for row in report.rows(neither)] == [None, None]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.034, "0.03"),
        (9.999, "10.00"),
        (29.44, "29.4"),
        (388, "388"),
        (13293.4, "13 293"),
    ],
)
def test_numbers_have_the_digits_that_mean_something(value: float, text: str) -> None:
    assert report.number(value).replace("\u202f", " ") == text


def test_table_says_everything() -> None:
    lines = [" ".join(line.split()) for line in report.table(ALL).splitlines()]
    assert lines == [
        "",
        "presses: burst",
        "all answered after Stadtbote 2 s 1 to 3",
        "python-telegram-bot 22 s 11 x",
        "",
        "pacing: strict",
        "sent Stadtbote 29.4 /s goal ≥ 28 /s: met",
        "aiogram 12.2 /s 2.40 x",
    ]


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    run = report.taken(ALL, NOW)
    report.write(tmp_path / "figures.json", run)
    assert report.read(tmp_path / "figures.json") == run


def test_page_keeps_its_words_around_the_figures() -> None:
    page = f"# Before\n\n{report.BEGIN}\nold\n{report.END}\nAfter\n"
    on = {"processor": "Z80", "cores": 2, "system": "Linux 6", "python": "3.11.7", "alone": False}
    run = report.Run("2026-11-25T09:00:00+00:00", on, ALL)
    once = report.document(page, run)
    assert report.document(once, run) == once
    begin, end = once.split("### Presses")
    assert begin == (
        f"# Before\n\n{report.BEGIN}\n\nMeasured on 2026-11-25 09:00 UTC: Z80, 2 cores, "
        "Linux 6, Python 3.11.7.\n\n"
    )
    assert end.endswith(f"{report.END}\nAfter\n")
    assert "| burst | all answered after | python-telegram-bot | 22 s |  | 11 x |  |" in end


def test_page_shows_the_figures_that_lie_beside_it() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    run = report.read(ROOT / "docs" / "performance" / "figures.json")
    drawn = (ROOT / "docs" / "performance" / "figures.svg").read_text(encoding="utf-8")
    assert (report.document(page, run), picture.draw(run.figures)) == (page, drawn)


def test_picture_draws_each_figure_to_scale() -> None:
    panel = picture.PANELS[0]
    some = [
        figure(panel.scenario, panel.setting, panel.measure, "/s", f"{stack} <&>", value)
        for stack, value in ((Stack.AIOGRAM, 500), (Stack.OURS, 1000), (Stack.PTB, 0))
    ]
    root = ET.fromstring(picture.draw(some))  # noqa: S314 - we have just written it
    bars = [(bar.get("class"), float(bar.get("width", ""))) for bar in root.iter(f"{SVG}rect")]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert [name for name, _ in bars] == ["ours", "theirs", "theirs"]
    assert math.isclose(bars[0][1], 2 * bars[1][1], rel_tol=0.01)
    assert bars[2][1] == picture.SMALLEST
    assert texts == [
        *(panel.title, f"{panel.note} (more is better)"),
        *("Stadtbote <&>", "1\u202f000 /s", "aiogram <&>", "500 /s"),
        *("python-telegram-bot <&>", "0 /s"),
    ]


def test_picture_of_nothing_is_empty() -> None:
    root = ET.fromstring(picture.draw([]))  # noqa: S314 - we have just written it
    assert list(root.iter(f"{SVG}rect")) == []


def test_figures_know_ours() -> None:
    made: list[Figure] = [replace(RATE, stack=name) for name in ("Stadtbote, webhook", "aiogram")]
    assert [one.ours for one in made] == [True, False]
