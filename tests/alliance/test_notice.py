"""Queueing notices and marking views: who gets one, and which go stale."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Person, Presence, Role
from storage.view import View
from tests.alliance.people import NOW, seat, secretary, someone


def test_notify_queues_one_row_for_each_person_once(session: Session) -> None:
    first, second = secretary(session), secretary(session)

    count = notice.notify(
        session,
        "reply",
        [first, second, first],
        subject="accession:1",
        params={"statement": 3},
        lane=Lane.REMINDER,
        now=NOW,
    )

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert count == 2
    assert [
        (row.kind, row.person_id, row.subject, row.params, row.lane, row.state, row.not_before)
        for row in rows
    ] == [
        ("reply", person.key, "accession:1", {"statement": 3}, 2, DeliveryState.QUEUED, NOW)
        for person in (first, second)
    ]


def test_notify_leaves_out_who_has_no_chat(session: Session) -> None:
    erased = secretary(session)
    erased.telegram_id = None

    assert notice.notify(session, "reply", [erased], now=NOW) == 0
    assert session.exec(select(Delivery)).all() == []


def by_city(*roles: Role) -> sa.Select[Any, Any]:
    return sa.select(col(Person.id), col(Person.city_code)).where(col(Person.role).in_(roles))


def test_broadcast_queues_every_part_for_everybody_in_order(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    people = [someone(session, code) for code in ("koeln", "aachen", "koeln", "aachen")]
    secretary(session)
    parts = [{"part": 0}, {"part": 1}, {"file": 12}]

    count = notice.broadcast(
        session,
        "circular",
        by_city(Role.CONTACT),
        parts,
        subject="circular:1",
        lane=Lane.CIRCULAR,
        now=NOW,
    )

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert count == 12
    assert [(row.person_id, row.params) for row in rows] == [
        (people[number].key, part) for number in (1, 3, 0, 2) for part in parts
    ]
    assert {
        (row.kind, row.subject, row.lane, row.state, row.repeat, row.attempts, row.not_before)
        for row in rows
    } == {("circular", "circular:1", 3, DeliveryState.QUEUED, False, 0, NOW)}
    assert {(row.queued_at, row.settled_at, row.message_id, row.error) for row in rows} == {
        (NOW, None, None, None)
    }


@pytest.mark.parametrize("roles", [(), (Role.ADVISORY,)])
def test_broadcast_to_nobody_queues_nothing(session: Session, roles: tuple[Role, ...]) -> None:
    secretary(session)
    parts = [{"part": 0}]
    lane = Lane.CIRCULAR
    count = notice.broadcast(
        session, "circular", by_city(*roles), parts, subject="", lane=lane, now=NOW
    )
    assert (count, session.exec(select(Delivery)).all()) == (0, [])


def test_broadcast_sees_whoever_was_added_just_before(session: Session) -> None:
    seat(session, "aachen")
    person = someone(session, "aachen")
    person.role = Role.ADVISORY
    lane = Lane.CIRCULAR
    count = notice.broadcast(
        session, "circular", by_city(Role.ADVISORY), [{}], subject="", lane=lane, now=NOW
    )
    assert (count, session.exec(select(Delivery.person_id)).all()) == (1, [person.key])


def test_redraw_marks_the_views_of_its_subject_only(session: Session) -> None:
    for number, subject in enumerate(("accession:1", "accession:11", "accession:1")):
        session.add(
            View(
                telegram_id=number,
                message_id=5,
                screen="board",
                subject=subject,
                until=NOW + timedelta(hours=24),
            )
        )
    session.flush()

    notice.redraw(session, "accession:1")

    stale = session.exec(select(View.telegram_id).where(View.stale).order_by(col(View.id))).all()
    assert stale == [0, 2]


def test_people_are_those_who_take_part(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    holder = someone(session, "aachen")
    chief = someone(session, "aachen", responsible=True)
    someone(session, "koeln", responsible=True)
    for presence in (Presence.WAITING, Presence.REFUSED, Presence.ENDED):
        someone(session, "aachen", presence=presence, responsible=True)
        someone(session, role=Role.SECRETARIAT, presence=presence)
    desk = secretary(session)
    someone(session, role=Role.CONTACT_OFFICE)

    assert notice.people_of(session, "aachen") == [holder, chief]
    assert notice.responsible_for(session, "aachen") == [chief]
    assert notice.secretaries(session) == [desk]
