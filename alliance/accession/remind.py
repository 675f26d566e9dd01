"""Reminding the cities whose answer is outstanding, not twice within 48 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from alliance import rights
from alliance.accession import board, electorate, telling
from alliance.accession.board import CityState
from alliance.accession.refusals import NobodyOutstanding, TooSoon
from alliance.refusal import NotAllowed
from storage.accession import Accession
from storage.city import City
from storage.person import Person, Role

PAUSE = timedelta(hours=48)


@dataclass(frozen=True)
class Reminded:
    """How many people were reminded, of which cities, and which cities cannot be reached."""

    people: int
    cities: tuple[City, ...]
    unreachable: tuple[City, ...]


def due(session: Session, actor: Person, accession_id: int, now: datetime) -> list[City]:
    """Return the cities that `remind` would write to; raises what it raises."""
    _require(actor)
    accession = electorate.get(session, accession_id)
    return [state.city for state in _due(session, actor, accession, now)]


def remind(session: Session, actor: Person, accession_id: int, now: datetime) -> Reminded:
    """Remind the outstanding cities; a contact office those of the German side (S-05).

    Outstanding: no statement, a question that was answered, or a contested one; and no letter
    waiting. Who may
    answer is written to, where nobody can be reached so all contacts of the city. A city is not
    reminded twice within 48 hours, whoever asks. Raises NotActive, NotAllowed,
    UnknownAccession, Ended, NobodyOutstanding, TooSoon.
    """
    _require(actor)
    accession = electorate.locked(session, accession_id)
    states = _due(session, actor, accession, now)
    contacts = electorate.contacts(session, [state.city.code for state in states])
    people = 0
    reached = []
    for state in states:
        recipients = _recipients(state, contacts[state.city.code])
        if recipients:
            reached.append(state.city)
            people += telling.reminded(session, accession, state.city.code, recipients, now)
    if reached:
        accession.reminded_at = now
        session.add(accession)
    telling.redraw_all(session, accession)
    unreachable = tuple(state.city for state in states if state.city not in reached)
    return Reminded(people, tuple(reached), unreachable)


def _require(actor: Person) -> None:
    rights.require_active(actor)
    if not actor.secretary and actor.role is not Role.CONTACT_OFFICE:
        raise NotAllowed


def _due(session: Session, actor: Person, accession: Accession, now: datetime) -> list[CityState]:
    electorate.require_open(accession)
    shown = board.status(session, accession.key, now)
    states = [state for state in board.visible(shown, actor) if state.owes_answer]
    if not states:
        raise NobodyOutstanding
    again = {state.city.code: state.reminded_at + PAUSE for state in states if state.reminded_at}
    found = [state for state in states if again.get(state.city.code, now) <= now]
    if not found:
        raise TooSoon(min(again.values()))
    return found


def _recipients(state: CityState, contacts: list[Person]) -> list[Person]:
    if state.in_charge is not None and electorate.reachable(state.in_charge):
        return [state.in_charge]
    return [person for person in contacts if electorate.reachable(person)]
