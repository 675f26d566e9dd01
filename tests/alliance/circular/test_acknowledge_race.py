"""Acknowledging at the same instant, on a PostgreSQL with real threads."""

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import proof
from alliance.circular import acknowledge
from alliance.circular.acknowledge import Acknowledged
from storage.circular import Addressee
from storage.mandate import Mandate
from storage.person import Person
from storage.record import Record
from tests.alliance.circular.out import office, out
from tests.alliance.people import NOW, seat, someone
from tests.alliance.together import together


def test_of_colleagues_at_once_one_acknowledges_for_the_city(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        seat(session, "aachen")
        people = [someone(session, "aachen").key for _ in range(4)]
        general = out(session, "aachen").key
        session.commit()

        def presses(key: int, other: Session) -> object:
            return acknowledge.acknowledge(other, other.get_one(Person, key), general, NOW)

        done = together(postgres, *(lambda other, key=key: presses(key, other) for key in people))

        given = [one for one in done if isinstance(one, Acknowledged)]
        assert sorted(one.first for one in given) == [False, False, False, True]
        first = next(one.by.key for one in given if one.first)
        assert {one.by.key for one in given} == {first}
        [kept] = session.exec(select(Addressee)).all()
        assert kept.acknowledged_by == first
        assert [one.kind for one in session.exec(select(Record))] == ["circular-acknowledged"]


def test_overlapping_mandates_and_a_reminder_at_once_all_end(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        clerk = office(session).key
        cities = ["aachen", "bonn", "celle"]
        for code in cities:
            seat(session, code)
        holder = someone(session, "celle")
        people = [someone(session, code).key for code in cities] + [holder.key]
        session.add_all(
            Mandate(city_code=code, holder_id=holder.key, since=NOW) for code in cities[:2]
        )
        general = out(session, *cities).key
        session.commit()

        def presses(key: int, other: Session) -> object:
            return acknowledge.acknowledge(other, other.get_one(Person, key), general, NOW)

        def reminds(other: Session) -> object:
            return acknowledge.remind(other, other.get_one(Person, clerk), general, NOW)

        together(
            postgres, reminds, *(lambda other, key=key: presses(key, other) for key in people)
        )

        query = select(Addressee.city_code).where(col(Addressee.acknowledged_at).is_not(None))
        assert sorted(session.exec(query)) == cities
        assert len(session.exec(select(Record)).all()) == len(cities)
        assert proof.verify(session) is None
