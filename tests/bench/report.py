"""The figures for readers: a table on the terminal, JSON, and the tables of the documentation."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import orjson

from tests.bench.figures import Figure

BEGIN: Final = "<!-- figures: written by `make bench` -->"
END: Final = "<!-- end of figures -->"


@dataclass(frozen=True)
class Row:
    """A figure and how many times better ours is, None for ours and where nobody can say."""

    figure: Figure
    ratio: float | None

    @property
    def value(self) -> str:
        """Return the number with its unit."""
        return f"{number(self.figure.value)} {self.figure.unit}".strip()

    @property
    def spread(self) -> str:
        """Return the range of the rounds."""
        one = self.figure
        return f"{number(one.low)} to {number(one.high)}" if one.rounds > 1 else ""

    @property
    def goal(self) -> str:
        """Return the goal and whether it is met."""
        one = self.figure
        if one.goal is None:
            return ""
        order = "≥" if one.more_is_better else "≤"
        return f"goal {order} {number(one.goal)} {one.unit}".rstrip() + (
            ": met" if one.met else ": MISSED"
        )


def rows(figures: Iterable[Figure]) -> list[Row]:
    """Return the figures by scenario, setting and measure, ours first, with ratios."""
    tree: dict[str, dict[str, dict[str, list[Figure]]]] = {}
    for one in figures:
        settings = tree.setdefault(one.scenario, {})
        settings.setdefault(one.setting, {}).setdefault(one.measure, []).append(one)
    return [
        row
        for settings in tree.values()
        for measures in settings.values()
        for some in measures.values()
        for row in _compared(some)
    ]


def _compared(some: list[Figure]) -> list[Row]:
    ordered = sorted(some, key=lambda one: not one.ours)
    ours = ordered[0] if ordered[0].ours else None
    return [Row(one, None if one.ours or ours is None else ratio(ours, one)) for one in ordered]


def ratio(ours: Figure, theirs: Figure) -> float | None:
    """Return how many times better ours is; None where one is nothing at all, or not compared."""
    if not (ours.value and theirs.value and ours.compared):
        return None
    quotient = ours.value / theirs.value
    return quotient if ours.more_is_better else 1 / quotient


def number(value: float) -> str:
    """Return a number with the digits that mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(figures: Iterable[Figure]) -> str:
    """Return everything as lines for a terminal."""
    lines: list[str] = []
    for (scenario, setting), some in groupby(
        rows(figures), key=lambda row: (row.figure.scenario, row.figure.setting)
    ):
        lines.append(f"\n{scenario}: {setting}")
        for measure, those in groupby(some, key=lambda row: row.figure.measure):
            for place, row in enumerate(those):
                better = f"{number(row.ratio)} x" if row.ratio else ""
                lines.append(
                    f"  {'' if place else measure:26} {row.figure.stack:44} {row.value:>12}"
                    f"  {row.spread:>18} {better:>8}  {row.goal}".rstrip()
                )
    return "\n".join(lines)


def markdown(figures: Sequence[Figure]) -> str:
    """Return everything as tables for the documentation, one for each scenario."""
    parts: list[str] = []
    for scenario, some in groupby(rows(figures), key=lambda row: row.figure.scenario):
        parts += [
            f"### {scenario[0].upper()}{scenario[1:]}",
            "",
            "| setting | measure | stack | median | rounds | ours is better by | goal |",
            "|---|---|---|--:|--:|--:|---|",
        ]
        parts += [
            f"| {row.figure.setting} | {row.figure.measure} | {row.figure.stack} | {row.value} "
            f"| {row.spread} | {f'{number(row.ratio)} x' if row.ratio else ''} | {row.goal} |"
            for row in some
        ]
        parts.append("")
    return "\n".join(parts)


def machine() -> dict[str, Any]:
    """Return on what was measured."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "alone": os.sched_getscheduler(0) in (os.SCHED_RR, os.SCHED_FIFO),
    }


@dataclass(frozen=True)
class Run:
    """What was measured when, and on what."""

    measured_at: str
    machine: dict[str, Any]
    figures: list[Figure]

    @property
    def words(self) -> str:
        """Return time and machine for a reader."""
        on = self.machine
        alone = ", ahead of the machine's other work (`chrt`)" if on["alone"] else ""
        return (
            f"Measured on {self.measured_at[:16].replace('T', ' ')} UTC: {on['processor']}, "
            f"{on['cores']} cores, {on['system']}, Python {on['python']}{alone}."
        )


def taken(figures: Sequence[Figure], now: datetime) -> Run:
    """Return figures of this machine as a run that ends now."""
    return Run(now.isoformat(timespec="seconds"), machine(), list(figures))


def write(path: Path, run: Run) -> None:
    """Write a run as JSON."""
    path.write_bytes(orjson.dumps(asdict(run), option=orjson.OPT_INDENT_2) + b"\n")


def read(path: Path) -> Run:
    """Return the run that `write` wrote."""
    data = orjson.loads(path.read_bytes())
    figures = [Figure(**one) for one in data["figures"]]
    return Run(data["measured_at"], data["machine"], figures)


def document(page: str, run: Run) -> str:
    """Return a page of the documentation with a run's figures in their place."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{run.words}\n\n{markdown(run.figures)}\n{END}{after}"
