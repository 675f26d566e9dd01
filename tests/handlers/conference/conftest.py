"""The stage on which conferences are planned and answered."""

import pytest

from tests.handlers.conference.invited import Invited, invited_on
from tests.handlers.conference.planned import Office, office_on
from tests.handlers.stage import Phone, Stage


@pytest.fixture
def office(stage: Stage) -> Office:
    """Return the stage with the secretariat and people of three cities."""
    return office_on(stage)


@pytest.fixture
def invited(stage: Stage) -> Invited:
    """Return the stage after four cities were invited to a conference in Aachen."""
    return invited_on(stage)


@pytest.fixture
def attending(stage: Stage) -> Invited:
    """Return the stage after Aachen and Foshan have said that they attend."""
    found = invited_on(stage)
    found.letter(found.contacts["aachen"]).press("Wir nehmen teil")
    found.letter(found.contacts["foshan"]).press("参会")
    return found


@pytest.fixture
def phone(attending: Invited) -> Phone:
    """Return the phone of Aachen's contact with the form opened."""
    eva = attending.contacts["aachen"]
    attending.opened(eva).press("Delegation eintragen")
    return eva
