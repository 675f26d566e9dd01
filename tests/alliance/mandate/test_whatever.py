"""Whatever people try, a city has at most one holder."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from alliance import contact, mandate
from alliance.refusal import Refusal
from storage.mandate import Mandate
from storage.person import Person, Presence, Role
from tests.alliance.mandate.hands import HOUR
from tests.alliance.people import NOW, seat, secretary, someone


class Mandates(RuleBasedStateMachine):
    """Whatever people try, a city has at most one holder, an active contact of this world."""

    session: Session

    person = st.integers(0, 5)
    actor = st.integers(0, 9)
    code = st.sampled_from(["aachen", "koeln"])

    @initialize()
    def begin(self) -> None:
        self.world = self.session.begin_nested()
        self.now = NOW
        self.gone: list[Person] = []
        for code in ("aachen", "koeln"):
            seat(self.session, code)
        self.people = [
            secretary(self.session),
            someone(self.session, "aachen", responsible=True),
            *(someone(self.session, code) for code in ("aachen", "aachen", "koeln", "koeln")),
        ]

    def teardown(self) -> None:
        self.world.rollback()

    def who(self, actor: int, code: str) -> Person:
        """Return somebody; often the holder, so that much is done and not only refused."""
        present = mandate.open_mandate(self.session, code)
        if actor >= len(self.people):
            actor = 0
            if present is not None:
                return next(one for one in self.people if one.key == present.holder_id)
        return self.people[actor]

    def attempt(self, act: Callable[[], object]) -> None:
        self.now += timedelta(minutes=20)
        try:
            with self.session.begin_nested():
                act()
        except Refusal:
            event("refused")
        else:
            event("done")

    @rule(code=code, to=person)
    def secretariat_gives(self, code: str, to: int) -> None:
        desk, receiver = self.people[0], self.people[to]
        self.attempt(lambda: mandate.pass_on(self.session, desk, code, receiver, self.now))

    @rule(actor=actor, to=person, code=code)
    def pass_on(self, actor: int, to: int, code: str) -> None:
        giver, receiver = self.who(actor, code), self.people[to]
        self.attempt(lambda: mandate.pass_on(self.session, giver, code, receiver, self.now))

    @rule(actor=actor, to=person, code=code, hours=st.integers(1, 3))
    def lend(self, actor: int, to: int, code: str, hours: int) -> None:
        lender, deputy = self.who(actor, code), self.people[to]
        until = self.now + hours * HOUR
        self.attempt(lambda: mandate.lend(self.session, lender, code, deputy, until, self.now))

    @rule(actor=actor, code=code)
    def end_loan(self, actor: int, code: str) -> None:
        whoever = self.who(actor, code)
        self.attempt(lambda: mandate.end_loan(self.session, whoever, code, self.now))

    @rule(actor=actor, code=code)
    def revoke(self, actor: int, code: str) -> None:
        whoever = self.who(actor, code)
        self.attempt(lambda: mandate.revoke(self.session, whoever, code, self.now))

    @rule(hours=st.integers(0, 3))
    def loans_run_out(self, hours: int) -> None:
        self.now += hours * HOUR
        self.attempt(lambda: mandate.expire_loans(self.session, self.now))
        open_loans = self.session.exec(
            select(Mandate.deputy_until).where(
                col(Mandate.ended_at).is_(None), col(Mandate.deputy_id).is_not(None)
            )
        )
        assert [until for until in open_loans if until is None or until <= self.now] == []

    @rule(to=person)
    def leave(self, to: int) -> None:
        """Replace somebody, so that there are always people to act."""
        leaver = self.people[to]
        self.attempt(lambda: contact.remove_contact(self.session, leaver, leaver.key, self.now))
        if leaver.presence is Presence.ENDED:
            self.people[to] = someone(
                self.session, leaver.city_code, role=leaver.role, responsible=to == 1
            )
            self.gone.append(leaver)

    @invariant(check_during_init=False)
    def one_holder_at_most(self) -> None:
        for code in ("aachen", "koeln"):
            rows = self.session.exec(
                select(Mandate).where(Mandate.city_code == code, col(Mandate.ended_at).is_(None))
            ).all()
            assert len(rows) <= 1
            answering = []
            for person in self.people + self.gone:
                try:
                    mandate.require_mandate(self.session, person, code, self.now)
                except Refusal:
                    continue
                answering.append(person)
            assert len(answering) == len(rows)
            assert [one.role for one in answering] == [Role.CONTACT] * len(rows)

    @invariant(check_during_init=False)
    def tenures_never_overlap(self) -> None:
        for code in ("aachen", "koeln"):
            rows = self.session.exec(
                select(Mandate).where(Mandate.city_code == code).order_by(col(Mandate.id))
            ).all()
            for earlier, later in pairwise(rows):
                assert earlier.ended_at is not None
                assert earlier.ended_at <= later.since


def test_city_has_at_most_one_holder_whatever_happens(session: Session) -> None:
    database = session

    class OnThisDatabase(Mandates):
        session = database

    run_state_machine_as_test(
        OnThisDatabase, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
