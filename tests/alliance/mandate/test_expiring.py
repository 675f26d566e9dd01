"""Loans that run out by their date: given back once, told, recorded and shown."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import contact, mandate, record
from storage.delivery import Delivery
from storage.mandate import Mandate
from storage.person import Person
from storage.record import Record
from storage.view import View
from tests.alliance.mandate.hands import HOUR, given, open_accession
from tests.alliance.people import NOW, queued, seat, secretary, someone
from tests.alliance.together import together

UNTIL = NOW + 3 * HOUR
SECOND = timedelta(seconds=1)


def lent(session: Session, code: str = "aachen") -> tuple[Person, Person]:
    """Lend a city's mandate until UNTIL; return the holder and the deputy."""
    seat(session, code)
    holder, deputy = someone(session, code), someone(session, code)
    given(session, code, holder)
    mandate.lend(session, holder, code, deputy, UNTIL, NOW)
    return holder, deputy


def returns(session: Session) -> list[str]:
    """Return when mandates were given back, as the record has it."""
    entries = session.exec(select(Record).order_by(col(Record.seq)))
    return [one.at for one in entries if json.loads(one.body)["what"] == "returned"]


def test_loan_that_ran_out_is_given_back_and_both_are_told_once(session: Session) -> None:
    secretary(session)
    holder, deputy = lent(session)
    before = len(queued(session))

    (row,) = mandate.expire_loans(session, UNTIL)

    assert (row.deputy_id, row.deputy_since, row.deputy_until) == (None, None, None)
    assert (row.holder_id, row.since, row.ended_at) == (holder.key, NOW, None)
    assert queued(session)[before:] == [
        ("mandate-returned", deputy.key),
        ("mandate-returned", holder.key),
    ]
    told = session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()
    assert told is not None
    assert told.params == {"city": "aachen", "person": deputy.key, "by": None}
    assert returns(session) == [record.stamp(UNTIL)]

    assert mandate.expire_loans(session, UNTIL + HOUR) == []
    assert len(queued(session)) == before + 2
    assert returns(session) == [record.stamp(UNTIL)]


def test_record_names_the_deputy_of_an_expired_loan_by_commitment(session: Session) -> None:
    _, deputy = lent(session)
    (row,) = mandate.expire_loans(session, UNTIL)

    entry = session.exec(select(Record).order_by(col(Record.seq).desc())).first()
    assert entry is not None
    body = json.loads(entry.body)
    assert {name: value for name, value in body.items() if name not in ("person", "function")} == {
        "what": "returned",
        "city": "aachen",
        "mandate": row.id,
        "whom": deputy.key,
        "by": None,
    }
    assert (tuple(body["person"]), tuple(body["function"])) == (("c",), ("c",))
    assert (entry.kind, entry.subject) == ("mandate", "city:aachen")


def test_loan_stays_until_its_moment(session: Session) -> None:
    _, deputy = lent(session)

    assert mandate.expire_loans(session, UNTIL - SECOND) == []
    assert mandate.holder(session, "aachen", UNTIL - SECOND) == deputy
    assert returns(session) == []


def test_screens_of_the_city_s_open_procedures_are_drawn_again(session: Session) -> None:
    holder, _ = lent(session)
    seat(session, "koeln")
    accession = open_accession(session, "aachen", "koeln")
    for subject in (
        accession.subject,
        accession.city_subject("aachen"),
        accession.city_subject("koeln"),
    ):
        session.add(
            View(
                telegram_id=holder.telegram_id or 0,
                message_id=len(session.exec(select(View.message_id)).all()),
                screen="statement",
                subject=subject,
                until=NOW + timedelta(days=1),
            )
        )
        session.flush()

    mandate.expire_loans(session, UNTIL)

    drawn = session.exec(select(View.stale).order_by(col(View.message_id))).all()
    assert drawn == [True, True, False]


@pytest.mark.parametrize("end", ["returned", "revoked", "passed on"])
def test_loan_that_ended_before_its_date_is_not_told_again(session: Session, end: str) -> None:
    desk = secretary(session)
    _, deputy = lent(session)
    if end == "returned":
        mandate.end_loan(session, deputy, "aachen", NOW + HOUR)
    elif end == "revoked":
        mandate.revoke(session, desk, "aachen", NOW + HOUR)
    else:
        mandate.pass_on(session, desk, "aachen", deputy, NOW + HOUR)
    before = queued(session), len(session.exec(select(Record)).all())

    assert mandate.expire_loans(session, UNTIL) == []
    assert (queued(session), len(session.exec(select(Record)).all())) == before


def test_every_city_s_loan_is_given_back(session: Session) -> None:
    lent(session, "koeln")
    lent(session, "aachen")

    returned = mandate.expire_loans(session, UNTIL + HOUR)

    assert [row.city_code for row in returned] == ["aachen", "koeln"]
    assert returns(session) == [record.stamp(UNTIL + HOUR)] * 2


def test_loan_that_just_ran_out_is_told_when_a_new_one_comes_first(session: Session) -> None:
    holder, deputy = lent(session)
    other = someone(session, "aachen")
    before = len(queued(session))

    mandate.lend(session, holder, "aachen", other, UNTIL + 9 * HOUR, UNTIL + SECOND)

    assert queued(session)[before:] == [
        ("mandate-returned", deputy.key),
        ("mandate-lent", other.key),
    ]
    assert mandate.expire_loans(session, UNTIL + HOUR) == []
    assert mandate.holder(session, "aachen", UNTIL + HOUR) == other


def test_two_clocks_at_once_give_a_loan_back_once(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        lent(session)
        session.commit()

        def expires(other: Session) -> list[Mandate]:
            return mandate.expire_loans(other, UNTIL)

        done = together(postgres, expires, expires)

        assert sorted(len(one) for one in done if isinstance(one, list)) == [0, 1]
        assert returns(session) == [record.stamp(UNTIL)]


def test_loan_that_runs_out_while_it_is_lent_anew_goes_to_the_new_deputy(
    postgres: Engine,
) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        holder, deputy = lent(session)
        other = someone(session, "aachen")
        session.commit()

        def lends(at_work: Session) -> object:
            lender = contact.person(at_work, holder.key)
            receiver = contact.person(at_work, other.key)
            return mandate.lend(at_work, lender, "aachen", receiver, UNTIL + HOUR, UNTIL)

        together(postgres, lends, lambda at_work: mandate.expire_loans(at_work, UNTIL))

        assert mandate.holder(session, "aachen", UNTIL) == other
        assert returns(session) == [record.stamp(UNTIL)]
        told = [person for kind, person in queued(session) if kind == "mandate-returned"]
        assert told.count(deputy.key) == 1
