"""Why an act was not done: typed, with data, without words; the floors above say it kindly."""

from dataclasses import dataclass
from datetime import datetime

from storage.accession import AccessionState
from storage.person import Presence, Role


class Refusal(Exception):
    """The act was not done, and nothing of it stays: the caller rolls its savepoint back."""

    def __str__(self) -> str:
        return repr(self)


# ---- who may do what


@dataclass
class NotAllowed(Refusal):
    """The person's role does not include this act."""


@dataclass
class NotActive(Refusal):
    """The person waits for approval, was refused, or has left."""

    person_id: int
    presence: Presence


@dataclass
class NotMandated(Refusal):
    """Somebody else, or nobody (None), answers for the city at present (S-09)."""

    city_code: str
    holder_id: int | None


# ---- what is not there, or no longer


@dataclass
class UnknownCity(Refusal):
    """No city of the register has this code."""

    code: str


@dataclass
class UnknownPerson(Refusal):
    """Nobody is registered under this id."""

    person_id: int


@dataclass
class UnknownAccession(Refusal):
    """No procedure has this id."""

    accession_id: int


@dataclass
class FileUnusable(Refusal):
    """The attachment does not exist, was refused, or has not arrived yet."""

    attachment_id: int


@dataclass
class RemindedLately(Refusal):
    """The cities were reminded within 48 hours; it is possible again from a moment (UTC)."""

    at: datetime


@dataclass
class Stale(Refusal):
    """What was pressed shows a state that has passed."""


@dataclass
class Ended(Refusal):
    """The procedure is over, or not open (yet)."""

    accession_id: int
    state: AccessionState


@dataclass
class AlreadyAnswered(Refusal):
    """The city has this very answer already; asking again changes nothing."""

    statement_id: int


# ---- what was entered


@dataclass
class BadValue(Refusal):
    """An entered value cannot be taken.

    `reason` is one of empty, too-long, control (an invisible or control character), format,
    unknown, past, future, too-far, needless; `limit` is the greatest length with too-long.
    """

    field: str
    reason: str
    limit: int | None = None


@dataclass
class Nonexistent(Refusal):
    """The clocks of a zone skip this time; `next` is the first one after it that they show."""

    field: str
    shown: str
    zone: str
    next: str


@dataclass
class Ambiguous(Refusal):
    """The clocks of a zone show this time twice; both moments are UTC."""

    field: str
    shown: str
    zone: str
    earlier: datetime
    later: datetime


# ---- invitations and registration


@dataclass
class InvitationUnknown(Refusal):
    """No invitation was ever issued with this token."""


@dataclass
class InvitationUsed(Refusal):
    """Somebody registered with this personal link before."""

    at: datetime


@dataclass
class InvitationExpired(Refusal):
    """The link is older than its fourteen days."""

    at: datetime


@dataclass
class InvitationRevoked(Refusal):
    """The link was taken back."""

    at: datetime


@dataclass
class AlreadyRegistered(Refusal):
    """The Telegram account belongs to a registered, or waiting, person already."""

    person_id: int
    role: Role
    city_code: str | None
    waiting: bool


@dataclass
class RefusedBefore(Refusal):
    """The person was not approved; only a personal invitation lets them register again."""

    city_code: str | None


@dataclass
class AlreadyDecided(Refusal):
    """Somebody else has approved or refused this person meanwhile."""

    person_id: int
    presence: Presence


@dataclass
class LastSecretary(Refusal):
    """The only secretary cannot go: nobody could be let in any more."""


# ---- mandates


@dataclass
class NotAMember(Refusal):
    """The city has no member's seat, so there is no mandate to give (S-12, S-13)."""

    city_code: str


@dataclass
class NoMandate(Refusal):
    """Nobody holds the city's mandate."""

    city_code: str


@dataclass
class AlreadyHolds(Refusal):
    """The person holds this city's mandate already."""

    city_code: str
    person_id: int


@dataclass
class NotLent(Refusal):
    """The city's mandate is not lent at present."""

    city_code: str
