"""Following an invitation and registering, for the tests of people."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from alliance import contact, invitation
from storage.invitation import Invitation
from storage.language import Language
from storage.person import Role
from tests.alliance.people import NOW

LI = 5_000_000_001
LATER = NOW + timedelta(hours=1)
AGREED = LATER - timedelta(minutes=3)


def link(
    session: Session,
    city_code: str | None = "aachen",
    *,
    role: Role = Role.CONTACT,
    responsible: bool = False,
    shared: bool = False,
) -> Invitation:
    """Issue an invitation and follow it."""
    token = invitation.invite(
        session,
        role=role,
        city_code=city_code,
        responsible=responsible,
        shared=shared,
        by=None,
        now=NOW,
    )
    return invitation.find(session, token, NOW)


def join(
    session: Session,
    by: Invitation,
    telegram_id: int = LI,
    *,
    now: datetime = LATER,
    other: dict[str, str] | None = None,
) -> contact.Registered:
    """Register somebody, with other details where given."""
    details: dict[str, Any] = {
        "name": "李晓敏",
        "function": "对外合作处副处长",
        "email": "li@foshan.example.org",
        "language": Language.ZH,
        "zone": "Asia/Shanghai",
        "privacy_version": "2026-1",
        "privacy_at": AGREED,
    }
    return contact.register(
        session, telegram_id=telegram_id, invitation=by, now=now, **details | (other or {})
    )
