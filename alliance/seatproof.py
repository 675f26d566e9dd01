"""Proving the seats: that cities, mandates and people are as the record says."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from alliance.proof import Row
from alliance.rowproof import (
    ANY,
    Body,
    Told,
    moment,
    moment_or_none,
    plain,
    read,
    rows_of,
    secrets,
)
from storage.models import metadata

CITY, MANDATE, PERSON = (metadata.tables[name] for name in ("city", "mandate", "person"))


@dataclass(kw_only=True)
class Seats(Told):
    """What the record tells of seats: by city the mandate that is open, and from when on it tells.

    It tells of every city once an entry "register" was made, and of every mandate and person from
    the first row on that an entry made.
    """

    open: dict[str, int] = field(default_factory=dict)
    every_city: bool = False
    first: dict[sa.Table, int] = field(default_factory=dict)

    def began(self, table: sa.Table, key: int) -> None:
        """Note that an entry made a row."""
        self.first[table] = min(self.first.get(table, key), key)

    def due(self, table: sa.Table, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that are to stand in entries."""
        first = self.first.get(table, math.inf)
        # No database gives numbers below 1: whoever did has a row to hide.
        return [
            row
            for row in rows
            if row["id"] >= first or row["id"] < 1 or self.knows(table, row["id"])
        ]


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are cities, mandates and people. What was there before entries were made of such rows
    is compared only in what the record says. `proof.verify` is to have held
    before. Wants a transaction that sees one snapshot (`read_only`).
    """
    told = read(session, Seats(secrets=secrets(session)), TELLERS)
    cities = [
        row
        for row in rows_of(session, CITY)
        if told.every_city or told.knows(CITY, plain(row["code"]))
    ]
    return [
        *told.differences(CITY, ("code",), cities),
        *(
            sentence
            for table in (MANDATE, PERSON)
            for sentence in told.differences(
                table, ("id",), told.due(table, rows_of(session, table))
            )
        ),
    ]


# ---- cities


def _registered_cities(told: Seats, seq: int, _at: str, body: Body) -> None:
    told.every_city = True
    for code, columns in body["cities"].items():
        waiting = moment_or_none(columns["waiting_since"])
        told.tell(seq, CITY, (code,), **{**columns, "waiting_since": waiting})


def _ended(told: Seats, seq: int, at: str, body: Body) -> None:
    key = (body["candidate"],)
    if body["outcome"] == "admitted":
        told.tell(seq, CITY, key, standing="accepted", waiting_since=None)
    elif body["outcome"] == "observer":
        told.tell(seq, CITY, key, standing="observer", waiting_since=at)


# ---- mandates


def _mandated(told: Seats, seq: int, at: str, body: Body) -> None:
    MANDATED[body["what"]](told, seq, at, body)


def _begun(told: Seats, seq: int, at: str, body: Body) -> None:
    city = body["city"]
    if body["what"] == "passed" and city in told.open:
        told.tell(seq, MANDATE, (told.open[city],), ended_at=at)
    told.open[city] = body["mandate"]
    told.began(MANDATE, body["mandate"])
    told.tell(
        seq,
        MANDATE,
        (body["mandate"],),
        city_code=city,
        holder_id=body.get("whom", ANY),
        since=at,
        ended_at=None,
        **dict.fromkeys(("basis", "basis_date", "basis_reference")),
        **dict.fromkeys(("deputy_id", "deputy_since", "deputy_until")),
    )


def _lent(told: Seats, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        MANDATE,
        (body["mandate"],),
        deputy_id=body.get("whom", ANY),
        deputy_since=at,
        deputy_until=moment(body["until"]),
    )


def _returned(told: Seats, seq: int, _at: str, body: Body) -> None:
    nobody = dict.fromkeys(("deputy_id", "deputy_since", "deputy_until"))
    told.tell(seq, MANDATE, (body["mandate"],), **nobody)


def _based(told: Seats, seq: int, _at: str, body: Body) -> None:
    told.tell(
        seq,
        MANDATE,
        (body["mandate"],),
        basis=body["basis"],
        basis_date=body["dated"],
        basis_reference=body["reference"],
    )


def _over(told: Seats, seq: int, at: str, body: Body) -> None:
    told.open.pop(body["city"], None)
    told.tell(seq, MANDATE, (body["mandate"],), ended_at=at)


MANDATED = {
    "received": _begun,
    "given": _begun,
    "passed": _begun,
    "lent": _lent,
    "returned": _returned,
    "basis": _based,
    "revoked": _over,
    "removed": _over,
}


# ---- people


def _person(told: Seats, seq: int, at: str, body: Body) -> None:
    ENROLLED[body["what"]](told, seq, at, body)


def _registered(told: Seats, seq: int, at: str, body: Body) -> None:
    whom, account = body["whom"], told.secret(body, "account")
    if body["new"]:
        told.began(PERSON, whom)
    told.tell(
        seq,
        PERSON,
        (whom,),
        role=body["role"],
        city_code=body["city"],
        responsible=body["responsible"],
        presence=body["presence"],
        invitation_id=body["invitation"],
        privacy_version=body["privacy"][0],
        privacy_at=moment(body["privacy"][1]),
        telegram_id=int(account) if isinstance(account, str) else ANY,
        registered_at=at,
        ended_at=None,
    )
    _renamed(told, seq, at, body)
    if "left" in body:
        before, ended = body["left"]
        gone = {"presence": "ended", "telegram_id": None, "ended_at": moment(ended)}
        told.tell(seq, PERSON, (before,), **gone)


def _renamed(told: Seats, seq: int, _at: str, body: Body) -> None:
    name, function = told.secret(body, "person"), told.secret(body, "function")
    told.tell(seq, PERSON, (body["whom"],), name=name, function=function)


def _approved(told: Seats, seq: int, _at: str, body: Body) -> None:
    told.tell(seq, PERSON, (body["whom"],), presence="active")


def _refused(told: Seats, seq: int, at: str, body: Body) -> None:
    told.tell(seq, PERSON, (body["whom"],), presence="refused", ended_at=at)


def _removed(told: Seats, seq: int, at: str, body: Body) -> None:
    key = (body["whom"],)
    told.tell(seq, PERSON, key, presence="ended", responsible=False, ended_at=at)


ENROLLED = {
    "registered": _registered,
    "renamed": _renamed,
    "approved": _approved,
    "refused": _refused,
    "removed": _removed,
}

TELLERS = {
    "register": _registered_cities,
    "ended": _ended,
    "mandate": _mandated,
    "person": _person,
}
