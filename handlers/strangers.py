"""What people see who are not let in: without an invitation, waiting, refused; and groups."""

from markupsafe import Markup

from alliance import register
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.person import Person, Presence


def screen(visit: Visit, sentence: Markup | None) -> Screen:
    """Return what somebody is told who does not take part (not yet, not any more, never did)."""
    person = visit.person
    if person is not None and person.presence is Presence.WAITING:
        shown = Screen(_waiting(visit))
        return shown if sentence is None else shown.under(sentence)
    if sentence is None:
        return Screen(_uninvited(visit) if person is None else _let_go(visit, person))
    help_line = visit.tongue.text(
        "If you have a question, please write to the secretariat: {email}.", email=address(visit)
    )
    return Screen(help_line).under(sentence)


def group(visit: Visit) -> Screen:
    """Return the one sentence for a group."""
    return Screen(
        visit.tongue.text(
            "Stadtbote only writes to people in private chats and therefore leaves this group."
        )
    )


def address(visit: Visit) -> str:
    """Return whom strangers may write to."""
    return visit.facts["email"] or visit.tongue.plain("its office in Foshan")


def _uninvited(visit: Visit) -> Markup:
    return visit.tongue.text(
        "Hello,\n\n"
        "Stadtbote is for the named contact persons of the alliance; there is no invitation for "
        "your account. If you belong to a member city, its responsible person can help you with "
        "an invitation link. In all other cases please write to the secretariat: {email}.\n\n"
        "We keep no data of yours.",
        email=address(visit),
    )


def refused(tongue: Tongue, city: str, email: str) -> Markup:
    """Return what somebody is told whose registration was not approved."""
    return tongue.text(
        "Your registration for {city} was not approved. If this is a mistake, please write "
        "to the secretariat: {email}.",
        city=city,
        email=email,
    )


def removed(tongue: Tongue, email: str) -> Markup:
    """Return what somebody is told who is no contact person any more."""
    return tongue.text(
        "You are no longer registered as a contact person; Stadtbote no longer writes to "
        "you. Thank you for your work. If you have a question, please write to the "
        "secretariat: {email}.",
        email=email,
    )


def _let_go(visit: Visit, person: Person) -> Markup:
    """Return what is said to somebody whose row stays: that nothing is kept would not be true."""
    if person.presence is Presence.REFUSED:
        return refused(visit.tongue, _city(visit, person), address(visit))
    return removed(visit.tongue, address(visit))


def _city(visit: Visit, person: Person) -> str:
    code = person.city_code
    return register.city(visit.session, code).name(visit.language) if code else ""


def _waiting(visit: Visit) -> Markup:
    assert visit.person is not None
    city = _city(visit, visit.person)
    return visit.tongue.text(
        "Your registration for {city} has arrived. The city's responsible person or the "
        "secretariat will look at it; you will be told here as soon as it is approved. "
        "There is nothing more to do for now.",
        city=city,
    )
