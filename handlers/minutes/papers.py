"""Agenda and minutes put into the words of a circular, in both languages."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from alliance import minutes
from alliance.circular.parts import TITLE_LIMIT
from alliance.minutes import Written
from handlers.conference import itemwords
from handlers.conference import words as conference_words
from handlers.kit import names
from handlers.minutes import words
from locales.tongue import Tongue
from storage.conference import Conference
from storage.language import Language

GAP = "\n\n"


class Block(NamedTuple):
    """A part of a text, under a heading where it has one."""

    text: str
    heading: str = ""


def agenda(session: Session, conference: Conference) -> dict[Language, Written]:
    """Return the agenda as both halves of a circular: when, where, and the items."""
    return {
        language: _agenda(session, conference, conference_words.as_read(language))
        for language in Language
    }


def minutes_paper(session: Session, conference: Conference) -> dict[Language, Written]:
    """Return minutes and resolutions as both halves of a circular, as far as they are written."""
    halves = minutes.texts(session, conference)
    return {
        language: _minutes(session, conference, half.text, conference_words.as_read(language))
        for language, half in halves.items()
    }


def _agenda(session: Session, conference: Conference, tongue: Tongue) -> Written:
    name = conference_words.called(session, conference, tongue)
    lines = itemwords.lines(session, conference, tongue)
    blocks = [
        Block(tongue.plain("Ladies and Gentlemen,")),
        Block(tongue.plain("below you find the agenda of {conference}.", conference=name)),
        Block("\n".join([*_when(conference, tongue), *_where(session, conference, tongue)])),
        Block("\n".join(line.striptags() for line in lines), tongue.plain("Agenda")),
        Block(tongue.plain("Please send us proposals and changes in good time.")),
    ]
    return _written(tongue.plain("Agenda: {conference}", conference=_short(name)), blocks)


def _minutes(session: Session, conference: Conference, text: str, tongue: Tongue) -> Written:
    name = conference_words.called(session, conference, tongue)
    blocks = [
        Block(tongue.plain("Ladies and Gentlemen,")),
        Block(_about(session, conference, name, tongue)),
        Block(text),
    ]
    found = minutes.resolutions(session, conference)
    if found:
        resolved = [
            f"{number}. {words.text_in(one, tongue.language)}\n"
            f"{words.charge(session, one, tongue).striptags()}"
            for number, one in enumerate(found, start=1)
        ]
        blocks.append(Block(GAP.join(resolved), tongue.plain("Resolutions")))
    return _written(tongue.plain("Minutes: {conference}", conference=_short(name)), blocks)


def _about(session: Session, conference: Conference, name: str, tongue: Tongue) -> str:
    assert conference.starts_at is not None
    day = conference.starts_at.astimezone(ZoneInfo(conference.zone)).date()
    return tongue.plain(
        "below you find the minutes of {conference}, {city}, {day}.",
        conference=name,
        city=names.city(session, tongue, conference.host_code),
        day=tongue.day(day),
    )


def _when(conference: Conference, tongue: Tongue) -> Iterable[str]:
    assert conference.starts_at is not None
    assert conference.ends_at is not None
    starts = conference_words.local(conference, conference.starts_at, tongue)
    ends = conference_words.local(conference, conference.ends_at, tongue)
    yield tongue.plain("Start: {moment}", moment=starts)
    yield tongue.plain("End: {moment}", moment=ends)


def _where(session: Session, conference: Conference, tongue: Tongue) -> Iterable[str]:
    """Return the lines of city and venue; striptags alone would make one of them."""
    lines = conference_words.where(session, conference, tongue).split("\n")
    return (line.striptags() for line in lines)


def _short(name: str) -> str:
    """Return a title that leaves room for the word before it."""
    room = TITLE_LIMIT - 20
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _written(title: str, blocks: Sequence[Block]) -> Written:
    """Return blocks as one text, their headings bold."""
    text = ""
    bold = []
    for block in blocks:
        if text:
            text += GAP
        if block.heading:
            bold.append({"type": "bold", "offset": len(text), "length": len(block.heading)})
            text += f"{block.heading}\n"
        text += block.text
    return Written(title, text, tuple(bold))
