"""The ratio of 2 : 1 in every order of admissions, and who may be seated from the waiting list."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from alliance import ratio
from alliance.ratio import Seats
from storage.city import City, Side, Standing
from tests.alliance.people import NOW, seat

sides = st.sampled_from(Side)


@pytest.mark.parametrize(
    ("cn", "de", "side", "allowed"),
    [
        (14, 9, Side.DE, True),
        (14, 9, Side.CN, True),
        (17, 9, Side.CN, True),
        (18, 9, Side.CN, False),
        (30, 9, Side.DE, True),
        (0, 0, Side.CN, False),
        (0, 0, Side.DE, True),
        (1, 1, Side.CN, True),
        (2, 1, Side.CN, False),
    ],
)
def test_may_seat_allows_exactly_two_to_one(
    cn: int, de: int, side: Side, *, allowed: bool
) -> None:
    assert ratio.may_seat(cn, de, side) is allowed


@given(start=st.integers(0, 30), candidates=st.lists(sides, max_size=80))
def test_admissions_keep_the_ratio_in_every_order(start: int, candidates: list[Side]) -> None:
    seats = Seats(start, start)
    turned_away = 0
    for side in candidates:
        if ratio.may_seat(seats.cn, seats.de, side):
            seats = seats.with_one_more(side)
        else:
            turned_away += 1
            assert (side, seats.cn) == (Side.CN, 2 * seats.de)
        assert seats.cn <= 2 * seats.de
    assert seats.cn + seats.de + turned_away == 2 * start + len(candidates)


@given(st.permutations([Side.CN] * 6 + [Side.DE] * 3))
def test_order_decides_only_who_waits(order: list[Side]) -> None:
    """With the waiting list taken into account every order ends with everybody seated."""
    seats, waiting = Seats(0, 0), list[City]()
    for number, side in enumerate(order):
        city = City(
            code=f"c{number}",
            side=side,
            name_de="",
            name_zh="",
            zone="UTC",
            standing=Standing.OBSERVER,
        )
        if not ratio.may_seat(seats.cn, seats.de, side):
            waiting.append(city)
            continue
        seats = seats.with_one_more(side)
        for observer in ratio.seatable(seats, waiting):
            waiting.remove(observer)
            seats = seats.with_one_more(observer.side)
    assert (seats, waiting) == (Seats(6, 3), [])


@given(cn=st.integers(0, 20), de=st.integers(0, 10), side=sides)
def test_a_german_candidate_is_never_held_back(cn: int, de: int, side: Side) -> None:
    allowed = ratio.may_seat(cn, de, side)
    seats = Seats(cn, de).with_one_more(side)
    assert allowed == (side is Side.DE or seats.cn <= 2 * seats.de)


def test_count_takes_members_and_accepted_seats(session: Session) -> None:
    for number, standing in enumerate(Standing):
        seat(session, f"cn{number}", Side.CN, standing)
        seat(session, f"de{number}", Side.DE, standing)

    assert ratio.count(session) == Seats(2, 2)


def test_seatable_observers_come_in_order_of_waiting(session: Session) -> None:
    for code in ("de1", "de2"):
        seat(session, code, Side.DE)
    for code in ("cn1", "cn2"):
        seat(session, code, Side.CN)
    for days, code in ((3, "late"), (1, "early"), (2, "middle")):
        waiting = seat(session, code, Side.CN, Standing.OBSERVER)
        waiting.waiting_since = NOW + timedelta(days=days)
    seat(session, "converted", Side.CN, Standing.OBSERVER)

    codes = [city.code for city in ratio.seatable_observers(session)]

    assert codes == ["early", "middle"]
