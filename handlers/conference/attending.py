"""What the buttons under an invitation do: answering, and looking at what belongs to it."""

from alliance.conference import answering
from handlers.conference import cityscreen, delegations, invitee, received, words
from handlers.conference.citypresses import (
    AgendaPress,
    AnswerPress,
    CitiesPress,
    CityPress,
    DelegationPress,
)
from handlers.conference.invitee import Invitee
from handlers.kit import forms
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Visit

OfCity = AnswerPress | CityPress | AgendaPress | DelegationPress


def _found(visit: Visit, press: OfCity) -> Invitee:
    return invitee.gathered(visit.session, visit.who, press.conference, press.city, visit.now)


def _drawn(visit: Visit, press: OfCity) -> Screen:
    """Return the message on which a button stood as it is now."""
    found = _found(visit, press)
    return received.drawn(visit.session, visit.who, found, press.place, visit.now, visit.tongue)


def _answer(visit: Visit, press: AnswerPress) -> Answer:
    tongue = visit.tongue
    given = answering.answer(
        visit.session, visit.who, press.conference, press.city, press.kind, visit.now
    )
    city, said = given.city.name(visit.language), words.answer_name(tongue, press.kind)
    if given.changed:
        toast = tongue.plain("Thank you. {city}: {answer}.", city=city, answer=said)
    else:
        toast = tongue.plain(
            "This answer stands already. {city}: {answer}.", city=city, answer=said
        )
    return Answer(_drawn(visit, press), toast=toast)


def _show(visit: Visit, press: CityPress) -> Answer:
    forms.pause(visit)
    return Answer(_drawn(visit, press))


def _agenda(visit: Visit, press: AgendaPress) -> Answer:
    found = _found(visit, press)
    return Answer(cityscreen.agenda(visit.session, found, press.place, visit.tongue, press.page))


def _delegation(visit: Visit, press: DelegationPress) -> Answer:
    return Answer(delegations.screen(visit, _found(visit, press), press.place, press.page))


def _cities(visit: Visit, press: CitiesPress) -> Answer:
    found = invitee.gathered(visit.session, visit.who, press.conference, None, visit.now)
    return Answer(cityscreen.cities(visit.session, found, press.place, visit.tongue, press.page))


PRESSES = {
    AnswerPress: _answer,
    CityPress: _show,
    AgendaPress: _agenda,
    DelegationPress: _delegation,
    CitiesPress: _cities,
}
REDRAWS = {AnswerPress: _drawn}
