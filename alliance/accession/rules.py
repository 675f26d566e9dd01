"""The rules of the accession as pure functions (S-10, S-12, S-15)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from alliance.ratio import Seats, may_seat
from storage.accession import AccessionState, DossierText, Part, StatementKind
from storage.city import Side
from storage.language import Language

BERLIN = ZoneInfo("Europe/Berlin")
TIME_TO_ANSWER = timedelta(weeks=4)


@dataclass(frozen=True)
class Missing:
    """A half of a part that keeps an application from being sent: absent, or stale."""

    part: Part
    language: Language
    stale: bool


class Why(StrEnum):
    """What keeps an accession from being accepted."""

    NOBODY_ASKED = "nobody_asked"
    OUTSTANDING = "outstanding"
    QUESTION = "question"
    OBJECTION = "objection"
    CONTESTED = "contested"


@dataclass(frozen=True)
class Reason:
    """One reason why an accession is not accepted yet, with the cities' codes, sorted."""

    why: Why
    cities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the statements amount to: OPEN with reasons, ADMITTED or OBSERVER.

    `seats` counts the candidate in, as if it were admitted as a member now.
    """

    state: AccessionState
    seats: Seats
    reasons: tuple[Reason, ...] = ()


def completeness(texts: Iterable[DossierText]) -> tuple[Missing, ...]:
    """Return what is missing or stale among four parts in two languages (S-10)."""
    stale = {(half.part, half.language): half.stale for half in texts}
    return tuple(
        Missing(part, language, stale=(part, language) in stale)
        for part in Part
        for language in Language
        if stale.get((part, language), True)
    )


def consents(kind: StatementKind) -> bool:
    """Return whether a statement counts as written consent: with a remark too (S-12)."""
    return kind in (StatementKind.CONSENT, StatementKind.REMARK)


def outstanding(
    electors: Collection[str], current: Mapping[str, StatementKind]
) -> tuple[str, ...]:
    """Return the cities of the electorate without a current statement, sorted."""
    return tuple(sorted(set(electors) - current.keys()))


def outcome(
    electors: Collection[str],
    current: Mapping[str, StatementKind],
    seats: Seats,
    side: Side,
    contested: Collection[str] = (),
    *,
    exception: bool = False,
) -> Outcome:
    """Return what the current statements of an electorate amount to (S-12, S-15, S-16).

    `electors` are the cities still in the electorate: who withdrew is not among them, and
    statements of others do not count. `seats` are the seats without the candidate. `contested`
    cities say that the letter that was entered for them is not theirs. With an
    `exception` the ratio keeps nobody from a seat; it replaces no consent.
    """
    admitted = seats.with_one_more(side)
    if reasons := _reasons(electors, current, contested):
        return Outcome(AccessionState.OPEN, admitted, reasons)
    if exception or may_seat(seats.cn, seats.de, side):
        return Outcome(AccessionState.ADMITTED, admitted)
    return Outcome(AccessionState.OBSERVER, admitted)


def _reasons(
    electors: Collection[str],
    current: Mapping[str, StatementKind],
    contested: Collection[str],
) -> tuple[Reason, ...]:
    if not electors:
        return (Reason(Why.NOBODY_ASKED),)

    def who(kind: StatementKind) -> tuple[str, ...]:
        return tuple(sorted(city for city in electors if current.get(city) is kind))

    found = (
        Reason(Why.OUTSTANDING, outstanding(electors, current)),
        Reason(Why.QUESTION, who(StatementKind.QUESTION)),
        Reason(Why.OBJECTION, who(StatementKind.OBJECTION)),
        Reason(Why.CONTESTED, tuple(sorted(set(electors) & set(contested)))),
    )
    return tuple(reason for reason in found if reason.cities)


def suggested_target(now: datetime) -> datetime:
    """Return the suggested target date: four weeks ahead, 12:00 in Berlin, as UTC."""
    day = (now.astimezone(BERLIN) + TIME_TO_ANSWER).date()
    return datetime.combine(day, time(12), BERLIN).astimezone(UTC)
