"""The buttons of the contacts' screens."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press

OFFICES = "-"


@dataclass(frozen=True)
class CitiesPress(Press):
    """Shows all cities with how many people each has."""

    tag: ClassVar[str] = "ct"

    page: int


@dataclass(frozen=True)
class PeoplePress(Press):
    """Shows the people of a city, or of the offices (-)."""

    tag: ClassVar[str] = "ct.c"

    city: str
    page: int


@dataclass(frozen=True)
class MyCityPress(Press):
    """Shows a responsible person the people of their own city."""

    tag: ClassVar[str] = "ct.m"


@dataclass(frozen=True)
class WaitingPress(Press):
    """Shows who waits for approval."""

    tag: ClassVar[str] = "ct.w"

    page: int


@dataclass(frozen=True)
class PersonPress(Press):
    """Shows one person."""

    tag: ClassVar[str] = "ct.p"

    person: int


@dataclass(frozen=True)
class DecidePress(Press):
    """Lets somebody in who waits (1), or not (0)."""

    tag: ClassVar[str] = "ct.d"

    person: int
    approve: int


@dataclass(frozen=True)
class RemovePress(Press):
    """Asks, or (sure) carries out, that somebody's part ends."""

    tag: ClassVar[str] = "ct.r"

    person: int
    sure: int


@dataclass(frozen=True)
class GivePress(Press):
    """Asks, or (sure) carries out, that somebody gets a city's mandate."""

    tag: ClassVar[str] = "ct.g"

    person: int
    sure: int


@dataclass(frozen=True)
class RevokePress(Press):
    """Asks, or (sure) carries out, that a city's mandate is revoked."""

    tag: ClassVar[str] = "ct.v"

    city: str
    sure: int


@dataclass(frozen=True)
class InvitationsPress(Press):
    """Shows the open invitations of a city, or all (-)."""

    tag: ClassVar[str] = "ct.i"

    city: str
    page: int


@dataclass(frozen=True)
class WithdrawInvitationPress(Press):
    """Asks, or (sure) carries out, that an invitation is withdrawn."""

    tag: ClassVar[str] = "ct.x"

    invitation: int
    sure: int


@dataclass(frozen=True)
class InvitePress(Press):
    """Opens the form of an invitation, for a city or (-) for whomever."""

    tag: ClassVar[str] = "in"

    city: str
