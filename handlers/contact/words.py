"""A person and what stands out about them, in words."""

from markupsafe import Markup

from alliance import mandate as mandates
from handlers.kit import names
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.person import Channel, Person, Presence, Role


def city_name(visit: Visit, code: str | None) -> str:
    """Return a city's name in the reader's language; empty for no city."""
    return names.city(visit.session, visit.tongue, code)


def office(tongue: Tongue, role: Role) -> str | None:
    """Return the office that a role belongs to; None for a city's contact person."""
    match role:
        case Role.SECRETARIAT:
            return tongue.plain("the secretariat")
        case Role.CONTACT_OFFICE:
            return tongue.plain("the German contact office")
        case Role.ADVISORY:
            return tongue.plain("the advisory board")
    return None


def marks(visit: Visit, person: Person) -> list[str]:
    """Return what stands out: waiting, responsible, mandates, office, an unreachable chat."""
    tongue = visit.tongue
    said = []
    if person.presence is Presence.WAITING:
        said.append(tongue.plain("waits for approval"))
    if person.responsible:
        said.append(tongue.plain("responsible person"))
    said.extend(
        tongue.plain("answers for {city}", city=city_name(visit, held.city_code))
        for held in mandates.mandates_of(visit.session, person, visit.now)
    )
    if (place := office(tongue, person.role)) is not None:
        said.append(place)
    if person.channel is not Channel.OPEN:
        said.append(tongue.plain("cannot be reached by Telegram"))
    return said


def line(visit: Visit, person: Person) -> Markup:
    """Return a person in two lines: name and function, then what stands out."""
    tongue = visit.tongue
    said = tongue.text("{name}, {function}", name=person.name, function=person.function)
    if outstanding := marks(visit, person):
        return Markup("{}\n<i>{}</i>").format(said, tongue.listed(outstanding))
    return said
