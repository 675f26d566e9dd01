"""The proof of seats: every city, mandate and person not as the record says is named."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from alliance import contact, mandate, register, seatproof
from alliance.accession import candidate
from alliance.proof import COMMITMENT
from alliance.seatproof import CITY, MANDATE, PERSON
from storage.city import Side, Standing
from storage.mandate import Basis
from storage.person import Presence, Role
from tests.alliance.accession.world import build
from tests.alliance.contact.joining import AGREED, LATER, join, link
from tests.alliance.people import NOW, seat, secretary
from tests.alliance.tamper import Chain, lived

DAY = timedelta(days=1)
MUCH_LATER = LATER + DAY
REGISTER = """
[[cities]]
code = "aachen"
side = "DE"
de = "Aachen"
zh = "亚琛"
zone = "Europe/Berlin"
since = 2017-05-19

[[cities]]
code = "bonn"
side = "DE"
de = "Bonn"
zh = "波恩"
zone = "Europe/Berlin"

[[cities]]
code = "neuss"
side = "DE"
de = "Neuss"
zh = "诺伊斯"
zone = "Europe/Berlin"
standing = "candidate"

[alliance]
email = "office@example.org"
privacy_version = "2026-1"
privacy_date = 2026-11-01
"""


def loaded(session: Session, folder: Path, text: str = REGISTER) -> None:
    file = folder / "register.toml"
    file.write_text(text)
    register.load(session, file, NOW)


def live(session: Session, folder: Path) -> None:
    """Load cities, register people and pass mandates on, with every act there is."""
    loaded(session, folder)
    clerk = join(session, link(session, None, role=Role.SECRETARIAT), 1).person
    first = join(session, link(session, responsible=True), 2).person
    second = join(session, link(session), 3).person
    waits, refused = (join(session, link(session, shared=True), one).person for one in (4, 5))
    contact.approve(session, first, waits.key, LATER)
    contact.refuse(session, first, refused.key, LATER)
    contact.change_details(session, second, LATER, name="New Name")
    contact.change_details(session, second, LATER, email="")
    away = join(session, link(session, "bonn", responsible=True), 6).person
    mandate.set_basis(
        session,
        first,
        "aachen",
        kind=Basis.LETTER,
        dated=date(2026, 11, 2),
        reference="10-1",
        now=LATER,
    )
    mandate.pass_on(session, first, "aachen", second, LATER)
    mandate.lend(session, second, "aachen", waits, LATER + 2 * DAY, LATER)
    mandate.lend(session, second, "aachen", first, LATER + DAY, LATER)
    mandate.expire_loans(session, LATER + DAY)
    mandate.lend(session, second, "aachen", waits, LATER + 3 * DAY, LATER + DAY)
    contact.remove_contact(session, away, away.key, MUCH_LATER)
    mandate.pass_on(session, clerk, "bonn", first, MUCH_LATER)
    mandate.revoke(session, clerk, "bonn", MUCH_LATER)
    join(session, link(session, "bonn"), 5, now=MUCH_LATER)
    join(session, link(session, "bonn"), 6, now=MUCH_LATER)
    loaded(session, folder, REGISTER.replace('"candidate"', '"observer"'))
    candidate.new_candidate(session, clerk, "Neustadt", "新城", Side.DE, LATER)


@pytest.fixture
def chain(database: str, tmp_path: Path) -> Iterator[Chain]:
    """Return a database in which people came and went; nothing is wrong in it."""
    with lived(database, lambda session: live(session, tmp_path), seatproof.findings) as chain:
        yield chain


@pytest.mark.parametrize(
    ("code", "entry", "column", "value"),
    [
        ("aachen", 1, "side", Side.CN),
        ("aachen", 1, "name_de", "Köln"),
        ("aachen", 1, "name_zh", "科隆"),
        ("aachen", 1, "zone", "Asia/Shanghai"),
        ("aachen", 1, "standing", Standing.FORMER),
        ("aachen", 1, "since", None),
        ("bonn", 1, "since", date(2018, 1, 1)),
        ("bonn", 1, "waiting_since", LATER),
        ("neuss", 26, "standing", Standing.CANDIDATE),
        ("neustadt", 27, "standing", Standing.MEMBER),
    ],
)
def test_changed_city_is_found(
    chain: Chain, code: str, entry: int, column: str, value: object
) -> None:
    changed = sa.update(CITY).where(CITY.c.code == code).values({column: value})
    assert chain.named(changed) == [f"city {code} differs from entry {entry} in {column}"]


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (3, 14, "city_code", "bonn"),
        (3, 14, "holder_id", 2),
        (3, 14, "since", MUCH_LATER),
        (3, 14, "ended_at", MUCH_LATER),
        (3, 14, "basis", Basis.RESOLUTION),
        (3, 19, "deputy_id", 2),
        (3, 19, "deputy_id", None),
        (3, 19, "deputy_since", LATER),
        (3, 19, "deputy_until", LATER + 9 * DAY),
        (1, 13, "basis", Basis.RESOLUTION),
        (1, 13, "basis_date", date(2026, 11, 3)),
        (1, 13, "basis_reference", "10-2"),
        (1, 14, "ended_at", MUCH_LATER),
        (2, 20, "ended_at", LATER),
        (4, 23, "ended_at", None),
    ],
)
def test_changed_mandate_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object
) -> None:
    changed = sa.update(MANDATE).where(MANDATE.c.id == number).values({column: value})
    assert chain.named(changed) == [f"mandate {number} differs from entry {entry} in {column}"]


@pytest.mark.parametrize(
    ("number", "entry", "column", "value"),
    [
        (1, 2, "role", Role.ADVISORY),
        (3, 5, "role", Role.SECRETARIAT),
        (3, 5, "city_code", "bonn"),
        (3, 5, "responsible", True),
        (3, 5, "presence", Presence.WAITING),
        (3, 5, "telegram_id", 99),
        (3, 5, "invitation_id", 1),
        (3, 5, "privacy_version", "2025-1"),
        (3, 5, "privacy_at", AGREED - DAY),
        (3, 5, "registered_at", MUCH_LATER),
        (3, 5, "ended_at", MUCH_LATER),
        (3, 10, "name", "Another Name"),
        (3, 10, "function", "otherwise"),
        (4, 8, "presence", Presence.WAITING),
        (5, 24, "presence", Presence.ACTIVE),
        (5, 24, "telegram_id", 99),
        (5, 24, "ended_at", MUCH_LATER),
        (6, 25, "presence", Presence.ENDED),
        (6, 25, "responsible", True),
        (6, 25, "ended_at", MUCH_LATER),
    ],
)
def test_changed_person_is_found(
    chain: Chain, number: int, entry: int, column: str, value: object
) -> None:
    changed = sa.update(PERSON).where(PERSON.c.id == number).values({column: value})
    assert chain.named(changed) == [f"person {number} differs from entry {entry} in {column}"]


def test_details_that_no_entry_speaks_of_may_change(chain: Chain) -> None:
    change = sa.update(PERSON).values(email=None, zone="Europe/Paris", language="de")
    assert chain.named(change) == []


@pytest.mark.parametrize(
    ("table", "key", "name", "entry"),
    [(CITY, "neuss", "code", 26), (MANDATE, 3, "id", 19)],
)
def test_row_that_is_gone_is_found(
    chain: Chain, table: sa.Table, key: object, name: str, entry: int
) -> None:
    gone = sa.delete(table).where(table.c[name] == key)
    assert chain.named(gone) == [f"{table.name} {key} of entry {entry} is missing"]


@pytest.mark.parametrize("number", [0, -1])
def test_row_below_all_numbers_is_found(chain: Chain, number: int) -> None:
    forged = sa.insert(MANDATE).values(id=number, city_code="bonn", holder_id=1, since=NOW)
    assert chain.named(forged) == [f"mandate {number} stands in no entry"]


def test_row_that_no_act_made_is_found(chain: Chain) -> None:
    with chain.tampering() as connection:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            seat(session, "cologne")
            clerk = secretary(session)
            session.flush()
            forged = sa.insert(MANDATE).values(city_code="bonn", holder_id=clerk.key, since=NOW)
            session.execute(forged)
            session.commit()
        assert chain.findings(connection) == [
            "city cologne stands in no entry",
            "mandate 5 stands in no entry",
            "person 8 stands in no entry",
        ]


def test_erased_people_leave_the_proof_whole(chain: Chain) -> None:
    with chain.tampering() as connection:
        erased = {"salt": None, "value": None, "person_id": None}
        connection.execute(sa.update(COMMITMENT).values(erased))
        connection.execute(sa.update(PERSON).values(name="", function="", telegram_id=None))
        assert chain.findings(connection) == []


def test_rows_from_before_there_were_entries_are_no_finding(session: Session) -> None:
    world = build(session, cn=1, de=1)
    seat(session, "aachen")
    join(session, link(session, responsible=True))
    assert seatproof.findings(session) == []

    old = sa.update(PERSON).where(PERSON.c.id == world.first.key).values(role=Role.CONTACT)
    session.execute(old)
    session.execute(sa.update(MANDATE).where(MANDATE.c.city_code == "cn0").values(since=LATER))
    assert seatproof.findings(session) == []


def test_first_entry_of_the_register_names_every_city(session: Session, tmp_path: Path) -> None:
    seat(session, "cologne")
    assert seatproof.findings(session) == []
    loaded(session, tmp_path)
    session.execute(
        sa.update(CITY).where(CITY.c.code == "cologne").values(standing=Standing.FORMER)
    )
    assert seatproof.findings(session) == ["city cologne differs from entry 1 in standing"]
    loaded(session, tmp_path)
    session.execute(sa.update(CITY).where(CITY.c.code == "cologne").values(standing="member"))
    assert seatproof.findings(session) == []


@pytest.mark.parametrize("side", [Side.DE, Side.CN])
def test_seat_that_a_procedure_gave_is_compared(session: Session, side: Side) -> None:
    world = build(session, cn=2, de=1, side=side)
    accession = world.asked()
    for city in ("cn0", "cn1", "de0"):
        world.answer(accession, city)
    assert seatproof.findings(session) == []

    session.execute(
        sa.update(CITY).where(CITY.c.code == "new").values(standing="member", waiting_since=NOW)
    )
    assert seatproof.findings(session) == [
        "city new differs from entry 5 in standing",
        "city new differs from entry 5 in waiting_since",
    ]
