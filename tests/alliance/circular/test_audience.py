"""To whom a circular goes: which cities, which people, once each, and who cannot be reached."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from alliance import mandate
from alliance.circular import acknowledge, audience, draft
from storage.accession import StatementKind
from storage.circular import Audience, GeneralCircular
from storage.city import City, Side, Standing
from storage.delivery import DeliveryState
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence, Role
from tests.alliance.accession.world import LATER, answer, build
from tests.alliance.circular.writing import deliveries, drafted, inhabited, sent
from tests.alliance.people import NOW, seat, secretary, someone


def codes(cities: list[City] | tuple[City, ...]) -> list[str]:
    return [city.code for city in cities]


def reached(session: Session, general: GeneralCircular) -> list[int]:
    """Return the ids of who would get a circular, in order."""
    meant = audience.cities(session, general)
    query = audience.recipients(general, meant, NOW)
    return [key for key, _ in sorted(session.execute(query), key=lambda row: (row[1], row[0]))]


@pytest.fixture
def clerk(session: Session) -> Person:
    """Return a secretary in an alliance of all standings on both sides."""
    for side in Side:
        for standing in Standing:
            seat(session, f"{side.lower()}-{standing}", side, standing)
    return secretary(session)


# ---- cities


@pytest.mark.parametrize(
    ("whom", "plain", "observers"),
    [
        (Audience.MEMBERS, ["cn-member", "de-member"], ["cn-observer", "de-observer"]),
        (Audience.CN, ["cn-member"], ["cn-observer"]),
        (Audience.DE, ["de-member"], ["de-observer"]),
    ],
)
def test_side_is_its_members_and_its_observers_if_wished(
    session: Session, clerk: Person, whom: Audience, plain: list[str], observers: list[str]
) -> None:
    general = drafted(session, clerk, audience=whom)
    before = codes(audience.cities(session, general))
    draft.set_observers(session, clerk, general.key, observers=True, now=NOW)
    assert (before, codes(audience.cities(session, general))) == (
        plain,
        sorted(plain + observers),
    )


def test_chosen_cities_are_as_chosen_whatever_their_standing(
    session: Session, clerk: Person
) -> None:
    general = drafted(session, clerk, "de-observer", "cn-candidate", "cn-member")
    draft.set_observers(session, clerk, general.key, observers=True, now=NOW)
    assert codes(audience.cities(session, general)) == ["cn-candidate", "cn-member", "de-observer"]


def test_without_audience_there_is_no_city(session: Session, clerk: Person) -> None:
    general = draft.start(session, clerk, NOW)
    assert audience.cities(session, general) == []
    assert audience.reach(session, general, NOW) == audience.Reach((), 0, [])


def test_open_are_those_that_have_not_acknowledged(session: Session) -> None:
    clerk = secretary(session)
    cities = [inhabited(session, code) for code in ("aachen", "koeln")]
    first = sent(session, clerk, *cities).general
    person = session.exec(select(Person).where(Person.city_code == "aachen")).one()
    acknowledge.acknowledge(session, person, first.key, LATER)

    again = draft.start(session, clerk, NOW)
    draft.set_audience(session, clerk, again.key, Audience.OPEN, NOW, about=first.subject)

    assert codes(audience.cities(session, again)) == ["koeln"]


def test_open_are_those_that_have_not_answered_a_procedure(session: Session) -> None:
    world = build(session, cn=2, de=3)
    accession = world.asked()
    for city, kind in (
        ("cn0", StatementKind.CONSENT),
        ("cn1", StatementKind.OBJECTION),
        ("de0", StatementKind.QUESTION),
        ("de1", StatementKind.REMARK),
    ):
        answer(session, world.holders[city], accession, city, kind)
    general = draft.start(session, world.first, NOW)
    draft.set_audience(
        session, world.first, general.key, Audience.OPEN, NOW, about=accession.subject
    )

    assert codes(audience.cities(session, general)) == ["de0", "de2"]


def test_nobody_is_open_once_a_procedure_is_over(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    general = draft.start(session, world.first, NOW)
    draft.set_audience(
        session, world.first, general.key, Audience.OPEN, NOW, about=accession.subject
    )
    for city in world.holders:
        world.answer(accession, city)
    assert audience.cities(session, general) == []


def test_matters_are_what_cities_still_owe(session: Session) -> None:
    world = build(session, cn=1, de=2)
    accession = world.asked()
    world.answer(accession, "de0")
    owed = sent(session, world.first, "de0", "de1", now=LATER)
    done = sent(session, world.first, "cn0", now=LATER).general
    acknowledge.acknowledge(session, world.holders["cn0"], done.key, LATER)
    unasked = sent(session, world.first, "cn0", now=LATER).general
    unasked.acknowledge = False
    drafted(session, world.first, "cn0")

    found = [
        (one.about, one.circular.key, one.candidate, one.titles, one.outstanding)
        for one in audience.matters(session)
    ]

    assert found == [
        (accession.subject, accession.circular_id, world.candidate, {}, 2),
        (
            owed.general.subject,
            owed.circular.key,
            None,
            {"de": "Title de", "zh_Hans": "Title zh_Hans"},
            2,
        ),
    ]


# ---- people


def test_recipients_are_the_active_contacts_with_a_chat_by_city(session: Session) -> None:
    clerk = secretary(session)
    for code, side in (("koeln", Side.DE), ("aachen", Side.DE), ("foshan", Side.CN)):
        seat(session, code, side)
    last, first, second, chinese = (
        someone(session, code) for code in ("koeln", "aachen", "aachen", "foshan")
    )
    for presence in (Presence.WAITING, Presence.REFUSED, Presence.ENDED):
        someone(session, "aachen", presence=presence)
    someone(session, "aachen").telegram_id = None
    someone(session, role=Role.CONTACT_OFFICE)
    someone(session, inhabited(session, "elsewhere"))

    general = drafted(session, clerk, "koeln", "aachen", "foshan")

    expected = [chinese.key, first.key, second.key, last.key]
    assert (reached(session, general), audience.reach(session, general, NOW).people) == (
        expected,
        4,
    )


def test_who_answers_for_several_cities_gets_it_once(session: Session) -> None:
    clerk = secretary(session)
    for code in ("aachen", "bottrop", "koeln"):
        seat(session, code)
    holder = someone(session, "koeln")
    for code in ("aachen", "bottrop", "koeln"):
        session.add(Mandate(city_code=code, holder_id=holder.key, since=NOW))
    own = someone(session, "bottrop")

    both = drafted(session, clerk, "aachen", "bottrop", "koeln")
    one = drafted(session, clerk, "bottrop")

    assert reached(session, both) == [holder.key, own.key]
    assert reached(session, one) == [holder.key, own.key]


def test_lent_mandate_reaches_the_deputy_until_its_end(session: Session) -> None:
    clerk = secretary(session)
    seat(session, "koeln")
    city = seat(session, "aachen").code
    holder, deputy = someone(session, "koeln"), someone(session, "koeln")
    session.add(Mandate(city_code=city, holder_id=holder.key, since=NOW))
    session.flush()
    mandate.lend(session, clerk, city, deputy, LATER, NOW)
    general = drafted(session, clerk, city)

    def keys(seconds: int) -> list[int]:
        now = LATER + timedelta(seconds=seconds)
        meant = audience.cities(session, general)
        rows = session.execute(audience.recipients(general, meant, now))
        return [key for key, _ in rows]

    assert (keys(-1), keys(0)) == ([deputy.key], [holder.key])


def test_unreachable_are_cities_without_any_open_chat(session: Session) -> None:
    clerk = secretary(session)
    blocked, mixed, lent = (inhabited(session, code) for code in ("bottrop", "koeln", "foshan"))
    empty = seat(session, "empty").code
    for person in session.exec(select(Person).where(Person.role == Role.CONTACT)):
        person.channel = Channel.BLOCKED
    open_ = someone(session, mixed)
    session.add(Mandate(city_code=lent, holder_id=open_.key, since=NOW))
    general = drafted(session, clerk, blocked, mixed, lent, empty)

    reach = audience.reach(session, general, NOW)

    # Who blocked the bot may have let it in again: the message is tried.
    assert (codes(reach.cities), reach.people, codes(reach.unreachable)) == (
        [blocked, empty, lent, mixed],
        4,
        [blocked, empty],
    )


def test_correction_goes_to_those_who_got_it_and_are_still_there(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    people = {
        state: someone(session, city) for state in DeliveryState if state is not DeliveryState.SENT
    }
    contacts = select(Person).where(Person.role == Role.CONTACT).order_by(col(Person.id))
    got = session.exec(contacts).first()
    assert got is not None
    moved, left = someone(session, city), someone(session, city)
    first = sent(session, clerk, city).general
    states = {person.key: state for state, person in people.items()}
    for message in deliveries(session, first):
        message.state = states.get(message.person_id, DeliveryState.SENT)
    moved.city_code = seat(session, "koeln").code
    left.presence = Presence.ENDED
    someone(session, city)
    session.flush()
    correction = GeneralCircular(
        audience=Audience.SAME,
        corrects_id=first.key,
        created_at=NOW,
        editor_id=clerk.key,
        edited_at=NOW,
    )

    not_got = (DeliveryState.FAILED, DeliveryState.REFUSED, DeliveryState.DROPPED)
    expected = [
        got.key,
        *(person.key for state, person in people.items() if state not in not_got),
        moved.key,
    ]
    assert reached(session, correction) == expected
    assert codes(audience.cities(session, correction)) == ["aachen"]
    assert audience.reach(session, correction, NOW).unreachable == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    homes=st.lists(st.integers(0, 3), max_size=6),
    holders=st.lists(st.integers(0, 5), min_size=4, max_size=4),
    chosen=st.sets(st.integers(0, 3), min_size=1),
)
def test_everybody_concerned_gets_it_exactly_once(
    session: Session, homes: list[int], holders: list[int], chosen: set[int]
) -> None:
    with session.begin_nested() as savepoint:
        clerk = secretary(session)
        cities = [seat(session, f"city{number}").code for number in range(4)]
        people = [someone(session, cities[home]) for home in homes]
        expected = {one.key for one, home in zip(people, homes, strict=True) if home in chosen}
        for number, holder in enumerate(holders):
            if holder < len(people):
                key = people[holder].key
                session.add(Mandate(city_code=cities[number], holder_id=key, since=NOW))
                expected |= {key} if number in chosen else set()
        general = drafted(session, clerk, *(cities[number] for number in chosen))
        found = reached(session, general)
        count = audience.reach(session, general, NOW).people
        savepoint.rollback()
    assert (sorted(found), count) == (sorted(expected), len(expected))
