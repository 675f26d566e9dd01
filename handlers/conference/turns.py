"""Whose turn it is to host, and the warning where the sides do not take turns (S-30)."""

from markupsafe import Markup

from alliance import register
from alliance.conference import draft
from handlers.conference import words
from handlers.kit.visit import Visit
from storage.city import City, Side
from storage.conference import Conference, EventKind


def turn(visit: Visit, conference: Conference) -> Side | None:
    """Return whose turn it is to host a half-yearly conference (S-30)."""
    if conference.kind is not EventKind.CONFERENCE:
        return None
    return draft.turn_now(visit.session, conference)


def deviation(visit: Visit, conference: Conference) -> Markup | None:
    """Return the warning that the sides do not take turns (S-30); None where they do."""
    if conference.host_code is None or conference.kind is not EventKind.CONFERENCE:
        return None
    tongue = visit.tongue
    side = register.city(visit.session, conference.host_code).side
    if neighbours := draft.same_side(visit.session, conference):
        named = tongue.listed(_named(visit, other, city) for other, city in neighbours)
        return tongue.text(
            "Please note: the conferences are meant to alternate between China and Germany; the "
            "{side} hosts this one too: {conferences}. This is a notice only.",
            side=words.side_name(tongue, side),
            conferences=named,
        )
    due = turn(visit, conference)
    if conference.starts_at is not None or due is None or due is side:
        return None
    return tongue.text(
        "Please note: the conferences are meant to alternate between China and Germany, and it "
        "would be the turn of the {side}. This is a notice only.",
        side=words.side_name(tongue, due),
    )


def _named(visit: Visit, conference: Conference, city: City) -> str:
    assert conference.starts_at is not None
    return visit.tongue.plain(
        "{city} ({day})",
        city=city.name(visit.language),
        day=visit.tongue.day(conference.starts_at),
    )
