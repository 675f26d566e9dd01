"""What is said of a resolution: its words, who carries it out, until when, what was done."""

from datetime import date, datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance.minutes.resolving import OFFICE
from handlers.kit import names
from locales.tongue import Tongue
from storage.language import Language
from storage.minutes import Resolution
from storage.person import Person

EXCERPT = 120


def text_in(resolution: Resolution, language: str) -> str:
    """Return a resolution in a language."""
    return resolution.text_zh if language == Language.ZH else resolution.text_de


def excerpt(resolution: Resolution, tongue: Tongue, limit: int = EXCERPT) -> str:
    """Return how a resolution begins, in one line."""
    line = " ".join(text_in(resolution, tongue.language).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def who(session: Session, resolution: Resolution, tongue: Tongue) -> str:
    """Return who carries a resolution out."""
    if resolution.city_code is None:
        return tongue.plain("the secretariat")
    return names.city(session, tongue, resolution.city_code)


def charge(session: Session, resolution: Resolution, tongue: Tongue) -> Markup:
    """Return who carries a resolution out, and until when if there is a day."""
    return charged(who(session, resolution, tongue), resolution.due_on, tongue)


def charged(name: str, due_on: date | None, tongue: Tongue) -> Markup:
    """Return who carries something out, and until when if there is a day."""
    if due_on is None:
        return tongue.text("Responsible: {who}", who=name)
    return tongue.text("Responsible: {who}; until: {day}", who=name, day=tongue.day(due_on))


def done(session: Session, resolution: Resolution, tongue: Tongue) -> Markup:
    """Return who reported a resolution done, when, and how; nothing while nobody has."""
    if resolution.done_at is None:
        return Markup()
    person = session.get(Person, resolution.done_by)
    return tongue.text(
        "✓ Done, reported by {person} on {moment}:\n<blockquote>{report}</blockquote>",
        person=person.name if person else "–",
        moment=tongue.short(resolution.done_at),
        report=resolution.report or "–",
    )


def overdue(resolution: Resolution, now: datetime) -> bool:
    """Return whether a resolution's day has passed where the secretariat works."""
    if resolution.due_on is None or resolution.done_at is not None:
        return False
    return resolution.due_on < now.astimezone(OFFICE).date()


def line(session: Session, resolution: Resolution, tongue: Tongue, now: datetime) -> Markup:
    """Return a resolution in two lines of a list: its words, then who and until when."""
    said = Markup("{}\n<i>{}</i>").format(
        excerpt(resolution, tongue), charge(session, resolution, tongue)
    )
    if resolution.done_at is not None:
        return tongue.text("{resolution} · done", resolution=said)
    if overdue(resolution, now):
        return tongue.text("{resolution} · date passed", resolution=said)
    return said
