"""What the database says at once of a procedure is what the rules say of its statements."""

from itertools import product

from sqlmodel import Session

from alliance import ratio
from alliance.accession import electorate, letter, rules
from alliance.accession.rules import Why
from storage.accession import Accession, StatementKind
from storage.city import Side
from tests.alliance.accession.test_letter import confirm, enter
from tests.alliance.accession.world import LATER, World, build, kinds

STANDS = ("contested", "letter", "silent", "dropped", *StatementKind)


def take_stand(world: World, accession: Accession, city: str, stand: str) -> None:
    """Let a city stand to an application in a way."""
    if stand == "dropped":
        world.withdraws(city)
    elif stand in ("contested", "letter"):
        entered = enter(world, accession, city)
        confirm(world, entered)
        if stand == "contested":
            letter.contest(world.session, world.holders[city], entered.id or 0, "No", LATER)
    elif stand != "silent":
        world.answer(accession, city, StatementKind(stand))


def test_consents_are_lacking_exactly_while_the_rules_give_reasons(session: Session) -> None:
    world = build(session, cn=1, de=1)
    accession = world.asked()
    lacking, given = {}, {}
    for stands in product(STANDS, repeat=2):
        attempt = session.begin_nested()
        # Contested letters first: the last consent would end the procedure before.
        for city, stand in sorted(
            zip(world.holders, stands, strict=True), key=lambda one: one[1] != "contested"
        ):
            take_stand(world, accession, city, stand)
        outcome = rules.outcome(
            electorate.electors(session, accession),
            kinds(session, accession),
            ratio.count(session),
            Side.DE,
            electorate.contested(session, accession),
        )
        reasons = {reason.why for reason in outcome.reasons}
        lacking[stands] = electorate.lacking(session, accession)
        given[stands] = bool(reasons - {Why.NOBODY_ASKED})
        attempt.rollback()
        session.expire_all()
    assert lacking == given
    assert {True, False} == set(given.values())
