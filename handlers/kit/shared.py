"""Notices that look the same to many people: drawn once for all of them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from handlers.kit.screen import Screen
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


# Returns for each reader what the screen depends on beside its params, subject and language.
Depends = Callable[[Session, Sequence[Reader], datetime], Sequence[Hashable]]


@dataclass(frozen=True)
class Shared:
    """A renderer whose screen is the same to all readers of whom `depends` returns the same.

    What it returns need not name the language and the zone: they always count.
    """

    draw: Renderer
    depends: Depends

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
