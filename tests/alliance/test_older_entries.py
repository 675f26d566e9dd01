"""Entries from before they said as much: compared in what they say, and no further."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from alliance import caseproof, hostingproof, record, seatproof
from alliance.caseproof import EXCEPTION
from alliance.hostingproof import SEARCH
from alliance.seatproof import MANDATE
from storage.accession import RatioException
from storage.city import Side
from storage.hosting import HostSearch
from storage.mandate import Mandate
from tests.alliance.accession.world import LATER, build
from tests.alliance.people import NOW, seat, secretary, someone


@pytest.mark.parametrize(("column", "findings"), [("holder_id", 0), ("since", 1), ("ended_at", 1)])
def test_mandate_whose_holder_no_entry_names(session: Session, column: str, findings: int) -> None:
    seat(session, "aachen")
    mandate = Mandate(city_code="aachen", holder_id=someone(session, "aachen").key, since=NOW)
    session.add(mandate)
    session.flush()
    body = {"what": "received", "city": "aachen", "mandate": mandate.id, "invitation": 1}
    record.append(session, "mandate", body, now=NOW, secrets={})
    assert seatproof.findings(session) == []

    value = secretary(session).key if column == "holder_id" else LATER
    session.execute(sa.update(MANDATE).values({column: value}))
    said = f"mandate {mandate.id} differs from entry 1 in {column}"
    assert seatproof.findings(session) == [said] * findings


@pytest.mark.parametrize(
    ("column", "value", "findings"),
    [("side", Side.CN, 0), ("target_at", LATER, 0), ("period", "2027-2", 1)],
)
def test_search_whose_turn_no_entry_says(
    session: Session, column: str, value: object, findings: int
) -> None:
    clerk = secretary(session).key
    search = HostSearch(period="2027-1", side=Side.DE, asked_at=NOW, asked_by=clerk)
    session.add(search)
    session.flush()
    body = {"search": search.key, "period": "2027-1", "by": clerk}
    record.append(session, "host-asked", body, now=NOW, secrets={})
    assert hostingproof.findings(session) == []

    session.execute(sa.update(SEARCH).values({column: value}))
    said = f"hostsearch {search.key} differs from entry 1 in {column}"
    assert hostingproof.findings(session) == [said] * findings


@pytest.mark.parametrize(("column", "findings"), [("proposed_by", 0), ("proposed_at", 1)])
def test_exception_whose_proposer_no_entry_names(
    session: Session, column: str, findings: int
) -> None:
    world = build(session)
    key = world.asked().key
    proposed = RatioException(
        accession_id=key, reason="", proposed_by=world.first.key, proposed_at=NOW
    )
    session.add(proposed)
    session.flush()
    body = {"accession": key, "round": 1, "exception": proposed.key, "step": "proposed"}
    secrets = record.words(world.first, reason="")
    entry = record.append(session, "exception", body, now=NOW, secrets=secrets)
    assert caseproof.findings(session) == []

    value = world.second.key if column == "proposed_by" else LATER
    session.execute(sa.update(EXCEPTION).values({column: value}))
    said = f"ratioexception {proposed.key} differs from entry {entry.seq} in {column}"
    assert caseproof.findings(session) == [said] * findings
