"""How a reader's own cities stand with a circular: who acknowledged it, and the button."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import register
from alliance.circular import acknowledge
from handlers.circular import message
from handlers.circular.outpresses import AcknowledgePress, Place
from handlers.kit.screen import Button, Style
from locales.tongue import Tongue
from storage.circular import Addressee, GeneralCircular
from storage.person import Person

Rows = tuple[tuple[Button, ...], ...]


def cities_of(
    session: Session, general: GeneralCircular, person: Person, now: datetime
) -> list[Addressee]:
    """Return the addressed cities of a person, their own one first."""
    found = acknowledge.standing(session, general, person, now)
    return sorted(found, key=lambda one: one.city_code != person.city_code)


def said(session: Session, tongue: Tongue, cities: Sequence[Addressee]) -> Markup:
    """Return who has acknowledged a circular for which of the cities, and when; or nothing."""
    lines = []
    for one in cities:
        if one.acknowledged_at is None:
            continue
        by = session.get(Person, one.acknowledged_by) if one.acknowledged_by else None
        lines.append(
            tongue.text(
                "✓ Acknowledged for {city} by {person}, {moment}",
                city=register.city(session, one.city_code).name(tongue.language),
                person=by.name if by else "–",
                moment=tongue.short(one.acknowledged_at),
            )
        )
    return Markup("\n").join(lines)


def asked(
    session: Session, tongue: Tongue, general: GeneralCircular, cities: Sequence[Addressee]
) -> Markup:
    """Return who has acknowledged a circular, and the request while somebody has not."""
    if not general.acknowledge:
        return Markup()
    lines = [said(session, tongue, cities)]
    if not all(one.acknowledged_at for one in cities):
        lines.append(message.request(tongue))
    return Markup("\n\n").join(line for line in lines if line)


def rows(
    tongue: Tongue, general: GeneralCircular, cities: Sequence[Addressee], place: Place
) -> Rows:
    """Return Acknowledge, while one of the cities has not acknowledged a circular."""
    if not general.acknowledge or all(one.acknowledged_at for one in cities):
        return ()
    label = tongue.label("received circular", "Acknowledge")
    press = AcknowledgePress(general.key, place)
    return ((Button(label, press, style=Style.SUCCESS),),)
