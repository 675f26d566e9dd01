"""Procedures that have ended, for what follows from them."""

from datetime import datetime

from sqlmodel import Session

from storage.accession import Accession, AccessionState
from storage.city import Standing
from tests.alliance.people import NOW, seat, secretary

STANDINGS = {
    AccessionState.ADMITTED: Standing.ACCEPTED,
    AccessionState.OBSERVER: Standing.OBSERVER,
}


def ended(session: Session, code: str, state: AccessionState, at: datetime = NOW) -> Accession:
    """Return a procedure of a new city that ended so, without its statements."""
    seat(session, code, standing=STANDINGS.get(state, Standing.CANDIDATE))
    accession = Accession(
        candidate_code=code,
        state=state,
        created_at=at,
        editor_id=secretary(session).key,
        edited_at=at,
        ended_at=at,
    )
    session.add(accession)
    session.flush()
    return accession
