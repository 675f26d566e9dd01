"""What is open for somebody who has just come in."""

from sqlmodel import Session, select

from alliance import contact
from storage.accession import Accession, AccessionState, Elector, Statement, StatementKind
from storage.city import Standing
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person
from storage.record import Record
from tests.alliance.people import NOW, seat, secretary, someone


def test_newcomer_finds_the_procedures_their_city_has_not_answered(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person, desk = someone(session, "aachen"), secretary(session)
    session.add(Mandate(city_code="koeln", holder_id=person.key, since=NOW))
    made: dict[str, Accession] = {}
    for name, state in (
        ("asked", AccessionState.OPEN),
        ("questioned", AccessionState.OPEN),
        ("consented", AccessionState.OPEN),
        ("answered in an earlier round", AccessionState.OPEN),
        ("dropped", AccessionState.OPEN),
        ("not asked", AccessionState.OPEN),
        ("drafted", AccessionState.DRAFT),
        ("ended", AccessionState.ADMITTED),
    ):
        candidate = seat(session, f"city-{len(made)}", standing=Standing.CANDIDATE)
        accession = Accession(
            candidate_code=candidate.code,
            state=state,
            round=2 if "round" in name else 1,
            created_at=NOW,
            editor_id=desk.key,
            edited_at=NOW,
        )
        session.add(accession)
        session.flush()
        made[name] = accession
        if name != "not asked":
            dropped = NOW if name == "dropped" else None
            session.add(
                Elector(accession_id=accession.key, city_code="aachen", dropped_at=dropped)
            )
    session.add(Elector(accession_id=made["asked"].key, city_code="koeln"))
    session.flush()
    answer(session, made["questioned"], StatementKind.QUESTION, person)
    answer(session, made["consented"], StatementKind.CONSENT, person)
    answer(session, made["answered in an earlier round"], StatementKind.CONSENT, person)

    found = contact.open_for_city(session, person, NOW)

    assert [(one.accession, one.city_code) for one in found] == [
        (made["asked"], "aachen"),
        (made["asked"], "koeln"),
        (made["questioned"], "aachen"),
        (made["answered in an earlier round"], "aachen"),
    ]


def answer(session: Session, accession: Accession, kind: StatementKind, by: Person) -> None:
    """Add a statement of Aachen in the first round."""
    number = len(session.exec(select(Statement.id)).all()) + 1
    session.add(
        Record(
            seq=number,
            at=NOW.isoformat(),
            kind="statement",
            body="{}",
            prev="0" * 64,
            hash=f"{number:064}",
        )
    )
    session.flush()
    session.add(
        Statement(
            accession_id=accession.key,
            round=1,
            city_code="aachen",
            kind=kind,
            declaration="…",
            language=Language.DE,
            person_id=by.key,
            at=NOW,
            receipt=f"R-{number}",
            checksum="0" * 64,
            record_seq=number,
        )
    )
    session.flush()
