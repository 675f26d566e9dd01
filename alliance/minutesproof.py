"""Proving minutes and resolutions: that they are those of their circular, and what is done."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlmodel import Session

from alliance.minutes.evidence import resolved
from alliance.proof import Row
from alliance.record import checksum
from alliance.rowproof import Body, Told, read, rows_of, secrets, text
from storage.models import metadata

RESOLUTION, PAPER, TEXT = (
    metadata.tables[name] for name in ("resolution", "paper", "minutestext")
)
UNDONE = dict.fromkeys(("done_at", "done_by", "report"))


@dataclass(kw_only=True)
class Papers(Told):
    """What the record tells of minutes: by circular the entry and the checksum of its minutes."""

    minutes: dict[int, tuple[int, str]] = field(default_factory=dict)


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are circulars that were made of minutes of which there is an entry, and the minutes
    unless they were changed since; and every resolution that went out with the first of these
    circulars or a later one, or is done. `proof.verify` is to have held before. Wants a
    transaction that sees one snapshot (`read_only`).
    """
    told = read(session, Papers(secrets=secrets(session)), TELLERS)
    papers = [row for row in rows_of(session, PAPER) if told.knows(PAPER, row["general_id"])]
    first = min(told.minutes, default=math.inf)
    resolutions = [
        {**row, "content": _resolved(row)}
        for row in rows_of(session, RESOLUTION)
        if told.knows(RESOLUTION, row["id"])
        or (row["general_id"] is not None and row["general_id"] >= first)
        or row["done_at"] is not None
    ]
    return [
        *told.differences(PAPER, ("general_id",), papers),
        *told.differences(RESOLUTION, ("id",), resolutions),
        *_texts(told, papers, rows_of(session, TEXT)),
    ]


# ---- what the record tells


def _circulated(told: Papers, seq: int, at: str, body: Body) -> None:
    general, conference = body["general"], body["conference"]
    told.minutes[general] = seq, body["minutes"]
    told.tell(seq, PAPER, (general,), conference_id=conference, kind="minutes", composed_at=at)
    for number, content in body["resolutions"].items():
        said = {"conference_id": conference, "general_id": general, "content": content}
        told.tell(seq, RESOLUTION, (int(number),), **said, **UNDONE)


def _withdrawn(told: Papers, _seq: int, _at: str, body: Body) -> None:
    told.forget(RESOLUTION, (body["resolution"],))


def _done(told: Papers, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        RESOLUTION,
        (body["resolution"],),
        conference_id=body["conference"],
        city_code=body["city"],
        done_at=at,
        done_by=body["by"],
        report=told.secret(body, "report"),
    )


TELLERS = {
    "minutes-circulated": _circulated,
    "resolution-withdrawn": _withdrawn,
    "resolution-done": _done,
}


# ---- what the rows say


def _resolved(row: Row) -> str:
    return resolved(
        text(row["text_de"]),
        text(row["text_zh"]),
        *(text(row[name]) if row[name] is not None else None for name in ("city_code", "due_on")),
    )


def _texts(told: Papers, papers: list[Row], texts: list[Row]) -> Iterator[str]:
    """Yield the circulars that are said to show the minutes and were made of others."""
    for paper in papers:
        key, conference = paper["general_id"], paper["conference_id"]
        seq, sum_ = told.minutes[key]
        halves = {
            text(row["language"]): text(row["text"])
            for row in texts
            if row["conference_id"] == conference
        }
        if not paper["stale"] and checksum(halves) != sum_:
            yield f"the minutes of conference {conference} differ from entry {seq}"
