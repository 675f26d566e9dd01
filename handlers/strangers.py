"""What people see who are not let in: without an invitation, waiting, refused; and groups."""

from markupsafe import Markup

from alliance import register
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit
from storage.person import Presence


def screen(visit: Visit, sentence: Markup | None) -> Screen:
    """Return what somebody is told who does not take part (not yet, not any more, never did)."""
    person = visit.person
    if person is not None and person.presence is Presence.WAITING:
        shown = Screen(_waiting(visit))
        return shown if sentence is None else shown.under(sentence)
    if sentence is None:
        return Screen(_uninvited(visit))
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


def _waiting(visit: Visit) -> Markup:
    assert visit.person is not None
    code = visit.person.city_code
    city = register.city(visit.session, code).name(visit.language) if code else ""
    return visit.tongue.text(
        "Your registration for {city} has arrived. The city's responsible person or the "
        "secretariat will look at it; you will be told here as soon as it is approved. "
        "There is nothing more to do for now.",
        city=city,
    )
