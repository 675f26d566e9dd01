"""Whatever happens to deliveries: none is lost, none repeated unless it says so, all end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, col, select

from bot.settling import UNCERTAIN_TRIES
from storage.delivery import Delivery, DeliveryState, Lane
from storage.engine import make_engine
from storage.fact import Fact
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.bot.machine import REFUSALS, START, Engineroom, Letter

PEOPLE = 4
SUBJECTS = ("", "circular:1", "circular:2")
KINDS = ("own", "shared", "own", "shared", "pointless")
ENDS = (
    DeliveryState.SENT,
    DeliveryState.REFUSED,
    DeliveryState.FAILED,
    DeliveryState.DROPPED,
)
# More than the longest pauses between the most tries.
FOR_EVER = 600.0

subjects = st.sampled_from(SUBJECTS)
fates = st.sampled_from([*REFUSALS, "drop_before", "drop_after"])


class Deliveries(RuleBasedStateMachine):
    """The engine under everything that may befall it; see `teardown` for what must hold."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        shutil.copy(self.template, self.folder / "stadtbote.db")
        self.engine = make_engine(f"sqlite:///{self.folder / 'stadtbote.db'}")
        sa.event.listen(self.engine, "connect", _hasten)
        with self.session() as session:
            session.add_all(person(number) for number in range(PEOPLE))
        self.room = Engineroom(self.engine)
        self.number = 0
        self.ended: dict[int, DeliveryState] = {}

    @contextmanager
    def session(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session
            session.commit()

    # ---- what befalls it

    @rule(
        kind=st.sampled_from(KINDS),
        subject=subjects,
        lane=st.sampled_from([Lane.NOTICE, Lane.CIRCULAR]),
        people=st.sets(st.integers(1, PEOPLE), min_size=1),
        parts=st.integers(1, 3),
        later=st.sampled_from([0.0, 0.0, 0.0, 30.0]),
        some=st.lists(fates, max_size=3),
        steps=st.none() | st.integers(0, 12),
    )
    def queue(
        self,
        *,
        kind: str,
        subject: str,
        lane: Lane,
        people: set[int],
        parts: int,
        later: float,
        some: list[str],
        steps: int | None,
    ) -> None:
        self.room.post.fates.extend(some)
        numbers = range(self.number, self.number + parts)
        self.number += parts
        moment = self.room.now + timedelta(seconds=later)
        with self.session() as session:
            session.add_all(
                Delivery(
                    kind=kind,
                    person_id=person_id,
                    subject=subject,
                    params={"number": number, "later": later},
                    lane=lane,
                    not_before=moment,
                    queued_at=self.room.now,
                )
                for person_id in sorted(people)
                for number in numbers
            )
        if steps is not None:
            self.room.live(4.0, steps)

    @rule(seconds=st.sampled_from([0.03, 0.2, 4.0, 40.0]))
    def pass_time(self, seconds: float) -> None:
        self.room.live(seconds)

    @rule(steps=st.integers(0, 12), seconds=st.sampled_from([4.0, 40.0]))
    def pull_the_plug(self, steps: int, seconds: float) -> None:
        self.room.live(seconds, steps)

    @rule(subject=st.sampled_from(SUBJECTS[1:]))
    def pause(self, subject: str) -> None:
        waiting = (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)
        with self.session() as session:
            session.merge(Fact(name=f"paused {subject}", value=""))
            session.execute(
                sa.update(Delivery)
                .where(col(Delivery.subject) == subject, col(Delivery.state).in_(waiting))
                .values(state=DeliveryState.HELD)
            )

    @rule(subject=st.sampled_from(SUBJECTS[1:]))
    def resume(self, subject: str) -> None:
        with self.session() as session:
            session.execute(sa.delete(Fact).where(col(Fact.name) == f"paused {subject}"))
            held = (col(Delivery.subject) == subject, col(Delivery.state) == DeliveryState.HELD)
            for repeat, state in (
                (True, DeliveryState.UNCERTAIN),
                (False, DeliveryState.QUEUED),
            ):
                session.execute(
                    sa.update(Delivery)
                    .where(*held, col(Delivery.repeat) == repeat)
                    .values(state=state)
                )

    # ---- what must hold

    @invariant()
    def what_has_ended_stays_so(self) -> None:
        found = {one.id or 0: one.state for one in self.rows() if one.state in ENDS}
        assert {number: found.get(number) for number in self.ended} == self.ended
        self.ended = found

    @invariant()
    def nothing_comes_twice_without_saying_so(self) -> None:
        seen: set[Letter] = set()
        for arrival in self.room.post.arrivals:
            assert arrival.marked or arrival.letter not in seen
            seen.add(arrival.letter)

    @invariant()
    def nothing_comes_more_often_than_its_fate_was_unknown(self) -> None:
        letters = [arrival.letter for arrival in self.room.post.arrivals]
        doubts = self.room.post.doubts
        assert [one for one in set(letters) if letters.count(one) > 1 + doubts[one]] == []

    @invariant()
    def parts_come_in_order(self) -> None:
        last: dict[tuple[int, int, str], int] = {}
        rows = {Letter(chat_of(one.person_id), one.params["number"]): one for one in self.rows()}
        seen: set[Letter] = set()
        for arrival in self.room.post.arrivals:
            row = rows[arrival.letter]
            key = (row.person_id, row.lane, row.subject)
            if arrival.letter not in seen and row.params["later"] == 0:
                assert last.get(key, 0) < (row.id or 0)
                last[key] = row.id or 0
            seen.add(arrival.letter)

    def teardown(self) -> None:
        for subject in SUBJECTS[1:]:
            self.resume(subject)
        self.room.post.fates.clear()
        self.room.live(FOR_EVER)
        self.all_have_ended_and_it_is_known_how()
        self.room.close()
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def all_have_ended_and_it_is_known_how(self) -> None:
        post = self.room.post
        came = {arrival.message_id: arrival for arrival in post.arrivals}
        arrived = {arrival.letter for arrival in post.arrivals}
        for row in self.rows():
            letter = Letter(chat_of(row.person_id), row.params["number"])
            if row.kind == "pointless":
                assert row.state is DeliveryState.DROPPED
            elif row.state is DeliveryState.SENT:
                assert came[row.message_id or 0].letter == letter
            elif row.state is DeliveryState.REFUSED:
                assert post.refused[letter, "403"] > 0
            else:
                assert row.state is DeliveryState.FAILED
                assert post.refused[letter, "400"] > 0 or row.attempts == UNCERTAIN_TRIES
            assert (row.settled_at is not None, letter in arrived) == (
                True,
                row.state is DeliveryState.SENT or letter in arrived,
            )

    def rows(self) -> list[Delivery]:
        with self.session() as session:
            found = list(session.exec(select(Delivery).order_by(col(Delivery.id))))
            session.expunge_all()
        return found


def _hasten(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # What the power takes with it here is the process, not the disk.
    connection.cursor().execute("PRAGMA synchronous=OFF")


def chat_of(person_id: int) -> int:
    return 7000 + person_id


def person(number: int) -> Person:
    return Person(
        telegram_id=chat_of(number + 1),
        role=Role.CONTACT,
        name=f"P{number}",
        function="Leitung",
        language=Language.DE,
        zone="Europe/Berlin",
        presence=Presence.ACTIVE,
        privacy_version="1",
        privacy_at=START,
        registered_at=START,
    )


def test_deliveries_come_to_their_end_whatever_happens(sqlite_template: Path) -> None:
    Deliveries.template = sqlite_template
    run_state_machine_as_test(
        Deliveries,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            # Without the phase that explains a failure: it traces every line.
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
