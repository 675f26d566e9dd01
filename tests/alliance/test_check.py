"""`stadtbote check`: what is wrong with a database is said, whatever it is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from alliance import check, record, register
from alliance.record import Secret
from storage import migrate
from storage.check import Finding
from storage.engine import make_engine, make_session, sqlite_file
from storage.fact import Fact
from storage.record import Record
from tests.alliance import (
    test_caseproof,
    test_circularproof,
    test_conferenceproof,
    test_hostingproof,
    test_minutesproof,
    test_seatproof,
)
from tests.alliance.accession.world import build
from tests.alliance.people import NOW


@pytest.fixture
def sound(database: str, engine: Engine) -> Iterator[str]:
    """Return the URL of a database with a record and all its facts."""
    with make_session(engine) as session:
        session.add_all(Fact(name=name, value="x") for name in register.missing_facts(session))
        for number in range(3):
            secrets = {"name": Secret(f"Person {number}", None)}
            record.append(session, "note", {"n": number}, now=NOW, secrets=secrets)
        session.commit()
    yield database
    engine.dispose()


def tamper(url: str, *statements: str) -> None:
    engine = make_engine(url, foreign_keys=False)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_sound_database_has_no_findings(sound: str) -> None:
    assert check.findings(sound) == []


def test_check_works_beside_a_running_writer(sound: str, engine: Engine) -> None:
    with make_session(engine) as session:
        record.append(session, "note", {}, now=NOW, secrets={})
        assert check.findings(sound) == []
        session.commit()
    assert check.findings(sound) == []


def test_missing_database_is_said_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "none" / "stadtbote.db"
    assert check.findings(f"sqlite:///{file}") == [
        Finding("file", f"there is no database at {file}")
    ]


def test_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    file = tmp_path / "stadtbote.db"
    file.write_text("no database" * 100)
    assert check.findings(f"sqlite:///{file}") == [Finding("file", "file is not a database")]


def test_damaged_page_is_said(sqlite_database: str) -> None:
    file = sqlite_file(sqlite_database)
    assert file is not None
    with file.open("r+b") as opened:
        opened.seek(4096 * 5)
        opened.write(b"\xff" * 4096)
    found = check.findings(sqlite_database)
    assert {finding.part for finding in found} == {"file"}
    assert found != []


def test_row_without_what_it_refers_to_is_said(sqlite_database: str) -> None:
    tamper(sqlite_database, "INSERT INTO commitment (digest, seq) VALUES ('d', 9)")
    assert check.findings(sqlite_database) == [
        Finding("file", "row 1 of commitment refers to a missing row of record")
    ]


def test_database_that_was_never_migrated_is_said(fresh_postgres: str) -> None:
    assert check.findings(fresh_postgres) == [
        Finding("schema", "the database was never migrated; run `stadtbote migrate`")
    ]


def test_schema_of_a_newer_program_is_said(database: str) -> None:
    tamper(database, "UPDATE alembic_version SET version_num = '9999'")
    assert check.findings(database) == [
        Finding(
            "schema",
            f"the schema (9999) is of a newer version than this program ({migrate.head()})",
        )
    ]


def test_missing_guard_is_said(sound: str) -> None:
    name, rest = "record_no_update", ""
    if sqlite_file(sound) is None:
        name, rest = "record_no_change", " ON record"
    tamper(sound, f"DROP TRIGGER {name}{rest}")
    assert check.findings(sound) == [
        Finding("schema", f"the trigger {name} that guards the record is missing")
    ]


def test_disabled_guard_is_said(postgres_database: str) -> None:
    tamper(postgres_database, "ALTER TABLE record DISABLE TRIGGER ALL")
    assert check.findings(postgres_database) == [
        Finding("schema", "the trigger record_no_change that guards the record is missing")
    ]


def test_first_wrong_entry_is_said(sound: str) -> None:
    tamper(sound, "UPDATE commitment SET value = 'Person X' WHERE seq IN (2, 3)")
    assert check.findings(sound) == [
        Finding("record", "entry 2 has a commitment whose value or salt was changed")
    ]


def test_empty_facts_are_named(engine: Engine, database: str) -> None:
    with make_session(engine) as session:
        empty = register.missing_facts(session)
    assert "email" in empty
    assert check.findings(database) == [
        Finding("facts", f"[alliance] {name} is still empty") for name in empty
    ]


@pytest.mark.parametrize(
    "live",
    [
        test_seatproof.live,
        lambda session, _: test_caseproof.live(build(session, cn=3, de=1)),
        lambda session, _: test_circularproof.live(build(session, cn=2, de=1)),
        lambda session, _: test_conferenceproof.live(session),
        lambda session, _: test_hostingproof.live(session),
        lambda session, _: test_minutesproof.live(session),
    ],
)
def test_whatever_acts_did_is_no_finding(
    sound: str, engine: Engine, tmp_path: Path, live: Callable[[Session, Path], None]
) -> None:
    with make_session(engine) as session:
        live(session, tmp_path)
        session.commit()
        kinds = {*session.exec(select(Record.kind))}
    assert [one for one in check.findings(sound) if one.part != "facts"] == []
    assert kinds - {kind for one in check.PROOFS for kind in one.TELLERS} == {"note"}


@pytest.mark.parametrize(
    ("live", "change", "finding"),
    [
        (
            test_seatproof.live,
            "UPDATE mandate SET holder_id = 2 WHERE id = 3",
            "mandate 3 differs from entry 17 in holder_id",
        ),
        (
            lambda session, _: test_conferenceproof.live(session),
            "DELETE FROM invited WHERE conference_id = 1 AND city_code = 'wuxi'",
            "invited 1/wuxi of entry 4 is missing",
        ),
        (
            lambda session, _: test_hostingproof.live(session),
            "UPDATE hostoffer SET city_code = 'bonn' WHERE id = 1",
            "hostoffer 1 differs from entry 5 in city_code",
        ),
        (
            lambda session, _: test_minutesproof.live(session),
            "UPDATE resolution SET report = 'Nie' WHERE id = 2",
            "resolution 2 differs from entry 10 in report",
        ),
    ],
)
def test_every_proof_is_asked(
    sound: str,
    engine: Engine,
    tmp_path: Path,
    live: Callable[[Session, Path], None],
    change: str,
    finding: str,
) -> None:
    with make_session(engine) as session:
        live(session, tmp_path)
        session.commit()
    tamper(sound, change)
    assert [one.what for one in check.findings(sound) if one.part == "record"] == [finding]


def test_row_that_the_record_contradicts_is_named(sound: str, engine: Engine) -> None:
    with make_session(engine) as session:
        world = build(session)
        world.asked()
        session.commit()
    assert check.findings(sound) == []
    tamper(sound, "DELETE FROM elector WHERE city_code = 'cn0'")
    assert check.findings(sound) == [Finding("record", "elector 1/cn0 of entry 4 is missing")]
