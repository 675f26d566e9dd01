"""A city's statement as it is kept, told and shown."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from alliance.accession import statement
from alliance.refusal import BadValue
from storage.accession import StatementKind, Via
from storage.delivery import Delivery
from storage.language import Language
from storage.record import Record
from storage.view import View
from tests.alliance.accession.world import KINDS, LATER, build
from tests.alliance.people import NOW, queued

CONSENT, QUESTION = StatementKind.CONSENT, StatementKind.QUESTION


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
        "by": world.holders["cn0"].key,
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
    assert queued(session)[before:] == [
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
