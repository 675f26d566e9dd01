"""The archive: who sees which circular, and what is open for a city."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance import register
from alliance.circular import acknowledge, archive
from alliance.circular.refusals import UnknownCircular
from alliance.refusal import NotActive
from storage.circular import Audience, GeneralCircular, GeneralState
from storage.city import Side, Standing
from storage.mandate import Mandate
from storage.person import Person, Presence, Role
from tests.alliance.accession.world import build
from tests.alliance.circular.out import TITLES, numbered, office, out, seen
from tests.alliance.people import NOW, seat, someone

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def serial(session: Session, *generals: GeneralCircular) -> list[int]:
    return [numbered(session, one).serial for one in generals]


def contact(
    session: Session, code: str, side: Side = Side.DE, standing: Standing = Standing.MEMBER
) -> Person:
    seat(session, code, side, standing)
    return someone(session, code)


# ---- who sees what


def test_contacts_see_what_went_to_their_city(session: Session) -> None:
    aachen, bonn = contact(session, "aachen"), contact(session, "bonn")
    first = out(session, "aachen")
    second = out(session, "aachen", "bonn", audience=Audience.OPEN, about="accession:1")
    assert seen(session, aachen) == serial(session, second, first)
    assert seen(session, bonn) == serial(session, second)


def test_contacts_see_what_went_to_all_members_of_their_side(session: Session) -> None:
    people = {
        "member": contact(session, "bonn"),
        "chinese": contact(session, "foshan", Side.CN),
        "observer": contact(session, "celle", standing=Standing.OBSERVER),
        "accepted": contact(session, "dessau", standing=Standing.ACCEPTED),
        "former": contact(session, "essen", standing=Standing.FORMER),
    }
    seat(session, "aachen")
    circulars = {
        "all": out(session, "aachen", audience=Audience.MEMBERS),
        "cn": out(session, "aachen", audience=Audience.CN),
        "de": out(session, "aachen", audience=Audience.DE),
        "de and observers": out(session, "aachen", audience=Audience.DE, observers=True),
        "cities": out(session, "aachen", audience=Audience.CITIES, observers=True),
    }
    names = {numbered(session, one).serial: name for name, one in circulars.items()}
    assert {
        who: sorted(names[one] for one in seen(session, person)) for who, person in people.items()
    } == {
        "member": ["all", "de", "de and observers"],
        "chinese": ["all", "cn"],
        "observer": ["de and observers"],
        "accepted": [],
        "former": [],
    }


def test_correction_is_seen_by_whoever_sees_what_it_corrects(session: Session) -> None:
    bonn, foshan = contact(session, "bonn"), contact(session, "foshan", Side.CN)
    seat(session, "aachen")
    original = out(session, "aachen", audience=Audience.DE)
    correction = out(session, "aachen", audience=Audience.SAME, corrects_id=original.key)
    again = out(session, "aachen", audience=Audience.SAME, corrects_id=correction.key)
    assert seen(session, bonn) == serial(session, again, correction, original)
    assert seen(session, foshan) == []


def test_whoever_answers_for_a_city_sees_what_went_to_it(session: Session) -> None:
    bonn, celle = contact(session, "bonn"), contact(session, "celle")
    seat(session, "aachen")
    held = Mandate(city_code="aachen", holder_id=bonn.key, since=NOW)
    held.deputy_id, held.deputy_since, held.deputy_until = celle.key, NOW, NOW + DAY
    session.add(held)
    general = out(session, "aachen")
    assert seen(session, bonn) == seen(session, celle) == serial(session, general)


def test_accession_circulars_are_seen_by_members_the_asked_and_the_candidate(
    session: Session,
) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    asked_then_left = world.holders["de0"]
    register.city(session, "de0").standing = Standing.FORMER
    late = contact(session, "late")
    applicant = someone(session, world.candidate.code)
    watching = contact(session, "watching", standing=Standing.OBSERVER)
    for person in (world.holders["cn0"], asked_then_left, late, applicant):
        [found] = archive.find(session, person)
        assert (found.accession, found.candidate, found.general, found.titles) == (
            accession,
            world.candidate,
            None,
            {},
        )
    assert archive.find(session, watching) == []


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CONTACT_OFFICE, Role.ADVISORY])
def test_everybody_who_is_no_contact_sees_all_newest_first(session: Session, role: Role) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    first = out(session, "cn0", at=NOW - DAY)
    stopped = out(session, "cn0", at=NOW + DAY, state=GeneralState.STOPPED)
    found = archive.find(session, someone(session, role=role))
    assert [(one.general, one.accession) for one in found] == [
        (stopped, None),
        (None, accession),
        (first, None),
    ]
    assert [one.titles for one in found] == [TITLES, {}, TITLES]


def test_drafts_are_in_no_archive(session: Session) -> None:
    clerk = office(session)
    session.add(GeneralCircular(created_at=NOW, editor_id=clerk.key, edited_at=NOW))
    session.flush()
    assert archive.find(session, clerk) == []


def test_who_does_not_take_part_finds_nothing(session: Session) -> None:
    seat(session, "aachen")
    for presence in (Presence.WAITING, Presence.ENDED):
        with pytest.raises(NotActive):
            archive.find(session, someone(session, "aachen", presence=presence))


def test_one_circular_is_opened_by_whoever_may_see_it(session: Session) -> None:
    aachen, bonn = contact(session, "aachen"), contact(session, "bonn")
    general = out(session, "aachen")
    key = numbered(session, general).key
    found = archive.entry(session, aachen, key)
    assert (found.general, found.titles) == (general, TITLES)
    for person, circular_id in ((bonn, key), (aachen, key + 1)):
        with pytest.raises(UnknownCircular):
            archive.entry(session, person, circular_id)


# ---- what is open


def open_(session: Session, person: Person) -> list[GeneralCircular | None]:
    found = archive.open_for(session, person, NOW)
    assert archive.unacknowledged(session, person, NOW) == len(found)
    return [one.general for one in found]


def test_newcomer_finds_what_their_city_has_not_acknowledged(session: Session) -> None:
    person = contact(session, "aachen")
    colleague = someone(session, "aachen")
    edge = out(session, "aachen", at=NOW - 90 * DAY)
    done = out(session, "aachen")
    acknowledge.acknowledge(session, colleague, done.key, NOW)
    seat(session, "bonn")
    recent = out(session, "aachen", "bonn")
    out(session, "bonn")
    out(session, "aachen", at=NOW - 90 * DAY - SECOND)
    out(session, "aachen", acknowledge=False)
    for state in (GeneralState.PAUSED, GeneralState.STOPPED):
        out(session, "aachen", state=state)
    assert open_(session, person) == [edge, recent]
    assert archive.open_for(session, person, NOW)[0].titles == TITLES
    assert open_(session, office(session)) == []


def test_corrected_circular_is_open_no_more_but_its_correction_is(session: Session) -> None:
    person = contact(session, "aachen")
    original = out(session, "aachen")
    draft = GeneralCircular(
        created_at=NOW, editor_id=office(session).key, edited_at=NOW, corrects_id=original.key
    )
    session.add(draft)
    session.flush()
    assert open_(session, person) == [original]
    correction = out(session, "aachen", audience=Audience.SAME, corrects_id=original.key)
    assert open_(session, person) == [correction]


def test_circular_to_several_cities_of_a_person_is_open_once(session: Session) -> None:
    person = contact(session, "aachen")
    seat(session, "bonn")
    session.add(Mandate(city_code="bonn", holder_id=person.key, since=NOW))
    general = out(session, "aachen", "bonn")
    assert open_(session, person) == [general]
