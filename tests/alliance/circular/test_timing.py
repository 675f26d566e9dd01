"""Circulars that wait for their moment: sent then, taken back, or given back with a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance.circular import draft, sending
from alliance.circular.refusals import NotDraft, NotScheduled, Unready
from alliance.refusal import BadValue, NotAllowed
from storage.circular import Circular, GeneralCircular, GeneralState
from storage.delivery import Delivery
from storage.language import Language
from storage.person import Person, Presence
from storage.record import Record
from tests.alliance.accession.test_race import at_once
from tests.alliance.accession.world import LATER
from tests.alliance.circular.writing import deliveries, drafted, inhabited, sent
from tests.alliance.people import NOW, queued, secretary, someone

SECOND = timedelta(seconds=1)


def scheduled(session: Session, clerk: Person, code: str = "aachen") -> GeneralCircular:
    general = drafted(session, clerk, inhabited(session, code))
    return sending.schedule(session, clerk, general.key, LATER, NOW)


def test_scheduled_one_goes_out_at_its_moment_and_once(session: Session) -> None:
    clerk = secretary(session)
    general = scheduled(session, clerk)
    waits = (general.state, general.send_at, [one.general for one in draft.open_drafts(session)])

    counts = [sending.send_due(session, LATER + second * SECOND) for second in (-1, 0, 1)]

    assert waits == (GeneralState.SCHEDULED, LATER, [general])
    assert (counts, general.state, draft.open_drafts(session)) == (
        [0, 1, 0],
        GeneralState.SENT,
        [],
    )
    circular = session.get_one(Circular, general.circular_id)
    assert (circular.sent_by, circular.sent_at) == (clerk.key, LATER)
    assert len(deliveries(session, general)) == 1


def test_what_was_missed_goes_out_late_in_order(session: Session) -> None:
    clerk = secretary(session)
    later, sooner = scheduled(session, clerk, "koeln"), scheduled(session, clerk, "aachen")
    sending.schedule(session, clerk, sooner.key, LATER - SECOND, NOW)

    assert sending.send_due(session, LATER + timedelta(days=1)) == 2
    serials = [
        session.get_one(Circular, general.circular_id).serial for general in (sooner, later)
    ]
    assert serials == [1, 2]


def test_moment_is_replaced_and_taken_back(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general = scheduled(session, clerk)
    sending.schedule(session, colleague, general.key, LATER + SECOND, NOW)
    moved = (general.send_at, general.editor_id, sending.send_due(session, LATER))
    sending.unschedule(session, clerk, general.key, LATER)

    assert moved == (LATER + SECOND, colleague.key, 0)
    assert (general.state, general.send_at) == (GeneralState.DRAFT, None)
    assert sending.send_due(session, LATER + SECOND) == 0
    with pytest.raises(NotScheduled) as refused:
        sending.unschedule(session, clerk, general.key, LATER)
    assert refused.value.state is GeneralState.DRAFT


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [(timedelta(0), "past"), (-SECOND, "past"), (timedelta(days=366, seconds=1), "too-far")],
)
def test_moment_lies_ahead_and_not_too_far(
    session: Session, ahead: timedelta, reason: str
) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    with pytest.raises(BadValue) as refused:
        sending.schedule(session, clerk, general.key, NOW + ahead, NOW)
    assert (refused.value.field, refused.value.reason) == ("send_at", reason)
    with pytest.raises(NotAllowed):
        sending.schedule(session, someone(session, "aachen"), general.key, LATER, NOW)


def test_unready_and_sent_ones_cannot_wait(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    draft.write_title(session, clerk, general.key, Language.ZH, "新", NOW)
    with pytest.raises(Unready):
        sending.schedule(session, clerk, general.key, LATER, NOW)
    done = sent(session, clerk, inhabited(session, "koeln")).general
    with pytest.raises(NotDraft):
        sending.schedule(session, clerk, done.key, LATER, NOW)


def test_one_that_cannot_go_out_is_a_draft_again_and_the_secretariat_told(
    session: Session,
) -> None:
    clerk, colleague = secretary(session), secretary(session)
    empty, fine = scheduled(session, clerk, "aachen"), scheduled(session, clerk, "koeln")
    person = session.exec(select(Person).where(Person.city_code == "aachen")).one()
    person.presence = Presence.ENDED
    session.flush()

    counts = [sending.send_due(session, LATER) for _ in range(2)]

    assert (counts, empty.state, empty.send_at, fine.state) == (
        [1, 0],
        GeneralState.DRAFT,
        None,
        GeneralState.SENT,
    )
    told = session.exec(
        select(Delivery).where(Delivery.kind == "circular-not-sent").order_by(col(Delivery.id))
    ).all()
    assert [(one.person_id, one.subject, one.params) for one in told] == [
        (one.key, empty.subject, {"refusal": "NobodyReached"}) for one in (clerk, colleague)
    ]
    # Nothing of the vain try stays: no number is lost, and nothing stands in the record.
    assert [one.serial for one in session.exec(select(Circular))] == [1]
    assert [one.kind for one in session.exec(select(Record))] == ["circular-sent"]


def test_one_of_a_secretary_who_left_is_given_back(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general = scheduled(session, clerk)
    clerk.presence = Presence.ENDED
    session.flush()
    sending.send_due(session, LATER)
    assert (general.state, queued(session)) == (
        GeneralState.DRAFT,
        [("circular-not-sent", colleague.key)],
    )


def test_two_clocks_at_once_send_it_once(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        key = scheduled(session, secretary(session)).key

    outcomes = at_once(postgres, [lambda session: sending.send_due(session, LATER)] * 3)

    with Session(postgres) as session:
        general = session.get_one(GeneralCircular, key)
        assert (outcomes, len(deliveries(session, general))) == (["done"] * 3, 1)
