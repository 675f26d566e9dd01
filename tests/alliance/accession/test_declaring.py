"""Who declares what and when: the right person, once, in the present round."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from alliance import mandate
from alliance.accession import ending, statement
from alliance.accession.refusals import NotAsked, StaleRound
from alliance.refusal import (
    AlreadyAnswered,
    Ended,
    NotActive,
    NotAllowed,
    NotMandated,
    Stale,
    UnknownAccession,
    UnknownCity,
)
from storage.accession import AccessionState, Statement, StatementKind
from storage.city import Side, Standing
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Presence, Role
from tests.alliance.accession.world import LATER, World, answer, build, join
from tests.alliance.people import NOW, queued, seat, someone


def press(
    world: World,
    accession_id: int,
    *,
    person: str = "cn0",
    city: str = "cn0",
    round_: int = 1,
    base: int = 0,
) -> statement.Declared:
    session, holder = world.session, world.holders[person]
    return statement.declare(
        session,
        statement.claim(session, holder, accession_id, round_, city, base, LATER),
        kind=StatementKind.CONSENT,
        text=None,
        declaration="shown",
        language=Language.ZH,
        now=LATER,
    )


def test_candidate_s_people_never_answer_whatever_mandate_they_hold(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    world.holders["new"] = someone(session, "new")
    mandate.pass_on(session, world.first, "cn0", world.holders["new"], NOW)
    with pytest.raises(NotAllowed):
        press(world, accession.key, person="new")


def test_double_press_has_one_effect(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    first = press(world, accession.key).statement
    before = queued(session)
    with pytest.raises(AlreadyAnswered) as refused:
        press(world, accession.key)

    assert refused.value.statement_id == first.id
    assert statement.history(session, accession.key, "cn0") == [first]
    assert queued(session) == before


def test_colleague_who_took_over_cannot_answer_over_an_answer_unseen(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    first = press(world, accession.key).statement
    colleague = someone(session, "cn0")
    mandate = session.exec(select(Mandate).where(Mandate.city_code == "cn0")).one()
    mandate.holder_id = colleague.key
    session.flush()
    world.holders["cn0"] = colleague

    with pytest.raises(AlreadyAnswered) as refused:
        press(world, accession.key)
    assert refused.value.statement_id == first.id
    assert press(world, accession.key, base=first.id or 0).replaced == first


def test_forged_base_is_stale(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    with pytest.raises(Stale):
        press(world, accession.key, base=77)


def test_foreign_press_is_refused_and_names_who_may(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    with pytest.raises(NotMandated) as refused:
        press(world, accession.key, person="cn1", city="cn0")
    assert refused.value == NotMandated("cn0", world.holders["cn0"].key)
    world.holders["clerk"] = world.first
    with pytest.raises(NotMandated):
        press(world, accession.key, person="clerk")
    world.holders["office"] = someone(session, role=Role.CONTACT_OFFICE)
    with pytest.raises(NotMandated):
        press(world, accession.key, person="office")
    assert session.exec(select(Statement)).all() == []


def test_who_lent_the_mandate_waits_until_it_is_back(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    deputy = someone(session, "cn0")
    mandate = session.exec(select(Mandate).where(Mandate.city_code == "cn0")).one()
    mandate.deputy_id, mandate.deputy_since = deputy.key, NOW
    mandate.deputy_until = LATER + timedelta(hours=1)
    session.flush()
    with pytest.raises(NotMandated) as refused:
        press(world, accession.key)
    assert refused.value.holder_id == deputy.key
    given = answer(session, deputy, accession, "cn0", now=LATER)
    back = answer(session, world.holders["cn0"], accession, "cn0", now=LATER + timedelta(hours=1))
    assert (given.statement.person_id, back.replaced) == (deputy.key, given.statement)


def test_person_with_two_mandates_answers_city_by_city(session: Session) -> None:
    world = build(session, cn=2, de=1)
    accession = world.asked()
    mandate = session.exec(select(Mandate).where(Mandate.city_code == "cn1")).one()
    mandate.holder_id = world.holders["cn0"].key
    session.flush()
    press(world, accession.key, city="cn0")
    assert statement.current(session, accession, "cn1") is None
    press(world, accession.key, person="cn0", city="cn1")
    assert [
        one.city_code for one in session.exec(select(Statement).order_by(col(Statement.id)))
    ] == ["cn0", "cn1"]


def test_stale_and_unknown_presses_are_refused(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    late = join(world, "late", Side.CN)
    with pytest.raises(StaleRound) as stale:
        press(world, accession.key, round_=2)
    assert stale.value.round == 1
    with pytest.raises(UnknownAccession):
        press(world, accession.key + 1)
    with pytest.raises(UnknownCity):
        press(world, accession.key, city="nowhere")
    with pytest.raises(NotAsked):
        press(world, accession.key, person="late", city="late")
    late.presence = Presence.ENDED
    with pytest.raises(NotActive):
        press(world, accession.key, person="late", city="late")


def test_draft_and_ended_procedures_take_no_answer(session: Session) -> None:
    world = build(session)
    key = world.drafted().key
    with pytest.raises(Ended) as refused:
        press(world, key)
    assert refused.value.state is AccessionState.DRAFT
    seat(session, "other", Side.DE, Standing.CANDIDATE)
    other = world.asked("other").key
    ending.close(session, world.first, other, "No longer wanted", NOW)
    with pytest.raises(Ended) as refused:
        press(world, other)
    assert refused.value.state is AccessionState.CLOSED
