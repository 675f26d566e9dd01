"""The paper that a mandate rests on."""

from datetime import date

import pytest
from sqlmodel import Session, select

from alliance import mandate
from alliance.refusal import BadValue
from storage.mandate import Basis
from storage.record import Record
from tests.alliance.mandate.hands import given
from tests.alliance.people import NOW, seat, someone


def test_basis_is_kept_and_recorded(session: Session) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    mandate.set_basis(
        session,
        anna,
        "aachen",
        kind=Basis.RESOLUTION,
        dated=date(2026, 9, 27),
        reference="  ZS5/2284/XVI/2017 ",
        now=NOW,
    )

    row = mandate.open_mandate(session, "aachen")
    assert row is not None
    assert (row.basis, row.basis_date, row.basis_reference) == (
        Basis.RESOLUTION,
        date(2026, 9, 27),
        "ZS5/2284/XVI/2017",
    )
    assert [(one.kind, one.subject) for one in session.exec(select(Record))] == [
        ("mandate", "city:aachen")
    ]


@pytest.mark.parametrize(
    ("dated", "reference", "refusal"),
    [
        (date(2026, 11, 26), "10-4", BadValue("basis_date", "future")),
        (date(2026, 11, 2), " ", BadValue("basis_reference", "empty")),
        (date(2026, 11, 2), "x" * 121, BadValue("basis_reference", "too-long", 120)),
    ],
)
def test_basis_that_cannot_be_is_refused(
    session: Session, dated: date, reference: str, refusal: BadValue
) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(BadValue) as caught:
        mandate.set_basis(
            session,
            anna,
            "aachen",
            kind=Basis.LETTER,
            dated=dated,
            reference=reference,
            now=NOW,
        )
    assert caught.value == refusal
