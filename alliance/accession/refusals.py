"""Why an act of the accession procedure was not done: typed, with data, without words."""

from dataclasses import dataclass
from datetime import datetime

from alliance.accession.rules import Missing
from alliance.refusal import Refusal
from storage.accession import AccessionState, LetterState
from storage.city import Standing

# ---- the draft


@dataclass
class NotDraft(Refusal):
    """The application is no draft any more: it was sent or discarded."""

    accession_id: int
    state: AccessionState


@dataclass
class NotACandidate(Refusal):
    """The city has a seat, or waits for one with all consents given (S-16)."""

    city_code: str
    standing: Standing


@dataclass
class AlreadyRunning(Refusal):
    """The candidate has a draft or an open procedure already."""

    accession_id: int
    city_code: str


@dataclass
class CityExists(Refusal):
    """The register has a city of this name."""

    city_code: str


# ---- the circular


@dataclass
class Incomplete(Refusal):
    """Parts are missing or stale; nothing is sent (S-10)."""

    missing: tuple[Missing, ...]


@dataclass
class NobodyToAsk(Refusal):
    """The alliance has no member city: an empty electorate accepts nobody (S-12)."""


# ---- statements


@dataclass
class NotSent(Refusal):
    """The procedure has no circular yet."""

    accession_id: int
    state: AccessionState


@dataclass
class NotAsked(Refusal):
    """The city is not in the electorate, or dropped out of it."""

    accession_id: int
    city_code: str


@dataclass
class StaleRound(Refusal):
    """The dossier was corrected meanwhile; the answer would go to an earlier round."""

    accession_id: int
    round: int


@dataclass
class StillAMember(Refusal):
    """The city has its seat; only one that left, or lost it, drops out of an electorate."""

    city_code: str


@dataclass
class UnknownStatement(Refusal):
    """No statement has this id."""

    statement_id: int


@dataclass
class NotAQuestion(Refusal):
    """Only a question is answered in writing."""

    statement_id: int


@dataclass
class UnknownReply(Refusal):
    """No reply has this id."""

    reply_id: int


# ---- reminders


@dataclass
class TooSoon(Refusal):
    """Everybody outstanding was reminded within the last 48 hours."""

    again_at: datetime


@dataclass
class NobodyOutstanding(Refusal):
    """There is nobody to remind."""


# ---- letters


@dataclass
class UnknownLetter(Refusal):
    """No letter has this id."""

    letter_id: int


@dataclass
class LetterWaiting(Refusal):
    """A letter of this city waits for its confirmation already."""

    letter_id: int


@dataclass
class LetterDecided(Refusal):
    """The letter was confirmed or refused meanwhile."""

    letter_id: int
    state: LetterState


@dataclass
class LetterOlder(Refusal):
    """The city has answered after the day that its letter bears; the later answer counts."""

    statement_id: int


@dataclass
class CityAnswered(Refusal):
    """The city has answered by itself since its letter was entered; the entry is to be refused."""

    statement_id: int


@dataclass
class SameSecretary(Refusal):
    """Who entered a letter, or proposed an exception, cannot confirm it."""

    person_id: int


@dataclass
class AlreadyContested(Refusal):
    """Somebody of the city has contested the letter."""

    letter_id: int


# ---- exceptions to the ratio (S-15)


@dataclass
class NoExceptionNeeded(Refusal):
    """A seat is free for the candidate at present, as always for a German one."""

    accession_id: int


@dataclass
class ExceptionThere(Refusal):
    """An exception is granted, or waits for its confirmation, already."""

    exception_id: int


@dataclass
class UnknownException(Refusal):
    """No exception has this id."""

    exception_id: int


@dataclass
class ExceptionDecided(Refusal):
    """The exception was confirmed or refused meanwhile."""

    exception_id: int
    granted: bool
