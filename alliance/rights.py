"""Which role may do what; mandates come besides (alliance/mandate.py)."""

from alliance.refusal import NotActive, NotAllowed
from storage.person import Person, Presence, Role


def active(person: Person) -> bool:
    """Return whether the person takes part at present."""
    return person.presence is Presence.ACTIVE


def edits_texts(person: Person) -> bool:
    """Return whether the person may write and check drafts and their second language (S-05)."""
    return active(person) and person.role in (Role.SECRETARIAT, Role.CONTACT_OFFICE)


def follows(person: Person) -> bool:
    """Return whether the person may see how a procedure stands city by city (S-03 to S-05)."""
    return active(person) and person.role is not Role.CONTACT


def manages(person: Person, city_code: str | None) -> bool:
    """Return whether the person names and removes a city's contacts (S-07), or all (S-03)."""
    if person.secretary:
        return True
    return (
        active(person)
        and person.role is Role.CONTACT
        and person.responsible
        and city_code is not None
        and person.city_code == city_code
    )


def require_active(person: Person) -> None:
    """Raise NotActive for somebody who waits, was refused or has left."""
    if not active(person):
        raise NotActive(person.key, person.presence)


def require_secretary(person: Person) -> None:
    """Raise NotActive or NotAllowed for anybody but the secretariat."""
    require_active(person)
    if not person.secretary:
        raise NotAllowed


def require_editor(person: Person) -> None:
    """Raise NotActive or NotAllowed for anybody who may not write drafts (S-05)."""
    require_active(person)
    if not edits_texts(person):
        raise NotAllowed


def require_manager(person: Person, city_code: str | None) -> None:
    """Raise NotActive or NotAllowed for anybody who does not manage the city's contacts."""
    require_active(person)
    if not manages(person, city_code):
        raise NotAllowed
