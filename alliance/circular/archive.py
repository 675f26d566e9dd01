"""The archive of circulars: who may see which, finding by words, and what is open for a city."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from alliance import mandate, number, register, rights
from alliance.circular import draft
from alliance.circular.acknowledge import seats
from alliance.circular.refusals import UnknownCircular
from storage.accession import Accession, Elector
from storage.circular import (
    Addressee,
    Audience,
    Circular,
    GeneralCircular,
    GeneralState,
)
from storage.city import City, Side, Standing
from storage.language import Language
from storage.person import Person

RECENT = timedelta(days=90)
# More words than anybody types: a database takes only so many conditions at once.
WORDS = 30
NUMBER = r"(?:(\d{4})/(\d{1,5})|[〔\[(](\d{4})[〕\])](\d{1,5})号?)(?!\d)"
SIDES = {Side.CN: Audience.CN, Side.DE: Audience.DE}

Condition = sa.ColumnElement[bool]
Numbered = Select[Circular, GeneralCircular, Accession, City]


@dataclass(frozen=True)
class Entry:
    """A numbered circular: a general one with its titles, or an accession's with its candidate."""

    circular: Circular
    general: GeneralCircular | None
    accession: Accession | None
    candidate: City | None
    titles: dict[Language, str] = field(default_factory=dict)


# ---- asking


def find(session: Session, person: Person, words: str = "") -> list[Entry]:
    """Return the circulars that a person may see and that hold every word, newest first.

    A word is found anywhere in numbers, titles, texts of either language and candidates' names,
    whatever its case; a number in either style also where another text refers to it. Contact
    persons see what went to their city or to all members of its side, and where its statement
    was asked; members also what others were asked. Raises NotActive.
    """
    query = _visible(session, person).where(*islice(_matching(session, words), WORDS))
    return _entries(session, query)


def entry(session: Session, person: Person, circular_id: int) -> Entry:
    """Return one circular that a person may see; raises NotActive, UnknownCircular."""
    query = _visible(session, person).where(col(Circular.id) == circular_id)
    found = _entries(session, query)
    if not found:
        raise UnknownCircular(circular_id)
    return found[0]


def open_for(session: Session, person: Person, now: datetime) -> list[Entry]:
    """Return what the person's cities have not acknowledged of the last 90 days, oldest first.

    Their own city and those that they answer for at the moment (S-09). A circular that was
    corrected is not open any more; its correction is.
    """
    codes = seats(session, person, now)
    query = _numbered().where(_open(codes, now))
    return _entries(session, query)[::-1]


def unacknowledged(session: Session, person: Person, now: datetime) -> int:
    """Return how many circulars `open_for` would return, for the menu."""
    codes = seats(session, person, now)
    query = (
        sa.select(sa.func.count())
        .select_from(GeneralCircular)
        .join(Circular, col(Circular.id) == col(GeneralCircular.circular_id))
        .where(_open(codes, now))
    )
    return session.scalar(query) or 0


# ---- who may see what


def _numbered() -> Numbered:
    # All texts of all circulars, which no list needs.
    search = cast("QueryableAttribute[str]", Circular.search)
    return (
        select(Circular, GeneralCircular, Accession, City)
        .outerjoin(GeneralCircular, col(GeneralCircular.circular_id) == col(Circular.id))
        .outerjoin(Accession, col(Accession.circular_id) == col(Circular.id))
        .outerjoin(City, col(City.code) == col(Accession.candidate_code))
        .options(defer(search))
        .order_by(col(Circular.sent_at).desc(), col(Circular.id).desc())
    )


def _visible(session: Session, person: Person) -> Numbered:
    rights.require_active(person)
    if rights.follows(person):
        return _numbered()
    codes = {one.city_code for one in mandate.touching(session, person)}
    codes |= {person.city_code} if person.city_code is not None else set()
    cities = [register.city(session, code) for code in codes]
    return _numbered().where(sa.or_(_general_visible(cities), _accession_visible(cities)))


def _general_visible(cities: Collection[City]) -> Condition:
    addressed = sa.exists().where(
        col(Addressee.general_id) == col(GeneralCircular.id),
        col(Addressee.city_code).in_([city.code for city in cities]),
    )
    meant = _meant()
    of_all = sa.or_(
        *(
            meant.c.audience.in_((Audience.MEMBERS, SIDES[city.side]))
            & (meant.c.observers if city.standing is Standing.OBSERVER else sa.true())
            for city in cities
            if city.standing in (Standing.MEMBER, Standing.OBSERVER)
        ),
        sa.false(),
    )
    general = sa.exists().where(meant.c.id == col(GeneralCircular.id), of_all)
    return addressed | general


def _meant() -> sa.CTE:
    """Return for whom each circular is; a correction is for whom the first version was."""
    first = (
        sa.select(
            col(GeneralCircular.id), col(GeneralCircular.audience), col(GeneralCircular.observers)
        )
        .where(col(GeneralCircular.audience) != Audience.SAME)
        .cte("meant", recursive=True)
    )
    correction = aliased(GeneralCircular)
    return first.union_all(
        sa.select(col(correction.id), first.c.audience, first.c.observers).where(
            col(correction.audience) == Audience.SAME, col(correction.corrects_id) == first.c.id
        )
    )


def _accession_visible(cities: Collection[City]) -> Condition:
    codes = [city.code for city in cities]
    if any(city.standing is Standing.MEMBER for city in cities):
        return col(Accession.id).is_not(None)
    asked = sa.exists().where(
        col(Elector.accession_id) == col(Accession.id), col(Elector.city_code).in_(codes)
    )
    return col(Accession.candidate_code).in_(codes) | asked


def _open(codes: Collection[str], now: datetime) -> Condition:
    """Return the condition on general circulars and their numbers for what cities owe."""
    owed = sa.exists().where(
        col(Addressee.general_id) == col(GeneralCircular.id),
        col(Addressee.city_code).in_(codes),
        col(Addressee.acknowledged_at).is_(None),
    )
    correction = aliased(GeneralCircular)
    corrected = sa.exists().where(
        col(correction.corrects_id) == col(GeneralCircular.id),
        col(correction.circular_id).is_not(None),
    )
    return sa.and_(
        col(GeneralCircular.state) == GeneralState.SENT,
        col(GeneralCircular.acknowledge) == sa.true(),
        col(Circular.sent_at) >= now - RECENT,
        owed,
        ~corrected,
    )


# ---- words


def _matching(session: Session, words: str) -> Iterator[Condition]:
    """Yield a condition for each number and word."""
    facts = register.facts(session)
    names = [number.folded(facts[f"circular_prefix_{style}"]) for style in ("de", "zh")]
    # What people type can hold characters that no database takes.
    typed = "".join(one if one.isprintable() else " " for one in words)
    name = "|".join(re.escape(one) for one in names if one)
    numbered = re.compile(rf"(?:(?:{name})\s*)?{NUMBER}")
    text = number.folded(typed)
    for found in numbered.finditer(text):
        year, serial = (int(one) for one in found.groups() if one)
        yield sa.or_(
            (col(Circular.year) == year) & (col(Circular.serial) == serial),
            *(
                col(Circular.search).contains(one, autoescape=True)
                for one in _styles(year, serial)
            ),
        )
    for word in dict.fromkeys(numbered.sub(" ", text).split()):
        if word not in names:
            yield col(Circular.search).contains(word, autoescape=True)


def _styles(year: int, serial: int) -> tuple[str, str]:
    """Return how texts write a number, apart from what stands before it."""
    return f"{year}/{serial:02d}", f"〔{year}〕{serial}号"


def _entries(session: Session, query: Numbered) -> list[Entry]:
    # An outer join, whose rows are not all there.
    found: list[tuple[Circular, GeneralCircular | None, Accession | None, City | None]]
    found = list(session.exec(query).all())
    titles = draft.titles_of(session, [one[1].key for one in found if one[1] is not None])
    return [Entry(*one, titles=titles[one[1].key] if one[1] is not None else {}) for one in found]
