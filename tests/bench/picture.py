"""The figures as one picture: bars side by side, as SVG that reads on light and dark pages."""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from tests.bench.figures import Figure
from tests.bench.report import number

WIDTH: Final = 960
COLUMNS: Final = 2
MARGIN: Final = 24
GAP: Final = 40
ROW: Final = 38
HEAD: Final = 64
BAR: Final = 10
VALUE: Final = 96
SMALLEST: Final = 2.0
STYLE: Final = """
text { font: 13px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.note { font-size: 12px; fill: #59636e; }
.value { font-weight: 600; text-anchor: end; }
.ours { fill: #0969da; }
.theirs { fill: #8c959f; }
.line { stroke: #d1d9e0; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .note { fill: #9198a1; }
  .ours { fill: #4493f8; }
  .theirs { fill: #656c76; }
  .line { stroke: #3d444d; }
}
"""


class Panel(NamedTuple):
    """What one part of the picture shows: figures whose setting and measure hold these words."""

    scenario: str
    setting: str
    measure: str
    title: str
    note: str


PANELS: Final = (
    Panel(
        *("from queued rows to sent rows", "no limit", "sent"),
        title="A circular without a limit",
        note="messages a second; ours from row to row, durable",
    ),
    Panel(
        *("pacing", "30/s known", "screen, p95"),
        title="A button pressed during a circular",
        note="95 % see the new screen within, at 50 ms round trip",
    ),
    Panel(
        *("pacing", "25/s hidden", "delivered"),
        title="A lower limit that nobody named",
        note="messages delivered in the same time",
    ),
    Panel(
        *("crashes", "in a burst of", "acknowledged and lost"),
        title="Killed in the middle of a burst of presses",
        note="presses that Telegram thinks done, and that are lost",
    ),
    Panel(
        *("presses", "burst of 200 at 50 ms", "all answered after"),
        title="200 cities answer at once",
        note="until the last screen; ours binding, theirs one row",
    ),
    Panel(
        *("presses", "50 a second at 50 ms", "screen, p95"),
        title="50 cities answer every second",
        note="95 % see the new screen within",
    ),
    Panel(
        *("start-up and memory", "start", "asks for updates after"),
        title="Start",
        note="asks for updates after",
    ),
    Panel(
        *("start-up and memory", "memory", "after 208 presses"),
        title="Memory",
        note="resident, after 208 presses",
    ),
)


def draw(figures: Sequence[Figure]) -> str:
    """Return the picture of those panels of which there are figures."""
    panels = [(panel, some) for panel in PANELS if (some := _of(panel, figures))]
    rows = [panels[place : place + COLUMNS] for place in range(0, len(panels), COLUMNS)]
    width = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    parts: list[str] = []
    y = float(MARGIN)
    for row in rows:
        for column, (panel, some) in enumerate(row):
            parts.append(_panel(panel, some, MARGIN + column * (width + GAP), y, width))
        y += HEAD + ROW * max(len(some) for _, some in row) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" role="img" '
        f'aria-label="Stadtbote beside python-telegram-bot and aiogram">\n'
        f"<style>{STYLE}</style>\n{''.join(parts)}</svg>\n"
    )


def _of(panel: Panel, figures: Sequence[Figure]) -> list[Figure]:
    some = [
        one
        for one in figures
        if one.scenario == panel.scenario
        and panel.setting in one.setting
        and panel.measure in one.measure
    ]
    return sorted(some, key=lambda one: not one.ours)


def _panel(panel: Panel, figures: list[Figure], x: float, y: float, width: float) -> str:
    better = "more is better" if figures[0].more_is_better else "less is better"
    note = f"{panel.note} ({better})"
    most = max(one.value for one in figures)
    bars = "".join(
        _bar(one, x, y + HEAD + place * ROW, width, one.value / most if most else 0)
        for place, one in enumerate(figures)
    )
    return (
        f'<line class="line" x1="{x:.0f}" x2="{x + width:.0f}" y1="{y:.0f}" y2="{y:.0f}"/>\n'
        f'<text class="title" x="{x:.0f}" y="{y + 24:.0f}">{escape(panel.title)}</text>\n'
        f'<text class="note" x="{x:.0f}" y="{y + 43:.0f}">{escape(note)}</text>\n{bars}'
    )


def _bar(one: Figure, x: float, y: float, width: float, share: float) -> str:
    name = "ours" if one.ours else "theirs"
    length = max(SMALLEST, share * (width - VALUE))
    value = f"{number(one.value)} {one.unit}".strip()
    return (
        f'<text x="{x:.0f}" y="{y + 11:.0f}">{escape(one.stack)}</text>\n'
        f'<rect class="{name}" x="{x:.0f}" y="{y + 18:.0f}" width="{length:.1f}" '
        f'height="{BAR}" rx="2"/>\n'
        f'<text class="value" x="{x + width:.0f}" y="{y + 27:.0f}">{escape(value)}</text>\n'
    )
