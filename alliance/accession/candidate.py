"""Who may apply, and entering a candidate into the register (S-10, S-22)."""

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, col, or_, select

from alliance import register, rights, value
from alliance.accession.refusals import CityExists, NotACandidate
from storage.accession import Accession, AccessionState
from storage.city import City, Side, Standing
from storage.person import Person

NAME_LIMIT = 80
CODE_LIMIT = 40
ZONES = {Side.CN: "Asia/Shanghai", Side.DE: "Europe/Berlin"}
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "'": None, "’": None})


def eligible(city: City) -> None:
    """Raise NotACandidate for a city that has a seat or waits for one (S-16).

    A converted seat and a former member apply anew (S-22).
    """
    waits = city.standing is Standing.OBSERVER and city.waiting_since is not None
    if city.standing in (Standing.MEMBER, Standing.ACCEPTED) or waits:
        raise NotACandidate(city.code, city.standing)


def candidates(session: Session) -> list[City]:
    """Return the cities that may apply and have no draft and no procedure, by German name."""
    running = select(Accession.candidate_code).where(
        col(Accession.state).in_((AccessionState.DRAFT, AccessionState.OPEN))
    )
    query = select(City).where(
        or_(
            col(City.standing).in_((Standing.CANDIDATE, Standing.FORMER)),
            (col(City.standing) == Standing.OBSERVER) & col(City.waiting_since).is_(None),
        ),
        col(City.code).not_in(running),
    )
    return list(session.exec(query.order_by(col(City.name_de), col(City.code))))


def new_candidate(
    session: Session, secretary: Person, name_de: str, name_zh: str, side: Side, now: datetime
) -> City:
    """Enter a candidate into register and record under a code made of its German name.

    Raises NotActive, NotAllowed, BadValue (name_de, name_zh), CityExists.
    """
    rights.require_secretary(secretary)
    german = value.line("name_de", name_de, NAME_LIMIT)
    chinese = value.line("name_zh", name_zh, NAME_LIMIT)
    same = select(City).where(or_(City.name_de == german, City.name_zh == chinese))
    if (known := session.exec(same).first()) is not None:
        raise CityExists(known.code)
    city = City(
        code=_free_code(session, german),
        side=side,
        name_de=german,
        name_zh=chinese,
        zone=ZONES[side],
        standing=Standing.CANDIDATE,
    )
    session.add(city)
    session.flush()
    register.note(session, [city.code], now, secretary)
    return city


def code_of(name: str) -> str:
    """Return the code made of a German name: a-z, 0-9 and hyphens; "city" if nothing is left."""
    spelled = name.lower().translate(SPELLED_OUT)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:CODE_LIMIT].rstrip("-") or "city"


def _free_code(session: Session, name: str) -> str:
    code = wanted = code_of(name)
    number = 1
    while session.get(City, code) is not None:
        number += 1
        code = f"{wanted[: CODE_LIMIT - 4]}-{number}"
    return code
