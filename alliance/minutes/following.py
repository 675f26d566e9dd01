"""Following resolutions up (S-03): reminders a week before their day, on it, then weekly."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from alliance import lock, notice, register
from alliance.minutes.asking import concerned, outstanding
from alliance.minutes.resolving import OFFICE
from storage.circular import Circular, GeneralCircular
from storage.delivery import Lane
from storage.minutes import Resolution

WEEK = timedelta(days=7)
MORNING = time(9)


def latest(due_on: date, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the last reminder until a moment is due (UTC), None before the first.

    At 09:00 of the zone, a week before the day, on the day, and every week after it.
    """
    first = due_on - WEEK
    local = now.astimezone(zone)
    come = local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)
    if come < first:
        return None
    day = first + (come - first) // WEEK * WEEK
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def send_due(session: Session, now: datetime) -> int:
    """Queue reminders of resolutions that are not done ("resolution-reminder": resolution).

    They go to the city's people, where nobody is there to the secretariat; of late ones only the
    last. What was due before the resolution went out to the members is not sent. Returns how
    many messages were queued.
    """
    return sum(
        _remind(session, one.key, now) for one in outstanding(session) if _due(session, one, now)
    )


def _remind(session: Session, resolution_id: int, now: datetime) -> int:
    found = lock.locked(session, Resolution, resolution_id)
    if found is None or found.done_at is not None or not _due(session, found, now):
        return 0  # done, or reminded of, while this waited for the lock
    found.reminded_at = now
    session.add(found)
    session.flush()
    return notice.notify(
        session,
        "resolution-reminder",
        concerned(session, found, now) or notice.secretaries(session),
        subject=found.subject,
        params={"resolution": found.key},
        lane=Lane.REMINDER,
        now=now,
    )


def _due(session: Session, resolution: Resolution, now: datetime) -> bool:
    if resolution.due_on is None:
        return False
    due_at = latest(resolution.due_on, _zone(session, resolution), now)
    known = resolution.reminded_at or _sent_at(session, resolution)
    return due_at is not None and known < due_at


def _zone(session: Session, resolution: Resolution) -> ZoneInfo:
    if resolution.city_code is None:
        return OFFICE
    return ZoneInfo(register.city(session, resolution.city_code).zone)


def _sent_at(session: Session, resolution: Resolution) -> datetime:
    """Return when the circular that a resolution in force stands in went out."""
    query = (
        select(Circular.sent_at)
        .join(GeneralCircular)
        .where(GeneralCircular.id == resolution.general_id)
    )
    return session.exec(query).one()
