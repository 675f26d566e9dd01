"""A screen that follows is drawn again by its subject's id, as long as it may be seen."""

from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance.refusal import NotAllowed
from handlers.kit.following import following
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.person import Person
from tests.alliance.people import secretary, someone


def board(_session: Session, person: Person, key: int, now: datetime, tongue: Tongue) -> Screen:
    """Show the secretariat what it was given."""
    if not person.secretary:
        raise NotAllowed
    return Screen(Markup("{} {} {}").format(key, now.year, tongue.language))


def test_followed_screen_is_drawn_for_the_subject_s_id(visit: Visit) -> None:
    draw, reader = following(board), secretary(visit.session)
    for subject in ("board:17", "board:17:bonn"):
        shown = draw(visit.session, reader, {}, subject, visit.now, visit.tongue)
        assert shown == Screen(Markup("17 2026 de"))


def test_followed_screen_that_may_not_be_seen_is_gone(visit: Visit) -> None:
    draw, stranger = following(board), someone(visit.session)
    assert draw(visit.session, stranger, {}, "board:17", visit.now, visit.tongue) is None
