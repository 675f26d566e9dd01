"""Proving the searches for a host: that they and the offers are as the record says."""

from dataclasses import dataclass, field

from sqlmodel import Session

from alliance.rowproof import ANY, Body, Key, Told, moment_or_none, read, rows_of, secrets
from storage.models import metadata

SEARCH, OFFER = (metadata.tables[name] for name in ("hostsearch", "hostoffer"))


@dataclass(kw_only=True)
class Hosting(Told):
    """What the record tells of searches; by search and city the offer that stands."""

    standing: dict[Key, int] = field(default_factory=dict)


def findings(session: Session) -> list[str]:
    """Return a sentence for every row that is not as the record says, [] when all hold.

    Compared are searches and offers, with the texts that are not erased. `proof.verify` is to
    have held before. Wants a transaction that sees one snapshot (`read_only`).
    """
    told = read(session, Hosting(secrets=secrets(session)), TELLERS)
    return [
        *told.differences(SEARCH, ("id",), rows_of(session, SEARCH)),
        *told.differences(OFFER, ("id",), rows_of(session, OFFER)),
    ]


def _asked(told: Hosting, seq: int, at: str, body: Body) -> None:
    target = moment_or_none(body["target"]) if "target" in body else ANY
    told.tell(
        seq,
        SEARCH,
        (body["search"],),
        period=body["period"],
        side=body.get("side", ANY),
        state="open",
        asked_at=at,
        asked_by=body["by"],
        target_at=target,
        **dict.fromkeys(("chosen_code", "chosen_at", "reason")),
    )


def _offered(told: Hosting, seq: int, at: str, body: Body) -> None:
    _withdrawn(told, seq, at, body)
    told.standing[body["search"], body["city"]] = body["offer"]
    told.tell(
        seq,
        OFFER,
        (body["offer"],),
        search_id=body["search"],
        city_code=body["city"],
        text=told.secret(body, "text"),
        person_id=body["by"],
        at=at,
        replaced_at=None,
    )


def _withdrawn(told: Hosting, seq: int, at: str, body: Body) -> None:
    before = told.standing.pop((body["search"], body["city"]), None)
    if before is not None:
        told.tell(seq, OFFER, (before,), replaced_at=at)


def _chosen(told: Hosting, seq: int, at: str, body: Body) -> None:
    told.tell(seq, SEARCH, (body["search"],), chosen_code=body["city"])
    _over(told, seq, at, body, "chosen")


def _closed(told: Hosting, seq: int, at: str, body: Body) -> None:
    _over(told, seq, at, body, "closed")


def _over(told: Hosting, seq: int, at: str, body: Body, state: str) -> None:
    reason = told.secret(body, "reason")
    told.tell(seq, SEARCH, (body["search"],), state=state, chosen_at=at, reason=reason)


TELLERS = {
    "host-asked": _asked,
    "host-offered": _offered,
    "host-withdrawn": _withdrawn,
    "host-chosen": _chosen,
    "host-closed": _closed,
}
