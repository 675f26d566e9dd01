"""The collector is set for the bot's time only."""

import gc

from bot import heap


def test_collector_is_as_before_when_the_bot_has_ended() -> None:
    before = gc.get_threshold()
    frozen = gc.get_freeze_count()
    with heap.settled():
        assert gc.get_threshold() == heap.THRESHOLDS
        assert gc.get_freeze_count() > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
