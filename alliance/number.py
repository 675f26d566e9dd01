"""Numbers without gaps: the series of circulars and of receipts, anew each year."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, select

from alliance import record, register
from storage.circular import Circular, CircularKind, Series
from storage.person import Person

# The secretariat, whose office gives the numbers, is in Foshan.
OFFICE = ZoneInfo("Asia/Shanghai")
# One statement makes and locks the row: two first numbers of a year at once do not collide.
NEXT = sa.text(
    "INSERT INTO series (name, year, last) VALUES (:name, :year, 1)"
    " ON CONFLICT (name, year) DO UPDATE SET last = series.last + 1 RETURNING last"
)


def year(now: datetime) -> int:
    """Return the year of a moment at the secretariat's office."""
    return now.astimezone(OFFICE).year


def next_number(session: Session, name: str, year: int) -> int:
    """Return the next number of a series, from 1; its row stays locked until the transaction ends.

    A transaction that is rolled back gives its number back.
    """
    given = session.connection().execute(NEXT, {"name": name, "year": year})
    return int(given.scalar_one())


def give(
    session: Session, kind: CircularKind, sender: Person, now: datetime, search: str
) -> Circular:
    """Number a circular, whose footer will say the record's present head; return its stored row.

    It is found in the archive by its number and by the words of `search`.
    """
    this_year = year(now)
    serial = next_number(session, "circular", this_year)
    head_seq, head = record.head(session)
    circular = Circular(
        kind=kind,
        year=this_year,
        serial=serial,
        sent_at=now,
        sent_by=sender.key,
        head_seq=head_seq,
        head=head,
        search=folded(f"{this_year}/{serial:02d} 〔{this_year}〕{serial} {search}"),
    )
    session.add(circular)
    session.flush()
    return circular


def folded(words: str) -> str:
    """Return words as the archive compares them: composed, without case, single spaces."""
    # Folding can take a composed letter apart.
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return " ".join(plain.split())


def circular_number(facts: Mapping[str, str], circular: Circular) -> tuple[str, str]:
    """Return a circular's number in German and in Chinese style."""
    german = f"{facts['circular_prefix_de']} {circular.year}/{circular.serial:02d}"
    chinese = f"{facts['circular_prefix_zh']}〔{circular.year}〕{circular.serial}号"
    return german, chinese


def receipt(session: Session, now: datetime) -> str:
    """Return the next receipt number, the same in both languages: `ISA-E 2026/0012`."""
    this_year = year(now)
    serial = next_number(session, "receipt", this_year)
    return f"{register.facts(session)['receipt_prefix']} {this_year}/{serial:04d}"


def gaps(session: Session, receipts: Iterable[str]) -> list[str]:
    """Return a sentence for each series that does not count from 1 to its last without a gap.

    `receipts` are the receipt numbers that the record holds.
    """
    given: dict[tuple[str, int], list[int]] = {}
    for one in receipts:
        year_, _, serial = one.rsplit(" ", 1)[-1].partition("/")
        given.setdefault(("receipt", int(year_)), []).append(int(serial))
    for in_year, number in session.exec(select(Circular.year, Circular.serial)):
        given.setdefault(("circular", in_year), []).append(number)
    counted = session.exec(select(Series.name, Series.year, Series.last))
    last = {(name, in_year): number for name, in_year, number in counted}
    series = given.keys() | {one for one in last if one[0] in ("receipt", "circular")}
    return [
        f"the numbers of the series {name} of {in_year} are not 1 to its last"
        for name, in_year in sorted(series)
        if sorted(given.get((name, in_year), [])) != [*range(1, last.get((name, in_year), 0) + 1)]
    ]
