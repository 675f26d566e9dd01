"""The proof: every change of the record, of what it commits to and of the statements is found."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from alliance import proof, record
from alliance.proof import CIRCULAR, COMMITMENT, RECORD, STATEMENT, Wrong
from storage.accession import StatementKind, Via
from storage.engine import make_engine, make_session
from storage.language import Language
from tests.alliance.accession.world import LATER, build
from tests.alliance.people import NOW
from tests.alliance.tamper import (
    Chain,
    change_byte,
    commitments,
    entry,
    gone,
    statement,
    verified,
)

EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
CURRENT = "has a statement that is wrongly current or replaced"
MISSING = "is missing or misplaced"
ALTERED = "does not match its hash"
NO_STATEMENT = "does not have exactly the statement that it names"
NO_COMMITMENTS = "does not have exactly the commitments that it names"
NOT_PRINTED = "is not the head that a circular has printed"


@pytest.fixture
def chain(database: str) -> Iterator[Chain]:
    """Return a record of a circular, answers of three cities, a changed answer, and an end."""
    engine = make_engine(database, foreign_keys=False)
    with make_session(engine) as session:
        world = build(session, cn=2, de=1)
        record.append(session, "note", {}, now=NOW, secrets={})
        accession = world.asked()
        world.answer(accession, "cn0", StatementKind.OBJECTION)
        world.answer(accession, "cn1", StatementKind.REMARK)
        world.answer(accession, "cn0", now=LATER + timedelta(minutes=9))
        world.answer(accession, "de0")
        last = record.head(session)[0]
        session.commit()
    with engine.connect() as connection:
        assert verified(connection) is None
    yield Chain(engine, last)
    engine.dispose()


@EXAMPLES
@given(data=st.data(), name=st.sampled_from(("at", "kind", "subject", "body", "prev", "hash")))
def test_every_changed_byte_of_an_entry_is_found(
    chain: Chain, data: st.DataObject, name: str
) -> None:
    with chain.tampering() as connection:
        seq = change_byte(connection, data, RECORD.c[name], RECORD.c.seq)
        found = verified(connection)
    assert found in (Wrong(seq, ALTERED), Wrong(seq, "is not readable"))


@EXAMPLES
@given(data=st.data(), byte=st.integers(1, 255), place=st.integers(0, 3))
def test_every_changed_byte_of_a_number_is_found(
    chain: Chain, data: st.DataObject, byte: int, place: int
) -> None:
    seq = data.draw(st.integers(1, chain.last))
    # Four bytes with a sign.
    new = ((seq ^ (byte << (8 * place))) + 2**31) % 2**32 - 2**31
    moves = [entry(seq).values(seq=new)]
    expected = Wrong(min(seq, new), MISSING)
    if 1 <= new <= chain.last:
        moves.insert(0, entry(new).values(seq=2**31 - 1))
        expected = Wrong(min(seq, new), MISSING if seq < new else ALTERED)
    assert chain.after(*moves) == expected


@EXAMPLES
@given(data=st.data(), name=st.sampled_from(("digest", "salt", "value")))
def test_every_changed_byte_of_a_commitment_is_found(
    chain: Chain, data: st.DataObject, name: str
) -> None:
    with chain.tampering() as connection:
        seq = change_byte(connection, data, COMMITMENT.c[name], COMMITMENT.c.digest)
        found = verified(connection)
    what = NO_COMMITMENTS
    if name != "digest":
        what = "has a commitment whose value or salt was changed"
    assert found == Wrong(seq, what)


@EXAMPLES
@given(data=st.data(), name=st.sampled_from(("declaration", "text", "receipt", "checksum")))
def test_every_changed_byte_of_a_statement_is_found(
    chain: Chain, data: st.DataObject, name: str
) -> None:
    with chain.tampering() as connection:
        seq = change_byte(connection, data, STATEMENT.c[name], STATEMENT.c.record_seq)
        found = verified(connection)
    assert found == Wrong(seq, f"differs from its statement in {name}")


@EXAMPLES
@given(data=st.data())
def test_every_missing_entry_is_found(chain: Chain, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, chain.last - 1))
    assert chain.after(gone(RECORD, RECORD.c.seq == seq)) == Wrong(seq, MISSING)


@EXAMPLES
@given(data=st.data())
def test_every_pair_that_changed_places_is_found(chain: Chain, data: st.DataObject) -> None:
    numbers = st.integers(1, chain.last)
    one, other = data.draw(st.lists(numbers, min_size=2, max_size=2, unique=True))
    found = chain.after(
        entry(one).values(seq=-1), entry(other).values(seq=one), entry(-1).values(seq=other)
    )
    assert found == Wrong(min(one, other), ALTERED)


@EXAMPLES
@given(data=st.data())
def test_erased_values_leave_the_chain_whole(chain: Chain, data: st.DataObject) -> None:
    with chain.tampering() as connection:
        digests = connection.scalars(sa.select(COMMITMENT.c.digest)).all()
        erased = data.draw(st.sets(st.sampled_from(sorted(digests))))
        erase = sa.update(COMMITMENT).where(COMMITMENT.c.digest.in_(erased))
        connection.execute(erase.values(salt=None, value=None, person_id=None))
        assert verified(connection) is None


@pytest.mark.parametrize("half", ["salt", "value"])
def test_half_erased_commitment_is_found(chain: Chain, half: str) -> None:
    seq = chain.answer("de0")
    found = chain.after(commitments(seq).values({half: None}))
    assert found == Wrong(seq, "has a commitment whose value or salt was changed")


def test_lost_commitment_is_found(chain: Chain) -> None:
    seq = chain.answer("de0")
    found = chain.after(gone(COMMITMENT, COMMITMENT.c.seq == seq))
    assert found == Wrong(seq, NO_COMMITMENTS)


def test_commitment_that_no_entry_names_is_found(chain: Chain) -> None:
    with chain.tampering() as connection:
        connection.execute(sa.insert(COMMITMENT).values(digest="d", seq=1))
        assert verified(connection) == Wrong(1, NO_COMMITMENTS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", StatementKind.OBJECTION),
        ("via", Via.LETTER),
        ("language", Language.ZH),
        ("city_code", "new"),
        ("round", 2),
        ("person_id", 1),
        ("text", "slipped in"),
        ("at", LATER + timedelta(microseconds=1)),
    ],
)
def test_changed_statement_is_found(chain: Chain, column: str, value: object) -> None:
    seq = chain.answer("de0")
    found = chain.after(statement(seq).values({column: value}))
    assert found == Wrong(seq, f"differs from its statement in {column}")


def test_signature_of_somebody_else_is_found(chain: Chain) -> None:
    seq = chain.answer("de0")
    found = chain.after(commitments(seq).values(person_id=1))
    assert found == Wrong(seq, "has a commitment of somebody else")


def test_declaration_may_be_erased_with_its_commitment(chain: Chain) -> None:
    seq = chain.answer("de0")
    emptied = statement(seq).values(declaration="")
    assert chain.after(emptied) == Wrong(seq, "differs from its statement in declaration")
    assert chain.after(commitments(seq).values(salt=None, value=None), emptied) is None


def test_statement_that_is_gone_or_at_another_entry_is_found(chain: Chain) -> None:
    seq = chain.answer("de0")
    removed = gone(STATEMENT, STATEMENT.c.record_seq == seq)
    assert chain.after(removed) == Wrong(seq, NO_STATEMENT)
    assert chain.after(statement(seq).values(record_seq=1)) == Wrong(1, NO_STATEMENT)


def test_only_the_last_answer_is_current(chain: Chain) -> None:
    first, second = chain.answer("cn0", current=False), chain.answer("cn0")
    withdrawn = statement(second).values(replaced_at=LATER)
    revived = statement(first).values(replaced_at=None)
    early = statement(first).values(replaced_at=LATER)
    assert chain.after(withdrawn) == Wrong(second, CURRENT)
    assert chain.after(withdrawn, revived) == Wrong(first, CURRENT)
    assert chain.after(early) == Wrong(first, CURRENT)


def test_record_rewritten_as_a_whole_contradicts_the_printed_heads(chain: Chain) -> None:
    with chain.tampering() as connection:
        printed = connection.scalar(sa.select(CIRCULAR.c.head_seq))
        rows = connection.execute(sa.select(RECORD).order_by(RECORD.c.seq)).all()
        _, prev = record.START
        for row in rows:
            kind = row.kind.replace("note", "forged")
            new = record.entry_hash(row.seq, row.at, kind, row.subject, row.body, prev)
            connection.execute(entry(row.seq).values(kind=kind, prev=prev, hash=new))
            connection.execute(statement(row.seq).values(checksum=new))
            prev = new
        assert printed is not None
        assert verified(connection) == Wrong(printed, NOT_PRINTED)


def test_end_that_was_cut_off_is_found_by_what_refers_to_it(chain: Chain) -> None:
    first = chain.answer("cn0", current=False)
    cut = gone(RECORD, RECORD.c.seq >= first)
    orphan = "is missing, and a row of {} refers to it"
    assert chain.after(cut) == Wrong(first, orphan.format("commitment"))
    promises = gone(COMMITMENT, COMMITMENT.c.seq >= first)
    assert chain.after(cut, promises) == Wrong(first, orphan.format("statement"))
    everything = [sa.delete(table) for table in (COMMITMENT, STATEMENT, RECORD)]
    printed = sa.update(CIRCULAR).values(head_seq=7)
    assert chain.after(*everything, printed) == Wrong(7, orphan.format("circular"))


def test_circular_before_the_first_entry_prints_the_start(chain: Chain) -> None:
    early = sa.update(CIRCULAR).values(head_seq=0)
    assert chain.after(early) == Wrong(0, NOT_PRINTED)
    assert chain.after(early.values(head=record.START[1])) is None


def test_entries_beyond_one_chunk_are_read(engine: Engine) -> None:
    last = proof.CHUNK + 2
    with make_session(engine) as session:
        for _ in range(last):
            record.append(session, "kind", {}, now=NOW, secrets={})
        session.commit()
    chain = Chain(engine, last)
    assert chain.after(entry(1).values(kind="kind")) is None
    assert chain.after(entry(last).values(kind="x")) == Wrong(last, ALTERED)
