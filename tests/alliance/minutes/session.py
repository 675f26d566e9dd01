"""A session that has begun, its minutes, and circulars made of them."""

from datetime import date, timedelta

from sqlmodel import Session

from alliance import minutes
from alliance.circular import sending
from alliance.minutes import Decision, Written
from storage.circular import GeneralCircular
from storage.language import Language
from storage.minutes import Resolution
from tests.alliance.conference.meeting import START, Meeting, planned

HELD = START + timedelta(days=3)
DUE = date(2027, 6, 15)
TEXTS = {Language.DE: "Es wurde getagt.", Language.ZH: "会议已召开。"}


def held(session: Session) -> Meeting:
    """Return a meeting to which cities were invited; it has begun at HELD."""
    meeting = planned(session)
    meeting.invited()
    return meeting


def written(meeting: Meeting) -> Meeting:
    """Return a meeting after both halves of its minutes were written."""
    for language in Language:
        minutes.write(
            meeting.session, meeting.clerk, meeting.conference.key, language, TEXTS[language], HELD
        )
    return meeting


def decided(
    meeting: Meeting, city: str | None = "bonn", due: date | None = DUE, text: str = "Prüfen"
) -> Resolution:
    """Enter a resolution."""
    decision = Decision(text, f"{text}（中文）", city, due)
    return minutes.enter(meeting.session, meeting.clerk, meeting.conference.key, decision, HELD)


def halves(text: str = "Inhalt") -> dict[Language, Written]:
    """Return both halves of a circular, with a bold word."""
    bold = ({"type": "bold", "offset": 0, "length": 2},)
    return {
        language: Written(f"Titel {language}", f"{text} {language}", bold) for language in Language
    }


def composed(meeting: Meeting, text: str = "Inhalt") -> GeneralCircular:
    """Return the draft that is made of the minutes."""
    key = meeting.conference.key
    return minutes.circulate(meeting.session, meeting.clerk, key, halves(text), HELD)


def circulated(meeting: Meeting) -> GeneralCircular:
    """Return the circular of the minutes after it went out."""
    general = composed(meeting)
    sending.send(meeting.session, meeting.clerk, general.key, HELD)
    return general
