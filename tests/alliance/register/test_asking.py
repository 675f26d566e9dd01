"""Asking the register."""

import pytest
from sqlmodel import Session

from alliance import register
from alliance.refusal import UnknownCity
from storage.city import Side, Standing
from tests.alliance.people import seat


def test_unknown_city_is_refused(session: Session) -> None:
    with pytest.raises(UnknownCity) as caught:
        register.city(session, "atlantis")
    assert caught.value == UnknownCity("atlantis")


def test_members_are_the_member_cities_by_side_and_code(session: Session) -> None:
    seat(session, "koeln")
    seat(session, "foshan", Side.CN)
    seat(session, "aachen")
    for standing in set(Standing) - {Standing.MEMBER}:
        seat(session, f"city-{standing}", standing=standing)

    assert [one.code for one in register.members(session)] == ["foshan", "aachen", "koeln"]
    assert [one.code for one in register.members(session, Side.DE)] == ["aachen", "koeln"]
    assert len(register.all_cities(session)) == 7
