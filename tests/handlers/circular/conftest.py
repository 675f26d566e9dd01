"""The stage on which circulars are read."""

import pytest

from tests.handlers.circular.out import Out, people_on, sent_on
from tests.handlers.stage import Stage


@pytest.fixture
def out(stage: Stage) -> Out:
    """Return the stage after a circular that asks for acknowledgement went to four cities."""
    return sent_on(stage, files=("Umfrage.pdf",))


@pytest.fixture
def office(stage: Stage) -> Out:
    """Return the stage with everybody and no circular yet."""
    return people_on(stage)
