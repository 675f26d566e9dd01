"""A conference and the invited cities of whoever reads, gathered for their screens."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alliance.conference import answering, asking, delegation
from alliance.conference.answering import CityAnswer
from alliance.conference.refusals import NotAsked
from alliance.refusal import NotAllowed
from storage.conference import AttendanceKind, Conference, ConferenceState
from storage.person import Person


@dataclass(frozen=True)
class Invitee:
    """A conference, the cities for which somebody may answer, and which one is meant.

    `office`: it is the secretariat that looks, for instance to enter what came by letter.
    """

    conference: Conference
    cities: tuple[CityAnswer, ...]
    here: CityAnswer
    office: bool = False

    @property
    def code(self) -> str:
        """Return the code of the city that is meant."""
        return self.here.city.code

    @property
    def subject(self) -> str:
        """Return what screens of this city follow."""
        return self.conference.city_subject(self.code)

    def answerable(self, now: datetime) -> bool:
        """Return whether the city may still answer: until the start."""
        return ahead(self.conference, now)

    def enters(self, now: datetime) -> bool:
        """Return whether the city's delegation may still be entered by who looks."""
        if self.here.kind is not AttendanceKind.ATTENDS:
            return False
        if self.office:
            return not over(self.conference, now)
        return self.answerable(now) and now < delegation.until(self.conference)


def ahead(conference: Conference, now: datetime) -> bool:
    """Return whether a conference takes place and has not begun."""
    starts = conference.starts_at
    return conference.state is ConferenceState.INVITED and starts is not None and now < starts


def over(conference: Conference, now: datetime) -> bool:
    """Return whether a conference has ended, or was called off."""
    ends = conference.ends_at
    return conference.state is not ConferenceState.INVITED or ends is None or ends <= now


def gathered(
    session: Session, person: Person, conference_id: int, code: str | None, now: datetime
) -> Invitee:
    """Return a conference for somebody of an invited city; their own one where no code is given.

    The secretariat may look at every city. Raises UnknownConference, NotInvited (nobody was yet),
    NotAllowed (none of the person's cities was), NotAsked (the city was not).
    """
    conference = asking.get(session, conference_id)
    if conference.state is not ConferenceState.CANCELLED:
        asking.require_invited(conference)
    cities = standing(session, conference, person, now)
    if not cities:
        raise NotAllowed
    found = [one for one in cities if code in (None, one.city.code)]
    if not found:
        raise NotAsked(code or "")
    return Invitee(conference, cities, found[0], office=person.secretary)


def standing(
    session: Session, conference: Conference, person: Person, now: datetime
) -> tuple[CityAnswer, ...]:
    """Return how the invited cities of a person stand, their own one first; a secretary's: all."""
    if person.secretary:
        return tuple(answering.answers(session, conference))
    found = answering.standing(session, conference, person, now)
    return tuple(sorted(found, key=lambda one: one.city.code != person.city_code))


def of_subject(session: Session, person: Person, subject: str, now: datetime) -> Invitee | None:
    """Return what a followed screen is about; None where the person has no part in it any more."""
    _, number, *_ = subject.split(":")
    conference = asking.get(session, int(number))
    for one in standing(session, conference, person, now):
        if conference.city_subject(one.city.code) == subject:
            return gathered(session, person, conference.key, one.city.code, now)
    return None
