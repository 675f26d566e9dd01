"""Asking for hosts: for which half-years, who is asked, and only once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import hosting
from alliance.hosting.refusals import (
    AlreadySearching,
)
from alliance.refusal import BadValue, NotAllowed
from storage.city import Side, Standing
from storage.conference import Conference, ConferenceState, EventKind
from storage.delivery import Delivery, Lane
from storage.hosting import HostSearch
from storage.mandate import Mandate
from storage.person import Person, Presence
from tests.alliance.hosting.search import LATER, asked, bodies, cities, office
from tests.alliance.people import NOW, seat, secretary, someone
from tests.alliance.together import together

# ---- half-years


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOW, ["2026-2", "2027-1", "2027-2"]),
        # In Shanghai the new year, and the new half, begin earlier.
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), ["2026-2", "2027-1", "2027-2"]),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), ["2027-1", "2027-2", "2028-1"]),
        (datetime(2027, 6, 30, 16, 0, tzinfo=UTC), ["2027-2", "2028-1", "2028-2"]),
    ],
)
def test_half_years_follow_each_other(at: datetime, expected: list[str]) -> None:
    assert hosting.periods(at, 3) == expected


@given(at=st.floats(0, 4e9), count=st.integers(1, 9))
def test_half_years_are_in_order_and_none_is_left_out(at: float, count: int) -> None:
    found = hosting.periods(datetime.fromtimestamp(at, UTC), count)
    numbers = [int(one[:4]) * 2 + int(one[5:]) for one in found]
    assert numbers == [*range(numbers[0], numbers[0] + count)]
    assert {one[4:] for one in found} <= {"-1", "-2"}


# ---- asking


def test_search_asks_everybody_of_the_member_cities_once(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    seat(session, "observer", standing=Standing.OBSERVER)
    someone(session, "observer")
    someone(session, "bonn", presence=Presence.WAITING)
    session.add(Mandate(city_code="bonn", holder_id=people["aachen"].key, since=NOW))
    search = asked(session)
    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(one.kind, one.person_id, one.params, one.subject, one.lane) for one in rows] == [
        ("host-search", people[code].key, {"search": search.key}, search.subject, Lane.CIRCULAR)
        for code in ("aachen", "bonn")
    ]
    assert hosting.open_searches(session) == [search]
    assert bodies(session, "host-asked") == [
        {
            "search": search.key,
            "period": "2027-1",
            "by": office(session).key,
            "side": None,
            "target": None,
        }
    ]


def test_search_notes_whose_turn_it_is(session: Session) -> None:
    assert asked(session, "2026-2").side is None
    host = seat(session, "foshan", Side.CN)
    held = Conference(
        uid="one",
        kind=EventKind.CONFERENCE,
        state=ConferenceState.INVITED,
        host_code=host.code,
        zone=host.zone,
        starts_at=NOW,
        ends_at=LATER,
        created_at=NOW,
        editor_id=office(session).key,
        edited_at=NOW,
    )
    session.add(held)
    assert asked(session, "2027-1").side is Side.DE


@pytest.mark.parametrize(
    ("period", "reason"),
    [("2027-3", "format"), ("2027", "format"), ("2026-1", "past"), ("1999-2", "format")],
)
def test_search_for_no_half_year_to_come_is_refused(
    session: Session, period: str, reason: str
) -> None:
    with pytest.raises(BadValue) as refused:
        asked(session, period)
    assert (refused.value.field, refused.value.reason) == ("period", reason)


def test_search_is_refused_with_its_reason(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    clerk = secretary(session)
    with pytest.raises(NotAllowed):
        hosting.ask(session, person, "2027-1", None, NOW)
    with pytest.raises(BadValue) as refused:
        hosting.ask(session, clerk, "2027-1", NOW, NOW)
    assert (refused.value.field, refused.value.reason) == ("until", "past")
    hosting.ask(session, clerk, "2027-1", LATER, NOW)
    with pytest.raises(AlreadySearching) as again:
        hosting.ask(session, clerk, "2027-1", None, NOW)
    assert again.value.period == "2027-1"
    assert len(hosting.searches(session)) == 1


def test_two_secretaries_at_once_ask_once(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        clerk = secretary(session)
        session.commit()

    def ask(session: Session) -> HostSearch:
        return hosting.ask(session, session.get_one(Person, clerk.key), "2027-1", None, NOW)

    outcomes = together(postgres, ask, ask)
    kinds = sorted(type(one).__name__ for one in outcomes)
    assert kinds == ["AlreadySearching", "HostSearch"]
