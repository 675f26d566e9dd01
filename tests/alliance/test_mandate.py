"""Mandates: who may answer for a city, through every way a mandate can go."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
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
from alliance.refusal import (
    AlreadyHolds,
    BadValue,
    NoMandate,
    NotActive,
    NotAllowed,
    NotAMember,
    NotLent,
    NotMandated,
    Refusal,
)
from storage.accession import Accession, AccessionState, Elector
from storage.city import Standing
from storage.delivery import Delivery
from storage.mandate import Basis, Mandate
from storage.person import Person, Presence, Role
from storage.record import Record
from storage.view import View
from tests.alliance.people import NOW, queued, seat, secretary, someone

HOUR = timedelta(hours=1)


def given(session: Session, code: str, person: Person) -> Mandate:
    """Put a mandate in somebody's hand without telling anybody."""
    row = Mandate(city_code=code, holder_id=person.key, since=NOW)
    session.add(row)
    session.flush()
    return row


def open_accession(session: Session, *codes: str) -> Accession:
    """Add a procedure in which cities are asked."""
    candidate = seat(session, "neuss", standing=Standing.CANDIDATE)
    accession = Accession(
        candidate_code=candidate.code,
        state=AccessionState.OPEN,
        created_at=NOW,
        editor_id=someone(session, "neuss").key,
        edited_at=NOW,
    )
    session.add(accession)
    session.flush()
    session.add_all(Elector(accession_id=accession.key, city_code=code) for code in codes)
    session.flush()
    return accession


def test_nobody_answers_for_a_city_without_mandate(session: Session) -> None:
    seat(session, "aachen")
    person = someone(session, "aachen", responsible=True)

    assert mandate.holder(session, "aachen", NOW) is None
    with pytest.raises(NotMandated) as caught:
        mandate.require_mandate(session, person, "aachen", NOW)
    assert caught.value == NotMandated("aachen", None)


def test_holder_passes_the_mandate_on_to_a_colleague(session: Session) -> None:
    seat(session, "aachen")
    desk, anna, bert = (
        secretary(session),
        someone(session, "aachen"),
        someone(session, "aachen"),
    )
    given(session, "aachen", anna)

    passed = mandate.pass_on(session, anna, "aachen", bert, NOW + HOUR)

    assert (passed.before, passed.to) == (anna, bert)
    charge = mandate.require_mandate(session, bert, "aachen", NOW + HOUR)
    assert (charge.person, charge.since, charge.deputy) == (bert, NOW + HOUR, False)
    with pytest.raises(NotMandated) as caught:
        mandate.require_mandate(session, anna, "aachen", NOW + HOUR)
    assert caught.value == NotMandated("aachen", bert.key)
    assert queued(session) == [("mandate-given", bert.key), ("mandate-passed", desk.key)]
    ended = session.exec(select(Mandate).order_by(col(Mandate.id))).all()
    assert [(row.holder_id, row.ended_at) for row in ended] == [
        (anna.key, NOW + HOUR),
        (bert.key, None),
    ]


def test_secretariat_gives_a_mandate_to_somebody_of_another_city(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, anna = secretary(session), someone(session, "koeln")
    given(session, "koeln", anna)

    mandate.pass_on(session, desk, "aachen", anna, NOW)

    held = mandate.mandates_of(session, anna, NOW)
    assert [row.city_code for row in held] == ["aachen", "koeln"]
    assert queued(session) == [("mandate-given", anna.key)]


def test_responsible_person_passes_on_but_gives_none_where_there_is_none(
    session: Session,
) -> None:
    seat(session, "aachen")
    chief, anna = someone(session, "aachen", responsible=True), someone(session, "aachen")
    with pytest.raises(NoMandate) as caught:
        mandate.pass_on(session, chief, "aachen", chief, NOW)
    assert caught.value == NoMandate("aachen")
    given(session, "aachen", anna)

    mandate.pass_on(session, chief, "aachen", chief, NOW)

    assert mandate.holder(session, "aachen", NOW) == chief
    assert queued(session) == [("mandate-passed", anna.key)]


def test_mandate_is_refused_to_who_cannot_have_it(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    seat(session, "bonn", standing=Standing.OBSERVER)
    desk, anna = secretary(session), someone(session, "aachen")
    given(session, "aachen", anna)
    left = someone(session, "aachen", presence=Presence.ENDED)
    office = someone(session, role=Role.CONTACT_OFFICE)
    foreign = someone(session, "koeln")

    def refused(actor: Person, code: str, to: Person) -> Refusal:
        with pytest.raises(Refusal) as caught:
            mandate.pass_on(session, actor, code, to, NOW)
        return caught.value

    assert refused(anna, "aachen", left) == NotActive(left.key, Presence.ENDED)
    assert refused(desk, "aachen", office) == NotAllowed()
    assert refused(anna, "aachen", foreign) == NotAllowed()
    assert refused(anna, "aachen", anna) == AlreadyHolds("aachen", anna.key)
    assert refused(desk, "bonn", anna) == NotAMember("bonn")
    assert mandate.holder(session, "aachen", NOW) == anna
    assert queued(session) == []


Act = Callable[[Session, Person, Person], object]
ACTS: dict[str, Act] = {
    "pass on": lambda session, actor, to: mandate.pass_on(session, actor, "aachen", to, NOW),
    "lend": lambda session, actor, to: mandate.lend(session, actor, "aachen", to, NOW + HOUR, NOW),
    "end the loan": lambda session, actor, _: mandate.end_loan(session, actor, "aachen", NOW),
    "revoke": lambda session, actor, _: mandate.revoke(session, actor, "aachen", NOW),
    "set the basis": lambda session, actor, _: mandate.set_basis(
        session,
        actor,
        "aachen",
        kind=Basis.LETTER,
        dated=date(2026, 11, 2),
        reference="10-4",
        now=NOW,
    ),
}
RIGHTS = {
    "holder": {"pass on", "lend", "end the loan", "set the basis"},
    "deputy": {"end the loan"},
    "responsible": {"pass on", "lend", "end the loan", "set the basis"},
    "secretary": set(ACTS),
    "colleague": set[str](),
    "other city": set[str](),
    "office": set[str](),
    "left": set[str](),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("actor", RIGHTS)
def test_each_act_is_done_by_whom_it_belongs_to(session: Session, actor: str, act: str) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    people = {
        "holder": someone(session, "aachen"),
        "deputy": someone(session, "aachen"),
        "responsible": someone(session, "aachen", responsible=True),
        "secretary": secretary(session),
        "colleague": someone(session, "aachen"),
        "other city": someone(session, "koeln", responsible=True),
        "office": someone(session, role=Role.CONTACT_OFFICE),
        "left": someone(session, "aachen", responsible=True, presence=Presence.ENDED),
    }
    row = given(session, "aachen", people["holder"])
    row.deputy_id, row.deputy_since, row.deputy_until = people["deputy"].key, NOW, NOW + HOUR
    before = row.model_dump()
    third = someone(session, "aachen")

    if act in RIGHTS[actor]:
        ACTS[act](session, people[actor], third)
        session.refresh(row)
        assert row.model_dump() != before
        assert [record.kind for record in session.exec(select(Record))][-1] == "mandate"
    else:
        with pytest.raises(NotActive if actor == "left" else NotAllowed):
            ACTS[act](session, people[actor], third)
        session.refresh(row)
        assert row.model_dump() == before
        assert session.exec(select(Record)).all() == []
        assert queued(session) == []


def test_loan_moves_the_answer_until_its_moment_and_then_back(session: Session) -> None:
    seat(session, "aachen")
    desk, anna, bert = (
        secretary(session),
        someone(session, "aachen"),
        someone(session, "aachen"),
    )
    given(session, "aachen", anna)

    mandate.lend(session, anna, "aachen", bert, NOW + 3 * HOUR, NOW + HOUR)

    during = mandate.in_charge(session, "aachen", NOW + 3 * HOUR - timedelta(seconds=1))
    assert during is not None
    assert (during.person, during.since, during.deputy) == (bert, NOW + HOUR, True)
    with pytest.raises(NotMandated):
        mandate.require_mandate(session, anna, "aachen", NOW + 2 * HOUR)
    assert mandate.mandates_of(session, anna, NOW + 2 * HOUR) == []
    assert mandate.holder(session, "aachen", NOW + 3 * HOUR) == anna
    assert queued(session) == [("mandate-lent", bert.key), ("mandate-lent", desk.key)]


def test_loan_is_given_back_early(session: Session) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)
    mandate.lend(session, anna, "aachen", bert, NOW + 9 * HOUR, NOW)

    mandate.end_loan(session, bert, "aachen", NOW + HOUR)

    assert mandate.holder(session, "aachen", NOW + HOUR) == anna
    assert queued(session) == [("mandate-lent", bert.key), ("mandate-returned", anna.key)]
    with pytest.raises(NotLent) as caught:
        mandate.end_loan(session, anna, "aachen", NOW + HOUR)
    assert caught.value == NotLent("aachen")


def test_second_loan_replaces_the_first_and_its_deputy_is_told(session: Session) -> None:
    seat(session, "aachen")
    anna, bert, cora = (someone(session, "aachen") for _ in range(3))
    given(session, "aachen", anna)
    mandate.lend(session, anna, "aachen", bert, NOW + 9 * HOUR, NOW)

    mandate.lend(session, anna, "aachen", cora, NOW + 5 * HOUR, NOW + HOUR)

    assert mandate.holder(session, "aachen", NOW + 2 * HOUR) == cora
    assert mandate.holder(session, "aachen", NOW + 6 * HOUR) == anna
    assert queued(session) == [
        ("mandate-lent", bert.key),
        ("mandate-returned", bert.key),
        ("mandate-lent", cora.key),
    ]


@pytest.mark.parametrize(
    ("until", "reason"),
    [(NOW, "past"), (NOW - HOUR, "past"), (NOW + timedelta(days=366, seconds=1), "too-far")],
)
def test_loan_needs_a_moment_to_come(session: Session, until: datetime, reason: str) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(BadValue) as caught:
        mandate.lend(session, anna, "aachen", bert, until, NOW)
    assert caught.value == BadValue("until", reason)


def test_loan_to_oneself_is_refused(session: Session) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(AlreadyHolds):
        mandate.lend(session, anna, "aachen", anna, NOW + HOUR, NOW)


def test_revoked_mandate_leaves_nobody_and_everybody_knows(session: Session) -> None:
    seat(session, "aachen")
    desk, colleague = secretary(session), secretary(session)
    chief = someone(session, "aachen", responsible=True)
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    row = given(session, "aachen", anna)
    row.deputy_id, row.deputy_since, row.deputy_until = bert.key, NOW, NOW + HOUR

    mandate.revoke(session, desk, "aachen", NOW)

    assert mandate.open_mandate(session, "aachen") is None
    assert queued(session) == [
        ("mandate-ended", person.key) for person in (anna, bert, chief, colleague)
    ]
    with pytest.raises(NoMandate):
        mandate.revoke(session, desk, "aachen", NOW)


def test_basis_is_kept_and_recorded(session: Session) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    mandate.set_basis(
        session,
        anna,
        "aachen",
        kind=Basis.RESOLUTION,
        dated=date(2026, 9, 27),
        reference="  ZS5/2284/XVI/2017 ",
        now=NOW,
    )

    row = mandate.open_mandate(session, "aachen")
    assert row is not None
    assert (row.basis, row.basis_date, row.basis_reference) == (
        Basis.RESOLUTION,
        date(2026, 9, 27),
        "ZS5/2284/XVI/2017",
    )
    assert [(one.kind, one.subject) for one in session.exec(select(Record))] == [
        ("mandate", "city:aachen")
    ]


@pytest.mark.parametrize(
    ("dated", "reference", "refusal"),
    [
        (date(2026, 11, 26), "10-4", BadValue("basis_date", "future")),
        (date(2026, 11, 2), " ", BadValue("basis_reference", "empty")),
        (date(2026, 11, 2), "x" * 121, BadValue("basis_reference", "too-long", 120)),
    ],
)
def test_basis_that_cannot_be_is_refused(
    session: Session, dated: date, reference: str, refusal: BadValue
) -> None:
    seat(session, "aachen")
    anna = someone(session, "aachen")
    given(session, "aachen", anna)

    with pytest.raises(BadValue) as caught:
        mandate.set_basis(
            session,
            anna,
            "aachen",
            kind=Basis.LETTER,
            dated=dated,
            reference=reference,
            now=NOW,
        )
    assert caught.value == refusal


def test_who_comes_in_charge_gets_the_open_requests_and_screens_are_drawn_again(
    session: Session,
) -> None:
    seat(session, "aachen")
    anna, bert = someone(session, "aachen"), someone(session, "aachen")
    given(session, "aachen", anna)
    accession = open_accession(session, "aachen")
    session.add(
        View(
            telegram_id=anna.telegram_id or 0,
            message_id=1,
            screen="statement",
            subject=accession.subject,
            until=NOW + HOUR,
        )
    )

    mandate.lend(session, anna, "aachen", bert, NOW + HOUR, NOW)

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.subject, row.params) for row in rows[1:]] == [
        (
            "statement-request",
            bert.key,
            f"accession:{accession.id}",
            {"accession": accession.id, "round": 1, "city": "aachen"},
        )
    ]
    assert session.exec(select(View.stale)).all() == [True]


def test_record_names_the_person_only_by_commitment(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")

    mandate.pass_on(session, desk, "aachen", anna, NOW)

    bodies = session.exec(select(Record.body)).all()
    assert len(bodies) == 1
    assert anna.name not in bodies[0]
    assert anna.function not in bodies[0]


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
