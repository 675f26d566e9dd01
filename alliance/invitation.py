"""Invitation links: who may issue one, and whether one still lets somebody in."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from alliance import register, rights
from alliance.lock import locked
from alliance.refusal import (
    BadValue,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    NotAllowed,
)
from storage.city import Standing
from storage.invitation import Invitation
from storage.person import Person, Role

LASTS = timedelta(days=14)
TOKEN_BYTES = 16


def invite(
    session: Session,
    *,
    role: Role,
    city_code: str | None = None,
    responsible: bool = False,
    shared: bool = False,
    by: Person | None,
    now: datetime,
) -> str:
    """Issue an invitation of fourteen days and return its token: 22 of A-Z a-z 0-9 _ -.

    Only the token's hash is kept. A personal link works once; a `shared` one lets any number of
    people of a city wait for approval. `by` None is the operator's command line. The secretariat
    invites anybody, a responsible person contact persons of their own city (S-07).
    Raises NotActive, NotAllowed, UnknownCity, BadValue("city", empty, needless or past).
    """
    if by is not None:
        rights.require_manager(by, city_code)
        if not by.secretary and (role is not Role.CONTACT or responsible):
            raise NotAllowed
    if role is Role.CONTACT:
        if city_code is None:
            raise BadValue("city", "empty")
        if register.city(session, city_code).standing is Standing.FORMER:
            raise BadValue("city", "past")
        if shared and responsible:
            raise BadValue("responsible", "needless")
    elif city_code is not None or responsible or shared:
        raise BadValue("city", "needless")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        Invitation(
            token_hash=_hash(token),
            role=role,
            city_code=city_code,
            responsible=responsible,
            shared=shared,
            created_at=now,
            created_by=by.key if by else None,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, now: datetime) -> Invitation:
    """Return the invitation of a link's token.

    Raises InvitationUnknown, InvitationRevoked, InvitationUsed or InvitationExpired.
    """
    query = select(Invitation).where(Invitation.token_hash == _hash(token))
    invitation = session.exec(query).one_or_none()
    if invitation is None:
        raise InvitationUnknown
    _require_valid(invitation, now)
    return invitation


def still_valid(session: Session, invitation_id: int, now: datetime) -> Invitation:
    """Return an invitation by its id, locked, for a registration that was begun with `find`.

    Raises as `find` does.
    """
    invitation = locked(session, Invitation, invitation_id)
    if invitation is None:
        raise InvitationUnknown
    _require_valid(invitation, now)
    return invitation


def revoke(session: Session, actor: Person, invitation_id: int, now: datetime) -> Invitation:
    """Take a link back. Raises NotActive, NotAllowed, and as `still_valid` does."""
    invitation = still_valid(session, invitation_id, now)
    rights.require_manager(actor, invitation.city_code)
    invitation.revoked_at = now
    session.add(invitation)
    return invitation


def revoke_issued_by(session: Session, person: Person, now: datetime) -> None:
    """Take back every open link that somebody issued who is leaving."""
    for invitation in open_invitations(session, now):
        if invitation.created_by == person.key:
            invitation.revoked_at = now
            session.add(invitation)


def open_invitations(
    session: Session, now: datetime, city_code: str | None = None
) -> list[Invitation]:
    """Return the links that still let somebody in, newest first; of one city where given."""
    query = select(Invitation).where(
        col(Invitation.used_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        Invitation.expires_at > now,
    )
    if city_code is not None:
        query = query.where(Invitation.city_code == city_code)
    return list(session.exec(query.order_by(col(Invitation.id).desc())))


def _require_valid(invitation: Invitation, now: datetime) -> None:
    if invitation.revoked_at is not None:
        raise InvitationRevoked(invitation.revoked_at)
    if invitation.used_at is not None:
        raise InvitationUsed(invitation.used_at)
    if now >= invitation.expires_at:
        raise InvitationExpired(invitation.expires_at)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
