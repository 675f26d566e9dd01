"""Whatever happens until a conference, people are reminded of it once at a time, and in time."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session

from alliance.conference import inviting, reminders
from alliance.refusal import Refusal
from storage.conference import AttendanceKind, Conference
from storage.delivery import Delivery
from storage.person import Presence
from tests.alliance.conference.remembering import (
    BERLIN,
    NEW_YORK,
    SHANGHAI,
    at,
    deliveries,
    lives,
    remembered,
)
from tests.alliance.people import someone

MINUTE = timedelta(minutes=1)
CODES = st.sampled_from(["aachen", "bonn", "foshan", "wuxi"])
ZONES = st.sampled_from([BERLIN, SHANGHAI, NEW_YORK])
NUMBERS = st.lists(st.sampled_from([1, 2, 3, 7, 14, 30]), max_size=3, unique=True)


class Reminding(RuleBasedStateMachine):
    """A bot that is often down, while the conference moves, and people come, move and answer."""

    session: Session

    @initialize()
    def begin(self) -> None:
        self.world = self.session.begin_nested()
        self.now = at("02-14 12:00")
        self.meeting = remembered(self.session)
        self.seen = 0

    def teardown(self) -> None:
        self.world.rollback()

    @property
    def conference(self) -> Conference:
        return self.meeting.conference

    @rule()
    def bot_looks_when_the_next_is_due(self) -> None:
        rows = reminders.rows(self.session, self.conference)
        ahead = [one.due_at for one in rows if one.state == "planned" and one.due_at > self.now]
        self.now = min(ahead, default=self.now + MINUTE)
        self.look()

    @rule(minutes=st.sampled_from([1, 300, 8 * 1440]))
    def bot_looks_late(self, minutes: int) -> None:
        self.now += minutes * MINUTE
        self.look()

    def look(self) -> None:
        """Have sent what is due, and check it."""
        reminders.send_due(self.session, self.now)
        fresh = deliveries(self.session)[self.seen :]
        self.seen += len(fresh)
        event(f"{len(fresh)} reminded")
        for one in fresh:
            self.reminded(one)
        people = [one.person_id for one in fresh]
        assert len(people) == len(set(people)), "somebody is reminded twice at a time"
        late = [
            one
            for one in reminders.rows(self.session, self.conference)
            if one.state == "planned" and one.due_at <= self.now
        ]
        assert late == []

    def reminded(self, one: Delivery) -> None:
        """Check that a reminder comes in time, and to somebody whom it concerns."""
        starts_at = self.conference.starts_at
        assert starts_at is not None
        person = next(who for who in self.meeting.people.values() if who.key == one.person_id)
        assert one.not_before <= self.now < starts_at
        assert (self.conference.state, person.presence) == ("invited", Presence.ACTIVE)
        found = reminders.still(self.session, person, one.params, self.now)
        assert found is not None
        assert found.conference is self.conference

    @rule(minutes=st.integers(0, 10 * 1440))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(shift=st.sampled_from([-2, -1, 1, 12, 40]), hour=st.integers(0, 23))
    def secretariat_moves_it(self, shift: int, hour: int) -> None:
        assert self.conference.starts is not None
        day = datetime.fromisoformat(self.conference.starts.rstrip("*")) + timedelta(days=shift)
        starts, ends = (f"{day:%Y-%m-%d}T{hour:02}:{minute}" for minute in (15, 45))
        key, clerk = self.conference.key, self.meeting.clerk
        self.attempt(lambda: inviting.move(self.session, clerk, key, starts, ends, self.now))

    @rule(days=NUMBERS, hours=NUMBERS)
    def secretariat_sets_other_rules(self, days: list[int], hours: list[int]) -> None:
        key, clerk = self.conference.key, self.meeting.clerk
        self.attempt(
            lambda: inviting.set_reminders(self.session, clerk, key, days, hours, self.now)
        )

    @rule(code=CODES, kind=st.sampled_from(AttendanceKind))
    def city_answers(self, code: str, kind: AttendanceKind) -> None:
        self.attempt(lambda: self.meeting.answer(code, kind, self.now))

    @rule(code=CODES, zone=ZONES)
    def somebody_moves_house(self, code: str, zone: str) -> None:
        lives(self.meeting, code, zone)

    @rule(code=CODES, zone=ZONES)
    def somebody_comes(self, code: str, zone: str) -> None:
        name = f"{code}{len(self.meeting.people)}"
        self.meeting.people[name] = someone(self.session, code)
        lives(self.meeting, name, zone)

    @rule(code=CODES)
    def somebody_leaves_or_is_back(self, code: str) -> None:
        person = self.meeting.people[code]
        active = person.presence is Presence.ACTIVE
        person.presence = Presence.ENDED if active else Presence.ACTIVE
        self.session.flush()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something that may be refused by now."""
        try:
            with self.session.begin_nested():
                act()
        except Refusal as refusal:
            event(f"refused: {type(refusal).__name__}")

    @invariant()
    def nobody_gets_the_same_twice(self) -> None:
        got = Counter(
            (one.person_id, one.params["rule"], one.params["occasion"])
            for one in deliveries(self.session)
        )
        assert {many for many in got.values() if many > 1} == set()


def test_whatever_happens_everybody_is_reminded_once_and_in_time(session: Session) -> None:
    database = session

    class OnThisDatabase(Reminding):
        session = database

    run_state_machine_as_test(
        OnThisDatabase, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
