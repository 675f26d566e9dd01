"""Proving the conferences: that invitations, agendas and answers are as the record says."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlmodel import Session

from alliance.record import checksum
from alliance.rowproof import (
    ANY,
    Body,
    Key,
    Told,
    counted,
    moment,
    moment_or_none,
    plain,
    read,
    rows_of,
    secrets,
)
from storage.models import metadata

CONFERENCE, INVITED, ATTENDANCE, DELEGATE, AGENDA, TEXT = (
    metadata.tables[name]
    for name in (
        *("conference", "invited", "attendance"),
        *("delegate", "agendaitem", "conferencetext"),
    )
)
UNSENT = (b"draft", b"discarded")
CITY = ("conference_id", "city_code")
SEATED = ("admitted", "observer")


@dataclass(kw_only=True)
class Events(Told):
    """What the record tells of conferences.

    By conference the entry with its content; by conference and city how many answers there are
    and how many delegates; the accessions that are to be announced.
    """

    contents: dict[int, tuple[int, Body]] = field(default_factory=dict)
    answers: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    delegates: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    seated: set[int] = field(default_factory=set)


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are conferences that were invited to with texts and agenda, the invited cities, their
    answers, and of delegations who entered how many people when, until all are erased.
    `proof.verify` is to have held before. Wants a transaction that sees one snapshot
    (`read_only`).
    """
    told = read(session, Events(secrets=secrets(session)), TELLERS)
    out = [row for row in rows_of(session, CONFERENCE) if row["state"] not in UNSENT]
    agenda = rows_of(session, AGENDA)
    announced = [
        row for row in agenda if told.knows(AGENDA, row["conference_id"], row["accession_id"])
    ]
    answers = counted(rows_of(session, ATTENDANCE), *CITY)
    return [
        *told.differences(CONFERENCE, ("id",), out),
        *told.differences(INVITED, CITY, rows_of(session, INVITED)),
        *told.differences(ATTENDANCE, (*CITY, "n"), answers),
        *told.differences(AGENDA, ("conference_id", "accession_id"), announced),
        *_delegations(told, rows_of(session, DELEGATE)),
        *_contents(told, agenda, rows_of(session, TEXT)),
    ]


# ---- what the record tells


def _invited(told: Events, seq: int, at: str, body: Body) -> None:
    key = body["conference"]
    told.tell(
        seq,
        CONFERENCE,
        (key,),
        state="invited",
        invited_at=at,
        **dict.fromkeys(("changed_at", "cancelled_at", "reason")),
    )
    for city in body["cities"]:
        told.tell(seq, INVITED, (key, city))
    _planned(told, seq, body)


def _changed(told: Events, seq: int, at: str, body: Body) -> None:
    told.tell(seq, CONFERENCE, (body["conference"],), changed_at=at)
    _planned(told, seq, body)


def _planned(told: Events, seq: int, body: Body) -> None:
    key = body["conference"]
    told.contents[key] = seq, body
    (starts, starts_at), (ends, ends_at) = body["starts"], body["ends"]
    told.tell(
        seq,
        CONFERENCE,
        (key,),
        kind=body["kind"],
        sequence=body["sequence"],
        host_code=body["host"],
        zone=body.get("zone", ANY),
        starts=starts,
        starts_at=moment(starts_at),
        ends=ends,
        ends_at=moment(ends_at),
        deadline_at=moment_or_none(body["deadline"]),
    )


def _cancelled(told: Events, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        CONFERENCE,
        (body["conference"],),
        state="cancelled",
        cancelled_at=at,
        sequence=body["sequence"],
        reason=told.secret(body, "reason"),
    )


def _announced(told: Events, seq: int, _at: str, body: Body) -> None:
    for accession in body["accessions"]:
        told.tell(seq, AGENDA, (body["conference"], accession))


def _ended(told: Events, _seq: int, _at: str, body: Body) -> None:
    if body["outcome"] in SEATED:
        told.seated.add(body["accession"])


def _answered(told: Events, seq: int, at: str, body: Body) -> None:
    key = (body["conference"], body["city"])
    if number := told.answers[key]:
        told.tell(seq, ATTENDANCE, (*key, number), replaced_at=at)
    told.answers[key] = number + 1
    told.tell(
        seq,
        ATTENDANCE,
        (*key, number + 1),
        kind=body["answer"],
        person_id=body["by"],
        at=at,
        replaced_at=None,
    )


def _entered(told: Events, seq: int, at: str, body: Body) -> None:
    key = (body["conference"], body["city"])
    for number in range(told.delegates[key]):
        told.forget(DELEGATE, (*key, number + 1))
    told.delegates[key] = body["people"]
    for number in range(body["people"]):
        by = {"entered_at": at, "entered_by": body["by"]}
        told.tell(seq, DELEGATE, (*key, number + 1), position=number + 1, **by)


TELLERS = {
    "conference-invited": _invited,
    "conference-moved": _changed,
    "conference-changed": _changed,
    "conference-cancelled": _cancelled,
    "conference-announced": _announced,
    "conference-answered": _answered,
    "delegation-entered": _entered,
    "ended": _ended,
}


# ---- what the rows say


def _delegations(told: Events, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the delegations that are not as entered; all of a conference's go some time later."""
    there = {row["conference_id"] for row in rows}
    for (conference, city), people in told.delegates.items():
        for number in range(people):
            if conference not in there:
                told.forget(DELEGATE, (conference, city, number + 1))
    yield from told.differences(DELEGATE, (*CITY, "n"), counted(rows, *CITY))


def _contents(
    told: Events, agenda: list[dict[str, Any]], texts: list[dict[str, Any]]
) -> Iterator[str]:
    """Yield the conferences whose texts or agenda are not those that the cities were told."""
    for key, (seq, body) in told.contents.items():
        said = {name: body[name] for name in ("host", "starts", "ends", "deadline")}
        halves = [row for row in texts if row["conference_id"] == key]
        for name in ("title", "venue", "costs"):
            said[name] = {plain(half["language"]): plain(half[name]) for half in halves}
        items = sorted(
            (row for row in agenda if row["conference_id"] == key),
            key=lambda row: (row["position"], row["id"]),
        )
        sums = map(partial(_sum, said), _before_announcing(told, items))
        if body["sum"] not in sums:
            yield f"the texts or the agenda of conference {key} differ from entry {seq}"


def _before_announcing(
    told: Events, items: list[dict[str, Any]]
) -> Iterator[list[dict[str, Any]]]:
    """Yield an agenda as it is, and as it was before new members entered it at its end (S-14)."""
    yield items
    while items:
        *items, last = items
        empty = (last["title_de"], last["title_zh"], last["minutes"]) == (b"", b"", None)
        if last["accession_id"] not in told.seated or not empty:
            return
        yield items


def _sum(said: Body, items: list[dict[str, Any]]) -> str:
    agenda = [
        {
            "de": plain(item["title_de"]),
            "zh": plain(item["title_zh"]),
            "minutes": item["minutes"],
            "accession": item["accession_id"],
        }
        for item in items
    ]
    return checksum({**said, "agenda": agenda})
