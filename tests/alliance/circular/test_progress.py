"""Progress: people counted by what became of their messages, cities, failures, the outbox."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from alliance.circular import acknowledge, progress, tally
from alliance.circular.refusals import NotOut
from alliance.circular.tally import Counts, Fate, Tally
from storage.circular import Audience, Circular, GeneralCircular, GeneralState
from storage.delivery import DeliveryState, Lane
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence
from tests.alliance.accession.world import build
from tests.alliance.circular.out import message, numbered, office, out, undone
from tests.alliance.people import NOW, seat, someone

DAY = timedelta(days=1)
QUEUED, SENDING, SENT, REFUSED, FAILED, UNCERTAIN, DROPPED, HELD = DeliveryState


def town(session: Session, code: str, people: int = 1) -> list[Person]:
    """Add a member city and its contact persons."""
    seat(session, code)
    return [someone(session, code) for _ in range(people)]


@pytest.mark.parametrize(
    ("states", "fate"),
    [
        ((QUEUED, QUEUED), Fate.QUEUED),
        ((SENT, QUEUED), Fate.SENDING),
        ((SENDING, QUEUED), Fate.SENDING),
        ((UNCERTAIN,), Fate.SENDING),
        ((SENT, SENT), Fate.SENT),
        ((SENT, DROPPED), Fate.SENT),
        ((SENT, FAILED, SENT), Fate.FAILED),
        ((FAILED, QUEUED), Fate.FAILED),
        ((REFUSED, REFUSED), Fate.UNREACHABLE),
        ((SENT, REFUSED, FAILED), Fate.UNREACHABLE),
        ((HELD, HELD), Fate.HELD),
        ((SENT, HELD), Fate.HELD),
        ((DROPPED, DROPPED), Fate.DROPPED),
    ],
)
def test_person_counts_once_by_what_became_of_all_messages(
    session: Session, states: tuple[DeliveryState, ...], fate: Fate
) -> None:
    [person] = town(session, "aachen")
    general = out(session, "aachen")
    message(session, general.subject, person, *states)
    found = progress.progress(session, general, NOW).tally
    assert vars(found.counts) == vars(Counts()) | {fate: 1}
    assert (found.messages, found.done) == (
        sum(state is not DROPPED for state in states),
        sum(state in (SENT, FAILED, REFUSED) for state in states),
    )


def test_stopped_people_are_told_from_those_who_had_left(session: Session) -> None:
    one, other = town(session, "aachen", 2)
    general = out(session, "aachen", state=GeneralState.STOPPED)
    message(session, general.subject, one, SENT)
    message(session, general.subject, one, DROPPED, error="stopped")
    message(session, general.subject, other, DROPPED)
    found = progress.progress(session, general, NOW).tally
    assert (found.counts, found.partly) == (Counts(stopped=1, dropped=1), 1)
    assert (found.messages, found.done) == (2, 2)


def test_only_the_circular_s_own_messages_count(session: Session) -> None:
    one, other = town(session, "aachen", 2)
    general, second = out(session, "aachen"), out(session, "aachen")
    message(session, general.subject, one, SENT, SENT, repeat=True)
    message(session, general.subject, other, SENT)
    message(session, second.subject, other, FAILED)
    for kind in ("circular-test", "circular-reminder"):
        message(session, general.subject, other, QUEUED, kind=kind)
    assert tally.tallies(session, [general.subject, "circular:0"]) == {
        general.subject: Tally(Counts(sent=2), messages=3, done=3, repeated=1)
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.lists(st.sampled_from(DeliveryState), min_size=1, max_size=4), max_size=6))
def test_counts_add_up_to_all_people_and_messages(
    session: Session, messages: list[list[DeliveryState]]
) -> None:
    with undone(session):
        people = town(session, "aachen", len(messages))
        general = out(session, "aachen")
        for person, states in zip(people, messages, strict=True):
            message(session, general.subject, person, *states)
        found = progress.progress(session, general, NOW)
        lost = [
            person.key
            for person, states in zip(people, messages, strict=True)
            if REFUSED in states or FAILED in states
        ]

    def partly(states: list[DeliveryState]) -> bool:
        """Some have arrived, and others wait or failed; what was not needed is not missing."""
        return SENT in states and not set(states) <= {SENT, DROPPED}

    [city] = found.cities
    assert found.tally.partly == city.partly == sum(map(partly, messages))
    assert found.tally.counts.people == city.people == len(messages)
    wanted = [one for states in messages for one in states if one is not DROPPED]
    assert found.tally.messages == len(wanted)
    assert city.reached == found.tally.counts.sent
    assert city.unreachable == found.tally.counts.unreachable
    waits = (QUEUED, HELD, SENDING, UNCERTAIN)
    assert found.tally.done == sum(one not in waits for one in wanted)
    assert [one.person.key for one in found.failures] == lost


def test_cities_are_shown_with_reach_and_acknowledgement(session: Session) -> None:
    first, second = town(session, "aachen", 2)
    [lost] = town(session, "bonn")
    [holder] = town(session, "celle")
    town(session, "dessau")
    seat(session, "empty")
    session.add_all(
        Mandate(city_code=city, holder_id=holder.key, since=NOW) for city in ("celle", "empty")
    )
    general = out(session, "aachen", "bonn", "celle", "empty")
    for person in (first, second, holder):
        message(session, general.subject, person, SENT)
    message(session, general.subject, lost, REFUSED)
    acknowledge.acknowledge(session, second, general.key, NOW + DAY)
    found = progress.progress(session, general, NOW + DAY)

    assert [(one.city.code, one.people, one.reached, one.unreachable) for one in found.cities] == [
        ("aachen", 2, 2, 0),
        ("bonn", 1, 0, 1),
        ("celle", 1, 1, 0),
        ("empty", 1, 1, 0),
    ]
    assert [(one.acknowledged_at, one.acknowledged_by) for one in found.cities] == [
        (NOW + DAY, second),
        *[(None, None)] * 3,
    ]
    assert (found.acknowledged, found.circular) == (1, numbered(session, general))


def test_deputy_counts_for_the_city_while_the_mandate_is_lent(session: Session) -> None:
    [holder], [deputy] = town(session, "aachen"), town(session, "bonn")
    session.add(
        Mandate(
            city_code="empty",
            holder_id=holder.key,
            since=NOW,
            deputy_id=deputy.key,
            deputy_since=NOW,
            deputy_until=NOW + DAY,
        )
    )
    seat(session, "empty")
    general = out(session, "empty")
    message(session, general.subject, deputy, SENT)

    def reached(later: timedelta) -> list[int]:
        found = progress.progress(session, general, NOW + later)
        return [one.reached for one in found.cities]

    assert (reached(DAY / 2), reached(DAY)) == ([1], [0])


def test_failures_name_each_person_once_with_the_first_reason(session: Session) -> None:
    one, other = town(session, "aachen", 2)
    general = out(session, "aachen")
    message(session, general.subject, other, SENT)
    message(session, general.subject, other, FAILED, error="Bad Request: too long")
    message(session, general.subject, one, REFUSED, error="Forbidden")
    message(session, general.subject, one, REFUSED, error="Forbidden again")
    found = progress.progress(session, general, NOW).failures
    assert [(one.person, one.error, one.state) for one in found] == [
        (other, "Bad Request: too long", FAILED),
        (one, "Forbidden", REFUSED),
    ]


def test_draft_has_no_progress(session: Session) -> None:
    clerk = office(session)
    draft = GeneralCircular(created_at=NOW, editor_id=clerk.key, edited_at=NOW)
    session.add(draft)
    session.flush()
    with pytest.raises(NotOut) as refused:
        progress.progress(session, draft, NOW)
    assert refused.value.state is GeneralState.DRAFT


# ---- all of them


def test_overview_lists_both_kinds_of_circulars_of_ninety_days(session: Session) -> None:
    world = build(session, cn=1, de=1)
    old = out(session, "cn0", at=NOW - 90 * DAY - timedelta(seconds=1))
    edge = out(session, "cn0", "de0", at=NOW - 90 * DAY)
    accession = world.asked()
    message(session, edge.subject, world.holders["cn0"], SENT)
    acknowledge.acknowledge(session, world.holders["cn0"], edge.key, NOW)
    silent = out(session, "cn0", at=NOW + DAY, audience=Audience.MEMBERS)
    found = progress.overview(session, NOW)

    newest, asked, first = found
    assert old.circular_id not in [one.circular.key for one in found]
    assert (newest.general, newest.tally) == (silent, Tally())
    assert (newest.cities, newest.acknowledged) == (1, 0)
    assert (asked.general, asked.accession) == (None, accession)
    assert asked.circular == session.get(Circular, accession.circular_id)
    assert asked.tally == Tally(Counts(queued=2), messages=2)
    assert (first.general, first.cities, first.acknowledged) == (edge, 2, 1)
    assert first.tally == Tally(Counts(sent=1), messages=1, done=1)


def test_overview_of_nothing_is_empty(session: Session) -> None:
    assert progress.overview(session, NOW) == []


def test_outbox_counts_everything_and_names_who_is_out_of_reach(session: Session) -> None:
    first, second = town(session, "bonn", 2)
    [third] = town(session, "aachen")
    third.channel = Channel.GONE
    second.channel = Channel.BLOCKED
    someone(session, "bonn", presence=Presence.ENDED).channel = Channel.BLOCKED
    for kind, lane in (("circular", Lane.CIRCULAR), ("reminder", Lane.REMINDER)):
        message(session, "any", first, QUEUED, SENT, HELD, UNCERTAIN, kind=kind, lane=lane)
    message(session, "any", second, REFUSED, FAILED, DROPPED)
    found = progress.outbox(session)

    assert found.messages == {
        QUEUED: 2,
        SENDING: 0,
        SENT: 2,
        REFUSED: 1,
        FAILED: 1,
        UNCERTAIN: 2,
        DROPPED: 1,
        HELD: 2,
    }
    assert found.waiting == dict.fromkeys(Lane, 0) | {Lane.CIRCULAR: 3, Lane.REMINDER: 3}
    assert found.unreachable == (third, second)
