"""The lists: cities, a city's people, who waits, open invitations."""

from markupsafe import Markup

from alliance import contact as contacts
from alliance import invitation as invitations
from alliance import register, rights
from alliance.refusal import NotAllowed
from handlers.contact import words
from handlers.contact.presses import (
    OFFICES,
    CitiesPress,
    InvitationsPress,
    InvitePress,
    MyCityPress,
    PeoplePress,
    PersonPress,
    WaitingPress,
    WithdrawInvitationPress,
)
from handlers.kit.buttons import DeskPress, MenuPress, back_button, menu_row, short
from handlers.kit.pages import ROWS, page, turn
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit
from storage.invitation import Invitation
from storage.person import Person, Presence


def waiting(visit: Visit) -> list[Person]:
    """Return who waits for this person's approval."""
    return [one for one in _managed(visit) if one.presence is Presence.WAITING]


def cities(visit: Visit, number: int) -> Screen:
    """Return the cities, a page at a time, with the ways to the offices and to who waits."""
    tongue = visit.tongue
    shown = page(register.all_cities(visit.session), number)
    counts: dict[str | None, int] = {}
    for person in _managed(visit):
        counts[person.city_code] = counts.get(person.city_code, 0) + 1
    rows = [
        (_counted(city.name(visit.language), counts.get(city.code, 0), PeoplePress(city.code, 0)),)
        for city in shown.items
    ]
    below = (
        _counted(tongue.label("more", "Waiting"), len(waiting(visit)), WaitingPress(0)),
        _counted(tongue.label("more", "Offices"), counts.get(None, 0), PeoplePress(OFFICES, 0)),
    )
    links = Button(tongue.label("more", "Open invitations"), InvitationsPress(OFFICES, 0))
    text = tongue.text("<b>Contacts</b>\n\nPlease choose a city.")
    turning = turn(tongue, shown.number, shown.total, CitiesPress)
    return Screen(text, (*rows, *turning, below, (links,), menu_row(tongue, DeskPress())))


def people(visit: Visit, code: str, number: int = 0) -> Screen:
    """Return the people of a city, or of the offices. Raises UnknownCity, NotAllowed."""
    tongue = visit.tongue
    seat = None if code == OFFICES else code
    if not rights.manages(visit.who, seat):
        raise NotAllowed
    shown = page([one for one in _managed(visit) if one.city_code == seat], number)
    title = words.city_name(visit, seat) or tongue.plain("Secretariat and offices")
    lines = [words.line(visit, one) for one in shown.items]
    if not lines:
        lines = [tongue.text("Nobody is registered yet.")]
    text = Markup("\n\n").join([Markup("<b>{}</b>").format(title), *lines])
    rows = [(Button(short(one.name), PersonPress(one.key)),) for one in shown.items]
    below = (
        Button(tongue.label("desk", "Invite"), InvitePress(code)),
        Button(tongue.label("more", "Open invitations"), InvitationsPress(code, 0)),
    )
    turning = turn(tongue, shown.number, shown.total, lambda to: PeoplePress(code, to))
    return Screen(text, (*rows, *turning, below, menu_row(tongue, _above(visit))))


def _managed(visit: Visit) -> list[Person]:
    """Return the people whom this person manages, waiting ones first."""
    return contacts.managed_by(visit.session, visit.who)


def _above(visit: Visit) -> Press:
    """Return where Back leads from a city's people."""
    return CitiesPress(0) if visit.who.secretary else MenuPress()


def _counted(label: str, count: int, press: Press) -> Button:
    return Button(f"{label} ({count})" if count else label, press)


def _waiting(visit: Visit, number: int) -> Screen:
    tongue = visit.tongue
    shown = page(waiting(visit), number)
    last = menu_row(tongue, _above(visit))
    if not shown.items:
        return Screen(tongue.text("Nobody waits for approval."), (last,))
    rows = [(Button(short(_named(visit, one)), PersonPress(one.key)),) for one in shown.items]
    turning = turn(tongue, shown.number, shown.total, WaitingPress)
    return Screen(tongue.text("<b>Waiting for approval</b>"), (*rows, *turning, last))


def _named(visit: Visit, person: Person) -> str:
    city = words.city_name(visit, person.city_code)
    return f"{person.name}, {city}" if city else person.name


# ---- open invitations


def _invitations(visit: Visit, code: str, number: int) -> Screen:
    tongue = visit.tongue
    seat = None if code == OFFICES else code
    if not rights.manages(visit.who, seat):
        raise NotAllowed
    shown = page(invitations.open_invitations(visit.session, visit.now, seat), number)
    back = CitiesPress(0) if seat is None else PeoplePress(seat, 0)
    last = menu_row(tongue, back)
    if not shown.items:
        return Screen(tongue.text("No invitation is open."), (last,))
    first = shown.number * ROWS + 1
    lines = [
        tongue.text(
            "{n}. {whom}, {kind}, valid until {moment}",
            n=first + at,
            whom=_whom(visit, one),
            kind=_kind(visit, one),
            moment=tongue.short(one.expires_at),
        )
        for at, one in enumerate(shown.items)
    ]
    text = Markup("\n").join([tongue.text("<b>Open invitations</b>"), *lines])
    rows = [
        (
            Button(
                tongue.plain("Withdraw no. {n}", n=first + at),
                WithdrawInvitationPress(_id(one), 0),
            ),
        )
        for at, one in enumerate(shown.items)
    ]
    turning = turn(tongue, shown.number, shown.total, lambda to: InvitationsPress(code, to))
    return Screen(text, (*rows, *turning, last))


def _id(invitation: Invitation) -> int:
    assert invitation.id is not None
    return invitation.id


def _whom(visit: Visit, invitation: Invitation) -> str:
    place = words.office(visit.tongue, invitation.role)
    return place or words.city_name(visit, invitation.city_code)


def _kind(visit: Visit, invitation: Invitation) -> str:
    if invitation.shared:
        return visit.tongue.plain("shared link")
    if invitation.responsible:
        return visit.tongue.plain("responsible person")
    return visit.tongue.plain("personal link")


def _withdraw(visit: Visit, press: WithdrawInvitationPress) -> Answer:
    tongue = visit.tongue
    found = visit.session.get(Invitation, press.invitation)
    code = OFFICES if found is None or visit.who.secretary else str(found.city_code)
    if press.sure:
        invitations.revoke(visit.session, visit.who, press.invitation, visit.now)
        shown = _invitations(visit, code, 0)
        return Answer(shown, toast=tongue.plain("The invitation is withdrawn."))
    withdraw = Button(
        tongue.label("more", "Withdraw"),
        WithdrawInvitationPress(press.invitation, 1),
        style=Style.DANGER,
    )
    question = tongue.text("The link then lets nobody in any more. Withdraw it?")
    row = (withdraw, back_button(tongue, InvitationsPress(code, 0)))
    return Answer(Screen(question, (row,)))


# ---- presses


def _show_cities(visit: Visit, press: CitiesPress) -> Answer:
    rights.require_secretary(visit.who)
    return Answer(cities(visit, press.page))


def _show_people(visit: Visit, press: PeoplePress) -> Answer:
    return Answer(people(visit, press.city, press.page))


def _show_own_city(visit: Visit, _press: MyCityPress) -> Answer:
    return Answer(people(visit, visit.who.city_code or OFFICES))


def _show_waiting(visit: Visit, press: WaitingPress) -> Answer:
    return Answer(_waiting(visit, press.page))


def _show_invitations(visit: Visit, press: InvitationsPress) -> Answer:
    return Answer(_invitations(visit, press.city, press.page))


def _redraw(visit: Visit, _press: WithdrawInvitationPress) -> Screen:
    code = OFFICES if visit.who.secretary else visit.who.city_code
    return _invitations(visit, code or OFFICES, 0)


PRESSES = {
    CitiesPress: _show_cities,
    PeoplePress: _show_people,
    MyCityPress: _show_own_city,
    WaitingPress: _show_waiting,
    InvitationsPress: _show_invitations,
    WithdrawInvitationPress: _withdraw,
}
REDRAWS = {WithdrawInvitationPress: _redraw}
