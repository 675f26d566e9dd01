"""The stage on which statements are given."""

import pytest

from tests.handlers.accession.asked import Asked, asked_on
from tests.handlers.stage import Stage


@pytest.fixture
def asked(stage: Stage) -> Asked:
    """Return the stage after the circular went out to four cities."""
    return asked_on(stage)
