"""Acknowledge, on whichever message it stands: one acknowledgement counts for a city."""

from alliance.circular import acknowledge, archive, draft
from handlers.circular import reading, received
from handlers.circular.outpresses import AcknowledgePress, Place, TestedPress
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Visit


def _acknowledge(visit: Visit, press: AcknowledgePress) -> Answer:
    tongue = visit.tongue
    done = acknowledge.acknowledge(visit.session, visit.who, press.general, visit.now)
    cities = tongue.listed(city.name(visit.language) for city in done.cities)
    if done.first:
        said = tongue.text("Thank you. Acknowledged for {cities}.", cities=cities)
    else:
        said = tongue.text(
            "{person} has acknowledged this circular for {cities} already.",
            person=done.by.name,
            cities=cities,
        )
    return Answer(redraw(visit, press), toast=said.striptags())


def _tested(visit: Visit, _press: TestedPress) -> Answer:
    toast = visit.tongue.plain("This is a test; nothing is recorded.")
    return Answer(toast=toast, alert=True)


def redraw(visit: Visit, press: AcknowledgePress) -> Screen | None:
    """Return the message on which Acknowledge stood as it is now.

    Raises NotActive, UnknownCircular (none such, or not for this person).
    """
    session, person, tongue = visit.session, visit.who, visit.tongue
    general = draft.get(session, press.general)
    archive.entry(session, person, general.circular_id or 0)
    match press.place:
        case Place.LETTER:
            return received.letter_end(session, person, general, visit.now, tongue)
        case Place.REMINDER:
            return received.reminder(session, person, general, visit.now, tongue)
        case Place.ARCHIVE:
            return reading.screen(visit, general.circular_id or 0)


PRESSES = {AcknowledgePress: _acknowledge, TestedPress: _tested}
REDRAWS = {AcknowledgePress: redraw}
