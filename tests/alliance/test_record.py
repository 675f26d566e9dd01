"""Appending to the record: canonical, linked, one head, and secrets only as commitments."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import proof, record
from alliance.record import Secret
from storage.engine import make_session
from storage.record import Commitment, Record
from tests.alliance.people import NOW, someone

NOTHING = "0" * 64
# What PostgreSQL can hold: anything but NUL and halves of surrogate pairs.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
bodies = st.dictionaries(
    texts.map("open-".__add__),
    st.none() | st.booleans() | st.integers() | texts | st.lists(texts, max_size=3),
    max_size=4,
)


def test_entry_is_canonical_and_hashed_as_documented(session: Session) -> None:
    now = datetime(2026, 11, 24, 14, 5, 31, tzinfo=timezone(timedelta(hours=1)))
    body = {"ü": "中", "b": [1, None], "a": True}
    entry = record.append(session, "kind", body, subject="accession:1", now=now, secrets={})

    assert (entry.seq, entry.at, entry.kind, entry.subject, entry.prev) == (
        *(1, "2026-11-24T13:05:31.000000+00:00", "kind", "accession:1"),
        NOTHING,
    )
    assert entry.body == '{"a":true,"b":[1,null],"ü":"中"}'
    hashed = (
        '[1,"2026-11-24T13:05:31.000000+00:00","kind","accession:1",'
        r'"{\"a\":true,\"b\":[1,null],\"ü\":\"中\"}",'
        f'"{NOTHING}"]'
    )
    assert entry.hash == hashlib.sha256(hashed.encode()).hexdigest()


def test_entries_are_numbered_and_linked(session: Session) -> None:
    heads = [record.head(session)]
    for _ in range(3):
        record.append(session, "kind", {}, now=NOW, secrets={})
        heads.append(record.head(session))
    entries = session.exec(select(Record).order_by(col(Record.seq))).all()
    assert [(entry.seq, entry.hash) for entry in entries] == heads[1:]
    assert [entry.prev for entry in entries] == [hash_ for _, hash_ in heads[:-1]]
    assert heads[0] == (0, NOTHING)


def test_secret_stands_in_the_body_as_its_commitment(session: Session) -> None:
    person = someone(session)
    entry = record.append(
        session, "kind", {"city": "aachen"}, now=NOW, secrets={"who": Secret("Jörg", person.key)}
    )
    kept = session.exec(select(Commitment)).one()
    assert kept.salt is not None
    expected = hmac.new(kept.salt.encode(), "Jörg".encode(), hashlib.sha256).hexdigest()
    assert json.loads(entry.body) == {"city": "aachen", "who": {"c": expected}}
    assert (kept.digest, kept.seq, kept.person_id, kept.value) == (
        *(expected, entry.seq, person.key),
        "Jörg",
    )
    assert len(bytes.fromhex(kept.salt)) == 32


def test_same_secret_is_committed_to_anew_each_time(session: Session) -> None:
    secrets = {"name": Secret("X", None), "other": Secret("X", None)}
    for _ in range(2):
        record.append(session, "kind", {}, now=NOW, secrets=secrets)
    kept = session.exec(select(Commitment)).all()
    assert (len({one.digest for one in kept}), len({one.salt for one in kept})) == (4, 4)


def test_name_that_is_open_and_secret_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="both open and secret: text"):
        record.append(session, "kind", {"text": "x"}, now=NOW, secrets={"text": Secret("x", None)})
    assert record.head(session) == (0, NOTHING)


def test_undone_entry_leaves_no_gap(session: Session) -> None:
    record.append(session, "kept", {}, now=NOW, secrets={})
    savepoint = session.begin_nested()
    record.append(session, "undone", {}, now=NOW, secrets={"name": Secret("X", None)})
    savepoint.rollback()
    record.append(session, "next", {}, now=NOW, secrets={})
    assert session.exec(select(Record.seq, Record.kind).order_by(col(Record.seq))).all() == [
        (1, "kept"),
        (2, "next"),
    ]
    assert proof.verify(session) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, secrets=st.dictionaries(texts.map("secret-".__add__), texts, max_size=3))
def test_whatever_is_appended_holds(
    session: Session, body: dict[str, object], secrets: dict[str, str]
) -> None:
    kept = {name: Secret(value, None) for name, value in secrets.items()}
    entry = record.append(session, "kind", body, subject="x", now=NOW, secrets=kept)
    found = {name: value for name, value in json.loads(entry.body).items() if name in body}
    assert found == body
    assert proof.verify(session) is None


def test_acts_at_once_append_one_after_the_other(engine: Engine) -> None:
    def act(number: int) -> None:
        for step in range(5):
            with make_session(engine) as session:
                secrets = {"name": Secret(f"{number}-{step}", None)}
                record.append(session, "kind", {"n": number}, now=NOW, secrets=secrets)
                session.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(act, range(4)))
    with make_session(engine.execution_options(read_only=True)) as session:
        assert (record.head(session)[0], proof.verify(session)) == (20, None)


def test_stamp_is_utc_to_the_microsecond() -> None:
    moment = datetime(2027, 3, 28, 1, 30, 0, 7, tzinfo=UTC)
    assert record.stamp(moment) == "2027-03-28T01:30:00.000007+00:00"
