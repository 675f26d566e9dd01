"""Proving the procedures: that their rows say what the record says, and no number is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from alliance import number
from alliance.accession.opening import checksum_of
from alliance.proof import CIRCULAR, STATEMENT, Row, raw
from alliance.rowproof import ANY, Body, Told, moment, read, secrets, text
from storage.models import metadata

ACCESSION, ELECTOR, LETTER, REPLY, EXCEPTION, TEXT, FILE, ATTACHMENT, CITY = (
    metadata.tables[name]
    for name in (
        *("accession", "elector", "letter", "reply", "ratioexception"),
        *("dossiertext", "dossierfile", "attachment", "city"),
    )
)
KEYS = {
    ACCESSION: ("id",),
    ELECTOR: ("accession_id", "city_code"),
    LETTER: ("id",),
    REPLY: ("id",),
    EXCEPTION: ("id",),
}
UNSENT = (b"draft", b"discarded")


@dataclass(kw_only=True)
class Case(Told):
    """What the record tells of the procedures, with the statements that it refers to."""

    statements: Mapping[int, int]
    receipts: dict[str, int] = field(default_factory=dict)


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are procedures, electorates, dossiers, letters, replies and exceptions, with the
    texts that are not erased; and the numbers of receipts and circulars. Statements are
    `proof.verify`'s, which is to have held before. Wants a transaction that sees one snapshot
    (`read_only`).
    """
    told = _told(session)
    return [
        *(
            sentence
            for table, key in KEYS.items()
            for sentence in told.differences(table, key, _rows(session, table))
        ),
        *_dossiers(session),
        *number.gaps(session, told.receipts),
    ]


# ---- what the record tells


def _told(session: Session) -> Case:
    ids = session.execute(sa.select(STATEMENT.c.record_seq, STATEMENT.c.id))
    told = Case(
        statements={row.record_seq: row.id for row in ids},
        secrets=secrets(session),
    )
    return read(session, told, TELLERS)


def _opened(told: Case, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        ACCESSION,
        (body["accession"],),
        candidate_code=body["candidate"],
        state="open",
        round=body["round"],
        dossier_sum=body["dossier"],
        target_at=moment(body["target"]),
        opened_at=at,
        ended_at=None,
        reason=None,
        year=body["circular"][0],
        serial=body["circular"][1],
        sent_at=at,
    )
    for city in body["electors"]:
        told.tell(seq, ELECTOR, (body["accession"], city), dropped_at=None)


def _dropped(told: Case, seq: int, at: str, body: Body) -> None:
    told.tell(seq, ELECTOR, (body["accession"], body["city"]), dropped_at=at)


def _ended(told: Case, seq: int, at: str, body: Body) -> None:
    told.tell(
        seq,
        ACCESSION,
        (body["accession"],),
        state=body["outcome"],
        ended_at=at,
        reason=told.secret(body, "reason"),
    )


def _stated(told: Case, seq: int, at: str, body: Body) -> None:
    told.receipts[body["receipt"]] = seq
    if "letter" in body:
        told.tell(
            seq,
            LETTER,
            (body["letter"],),
            state="confirmed",
            decided_by=body.get("confirmed", ANY),
            decided_at=at,
            statement_id=told.statements.get(seq),
        )


def _lettered(told: Case, seq: int, at: str, body: Body) -> None:
    by, key = body.get("by", ANY), (body["letter"],)
    if body["step"] == "refused":
        told.tell(seq, LETTER, key, state="refused", decided_by=by, decided_at=at)
    elif body["step"] == "contested":
        text = told.secret(body, "text")
        told.tell(seq, LETTER, key, contested_by=by, contested_at=at, contested_text=text)
    else:
        told.tell(
            seq,
            LETTER,
            key,
            accession_id=body["accession"],
            round=body["round"],
            city_code=body["city"],
            kind=body["statement_kind"],
            text=told.secret(body, "text"),
            dated=body["dated"],
            reason=told.secret(body, "reason"),
            sha256=body.get("scan", ANY),
            state="entered",
            entered_by=by,
            entered_at=at,
            **dict.fromkeys(("decided_by", "decided_at", "statement_id")),
            **dict.fromkeys(("contested_by", "contested_at", "contested_text")),
        )


def _replied(told: Case, seq: int, at: str, body: Body) -> None:
    by, key = body.get("by", ANY), (body["reply"],)
    if "translation" in body:
        translation = told.secret(body, "translation")
        told.tell(seq, REPLY, key, translation=translation, translated_by=by)
        return
    told.tell(
        seq,
        REPLY,
        key,
        statement_id=told.statements.get(told.receipts.get(body["receipt"], 0)),
        text=told.secret(body, "text"),
        language=body["language"],
        person_id=by,
        at=at,
        translation=None,
        translated_by=None,
    )


def _excepted(told: Case, seq: int, at: str, body: Body) -> None:
    step, by, key = body["step"], body.get("by", ANY), (body["exception"],)
    if step == "proposed":
        nobody = dict.fromkeys(("confirmed_by", "confirmed_at", "refused_by", "refused_at"))
        reason = told.secret(body, "reason")
        told.tell(seq, EXCEPTION, key, accession_id=body["accession"], reason=reason, **nobody)
    told.tell(seq, EXCEPTION, key, **{f"{step}_by": by, f"{step}_at": at})


TELLERS = {
    "opened": _opened,
    "dropped": _dropped,
    "statement": _stated,
    "letter": _lettered,
    "reply": _replied,
    "exception": _excepted,
    "ended": _ended,
}


# ---- what the rows say


def _rows(session: Session, table: sa.Table) -> Iterator[Row]:
    """Yield the rows that the record tells of, each with what it refers to."""
    more = {
        ACCESSION: (CIRCULAR, "circular_id", ("year", "serial", "sent_at")),
        LETTER: (ATTACHMENT, "attachment_id", ("sha256",)),
    }.get(table)
    others: dict[int, Row] = {}
    if more is not None:
        found = session.execute(raw(session, more[0])).mappings()
        others = {row["id"]: {name: row[name] for name in more[2]} for row in found}
    for row in session.execute(raw(session, table)).mappings():
        if table is ACCESSION and row["state"] in UNSENT:
            continue
        nothing = dict.fromkeys(more[2]) if more else {}
        yield {**row, **(others.get(row[more[1]], nothing) if more else nothing)}


def _dossiers(session: Session) -> Iterator[str]:
    """Yield the procedures whose application is not the one that the cities were asked about."""
    cities = {row["code"]: row for row in session.execute(raw(session, CITY)).mappings()}
    names = {row["id"]: row for row in session.execute(raw(session, ATTACHMENT)).mappings()}
    texts = session.execute(raw(session, TEXT)).mappings().all()
    files = [
        (file["accession_id"], file["round"], names[file["attachment_id"]])
        for file in session.execute(raw(session, FILE)).mappings()
    ]
    for row in _rows(session, ACCESSION):
        city = cities[row["candidate_code"]]
        mine = row["id"], row["round"]
        sum_ = checksum_of(
            (text(city["code"]), text(city["name_de"]), text(city["name_zh"])),
            [
                (text(half["part"]), text(half["language"]), text(half["text"]))
                for half in texts
                if (half["accession_id"], half["round"]) == mine
            ],
            [
                (text(file["name"]), text(file["sha256"] or b""))
                for *of, file in files
                if tuple(of) == mine
            ],
        )
        if sum_.encode() != row["dossier_sum"]:
            yield f"the application of accession {row['id']} was changed after it went out"
