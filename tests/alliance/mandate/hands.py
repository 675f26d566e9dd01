"""Mandates in hands, and a procedure that asks for answers."""

from datetime import timedelta

from sqlmodel import Session

from storage.accession import Accession, AccessionState, Elector
from storage.city import Standing
from storage.mandate import Mandate
from storage.person import Person
from tests.alliance.people import NOW, seat, someone

HOUR = timedelta(hours=1)


def given(session: Session, code: str, person: Person) -> Mandate:
    """Put a mandate in somebody's hand without telling anybody."""
    row = Mandate(city_code=code, holder_id=person.key, since=NOW)
    session.add(row)
    session.flush()
    return row


def open_accession(session: Session, *codes: str) -> Accession:
    """Add a procedure in which cities are asked."""
    candidate = seat(session, "neuss", standing=Standing.CANDIDATE)
    accession = Accession(
        candidate_code=candidate.code,
        state=AccessionState.OPEN,
        created_at=NOW,
        editor_id=someone(session, "neuss").key,
        edited_at=NOW,
    )
    session.add(accession)
    session.flush()
    session.add_all(Elector(accession_id=accession.key, city_code=code) for code in codes)
    session.flush()
    return accession
