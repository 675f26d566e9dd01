"""Choosing a host, or ending a search without one: who is told, what is recorded."""

import pytest
from sqlmodel import Session

from alliance import hosting
from alliance.hosting.refusals import (
    CannotHost,
    NotSearching,
)
from alliance.refusal import BadValue, NotAllowed
from storage.city import Standing
from storage.hosting import HostSearch, HostSearchState
from storage.person import Role
from tests.alliance.hosting.search import LATER, asked, bodies, cities, kept, office
from tests.alliance.people import NOW, queued, seat, secretary, someone


def test_choice_is_recorded_and_everybody_is_told(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    clerk, other = secretary(session), secretary(session)
    advisor = someone(session, role=Role.ADVISORY)
    search = hosting.ask(session, clerk, "2027-1", None, NOW)
    hosting.offer(session, people["aachen"], search.key, "aachen", "Im Mai.", NOW)
    before = len(queued(session))
    hosting.choose(session, clerk, search.key, "bonn", "Bonn hat Platz.", LATER)
    assert (search.state, search.chosen_code, search.chosen_at, search.reason) == (
        HostSearchState.CHOSEN,
        "bonn",
        LATER,
        "Bonn hat Platz.",
    )
    told = [people["aachen"], people["bonn"], other, advisor]
    assert queued(session)[before:] == [("host-chosen", one.key) for one in told]
    assert bodies(session, "host-chosen") == [
        {
            "search": search.key,
            "period": "2027-1",
            "by": clerk.key,
            "city": "bonn",
            "offers": ["aachen"],
        }
    ]
    assert kept(session, "host-chosen") == {
        (clerk.name, clerk.key),
        (clerk.function, clerk.key),
        ("Bonn hat Platz.", clerk.key),
    }
    assert hosting.open_searches(session) == []


def test_search_that_ends_without_a_host_tells_those_that_offered(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    search = asked(session)
    hosting.offer(session, people["bonn"], search.key, "bonn", "Im Mai.", NOW)
    before = len(queued(session))
    hosting.close(session, office(session), search.key, None, LATER)
    assert (search.state, search.reason) == (HostSearchState.CLOSED, None)
    assert queued(session)[before:] == [("host-closed", people["bonn"].key)]
    assert bodies(session, "host-closed") == [
        {"search": search.key, "period": "2027-1", "by": office(session).key}
    ]
    assert asked(session).state is HostSearchState.OPEN


def test_search_that_is_over_takes_nothing_more(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    search = asked(session)
    hosting.offer(session, person, search.key, "aachen", "Im Mai.", NOW)
    clerk = office(session)
    hosting.choose(session, clerk, search.key, "aachen", None, NOW)
    acts = (
        lambda: hosting.offer(session, person, search.key, "aachen", "Im Juni.", LATER),
        lambda: hosting.withdraw(session, person, search.key, "aachen", LATER),
        lambda: hosting.choose(session, clerk, search.key, "aachen", None, LATER),
        lambda: hosting.close(session, clerk, search.key, None, LATER),
    )
    for act in acts:
        with pytest.raises(NotSearching) as refused:
            act()
        assert (refused.value.state, refused.value.chosen_code) == (
            HostSearchState.CHOSEN,
            "aachen",
        )


def test_choosing_is_refused_with_its_reason(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    seat(session, "observer", standing=Standing.OBSERVER)
    search = asked(session)
    clerk = office(session)
    with pytest.raises(NotAllowed):
        hosting.choose(session, person, search.key, "aachen", None, NOW)
    with pytest.raises(NotAllowed):
        hosting.close(session, person, search.key, None, NOW)
    with pytest.raises(CannotHost):
        hosting.choose(session, clerk, search.key, "observer", None, NOW)
    with pytest.raises(BadValue):
        hosting.choose(session, clerk, search.key, "aachen", "x" * 2001, NOW)
    assert session.get_one(HostSearch, search.key).state is HostSearchState.OPEN
