"""What the record keeps of minutes: which halves and resolutions a circular was made of."""

from datetime import datetime

from sqlmodel import Session

from alliance import record
from alliance.minutes.asking import resolutions, texts
from storage.circular import GeneralCircular
from storage.conference import Conference
from storage.minutes import Resolution
from storage.person import Person


def circulated(
    session: Session,
    secretary: Person,
    conference: Conference,
    general: GeneralCircular,
    now: datetime,
) -> None:
    """Enter a circular of the minutes ("minutes-circulated"): checksums of all that it holds."""
    halves = texts(session, conference).items()
    body = {
        "conference": conference.key,
        "general": general.key,
        "by": secretary.key,
        "minutes": record.checksum({language: half.text for language, half in halves}),
        "resolutions": {
            str(one.key): resolved(one.text_de, one.text_zh, one.city_code, _day(one))
            for one in resolutions(session, conference)
            if one.general_id == general.key
        },
    }
    record.append(
        session,
        "minutes-circulated",
        body,
        subject=conference.subject,
        now=now,
        secrets=record.signature(secretary),
    )


def withdrawn(session: Session, secretary: Person, resolution: Resolution, now: datetime) -> None:
    """Enter that a circular not yet sent does not hold a resolution ("resolution-withdrawn")."""
    if resolution.general_id is None:
        return
    body = {"resolution": resolution.key, "general": resolution.general_id, "by": secretary.key}
    record.append(
        session,
        "resolution-withdrawn",
        body,
        subject=resolution.subject,
        now=now,
        secrets=record.signature(secretary),
    )


def resolved(text_de: str, text_zh: str, city_code: str | None, due_on: str | None) -> str:
    """Return the checksum of a resolution: both texts, who does it, until when (ISO 8601)."""
    return record.checksum({"de": text_de, "zh": text_zh, "city": city_code, "due": due_on})


def _day(resolution: Resolution) -> str | None:
    return resolution.due_on.isoformat() if resolution.due_on is not None else None
