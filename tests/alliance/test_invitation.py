"""Invitation links: who issues which, and how long they let somebody in."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from alliance import invitation
from alliance.refusal import (
    BadValue,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsed,
    NotActive,
    NotAllowed,
    Refusal,
    UnknownCity,
)
from storage.city import Standing
from storage.invitation import Invitation
from storage.person import Person, Presence, Role
from tests.alliance.people import NOW, seat, secretary, someone


def test_invitation_is_found_by_its_token_until_fourteen_days_are_over(session: Session) -> None:
    seat(session, "aachen")

    token = invitation.invite(
        session, role=Role.CONTACT, city_code="aachen", responsible=True, by=None, now=NOW
    )

    last = NOW + timedelta(days=14)
    found = invitation.find(session, token, last - timedelta(seconds=1))
    assert (found.role, found.city_code, found.responsible, found.shared, found.created_by) == (
        Role.CONTACT,
        "aachen",
        True,
        False,
        None,
    )
    with pytest.raises(InvitationExpired) as caught:
        invitation.find(session, token, last)
    assert caught.value == InvitationExpired(last)


def test_token_fits_a_deep_link_and_is_not_kept(session: Session) -> None:
    tokens = [
        invitation.invite(session, role=Role.SECRETARIAT, by=None, now=NOW) for _ in range(50)
    ]

    assert len(set(tokens)) == 50
    assert [token for token in tokens if not re.fullmatch(r"[A-Za-z0-9_-]{22}", token)] == []
    kept = [row.model_dump_json() for row in session.exec(select(Invitation))]
    assert [row for row in kept for token in tokens if token in row] == []


def test_unknown_token_is_refused(session: Session) -> None:
    with pytest.raises(InvitationUnknown):
        invitation.find(session, "AAAAAAAAAAAAAAAAAAAAAA", NOW)


def test_used_invitation_is_refused_with_its_moment(session: Session) -> None:
    token = invitation.invite(session, role=Role.SECRETARIAT, by=None, now=NOW)
    invitation.find(session, token, NOW).used_at = NOW

    with pytest.raises(InvitationUsed) as caught:
        invitation.find(session, token, NOW + timedelta(days=30))
    assert caught.value == InvitationUsed(NOW)


def test_revoked_invitation_is_refused_and_no_longer_open(session: Session) -> None:
    desk = secretary(session)
    kept = invitation.invite(session, role=Role.ADVISORY, by=desk, now=NOW)
    token = invitation.invite(session, role=Role.SECRETARIAT, by=desk, now=NOW)
    found = invitation.find(session, token, NOW)
    assert found.id is not None

    invitation.revoke(session, desk, found.id, NOW + timedelta(hours=1))

    with pytest.raises(InvitationRevoked) as caught:
        invitation.find(session, token, NOW + timedelta(hours=2))
    assert caught.value == InvitationRevoked(NOW + timedelta(hours=1))
    assert invitation.open_invitations(session, NOW) == [invitation.find(session, kept, NOW)]


def test_open_invitations_are_newest_first_and_of_one_city(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    tokens = [
        invitation.invite(session, role=Role.CONTACT, city_code=code, by=None, now=NOW)
        for code in ("aachen", "koeln", "aachen")
    ]
    first, second, third = (invitation.find(session, token, NOW) for token in tokens)

    assert invitation.open_invitations(session, NOW) == [third, second, first]
    assert invitation.open_invitations(session, NOW, "aachen") == [third, first]
    assert invitation.open_invitations(session, NOW + timedelta(days=14)) == []


Maker = Callable[[Session], Person | None]
ACTORS: dict[str, Maker] = {
    "operator": lambda _: None,
    "secretary": secretary,
    "office": lambda session: someone(session, role=Role.CONTACT_OFFICE),
    "board": lambda session: someone(session, role=Role.ADVISORY),
    "contact": lambda session: someone(session, "aachen"),
    "responsible": lambda session: someone(session, "aachen", responsible=True),
    "stranger to the city": lambda session: someone(session, "koeln", responsible=True),
    "former": lambda session: someone(
        session, "aachen", responsible=True, presence=Presence.ENDED
    ),
    "former secretary": lambda session: someone(
        session, role=Role.SECRETARIAT, presence=Presence.ENDED
    ),
}
CONTACT_OF_AACHEN = {"operator", "secretary", "responsible"}
ANYBODY = {"operator", "secretary"}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(
    ("wanted", "may"),
    [
        ({"role": Role.CONTACT, "city_code": "aachen"}, CONTACT_OF_AACHEN),
        ({"role": Role.CONTACT, "city_code": "aachen", "shared": True}, CONTACT_OF_AACHEN),
        ({"role": Role.CONTACT, "city_code": "aachen", "responsible": True}, ANYBODY),
        ({"role": Role.CONTACT_OFFICE}, ANYBODY),
        ({"role": Role.ADVISORY}, ANYBODY),
        ({"role": Role.SECRETARIAT}, ANYBODY),
    ],
)
def test_invitations_are_issued_by_whom_they_concern(
    session: Session, actor: str, wanted: dict[str, Any], may: set[str]
) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    by = ACTORS[actor](session)

    if actor in may:
        token = invitation.invite(session, **wanted, by=by, now=NOW)
        assert invitation.find(session, token, NOW).created_by == (by.key if by else None)
    else:
        with pytest.raises(NotActive if actor.startswith("former") else NotAllowed):
            invitation.invite(session, **wanted, by=by, now=NOW)
        assert session.exec(select(Invitation)).all() == []


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"role": Role.CONTACT}, BadValue("city", "empty")),
        ({"role": Role.CONTACT, "city_code": "atlantis"}, UnknownCity("atlantis")),
        ({"role": Role.CONTACT, "city_code": "bonn"}, BadValue("city", "past")),
        ({"role": Role.SECRETARIAT, "city_code": "aachen"}, BadValue("city", "needless")),
        ({"role": Role.ADVISORY, "shared": True}, BadValue("city", "needless")),
        (
            {"role": Role.CONTACT, "city_code": "aachen", "shared": True, "responsible": True},
            BadValue("responsible", "needless"),
        ),
    ],
)
def test_invitation_that_makes_no_sense_is_refused(
    session: Session, wanted: dict[str, Any], refusal: Refusal
) -> None:
    seat(session, "aachen")
    seat(session, "bonn", standing=Standing.FORMER)

    with pytest.raises(Refusal) as caught:
        invitation.invite(session, **wanted, by=None, now=NOW)
    assert caught.value == refusal


def test_candidate_city_may_have_people(session: Session) -> None:
    seat(session, "neuss", standing=Standing.CANDIDATE)

    token = invitation.invite(session, role=Role.CONTACT, city_code="neuss", by=None, now=NOW)

    assert invitation.find(session, token, NOW).city_code == "neuss"


def test_link_of_another_city_cannot_be_revoked(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    chief = someone(session, "aachen", responsible=True)
    token = invitation.invite(session, role=Role.CONTACT, city_code="koeln", by=None, now=NOW)
    found = invitation.find(session, token, NOW)
    assert found.id is not None

    with pytest.raises(NotAllowed):
        invitation.revoke(session, chief, found.id, NOW)
    assert found.revoked_at is None
