"""What is due: best lanes first, oldest first, each person's in their order, however many wait."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from bot import due
from storage.delivery import DeliveryState, Lane
from storage.person import Person
from tests.bot.rows import add_delivery, add_person
from tests.bot.stand import NOW

LATER = NOW + timedelta(minutes=1)
EARLIER = NOW - timedelta(minutes=1)


def found(session: Session, *busy: Person, room: int = 9) -> list[int]:
    people = [person.key for person in busy]
    return [one.delivery_id for one in due.due(session, Lane.CIRCULAR, people, room, NOW)]


def test_oldest_comes_first_and_one_for_each_person(session: Session) -> None:
    anna, bo = add_person(session, 1), add_person(session, 2)
    late, _ = (add_delivery(session, anna) for _ in "12")
    early = add_delivery(session, bo, not_before=EARLIER)
    add_delivery(session, add_person(session, 3), not_before=LATER)
    assert found(session) == [early, late]


def test_room_is_filled_with_those_who_are_not_busy(session: Session) -> None:
    people = [add_person(session, number) for number in range(4)]
    numbers = [add_delivery(session, person) for person in people]
    assert found(session, people[0], people[2], room=1) == [numbers[1]]
    assert found(session, people[0], people[2]) == [numbers[1], numbers[3]]


@pytest.mark.parametrize(
    ("earlier", "waits"),
    [
        ({"state": DeliveryState.SENDING}, "yes"),
        ({"error": "no way", "not_before": LATER}, "yes"),
        ({"state": DeliveryState.UNCERTAIN, "error": "dropped", "not_before": LATER}, "yes"),
        ({"not_before": LATER}, "no"),
        ({"state": DeliveryState.HELD}, "no"),
        ({"state": DeliveryState.SENT, "error": None}, "no"),
        ({"state": DeliveryState.FAILED, "error": "refused"}, "no"),
        ({"state": DeliveryState.SENDING, "lane": Lane.NOTICE}, "no"),
    ],
)
def test_later_part_waits_for_an_earlier_one(
    session: Session, earlier: dict[str, Any], waits: str
) -> None:
    anna = add_person(session, 1)
    add_delivery(session, anna, **earlier)
    later = add_delivery(session, anna, not_before=EARLIER)
    assert found(session) == {"yes": [], "no": [later]}[waits]


def test_look_goes_through_the_lanes_that_have_something(session: Session) -> None:
    anna, bo, cai = (add_person(session, number) for number in range(3))
    circular = add_delivery(session, anna)
    notice = add_delivery(session, bo, lane=Lane.NOTICE)
    add_delivery(session, bo)
    add_delivery(session, cai, lane=Lane.REMINDER, not_before=LATER)
    rooms = dict.fromkeys(Lane, 5)
    assert due.lanes_due(session, NOW) == [Lane.NOTICE, Lane.CIRCULAR]
    looked = due.look(session, rooms, set(), NOW)
    assert [(one.delivery_id, one.lane) for one in looked] == [
        (notice, Lane.NOTICE),
        (circular, Lane.CIRCULAR),
    ]


@pytest.mark.parametrize("statement", [due.DUE, due.LANES])
def test_what_waits_or_was_sent_is_not_read_through(
    sqlite_database: str, statement: sa.Select[tuple[int]]
) -> None:
    compiled = statement.compile(
        dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
    )
    engine = sa.create_engine(sqlite_database)  # noqa: TID251 - only explains
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", tuple(0 for _ in compiled.positiontup or ())
        )
        plan = [str(row.detail) for row in rows]
    engine.dispose()
    assert [step for step in plan if step.startswith("SCAN delivery")] == []
    assert [step for step in plan if "TEMP B-TREE" in step] == []
    assert [step for step in plan if "ix_delivery_due" in step] != []
