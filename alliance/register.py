"""The register of cities and the facts about the alliance: asking, and loading from TOML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import lock, record
from alliance.refusal import UnknownCity
from alliance.registerfile import AllianceEntry, CityEntry, LoadError, read
from storage.accession import Accession, AccessionState, Elector
from storage.city import City, Side, Standing
from storage.fact import Fact
from storage.person import Person
from storage.record import Record
from storage.tables import table_of

# What holds until the operator says otherwise; the empty ones `stadtbote check` names.
DEFAULTS = {
    "address_de": "",
    "address_zh": "",
    "authority_de": "",
    "circular_prefix_de": "ISA-RS",
    "circular_prefix_zh": "中德工盟函",
    "consent_basis_de": "Art. 6 Abs. 1 Buchst. a, Art. 49 Abs. 1 Buchst. a DSGVO",
    "controller_de": "",
    "controller_zh": "",
    "dpo": "",
    "email": "",
    "eu_representative": "",
    "legal_basis_de": "",
    "legal_basis_zh": "",
    "notification_prefix_de": "ISA-M",
    "notification_prefix_zh": "中德工盟成函",
    "privacy_date": "",
    "privacy_mode": "consent",
    "privacy_version": "",
    "receipt_prefix": "ISA-E",
    "retention_months": "12",
    "retention_years": "10",
    "telegram_contact": "",
    "written_form_de": "",
    "written_form_zh": "",
}
# Asked at every update: spoken without the ORM, and built once.
FACTS = table_of(Fact)
SAID = sa.select(FACTS.c.name, FACTS.c.value)
# The kind of the entries about cities.
NOTED = "register"
MAY_STAY_EMPTY = frozenset({"eu_representative", "written_form_de", "written_form_zh"})


@dataclass(frozen=True)
class Difference:
    """A value of a touched seat that the file gives differently, and that stayed as it is."""

    code: str
    field: str
    present: str
    wanted: str


@dataclass(frozen=True)
class LoadReport:
    """What loading did: city codes in order of the file, and names of facts.

    `absent` are cities of the register that the file does not name; they stay.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[Difference] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    facts_changed: list[str] = field(default_factory=list)


# ---- asking


def city(session: Session, code: str) -> City:
    """Return a city by its code; UnknownCity where there is none."""
    found = session.get(City, code)
    if found is None:
        raise UnknownCity(code)
    return found


def locked(session: Session, code: str) -> City:
    """Return a city whose row is locked until the transaction ends; UnknownCity."""
    found = lock.locked(session, City, code)
    if found is None:
        raise UnknownCity(code)
    return found


def members(session: Session, side: Side | None = None) -> list[City]:
    """Return the member cities, of one side where given, by side and code."""
    query = select(City).where(City.standing == Standing.MEMBER)
    if side is not None:
        query = query.where(City.side == side)
    return list(session.exec(query.order_by(col(City.side), col(City.code))))


def all_cities(session: Session) -> list[City]:
    """Return every city of the register whatever its standing, by side and code."""
    return list(session.exec(select(City).order_by(col(City.side), col(City.code))))


def facts(session: Session) -> dict[str, str]:
    """Return what the operator says about the alliance, with defaults; every name is there."""
    known: dict[str, str] | None = session.info.get(FACTS.name)
    if known is None:
        session.flush()  # what follows passes the session by
        said = session.connection().execute(SAID)
        known = DEFAULTS | {fact.name: fact.value for fact in said}
        session.info[FACTS.name] = known
    return known


def missing_facts(session: Session) -> list[str]:
    """Return the names of facts that are needed and still empty, for `stadtbote check`."""
    return [
        name for name, value in facts(session).items() if not value and name not in MAY_STAY_EMPTY
    ]


# ---- loading


def note(session: Session, codes: Sequence[str], now: datetime, by: Person | None = None) -> None:
    """Enter cities as they are now into the record ("register"), nothing where there are none.

    The first of these entries names every city, so that from it on none is without an entry.
    `by` None is the operator's command line.
    """
    # Before the rows are read: whoever changes a seat does so before an entry of theirs.
    record.hold(session)
    query = select(City).order_by(col(City.code)).execution_options(populate_existing=True)
    if session.exec(select(Record.seq).where(Record.kind == NOTED).limit(1)).first() is not None:
        query = query.where(col(City.code).in_(codes))
    cities = {one.code: _columns(one) for one in session.exec(query)}
    if cities:
        body = {"by": by.key if by is not None else None, "cities": cities}
        secrets = record.signature(by) if by is not None else {}
        record.append(session, NOTED, body, now=now, secrets=secrets)


def load(session: Session, path: Path, now: datetime) -> LoadReport:
    """Bring cities and facts from a TOML file into the register; the same file twice is once.

    A seat that a procedure has touched stays as it is, and the report lists what differs. Raises
    LoadError with the file's line and the reason, before anything is changed.
    """
    content = read(path, today=now.date())
    if content.alliance is None and session.exec(select(Fact)).first() is None:
        raise LoadError(1, "the [alliance] table is missing")
    report = LoadReport()
    query = select(City).order_by(col(City.code)).with_for_update(key_share=True)
    seats = {one.code: one for one in session.exec(query)}
    for entry in content.cities:
        _load_city(session, entry, seats.pop(entry.code, None), report)
    report.absent.extend(sorted(seats))
    if content.alliance is not None:
        report.facts_changed.extend(_load_facts(session, content.alliance))
    session.flush()
    note(session, report.added + report.changed, now)
    return report


def _columns(seat: City) -> dict[str, Any]:
    """Return a seat's row as plain JSON, with moments as entries write them."""
    waiting = seat.waiting_since
    return {
        **seat.model_dump(mode="json", exclude={"code", "waiting_since"}),
        "waiting_since": record.stamp(waiting) if waiting is not None else None,
    }


def _load_city(session: Session, entry: CityEntry, seat: City | None, report: LoadReport) -> None:
    wanted = entry.as_columns()
    if seat is None:
        session.add(City(**wanted))
        report.added.append(entry.code)
        return
    differing = {name: value for name, value in wanted.items() if getattr(seat, name) != value}
    if not differing:
        report.unchanged.append(entry.code)
    elif _touched(session, entry.code):
        report.left_alone.extend(
            Difference(entry.code, name, _shown(getattr(seat, name)), _shown(value))
            for name, value in differing.items()
        )
    else:
        seat.sqlmodel_update(differing)
        session.add(seat)
        report.changed.append(entry.code)


def _load_facts(session: Session, entry: AllianceEntry) -> list[str]:
    """Make the facts those of the file and return which changed; a dropped one is its default."""
    session.info.pop(FACTS.name, None)
    wanted = entry.as_facts()
    present = {fact.name: fact for fact in session.exec(select(Fact).with_for_update())}
    changed = {
        name
        for name in wanted.keys() | present.keys()
        if name not in wanted or name not in present or present[name].value != wanted[name]
    }
    for name in changed:
        if name in wanted:
            session.merge(Fact(name=name, value=wanted[name]))
        else:
            session.delete(present[name])
    return sorted(changed)


def _touched(session: Session, code: str) -> bool:
    """Return whether a procedure has asked, or is about, the city; a discarded draft has not."""
    about = select(Accession.id).where(
        Accession.candidate_code == code, Accession.state != AccessionState.DISCARDED
    )
    asked = select(Elector.city_code).where(Elector.city_code == code)
    return session.exec(about).first() is not None or session.exec(asked).first() is not None


def _shown(value: object) -> str:
    return "" if value is None else str(value)
