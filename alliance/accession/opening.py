"""Asking all member cities: the circular, the frozen electorate and dossier (S-11, S-12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alliance import number, record, register, rights
from alliance.accession import draft, electorate, evidence, rules, telling
from alliance.accession.refusals import Incomplete, NobodyToAsk
from alliance.refusal import BadValue
from storage.accession import Accession, AccessionState, DossierText, Elector
from storage.attachment import Attachment
from storage.circular import Circular, CircularKind
from storage.city import City
from storage.person import Person


@dataclass(frozen=True)
class Asked:
    """A circular that is out: numbers of electors, of requests and of copies queued."""

    accession: Accession
    circular: Circular
    electors: int
    requests: int
    copies: int


def unreachable(session: Session, now: datetime) -> list[City]:
    """Return the member cities nobody of can be reached: no one in charge, no contact."""
    members = register.members(session)
    codes = [city.code for city in members]
    charges = electorate.in_charge(session, codes, now)
    contacts = electorate.contacts(session, codes)

    def people(city: City) -> list[Person]:
        charge = charges.get(city.code)
        return contacts[city.code] + ([charge] if charge else [])

    return [city for city in members if not any(map(electorate.reachable, people(city)))]


def unmandated(session: Session, now: datetime) -> list[City]:
    """Return the member cities for which nobody who can be reached may answer at present."""
    members = register.members(session)
    charges = electorate.in_charge(session, [city.code for city in members], now)
    return [
        city
        for city in members
        if city.code not in charges or not electorate.reachable(charges[city.code])
    ]


def ask(session: Session, secretary: Person, accession_id: int, now: datetime) -> Asked:
    """Number the circular, freeze electorate and dossier, and queue requests and copies.

    Without a target date the suggested one is taken. Raises NotActive, NotAllowed,
    UnknownAccession, NotDraft, Incomplete, NobodyToAsk, BadValue("target_at", "past").
    """
    rights.require_secretary(secretary)
    accession = electorate.locked(session, accession_id)
    draft.require_draft(accession)
    texts = draft.dossier(session, accession)
    if missing := rules.completeness(texts):
        raise Incomplete(missing)
    members = register.members(session)
    if not members:
        raise NobodyToAsk
    accession.target_at = accession.target_at or rules.suggested_target(now)
    if accession.target_at <= now:
        raise BadValue("target_at", "past")
    candidate = register.city(session, accession.candidate_code)
    accession.dossier_sum = checksum(candidate, texts, draft.files(session, accession))
    names = f"{candidate.name_de} {candidate.name_zh}"
    circular = number.give(session, CircularKind.ACCESSION, secretary, now, names)
    accession.circular_id = circular.id
    accession.state = AccessionState.OPEN
    accession.opened_at = now
    accession.editor_id = secretary.key
    accession.edited_at = now
    session.add(accession)
    session.add_all(Elector(accession_id=accession.key, city_code=city.code) for city in members)
    session.flush()
    _record(session, secretary, accession, circular, now)
    requests, copies = telling.request(session, accession, now)
    telling.opened(session, accession, secretary, now)
    telling.redraw_all(session, accession)
    return Asked(accession, circular, len(members), requests, copies)


def checksum(candidate: City, texts: Sequence[DossierText], files: Sequence[Attachment]) -> str:
    """Return the SHA-256 of a dossier: candidate, texts as written, names and hashes of files."""
    return checksum_of(
        (candidate.code, candidate.name_de, candidate.name_zh),
        [(half.part, half.language, half.text) for half in texts],
        [(file.name, file.sha256 or "") for file in files],
    )


def checksum_of(
    candidate: tuple[str, str, str],
    texts: Iterable[tuple[str, str, str]],
    files: Iterable[tuple[str, str]],
) -> str:
    """Return the SHA-256 of a dossier's content: code and names; part, language, text; files.

    Hexadecimal, over JSON with sorted keys, no spaces, UTF-8. Order does not matter.
    """
    return record.checksum(
        {"candidate": candidate, "files": sorted(files), "texts": sorted(texts)}
    )


def _record(
    session: Session, secretary: Person, accession: Accession, circular: Circular, now: datetime
) -> None:
    assert accession.target_at is not None
    body = {
        "candidate": accession.candidate_code,
        "circular": [circular.year, circular.serial],
        "dossier": accession.dossier_sum,
        "electors": electorate.electors(session, accession),
        "target": accession.target_at.isoformat(),
    }
    evidence.append(session, "opened", accession, body, record.signature(secretary), now)
