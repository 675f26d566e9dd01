"""The ratio of Chinese to German member cities, and who waits for a seat (S-15, S-16)."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.city import City, Side, Standing

SEATED = (Standing.MEMBER, Standing.ACCEPTED)


@dataclass(frozen=True)
class Seats:
    """Seats of both sides: members and accepted seats not yet signed, no observers (S-15)."""

    cn: int
    de: int

    def with_one_more(self, side: Side) -> "Seats":
        """Return the seats with one more city of a side counted in."""
        return Seats(self.cn + (side is Side.CN), self.de + (side is Side.DE))


def may_seat(members_cn: int, members_de: int, side: Side) -> bool:
    """Return whether one more city of a side may get a seat (S-15).

    CN ≤ 2 · DE with the candidate counted in, exactly 2 : 1 is allowed; only Chinese candidates
    are held to it. The counts are members and accepted seats, without the candidate.
    """
    return side is Side.DE or members_cn + 1 <= 2 * members_de


def count(session: Session) -> Seats:
    """Return the seats of both sides at present: members and accepted seats (S-15)."""
    query = (
        select(City.side, sa.func.count())
        .where(col(City.standing).in_(SEATED))
        .group_by(col(City.side))
    )
    seats = dict(session.exec(query).all())
    return Seats(seats.get(Side.CN, 0), seats.get(Side.DE, 0))


def seatable(seats: Seats, waiting: Iterable[City]) -> list[City]:
    """Return which of the waiting observers could be seated one after the other (S-16)."""
    found = []
    for observer in waiting:
        if may_seat(seats.cn, seats.de, observer.side):
            found.append(observer)
            seats = seats.with_one_more(observer.side)
    return found


def seatable_observers(session: Session) -> list[City]:
    """Return the observers that could be seated now, in order of waiting (S-16)."""
    query = (
        select(City)
        .where(City.standing == Standing.OBSERVER, col(City.waiting_since).is_not(None))
        .order_by(col(City.waiting_since), col(City.code))
    )
    return seatable(count(session), session.exec(query))
