"""The proof of searches for a host: every row that is not as the record says is named."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from alliance import hosting, hostingproof
from alliance.hostingproof import OFFER, SEARCH
from alliance.proof import COMMITMENT
from storage.city import Side
from storage.hosting import HostSearchState
from tests.alliance.hosting.search import LATER, cities
from tests.alliance.people import NOW, secretary
from tests.alliance.tamper import Chain, lived

MUCH_LATER = LATER + timedelta(days=1)


def live(session: Session) -> None:
    """Search for three hosts: one is chosen, one is not found, one is still wanted."""
    clerk, people = secretary(session), cities(session, "aachen", "bonn")
    first = hosting.ask(session, clerk, "2027-1", MUCH_LATER, NOW).key
    for city, text in (("aachen", "Here"), ("bonn", "There"), ("bonn", "There again")):
        hosting.offer(session, people[city], first, city, text, LATER)
    hosting.withdraw(session, people["aachen"], first, "aachen", MUCH_LATER)
    hosting.choose(session, clerk, first, "bonn", "Its turn", MUCH_LATER)
    second = hosting.ask(session, clerk, "2027-2", None, NOW).key
    hosting.close(session, clerk, second, "Nobody", LATER)
    hosting.ask(session, clerk, "2028-1", None, NOW)


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a database in which hosts were searched for; nothing is wrong in it."""
    with lived(database, live, hostingproof.findings) as chain:
        yield chain


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (1, 1, "period", "2029-1"),
        (1, 1, "side", Side.CN),
        (1, 1, "asked_at", LATER),
        (1, 1, "asked_by", 2),
        (1, 1, "target_at", LATER),
        (1, 6, "state", HostSearchState.CLOSED),
        (1, 6, "chosen_code", "aachen"),
        (1, 6, "chosen_at", LATER),
        (1, 6, "reason", None),
        (2, 7, "chosen_code", "bonn"),
        (2, 7, "target_at", MUCH_LATER),
        (2, 8, "state", HostSearchState.CHOSEN),
        (2, 8, "chosen_at", None),
        (2, 8, "reason", "Somebody"),
        (3, 9, "state", HostSearchState.CLOSED),
        (3, 9, "chosen_at", LATER),
        (3, 9, "reason", "Nobody"),
    ],
)
def test_changed_search_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object
) -> None:
    changed = sa.update(SEARCH).where(SEARCH.c.id == number).values({column: value})
    assert chain.named(changed) == [f"hostsearch {number} differs from entry {entry} in {column}"]


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (1, 2, "search_id", 2),
        (1, 2, "city_code", "bonn"),
        (1, 2, "text", "Elsewhere"),
        (1, 2, "person_id", 1),
        (1, 2, "at", NOW),
        (1, 5, "replaced_at", None),
        (2, 4, "replaced_at", MUCH_LATER),
        (3, 4, "replaced_at", MUCH_LATER),
        (3, 4, "text", "There"),
    ],
)
def test_changed_offer_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object
) -> None:
    changed = sa.update(OFFER).where(OFFER.c.id == number).values({column: value})
    assert chain.named(changed) == [f"hostoffer {number} differs from entry {entry} in {column}"]


def test_rows_that_are_gone_or_made_up_are_found(chain: Chain) -> None:
    gone = sa.delete(OFFER).where(OFFER.c.id == 3)
    assert chain.named(gone) == ["hostoffer 3 of entry 4 is missing"]
    gone = sa.delete(SEARCH).where(SEARCH.c.id == 3)
    assert chain.named(gone) == ["hostsearch 3 of entry 9 is missing"]
    forged = sa.insert(OFFER).values(
        search_id=3, city_code="aachen", text="Here", person_id=2, at=LATER
    )
    assert chain.named(forged) == ["hostoffer 4 stands in no entry"]
    asked = sa.insert(SEARCH).values(period="2029-1", state="open", asked_at=NOW, asked_by=1)
    assert chain.named(asked) == ["hostsearch 4 stands in no entry"]


def test_erased_texts_leave_the_proof_whole(chain: Chain) -> None:
    with chain.tampering() as connection:
        connection.execute(sa.update(COMMITMENT).values(salt=None, value=None, person_id=None))
        connection.execute(sa.update(OFFER).values(text=""))
        connection.execute(sa.update(SEARCH).values(reason=None))
        assert chain.findings(connection) == []
