"""Proving the general circulars: that rows, contents and course are as the record says."""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from sqlmodel import Session

from alliance.circular.sending import checksum_of
from alliance.proof import CIRCULAR, Row
from alliance.rowproof import Body, Teller, Told, moment_or_none, read, rows_of, text
from storage.models import metadata

GENERAL, HALF, FILE, ADDRESSEE, CHOSEN, ATTACHMENT = (
    metadata.tables[name]
    for name in (
        *("generalcircular", "circulartext", "circularfile"),
        *("addressee", "circularcity", "attachment"),
    )
)
CITY = ("general_id", "city_code")
UNSENT = (b"draft", b"scheduled", b"discarded")
NUMBER = ("kind", "year", "serial", "sent_at", "sent_by")


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are circulars that were sent, with number, sender, texts and files, whether they were
    paused or stopped, by whom and when, and the cities with their acknowledgements. What an older
    entry does not say is not compared. `proof.verify` is to have held before. Wants a transaction
    that sees one snapshot (`read_only`).
    """
    told = read(session, Told(), TELLERS)
    numbers = {row["id"]: row for row in rows_of(session, CIRCULAR)}
    nothing: Row = dict.fromkeys(NUMBER)
    out = [
        {**row, **{name: numbers.get(row["circular_id"], nothing)[name] for name in NUMBER}}
        for row in rows_of(session, GENERAL)
        if row["state"] not in UNSENT
    ]
    frozen = {key for (table, (key, *_)), said in told.rows.items() if "audience" in said}
    chosen = [row for row in rows_of(session, CHOSEN) if row["general_id"] in frozen]
    return [
        *told.differences(GENERAL, ("id",), out),
        *told.differences(ADDRESSEE, CITY, rows_of(session, ADDRESSEE)),
        *told.differences(CHOSEN, CITY, chosen),
        *_contents(session, out),
        *_strays(numbers, out),
    ]


# ---- what the record tells


def _sent(told: Told, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        GENERAL,
        (body["general"],),
        content_sum=body["checksum"],
        acknowledge=body["acknowledge"],
        corrects_id=body["corrects"],
        kind="general",
        year=body["number"][0],
        serial=body["number"][1],
        sent_at=at,
        sent_by=body["by"],
    )
    nobody = {"acknowledged_at": None, "acknowledged_by": None}
    for city in body["addressees"]:
        told.tell(seq, ADDRESSEE, (body["general"], city), **nobody)
    if "audience" in body:  # entries have not always said it
        _frozen(told, seq, at, body)


def _frozen(told: Told, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        GENERAL,
        (body["general"],),
        audience=body["audience"],
        observers=body["observers"],
        about=body["about"],
        send_at=moment_or_none(body["send_at"]),
    )
    _steered("sent", told, seq, at, body)
    if body["audience"] == "cities":
        for city in body["addressees"]:
            told.tell(seq, CHOSEN, (body["general"], city))


def _steered(state: str, told: Told, seq: int, at: str, body: Body) -> None:
    key = (body["general"],)
    told.tell(seq, GENERAL, key, state=state, editor_id=body["by"], edited_at=at)


def _acknowledged(told: Told, seq: int, at: str, body: Body) -> None:
    key = body["general"], body["city"]
    told.tell(seq, ADDRESSEE, key, acknowledged_at=at, acknowledged_by=body["by"])


TELLERS: dict[str, Teller[Told]] = {
    "circular-sent": _sent,
    "circular-acknowledged": _acknowledged,
    "circular-paused": partial(_steered, "paused"),
    "circular-resumed": partial(_steered, "sent"),
    "circular-stopped": partial(_steered, "stopped"),
}


# ---- what the rows say


def _contents(session: Session, out: list[Row]) -> Iterator[str]:
    """Yield the circulars whose texts or files are not those that went out."""
    halves: defaultdict[int, list[Row]] = defaultdict(list)
    for half in rows_of(session, HALF):
        halves[half["general_id"]].append(half)
    names = {row["id"]: row for row in rows_of(session, ATTACHMENT)}
    files: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for file in rows_of(session, FILE):
        sent = names[file["attachment_id"]]
        files[file["general_id"]].append((text(sent["name"]), text(sent["sha256"] or b"")))
    for row in out:
        if _sum(halves[row["id"]], files[row["id"]]) != row["content_sum"]:
            yield f"the text or the files of circular {row['id']} were changed after it went out"


def _sum(halves: list[Row], files: list[tuple[str, str]]) -> bytes | None:
    """Return the checksum of a content, None for one that no program has written so."""
    try:
        return checksum_of(
            [
                (
                    text(half["language"]),
                    text(half["title"]),
                    text(half["text"]),
                    json.loads(half["entities"]),
                )
                for half in halves
            ],
            files,
        ).encode()
    except (ValueError, RecursionError):
        return None


def _strays(numbers: dict[int, Row], out: list[Row]) -> Iterator[str]:
    """Yield the numbers of general circulars that belong to none."""
    known = {row["circular_id"] for row in out}
    for key, row in numbers.items():
        if row["kind"] == b"general" and key not in known:
            yield f"circular number {row['year']}/{row['serial']} belongs to no circular"
