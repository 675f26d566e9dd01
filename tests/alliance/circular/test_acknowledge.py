"""Acknowledging for a city: the first counts, and the outstanding are reminded."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from alliance import record
from alliance.circular import acknowledge
from alliance.circular.refusals import (
    NobodyOutstanding,
    NotAddressed,
    NotOut,
    NotWanted,
    UnknownCircular,
)
from alliance.refusal import NotActive, NotAllowed, RemindedLately
from storage.circular import GeneralCircular, GeneralState
from storage.delivery import Delivery, DeliveryState, Lane
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence, Role
from storage.record import Commitment, Record
from storage.view import View
from tests.alliance.circular.out import message, numbered, office, out
from tests.alliance.people import NOW, queued, seat, someone

LATER = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


def cities(session: Session, *codes: str) -> dict[str, Person]:
    """Add member cities with one contact person each."""
    for code in codes:
        seat(session, code)
    return {code: someone(session, code) for code in codes}


def gives(session: Session, city: str, holder: Person) -> Mandate:
    held = Mandate(city_code=city, holder_id=holder.key, since=NOW)
    session.add(held)
    session.flush()
    return held


def owing(session: Session, general: GeneralCircular) -> list[str]:
    return [city.code for city in acknowledge.outstanding(session, general)]


# ---- acknowledging


def test_first_acknowledgement_counts_for_the_city(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    colleague = someone(session, "aachen")
    general = out(session, "aachen", "bonn")
    first = acknowledge.acknowledge(session, people["aachen"], general.key, NOW)
    second = acknowledge.acknowledge(session, colleague, general.key, LATER)

    assert [one.code for one in first.cities] == [one.code for one in second.cities] == ["aachen"]
    assert (first.by, first.at, first.first) == (people["aachen"], NOW, True)
    assert (second.by, second.at, second.first) == (people["aachen"], NOW, False)
    assert owing(session, general) == ["bonn"]
    [seen] = acknowledge.standing(session, general, colleague, LATER)
    assert (seen.city_code, seen.acknowledged_at) == ("aachen", NOW)
    assert seen.acknowledged_by == people["aachen"].key


def test_whoever_answers_for_other_cities_acknowledges_for_them_too(session: Session) -> None:
    people = cities(session, "aachen", "bonn", "celle", "dessau", "essen")
    person = people["aachen"]
    gives(session, "bonn", person)
    lent = gives(session, "celle", person)
    lent.deputy_id, lent.deputy_since, lent.deputy_until = people["essen"].key, NOW, LATER
    gives(session, "dessau", person)
    general = out(session, "aachen", "bonn", "celle")
    acknowledge.acknowledge(session, people["bonn"], general.key, NOW)

    during = acknowledge.acknowledge(session, person, general.key, NOW + DAY / 24)
    assert ([one.code for one in during.cities], during.first) == (["aachen"], True)
    after = acknowledge.acknowledge(session, person, general.key, LATER)
    assert ([one.code for one in after.cities], after.first) == (["celle"], True)
    again = acknowledge.acknowledge(session, person, general.key, LATER)
    assert [one.code for one in again.cities] == ["aachen", "bonn", "celle"]
    assert (again.by, again.at, again.first) == (people["bonn"], NOW, False)


def test_acknowledgement_stands_in_the_record_with_the_person_erasable(session: Session) -> None:
    person = cities(session, "aachen", "bonn")["aachen"]
    gives(session, "bonn", person)
    general = out(session, "aachen", "bonn")
    circular = numbered(session, general)
    acknowledge.acknowledge(session, person, general.key, LATER)

    entries = session.exec(select(Record).order_by(col(Record.seq))).all()
    assert [(one.kind, one.subject) for one in entries] == [
        ("circular-acknowledged", f"circular:{general.key}")
    ] * 2
    for entry, city in zip(entries, ("aachen", "bonn"), strict=True):
        body = json.loads(entry.body)
        assert {name: body[name] for name in body.keys() - {"person", "function"}} == {
            "general": general.key,
            "number": [circular.year, circular.serial],
            "city": city,
            "by": person.key,
        }
        promises = session.exec(select(Commitment).where(Commitment.seq == entry.seq)).all()
        assert {(one.value, one.person_id) for one in promises} == {
            (person.name, person.key),
            (person.function, person.key),
        }


def test_acknowledgement_redraws_the_city_s_screens_and_the_progress(session: Session) -> None:
    person = cities(session, "aachen", "bonn")["aachen"]
    general = out(session, "aachen", "bonn")
    subjects = [
        f"circular:{general.key}",
        f"circular:{general.key}:aachen",
        f"delivery:circular:{general.key}",
        f"circular:{general.key}:bonn",
    ]
    session.add_all(
        View(telegram_id=1, message_id=place, screen="x", subject=subject, until=LATER)
        for place, subject in enumerate(subjects)
    )
    session.flush()
    acknowledge.acknowledge(session, person, general.key, NOW)
    query = select(View).where(col(View.stale).is_(True)).order_by(col(View.message_id))
    assert [view.subject for view in session.exec(query)] == subjects[:3]


@pytest.mark.parametrize("state", [GeneralState.PAUSED, GeneralState.STOPPED])
def test_what_arrived_can_be_acknowledged_though_the_rest_is_held(
    session: Session, state: GeneralState
) -> None:
    person = cities(session, "aachen")["aachen"]
    general = out(session, "aachen", state=state)
    assert acknowledge.acknowledge(session, person, general.key, NOW).first


def test_acknowledging_is_refused_with_its_reason(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    general = out(session, "aachen")
    advisor = someone(session, role=Role.ADVISORY)
    for onlooker in (people["bonn"], advisor, office(session)):
        with pytest.raises(NotAddressed):
            acknowledge.acknowledge(session, onlooker, general.key, NOW)
        assert acknowledge.standing(session, general, onlooker, NOW) == []
    gone = someone(session, "aachen", presence=Presence.ENDED)
    with pytest.raises(NotActive):
        acknowledge.acknowledge(session, gone, general.key, NOW)
    with pytest.raises(UnknownCircular):
        acknowledge.acknowledge(session, people["aachen"], general.key + 1, NOW)
    silent = out(session, "aachen", acknowledge=False)
    with pytest.raises(NotWanted):
        acknowledge.acknowledge(session, people["aachen"], silent.key, NOW)
    draft = out(session, "aachen", state=GeneralState.DRAFT)
    with pytest.raises(NotOut) as refused:
        acknowledge.acknowledge(session, people["aachen"], draft.key, NOW)
    assert refused.value.state is GeneralState.DRAFT
    assert owing(session, general) == ["aachen"]
    assert record.head(session) == record.START


# ---- reminding


def reminders(session: Session) -> list[tuple[int, str, int]]:
    query = select(Delivery).where(Delivery.kind == "circular-reminder")
    rows = session.exec(query.order_by(col(Delivery.id)))
    return [(row.person_id, row.subject, row.lane) for row in rows]


def test_reminder_goes_once_to_each_person_of_the_outstanding_cities(session: Session) -> None:
    people = cities(session, "aachen", "bonn", "celle", "dessau")
    colleague, holder = someone(session, "celle"), people["dessau"]
    for city in ("bonn", "celle"):
        gives(session, city, holder)
    general = out(session, "aachen", "bonn", "celle")
    acknowledge.acknowledge(session, people["aachen"], general.key, NOW)
    due = acknowledge.due(session, office(session), general.key, LATER)
    done = acknowledge.remind(session, office(session), general.key, LATER)

    assert [one.code for one in due] == [one.code for one in done.cities] == ["bonn", "celle"]
    assert (done.people, done.unreachable) == (4, ())
    wanted = (people["bonn"], holder, people["celle"], colleague)
    assert reminders(session) == [
        (person.key, f"circular:{general.key}", Lane.REMINDER) for person in wanted
    ]
    assert general.reminded_at == LATER


def test_cities_nobody_of_can_be_reached_are_named(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    general = out(session, "aachen", "bonn")
    people["bonn"].channel = Channel.BLOCKED
    done = acknowledge.remind(session, office(session), general.key, LATER)
    assert ([one.code for one in done.cities], done.people) == (["aachen"], 1)
    assert [one.code for one in done.unreachable] == ["bonn"]
    # Nobody was written to, so nobody has to be left in peace.
    people["aachen"].channel = Channel.GONE
    other = out(session, "aachen")
    assert acknowledge.remind(session, office(session), other.key, LATER).people == 0
    assert other.reminded_at is None


def test_nobody_is_reminded_of_what_is_still_on_its_way(session: Session) -> None:
    people = cities(session, "aachen", "bonn")
    colleague = someone(session, "bonn")
    general = out(session, "aachen", "bonn")
    message(session, general.subject, people["aachen"], DeliveryState.SENT, DeliveryState.QUEUED)
    message(session, general.subject, people["bonn"], DeliveryState.UNCERTAIN)
    message(session, general.subject, colleague, DeliveryState.SENT, DeliveryState.FAILED)
    done = acknowledge.remind(session, office(session), general.key, LATER)
    assert ([one.code for one in done.cities], done.unreachable) == (["bonn"], ())
    assert [one[0] for one in reminders(session)] == [colleague.key]
    acknowledge.acknowledge(session, colleague, general.key, LATER)
    with pytest.raises(NobodyOutstanding):
        acknowledge.remind(session, office(session), general.key, LATER + 3 * DAY)


def test_cities_are_not_reminded_twice_within_48_hours(session: Session) -> None:
    cities(session, "aachen")
    general = out(session, "aachen")
    acknowledge.remind(session, office(session), general.key, LATER)
    soon = LATER + 2 * DAY - timedelta(microseconds=1)
    for act in (acknowledge.due, acknowledge.remind):
        with pytest.raises(RemindedLately) as refused:
            act(session, office(session), general.key, soon)
        assert refused.value.at == LATER + 2 * DAY
    assert acknowledge.remind(session, office(session), general.key, LATER + 2 * DAY).people == 1
    assert len(reminders(session)) == 2


def test_reminding_is_refused_with_its_reason(session: Session) -> None:
    person = cities(session, "aachen")["aachen"]
    general = out(session, "aachen")
    clerk = office(session)
    for other in (person, someone(session, role=Role.CONTACT_OFFICE)):
        with pytest.raises(NotAllowed):
            acknowledge.remind(session, other, general.key, NOW)
        with pytest.raises(NotAllowed):
            acknowledge.due(session, other, general.key, NOW)
    for state in (GeneralState.DRAFT, GeneralState.PAUSED, GeneralState.STOPPED):
        with pytest.raises(NotOut) as refused:
            acknowledge.remind(session, clerk, out(session, "aachen", state=state).key, NOW)
        assert refused.value.state is state
    with pytest.raises(NotWanted):
        acknowledge.remind(session, clerk, out(session, "aachen", acknowledge=False).key, NOW)
    with pytest.raises(UnknownCircular):
        acknowledge.remind(session, clerk, 999_999, NOW)
    acknowledge.acknowledge(session, person, general.key, NOW)
    with pytest.raises(NobodyOutstanding):
        acknowledge.remind(session, clerk, general.key, NOW)
    assert queued(session) == []
