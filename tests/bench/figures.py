"""What a scenario returns: figures of us and of others, measured in turns in one run."""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Stack(StrEnum):
    """Whose figure it is."""

    OURS = "Stadtbote"
    PTB = "python-telegram-bot"
    AIOGRAM = "aiogram"


@dataclass(frozen=True)
class Figure:
    """One measured number: the median of its rounds, between `low` and `high`.

    `scenario`, `setting` and `measure` are words for the reader ("presses", "burst of 200 at
    50 ms, webhook", "all answered after"); figures that agree in them are compared with each
    other. `goal` is what we ask of ourselves, where we do.
    """

    scenario: str
    setting: str
    measure: str
    unit: str
    stack: str
    value: float
    low: float
    high: float
    rounds: int = 1
    more_is_better: bool = True
    goal: float | None = None
    compared: bool = True

    @property
    def ours(self) -> bool:
        """Return whether it is a figure of our bot."""
        return self.stack.startswith(Stack.OURS)

    @property
    def met(self) -> bool | None:
        """Return whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal


def figure(
    scenario: str,
    setting: str,
    measure: str,
    unit: str,
    stack: str,
    samples: Iterable[float] | float,
    *,
    more: bool = True,
    goal: float | None = None,
    compared: bool = True,
) -> Figure:
    """Return the figure of the samples that the rounds gave, or of a single number.

    One that is neither good nor bad is not `compared`.
    """
    values = [float(samples)] if isinstance(samples, int | float) else list(samples)
    return Figure(
        scenario,
        setting,
        measure,
        unit,
        stack,
        value=statistics.median(values),
        low=min(values),
        high=max(values),
        rounds=len(values),
        more_is_better=more,
        goal=goal,
        compared=compared,
    )


def percentile(samples: list[float], share: float) -> float:
    """Return the smallest sample that at least `share` of all do not exceed."""
    return sorted(samples)[math.ceil(share * len(samples)) - 1]


@dataclass(frozen=True)
class Options:
    """How much is measured; `rounds` are taken in turns, so that a busy machine disturbs all."""

    quick: bool = False
    rounds: int = 3
