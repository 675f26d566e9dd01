"""Screens that follow by themselves: how one about a subject with an id is drawn again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance.refusal import Refusal
from handlers.kit.screen import Screen
from handlers.kit.visit import Renderer
from locales.tongue import Tongue
from storage.person import Person


def following(screen: Callable[[Session, Person, int, datetime, Tongue], Screen]) -> Renderer:
    """Return what draws a screen, by its subject's id, again.

    It draws None when that is gone, or concerns the person no more.
    """

    def draw(
        session: Session,
        person: Person,
        _params: dict[str, Any],
        subject: str,
        now: datetime,
        tongue: Tongue,
    ) -> Screen | None:
        try:
            return screen(session, person, int(subject.split(":")[1]), now, tongue)
        except Refusal:
            return None

    return draw
