"""A city's statement: the right person, once, in the present round; receipts and notices."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from alliance.accession import draft, ending, reply, statement
from alliance.accession.refusals import (
    NotAQuestion,
    NotAsked,
    StaleRound,
    UnknownReply,
    UnknownStatement,
)
from alliance.refusal import (
    AlreadyAnswered,
    BadValue,
    Ended,
    NotActive,
    NotAllowed,
    NotMandated,
    Stale,
    UnknownAccession,
    UnknownCity,
)
from storage.accession import AccessionState, Statement, StatementKind, Via
from storage.city import Side, Standing
from storage.delivery import Delivery
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Presence, Role
from storage.record import Record
from storage.view import View
from tests.alliance.accession.world import KINDS, LATER, World, answer, build, join
from tests.alliance.people import NOW, queued, seat, someone

CONSENT, QUESTION = StatementKind.CONSENT, StatementKind.QUESTION


def notices(session: Session, since: int = 0) -> list[tuple[str, int]]:
    return queued(session)[since:]


@pytest.mark.parametrize("kind", StatementKind)
def test_statement_is_kept_as_it_was_shown(session: Session, kind: StatementKind) -> None:
    world = build(session)
    accession = world.asked()
    given = world.answer(accession, "cn0", kind)

    kept = given.statement
    entry = session.get(Record, kept.record_seq)
    assert entry is not None
    assert (kept.kind, kept.text, kept.declaration, kept.language) == (
        *(kind, KINDS[kind], f"Declaration of cn0: {kind}"),
        Language.DE,
    )
    assert (kept.person_id, kept.via, kept.at, kept.round, kept.replaced_at) == (
        *(world.holders["cn0"].key, Via.CHAT, LATER, 1),
        None,
    )
    assert (kept.receipt, kept.checksum) == ("ISA-E 2026/0001", entry.hash)
    assert (given.replaced, given.ending) == (None, None)


def test_record_holds_facts_openly_and_persons_as_commitments(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    given = world.answer(accession, "cn0", StatementKind.REMARK)

    entry = session.get(Record, given.statement.record_seq)
    assert entry is not None
    body = json.loads(entry.body)
    secret = {"declaration", "function", "person", "text"}
    assert {name: value for name, value in body.items() if name not in secret} == {
        "accession": accession.key,
        "city": "cn0",
        "dossier": accession.dossier_sum,
        "language": "de",
        "receipt": "ISA-E 2026/0001",
        "round": 1,
        "statement_kind": "remark",
        "via": "chat",
    }
    assert {tuple(body[name]) for name in secret} == {("c",)}
    assert entry.subject == f"accession:{accession.key}"


def test_receipts_are_numbered_without_gaps(session: Session) -> None:
    world = build(session, cn=3, de=2)
    accession = world.asked()
    receipts = [world.answer(accession, city).statement.receipt for city in world.holders]
    assert receipts == [f"ISA-E 2026/{number:04d}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("kind", "to_secretaries"),
    [
        (StatementKind.CONSENT, 0),
        (StatementKind.REMARK, 2),
        (StatementKind.QUESTION, 2),
        (StatementKind.OBJECTION, 2),
    ],
)
def test_declarant_gets_a_receipt_and_the_secretariat_hears_what_is_no_plain_consent(
    session: Session, kind: StatementKind, to_secretaries: int
) -> None:
    world = build(session)
    accession = world.asked()
    before = len(queued(session))
    given = world.answer(accession, "cn0", kind)

    told = [("statement-told", one.key) for one in (world.first, world.second)]
    assert notices(session, before) == [
        ("receipt", world.holders["cn0"].key),
        *told[:to_secretaries],
    ]
    last = session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()
    assert last is not None
    assert last.params == {"accession": accession.key, "statement": given.statement.id}


def test_only_screens_of_the_city_and_boards_are_redrawn(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    subjects = [
        accession.subject,
        accession.city_subject("cn0"),
        accession.city_subject("cn1"),
    ]
    for number, subject in enumerate(subjects):
        until = NOW + timedelta(days=1)
        session.add(
            View(telegram_id=number, message_id=1, screen="x", subject=subject, until=until)
        )
    session.flush()
    world.answer(accession, "cn0")

    stale = session.exec(select(View.telegram_id).where(View.stale)).all()
    assert sorted(stale) == [0, 1]


def test_subject_of_a_city_s_screen_fits_its_column(session: Session) -> None:
    accession = build(session).asked()
    assert len(accession.city_subject("x" * 40)) == 48


# ---- who, what, when


def press(
    world: World,
    accession_id: int,
    *,
    person: str = "cn0",
    city: str = "cn0",
    round_: int = 1,
    base: int = 0,
) -> statement.Declared:
    return statement.declare(
        world.session,
        world.holders[person],
        accession_id,
        round_,
        city,
        kind=CONSENT,
        text=None,
        declaration="shown",
        language=Language.ZH,
        base=base,
        now=LATER,
    )


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


def test_every_version_is_kept_and_one_is_current(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    order = [StatementKind.OBJECTION, StatementKind.QUESTION, CONSENT, StatementKind.REMARK]
    for step, kind in enumerate(order):
        world.answer(accession, "cn0", kind, LATER + timedelta(minutes=step))

    versions = statement.history(session, accession.key, "cn0")
    assert [one.kind for one in versions] == order
    assert [one.replaced_at for one in versions] == [
        *(LATER + timedelta(minutes=step) for step in (1, 2, 3)),
        None,
    ]
    assert statement.current(session, accession, "cn0") == versions[-1]


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (CONSENT, "but", "needless"),
        (QUESTION, None, "empty"),
        (QUESTION, " \n", "empty"),
        (StatementKind.OBJECTION, "x" * 2_001, "too-long"),
        (StatementKind.REMARK, "a\x07b", "control"),
    ],
)
def test_text_of_a_statement_is_checked(
    kind: StatementKind, text: str | None, reason: str
) -> None:
    with pytest.raises(BadValue) as refused:
        statement.written(kind, text)
    assert (refused.value.field, refused.value.reason) == ("text", reason)


# ---- the secretariat's answer


def test_answer_to_a_question_reaches_the_city_s_people_and_the_record(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    colleague = someone(session, "cn0")
    question = world.answer(accession, "cn0", QUESTION).statement
    assert question.id is not None
    before = len(queued(session))

    answered = reply.reply(session, world.first, question.id, "Gern.", Language.DE, LATER)
    office = someone(session, role=Role.CONTACT_OFFICE)
    assert answered.id is not None
    for _ in range(2):
        reply.translate_reply(session, office, answered.id, "好的。", LATER)

    people = [world.holders["cn0"].key, colleague.key]
    assert notices(session, before) == [("reply", key) for key in people] * 2
    assert reply.replies(session, question.id) == [answered]
    assert (answered.translation, answered.translated_by) == ("好的。", office.key)
    entries = session.exec(select(Record).where(Record.kind == "reply")).all()
    assert [json.loads(entry.body)["receipt"] for entry in entries] == [question.receipt] * 2
    assert [max(json.loads(entry.body)) for entry in entries] == ["text", "translation"]


def test_only_questions_are_answered_by_the_secretariat_while_open(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    consent = world.answer(accession, "cn1").statement.id or 0
    question = world.answer(accession, "cn0", QUESTION).statement.id or 0

    def refused(error: type[Exception], act: Callable[[], object]) -> None:
        with pytest.raises(error):
            act()

    first, holder = world.first, world.holders["cn0"]
    say = reply.reply
    refused(NotAQuestion, lambda: say(session, first, consent, "x", Language.DE, NOW))
    refused(UnknownStatement, lambda: say(session, first, 99, "x", Language.DE, NOW))
    refused(NotAllowed, lambda: say(session, holder, question, "x", Language.DE, NOW))
    refused(BadValue, lambda: say(session, first, question, "", Language.DE, NOW))
    refused(UnknownReply, lambda: reply.translate_reply(session, first, 99, "x", NOW))
    answered = say(session, first, question, "Ja", Language.DE, NOW)
    refused(NotAllowed, lambda: reply.translate_reply(session, holder, answered.id or 0, "x", NOW))
    ending.close(session, first, accession.key, "Over", NOW)
    refused(Ended, lambda: say(session, first, question, "Ja", Language.DE, NOW))
    assert draft.open_drafts(session) == []
