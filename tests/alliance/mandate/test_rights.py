"""Each act on a mandate belongs to certain people."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from alliance import mandate
from alliance.refusal import NotActive, NotAllowed
from storage.mandate import Basis
from storage.person import Person, Presence, Role
from storage.record import Record
from tests.alliance.mandate.hands import HOUR, given
from tests.alliance.people import NOW, queued, seat, secretary, someone

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
