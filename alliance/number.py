"""Numbers without gaps: the series of circulars and of receipts, anew each year."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from alliance import register
from storage.circular import Circular

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
    given = session.execute(NEXT, {"name": name, "year": year})
    return int(given.scalar_one())


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
