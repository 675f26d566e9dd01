"""Fills the demo's database: the alliance of 2017, its people, the Rhein-Kreis Neuss applying."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from alliance import contact, invitation, register
from alliance.accession import draft, rules
from storage.accession import Part
from storage.city import Side
from storage.language import Language
from storage.person import Person, Role

DATA: Final = Path(__file__).parents[1] / "data"
FIRST_ID: Final = 7_100_000_001  # beyond 32 bits, as Telegram's ids are


@dataclass(frozen=True)
class Resident:
    """A person of the demo, as the playground and the alliance know them."""

    telegram_id: int
    name: str
    function: str
    role: Role
    city: str | None
    language: Language | None
    zone: str | None
    label: str
    shown: bool


def residents() -> list[Resident]:
    """Return the demo's people in the order of their file."""
    entries: list[dict[str, Any]] = _toml("demo-people.toml")["person"]
    return [
        Resident(
            telegram_id=FIRST_ID + place,
            name=entry["name"],
            function=entry["function"],
            role=Role(entry.get("role", Role.CONTACT)),
            city=entry.get("city"),
            language=Language(entry["language"]) if "language" in entry else None,
            zone=entry.get("zone"),
            label=entry["label"],
            shown=entry.get("shown", False),
        )
        for place, entry in enumerate(entries)
    ]


def fill(session: Session, people: list[Resident], now: datetime) -> None:
    """Load the register, register everybody by invitation, and draft the application."""
    register.load(session, DATA / "alliance-2017.toml", now)
    session.flush()
    registered = [_join(session, one, now) for one in people]
    secretary = next(person for person in registered if person.secretary)
    application = _toml("application-rhein-kreis-neuss.toml")
    procedure = draft.start(session, secretary, application["candidate"], now)
    for part in Part:
        for language, key in ((Language.DE, "de"), (Language.ZH, "zh")):
            text = application[part.value][key].strip()
            draft.write(session, secretary, procedure.key, part, language, text, now)
    draft.set_target(session, secretary, procedure.key, rules.suggested_target(now), now)


def language_of(session: Session, one: Resident) -> Language:
    """Return the language somebody reads: their own, else that of their city's side."""
    if one.language is not None or one.city is None:
        return one.language or Language.DE
    german = register.city(session, one.city).side is Side.DE
    return Language.DE if german else Language.ZH


def _join(session: Session, one: Resident, now: datetime) -> Person:
    token = invitation.invite(
        session,
        role=one.role,
        city_code=one.city,
        responsible=one.city is not None,
        by=None,
        now=now,
    )
    zone = one.zone or (register.city(session, one.city).zone if one.city else "Europe/Berlin")
    return contact.register(
        session,
        telegram_id=one.telegram_id,
        invitation=invitation.find(session, token, now),
        name=one.name,
        function=one.function,
        email=None,
        language=language_of(session, one),
        zone=zone,
        privacy_version=register.facts(session)["privacy_version"],
        privacy_at=now,
        now=now,
    ).person


def _toml(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)
