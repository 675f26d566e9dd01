"""The buttons of statements, boards and replies; modules of the accession share them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from handlers.kit.press import Press
from storage.accession import StatementKind


class Choice(StrEnum):
    """One of the four answers, short enough for a button."""

    CONSENT = "c"
    REMARK = "r"
    QUESTION = "q"
    OBJECTION = "o"

    @property
    def kind(self) -> StatementKind:
        """Return the answer that was chosen."""
        return StatementKind[self.name]


@dataclass(frozen=True)
class MinePress(Press):
    """Lists the procedures that concern a person."""

    tag: ClassVar[str] = "ac"

    page: int


@dataclass(frozen=True)
class StatusPress(Press):
    """Shows somebody who is not asked how a procedure stands."""

    tag: ClassVar[str] = "ac.s"

    accession: int


@dataclass(frozen=True)
class StatementPress(Press):
    """Shows what a city is asked, or what it answered."""

    tag: ClassVar[str] = "as"

    accession: int
    round: int
    city: str


@dataclass(frozen=True)
class ChangePress(Press):
    """Offers the four answers to a city that has answered."""

    tag: ClassVar[str] = "as.c"

    accession: int
    round: int
    city: str


@dataclass(frozen=True)
class ChoosePress(Press):
    """Chooses an answer: shows the declaration, or asks for its text first.

    `base` is the statement that it would replace, 0 for none.
    """

    tag: ClassVar[str] = "as.k"

    accession: int
    round: int
    city: str
    choice: Choice
    base: int


@dataclass(frozen=True)
class SubmitPress(Press):
    """Submits the declaration bindingly; `shown` is the checksum of round and wording.

    The round is in the checksum, since the longest city code leaves no room for it.
    """

    tag: ClassVar[str] = "sb"

    accession: int
    city: str
    choice: Choice
    base: int
    shown: str


@dataclass(frozen=True)
class ReplyPress(Press):
    """Shows the secretariat's answer to a question, as written (0) or translated (1)."""

    tag: ClassVar[str] = "as.r"

    reply: int
    translated: int


@dataclass(frozen=True)
class TranslatePress(Press):
    """Opens the form for a reply's translation."""

    tag: ClassVar[str] = "as.t"

    reply: int


@dataclass(frozen=True)
class RunningPress(Press):
    """Lists the running procedures."""

    tag: ClassVar[str] = "ab.l"

    page: int


@dataclass(frozen=True)
class BoardPress(Press):
    """Shows the board of a procedure."""

    tag: ClassVar[str] = "ab"

    accession: int


@dataclass(frozen=True)
class BoardPagePress(Press):
    """Shows a page of a board's cities."""

    tag: ClassVar[str] = "ab.p"

    accession: int
    page: int


@dataclass(frozen=True)
class RemindPress(Press):
    """Asks, or (sure) carries out, that the outstanding cities are reminded."""

    tag: ClassVar[str] = "ab.r"

    accession: int
    sure: int


@dataclass(frozen=True)
class QuestionsPress(Press):
    """Lists a procedure's open questions."""

    tag: ClassVar[str] = "ab.q"

    accession: int
    page: int


@dataclass(frozen=True)
class AnswerPress(Press):
    """Opens the form that answers a question."""

    tag: ClassVar[str] = "ab.a"

    statement: int


@dataclass(frozen=True)
class ClosePress(Press):
    """Opens the form that closes a procedure without admission."""

    tag: ClassVar[str] = "ab.x"

    accession: int


@dataclass(frozen=True)
class ToldPress(Press):
    """Shows the secretariat one city's statement with its text."""

    tag: ClassVar[str] = "ab.s"

    statement: int


@dataclass(frozen=True)
class ProposeExceptionPress(Press):
    """Opens the form that proposes an exception to 2 : 1 (S-15)."""

    tag: ClassVar[str] = "ax"

    accession: int


@dataclass(frozen=True)
class ExceptionPress(Press):
    """Shows an exception as it stands now."""

    tag: ClassVar[str] = "ax.s"

    exception: int


@dataclass(frozen=True)
class ConfirmExceptionPress(Press):
    """Grants an exception that another secretary has proposed."""

    tag: ClassVar[str] = "ax.y"

    exception: int


@dataclass(frozen=True)
class RefuseExceptionPress(Press):
    """Refuses an exception, or takes one's own proposal back."""

    tag: ClassVar[str] = "ax.n"

    exception: int
