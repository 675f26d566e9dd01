"""How many messages a second Telegram takes: learnt from its refusals, raised with care."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# At exactly the limit a late timer makes the server refuse, and refusals make more of them.
SHARE: Final = 0.985
LESS: Final = 0.97
MUCH_LESS: Final = 0.9
MORE: Final = 1.01
SOON: Final = 10.0
CLEAN: Final = 60.0
LONGEST_PATIENCE: Final = 3600.0
LOWEST: Final = 1.0
# A flow that is younger was carried by what the server had in store, and counting it says little.
YOUNG: Final = 0.75
PAUSE: Final = 10.0  # messages that did not come
LESS_WHEN_YOUNG: Final = 0.85
ENOUGH_TO_COUNT: Final = 5
SECOND: Final = 1.0


@dataclass(frozen=True)
class Learnt:
    """What is worth remembering: messages per second, seconds without a refusal before more."""

    rate: float
    patience: float = CLEAN


class Rate:
    """The messages per second in force, below a `limit`; 0 is none, and nothing is learnt then.

    Times are the loop's, in seconds.
    """

    def __init__(self, limit: float) -> None:
        self._most = limit * SHARE
        self.value = self._most
        self._changed: Callable[[], object] = _nobody_asks
        self._accepted: deque[float] = deque()
        self._proved = False
        self._flows_since = 0.0
        self._patience = CLEAN
        self._changed_at = -CLEAN
        self._risen = False

    @property
    def learnt(self) -> Learnt:
        """Return what a later run should begin with."""
        return Learnt(self.value, self._patience)

    def when_changed(self, call: Callable[[], object]) -> None:
        """Have `call` called whenever something was learnt."""
        self._changed = call

    def resume(self, learnt: Learnt, now: float) -> None:
        """Begin with what an earlier run has learnt; its limit may have been another."""
        if 0 < learnt.rate < self._most:
            self.value = max(learnt.rate, min(LOWEST, self._most))
            self._patience = min(max(learnt.patience, CLEAN), LONGEST_PATIENCE)
            self._changed_at = now

    def accepted(self, now: float) -> None:
        """Take note that Telegram took a message."""
        if self._most:
            self._proved = True
            if not self._accepted or now - self._accepted[-1] > PAUSE / self.value:
                self._flows_since = now
            self._accepted.append(now)
            while self._accepted[0] < now - SECOND:
                self._accepted.popleft()

    def lower(self, now: float) -> None:
        """Go as slow as what was accepted in the last second, and slower if that did not help.

        Where nothing was accepted since the last time, the refusal is still the same.
        """
        if not self._most or not self._proved:
            return
        young = now - self._flows_since < YOUNG
        lower = self.value * (LESS_WHEN_YOUNG if young else LESS)
        count = sum(at >= now - SECOND for at in self._accepted)
        if count >= ENOUGH_TO_COUNT and not young:
            lower = min(lower, count * SHARE)
        if now - self._changed_at < SOON:
            lower = min(lower, self.value * MUCH_LESS)
        if self._risen:
            self._patience = min(self._patience * 2, LONGEST_PATIENCE)
        self._change(max(lower, min(LOWEST, self._most)), now, risen=False)
        self._proved = False

    def rise(self, now: float) -> None:
        """Go a little faster after a clean minute, and after longer where that was too fast."""
        if self.value < self._most and now - self._changed_at >= self._patience:
            self._change(min(self._most, self.value * MORE), now, risen=True)

    def _change(self, value: float, now: float, *, risen: bool) -> None:
        self.value, self._changed_at, self._risen = value, now, risen
        self._changed()


def _nobody_asks() -> None:
    """Do nothing."""
