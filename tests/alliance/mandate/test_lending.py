"""Lending a mandate and giving it back before its date."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from alliance import mandate
from alliance.refusal import AlreadyHolds, BadValue, NotLent, NotMandated
from storage.delivery import Delivery
from storage.view import View
from tests.alliance.mandate.hands import HOUR, given, open_accession
from tests.alliance.people import NOW, queued, seat, secretary, someone


def test_loan_moves_the_answer_until_its_moment_and_then_back(session: Session) -> None:
    seat(session, "aachen")
    desk, anna, bert = (
        secretary(session),
        someone(session, "aachen"),
        someone(session, "aachen"),
    )
    given(session, "aachen", anna)

    mandate.lend(session, anna, "aachen", bert, NOW + 3 * HOUR, NOW + HOUR)

    during = mandate.in_charge(session, "aachen", NOW + 3 * HOUR - timedelta(seconds=1))
    assert during is not None
    assert (during.person, during.since, during.deputy) == (bert, NOW + HOUR, True)
    with pytest.raises(NotMandated):
        mandate.require_mandate(session, anna, "aachen", NOW + 2 * HOUR)
    assert mandate.mandates_of(session, anna, NOW + 2 * HOUR) == []
    assert mandate.holder(session, "aachen", NOW + 3 * HOUR) == anna
    assert queued(session) == [("mandate-lent", bert.key), ("mandate-lent", desk.key)]


def test_loan_is_given_back_early(session: Session) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)
    mandate.lend(session, anna, "aachen", bert, NOW + 9 * HOUR, NOW)

    mandate.end_loan(session, bert, "aachen", NOW + HOUR)

    assert mandate.holder(session, "aachen", NOW + HOUR) == anna
    assert queued(session) == [("mandate-lent", bert.key), ("mandate-returned", anna.key)]
    with pytest.raises(NotLent) as caught:
        mandate.end_loan(session, anna, "aachen", NOW + HOUR)
    assert caught.value == NotLent("aachen")


def test_second_loan_replaces_the_first_and_its_deputy_is_told(session: Session) -> None:
    seat(session, "aachen")
    anna, bert, cora = (someone(session, "aachen") for _ in range(3))
    given(session, "aachen", anna)
    mandate.lend(session, anna, "aachen", bert, NOW + 9 * HOUR, NOW)

    mandate.lend(session, anna, "aachen", cora, NOW + 5 * HOUR, NOW + HOUR)

    assert mandate.holder(session, "aachen", NOW + 2 * HOUR) == cora
    assert mandate.holder(session, "aachen", NOW + 6 * HOUR) == anna
    assert queued(session) == [
        ("mandate-lent", bert.key),
        ("mandate-returned", bert.key),
        ("mandate-lent", cora.key),
    ]


@pytest.mark.parametrize(
    ("until", "reason"),
    [(NOW, "past"), (NOW - HOUR, "past"), (NOW + timedelta(days=366, seconds=1), "too-far")],
)
def test_loan_needs_a_moment_to_come(session: Session, until: datetime, reason: str) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(BadValue) as caught:
        mandate.lend(session, anna, "aachen", bert, until, NOW)
    assert caught.value == BadValue("until", reason)


def test_loan_to_oneself_is_refused(session: Session) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(AlreadyHolds):
        mandate.lend(session, anna, "aachen", anna, NOW + HOUR, NOW)


def test_who_comes_in_charge_gets_the_open_requests_and_screens_are_drawn_again(
    session: Session,
) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)
    accession = open_accession(session, "aachen")
    session.add(
        View(
            telegram_id=anna.telegram_id or 0,
            message_id=1,
            screen="statement",
            subject=accession.subject,
            until=NOW + HOUR,
        )
    )

    mandate.lend(session, anna, "aachen", bert, NOW + HOUR, NOW)

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.subject, row.params) for row in rows[1:]] == [
        (
            "statement-request",
            bert.key,
            f"accession:{accession.id}",
            {"accession": accession.id, "round": 1, "city": "aachen"},
        )
    ]
    assert session.exec(select(View.stale)).all() == [True]
