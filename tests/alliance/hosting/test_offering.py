"""Offers to host: the newest counts, older ones are kept, each on the record."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import hosting
from alliance.hosting.refusals import (
    CannotHost,
    NoOffer,
    SameOffer,
    UnknownSearch,
)
from alliance.refusal import BadValue, NotActive, NotAllowed, UnknownCity
from storage.city import Standing
from storage.hosting import HostOffer
from storage.mandate import Mandate
from storage.person import Person, Presence
from storage.view import View
from tests.alliance.hosting.search import LATER, asked, bodies, cities, kept, office, standing
from tests.alliance.people import NOW, queued, seat, someone
from tests.alliance.together import together


def test_offer_replaces_the_one_before_and_both_are_kept(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    colleague = someone(session, "aachen")
    search = asked(session)
    hosting.offer(session, people["aachen"], search.key, "aachen", "Im Mai.", NOW)
    hosting.offer(session, people["bonn"], search.key, "bonn", "Im Juni.", NOW)
    made = hosting.offer(session, colleague, search.key, "aachen", "  Im April.  ", LATER)
    assert standing(session, search) == [("bonn", "Im Juni."), ("aachen", "Im April.")]
    rows = session.exec(select(HostOffer).where(HostOffer.city_code == "aachen")).all()
    assert {(one.text, one.person_id, one.replaced_at) for one in rows} == {
        ("Im Mai.", people["aachen"].key, LATER),
        ("Im April.", colleague.key, None),
    }
    assert [one for one in queued(session) if one[0] == "host-offered"] == [
        ("host-offered", office(session).key)
    ] * 3
    assert bodies(session, "host-offered")[-1] == {
        "search": search.key,
        "period": "2027-1",
        "by": colleague.key,
        "city": "aachen",
        "offer": made.id,
    }


def test_offer_stands_in_the_record_with_words_and_person_erasable(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    search = asked(session)
    hosting.offer(session, person, search.key, "aachen", "Im Mai.", NOW)
    assert kept(session, "host-offered") == {
        (person.name, person.key),
        (person.function, person.key),
        ("Im Mai.", person.key),
    }


def test_whoever_answers_for_a_city_offers_for_it(session: Session) -> None:
    people = cities(session, "aachen", "bonn", "celle")
    seat(session, "observer", standing=Standing.OBSERVER)
    session.add(Mandate(city_code="bonn", holder_id=people["celle"].key, since=NOW))
    session.add(Mandate(city_code="observer", holder_id=people["celle"].key, since=NOW))
    session.flush()
    search = asked(session)
    mine = hosting.may_offer(session, people["celle"], NOW)
    assert [city.code for city in mine] == ["celle", "bonn"]
    hosting.offer(session, people["celle"], search.key, "bonn", "Im Mai.", NOW)
    assert standing(session, search) == [("bonn", "Im Mai.")]


def test_offer_taken_back_stands_no_more(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    search = asked(session)
    hosting.offer(session, person, search.key, "aachen", "Im Mai.", NOW)
    hosting.withdraw(session, person, search.key, "aachen", LATER)
    assert standing(session, search) == []
    assert queued(session)[-1] == ("host-withdrawn", office(session).key)
    assert bodies(session, "host-withdrawn") == [
        {"search": search.key, "period": "2027-1", "by": person.key, "city": "aachen"}
    ]
    with pytest.raises(NoOffer):
        hosting.withdraw(session, person, search.key, "aachen", LATER)
    hosting.offer(session, person, search.key, "aachen", "Im Mai.", LATER)
    assert standing(session, search) == [("aachen", "Im Mai.")]


def test_offer_redraws_the_city_s_screens_and_the_secretariat_s(session: Session) -> None:
    person = cities(session, "aachen", "bonn")["aachen"]
    search = asked(session)
    subjects = [search.subject, search.city_subject("aachen"), search.city_subject("bonn")]
    session.add_all(
        View(telegram_id=1, message_id=at, screen="x", subject=subject, until=LATER)
        for at, subject in enumerate(subjects)
    )
    session.flush()
    hosting.offer(session, person, search.key, "aachen", "Im Mai.", NOW)
    query = select(View).where(col(View.stale).is_(True)).order_by(col(View.message_id))
    assert [view.subject for view in session.exec(query)] == subjects[:2]


def test_offering_is_refused_with_its_reason(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    seat(session, "observer", standing=Standing.OBSERVER)
    guest = someone(session, "observer")
    search = asked(session)
    gone = someone(session, "aachen", presence=Presence.ENDED)

    def offer(person: Person, city: str, text: str = "Im Mai.", key: int = search.key) -> None:
        hosting.offer(session, person, key, city, text, NOW)

    with pytest.raises(NotActive):
        offer(gone, "aachen")
    for other in (people["bonn"], office(session), guest):
        with pytest.raises(NotAllowed):
            offer(other, "aachen")
    with pytest.raises(CannotHost):
        offer(guest, "observer")
    with pytest.raises(UnknownCity):
        offer(guest, "atlantis")
    with pytest.raises(UnknownSearch):
        offer(people["aachen"], "aachen", key=search.key + 1)
    for text, reason in ((" \n ", "empty"), ("x" * 2001, "too-long"), ("a\x00b", "control")):
        with pytest.raises(BadValue) as refused:
            offer(people["aachen"], "aachen", text)
        assert (refused.value.field, refused.value.reason) == ("text", reason)
    offer(people["aachen"], "aachen")
    with pytest.raises(SameOffer):
        offer(people["aachen"], "aachen", " Im Mai. ")
    assert standing(session, search) == [("aachen", "Im Mai.")]


def test_two_offers_of_a_city_at_once_leave_one(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        people = [cities(session, "aachen")["aachen"].key, someone(session, "aachen").key]
        search = asked(session)
        session.commit()

    def offering(number: int) -> Callable[[Session], HostOffer]:
        def act(session: Session) -> HostOffer:
            person = session.get_one(Person, people[number])
            return hosting.offer(session, person, search.key, "aachen", f"Nr. {number}", NOW)

        return act

    outcomes = together(postgres, offering(0), offering(1))
    assert [type(one) for one in outcomes] == [HostOffer, HostOffer]
    with Session(postgres) as session:
        assert len(session.exec(select(HostOffer)).all()) == 2
        assert len(hosting.offers(session, search)) == 1
