"""Notices that look the same to many people: drawn once for all of them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from handlers.kit.screen import Follow, Screen
from handlers.kit.visit import Renderer
from locales.tongue import Tongue
from storage.language import Language
from storage.person import Person, Presence


class Reader(NamedTuple):
    """Who reads a notice, as far as it is known without asking for the whole person."""

    person_id: int
    language: Language
    zone: str
    presence: Presence
    city_code: str | None


class Look(NamedTuple):
    """What a notice looks like to a reader, beside its params, subject, language and zone.

    `key` names all that acts may change of it: what looks the same is drawn once, and kept for
    a moment. `follow` is what the reader's own message follows, where it follows anything: not
    every part of a long text does.
    """

    key: Hashable
    follow: Follow | None


# Returns for each reader the look of the notices about a subject.
Looks = Callable[[Session, str, Sequence[Reader], datetime], Sequence[Look]]


@dataclass(frozen=True)
class Shared:
    """A renderer whose screen is the same to all readers who have the same look."""

    draw: Renderer
    looks: Looks

    def __call__(
        self,
        session: Session,
        person: Person,
        params: dict[str, Any],
        subject: str,
        now: datetime,
        tongue: Tongue,
    ) -> Screen | None:
        return self.draw(session, person, params, subject, now, tongue)
