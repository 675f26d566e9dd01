"""The stage after the invitations to a conference went out."""

import pytest

from tests.handlers.minutes.holding import Held, held_on
from tests.handlers.stage import Stage


@pytest.fixture
def held(stage: Stage) -> Held:
    """Return the stage with a conference in Köln."""
    return held_on(stage)
