"""What waits for a city: the open procedures in which it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.accession import (
    Accession,
    AccessionState,
    Elector,
    Letter,
    Statement,
    StatementKind,
)


@dataclass(frozen=True)
class OpenMatter:
    """An open procedure and a city that belongs to its electorate."""

    accession: Accession
    city_code: str


def asked(session: Session, city_codes: Iterable[str]) -> list[OpenMatter]:
    """Return the open procedures whose electorate holds the cities, oldest first."""
    query = (
        select(Accession, Elector.city_code)
        .join(Elector, col(Elector.accession_id) == col(Accession.id))
        .where(
            Accession.state == AccessionState.OPEN,
            col(Elector.city_code).in_(list(city_codes)),
            col(Elector.dropped_at).is_(None),
        )
        .order_by(col(Accession.id), col(Elector.city_code))
    )
    return [OpenMatter(accession, code) for accession, code in session.exec(query)]


def unanswered(session: Session, city_codes: Iterable[str]) -> list[OpenMatter]:
    """Return those in which the city has neither consented nor objected in the present round.

    A question is no answer yet, and neither is a letter's entry that the city contests.
    """
    contested = select(Letter.statement_id).where(
        col(Letter.contested_at).is_not(None), col(Letter.statement_id).is_not(None)
    )
    return [
        matter
        for matter in asked(session, city_codes)
        if session.exec(
            select(Statement.id).where(
                Statement.accession_id == matter.accession.id,
                Statement.round == matter.accession.round,
                Statement.city_code == matter.city_code,
                Statement.kind != StatementKind.QUESTION,
                col(Statement.replaced_at).is_(None),
                col(Statement.id).not_in(contested),
            )
        ).first()
        is None
    ]
