"""Why an act of a general circular was not done: typed, with data, without words."""

from dataclasses import dataclass

from alliance.pair import Gap
from alliance.refusal import Refusal
from storage.circular import GeneralState

# ---- the draft


@dataclass
class UnknownCircular(Refusal):
    """No general circular has this id."""

    general_id: int


@dataclass
class NotDraft(Refusal):
    """The circular is no draft any more: it was sent or discarded."""

    state: GeneralState


@dataclass
class TooManyFiles(Refusal):
    """The circular has as many files as one may have."""

    limit: int


@dataclass
class SameAudience(Refusal):
    """A correction goes to exactly those who got what it corrects, and nothing else does."""


# ---- sending


@dataclass
class Unready(Refusal):
    """A half is missing or stale; nothing is sent."""

    gaps: tuple[Gap, ...]


@dataclass
class NoAudience(Refusal):
    """Nobody has said to whom the circular goes."""


@dataclass
class NobodyReached(Refusal):
    """No city is meant at present, or none of them has anybody with a chat."""


@dataclass
class NotScheduled(Refusal):
    """The circular does not wait for its time."""

    state: GeneralState


@dataclass
class NotOut(Refusal):
    """The circular was not sent, or is not in the state from which this leads on."""

    state: GeneralState


@dataclass
class NothingWaiting(Refusal):
    """Every message of the circular has gone out, so there is nothing to hold back."""


@dataclass
class NothingFailed(Refusal):
    """No message of the circular has failed."""


# ---- acknowledging


@dataclass
class NotWanted(Refusal):
    """The circular asks for no acknowledgement."""


@dataclass
class NotAddressed(Refusal):
    """The circular went to none of the cities for which the person may acknowledge."""


@dataclass
class NobodyOutstanding(Refusal):
    """Every city has acknowledged, or what it waits for is still on its way."""
