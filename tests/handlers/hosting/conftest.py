"""The stage after the secretariat asked who would host."""

import pytest

from tests.handlers.hosting.asking import Asked, asked_on
from tests.handlers.stage import Stage


@pytest.fixture
def asked(stage: Stage) -> Asked:
    """Return the stage after the secretariat asked who would host."""
    return asked_on(stage)
