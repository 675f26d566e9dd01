"""Completeness, unanimity in any order, and the suggested date."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.accession import rules
from alliance.accession.rules import Missing, Outcome, Reason, Why
from alliance.ratio import Seats
from storage.accession import AccessionState, DossierText, Part, StatementKind
from storage.city import Side
from storage.language import Language
from tests.alliance.people import NOW

CITIES = ("aachen", "bottrop", "foshan", "koeln", "liuzhou")
HALVES = [(part, language) for part in Part for language in Language]

cities = st.sampled_from(CITIES)
events = st.lists(
    st.one_of(
        st.tuples(cities, st.sampled_from(StatementKind)),
        st.tuples(cities, st.just("withdraws")),
    ),
    max_size=40,
)


def half(part: Part, language: Language, *, stale: bool = False) -> DossierText:
    return DossierText(
        accession_id=1,
        part=part,
        language=language,
        text="text",
        stale=stale,
        written_at=NOW,
        written_by=1,
    )


@given(st.lists(st.sampled_from(["absent", "stale", "there"]), min_size=8, max_size=8))
def test_completeness_names_exactly_what_is_missing(states: list[str]) -> None:
    known = dict(zip(HALVES, states, strict=True))
    texts = [
        half(*which, stale=state == "stale") for which, state in known.items() if state != "absent"
    ]
    assert rules.completeness(texts) == tuple(
        Missing(*which, stale=state == "stale")
        for which, state in known.items()
        if state != "there"
    )


def test_completeness_of_nothing_names_four_parts_in_two_languages() -> None:
    assert [(m.part, m.language) for m in rules.completeness([])] == HALVES


@given(
    events=events,
    side=st.sampled_from(Side),
    cn=st.integers(0, 9),
    de=st.integers(0, 9),
    exception=st.booleans(),
)
def test_acceptance_needs_every_remaining_city_in_any_order(
    *, events: list[tuple[str, str]], side: Side, cn: int, de: int, exception: bool
) -> None:
    electors = set(CITIES)
    current: dict[str, StatementKind] = {}
    for city, event in events:
        if event == "withdraws":
            electors.discard(city)
        elif city in electors:
            current[city] = StatementKind(event)
        outcome = rules.outcome(electors, current, Seats(cn, de), side, exception=exception)

        # Said independently of the rule: count the cities that stay and agree.
        agreeing = [c for c in electors if current.get(c) in ("consent", "remark")]
        accepted = len(electors) > 0 and len(agreeing) == len(electors)
        assert (outcome.state is not AccessionState.OPEN) == accepted
        named = [c for reason in outcome.reasons for c in reason.cities]
        assert sorted(named) == sorted(electors - set(agreeing))
        if accepted:
            fits = exception or side is Side.DE or cn + 1 <= 2 * de
            assert (outcome.state is AccessionState.ADMITTED) == fits
            assert outcome.reasons == ()


@given(
    current=st.dictionaries(cities, st.sampled_from(StatementKind)),
    side=st.sampled_from(Side),
    cn=st.integers(0, 9),
    de=st.integers(0, 9),
)
def test_exception_changes_nothing_but_an_observer_into_a_member(
    current: dict[str, StatementKind], side: Side, cn: int, de: int
) -> None:
    without, granted = (
        rules.outcome(CITIES, current, Seats(cn, de), side, exception=exception)
        for exception in (False, True)
    )
    expected = without
    if without.state is AccessionState.OBSERVER:
        expected = replace(without, state=AccessionState.ADMITTED)
    assert granted == expected


def test_empty_electorate_accepts_nobody() -> None:
    current = {"aachen": StatementKind.CONSENT}
    assert rules.outcome([], current, Seats(0, 5), Side.CN, exception=True) == Outcome(
        AccessionState.OPEN, Seats(1, 5), (Reason(Why.NOBODY_ASKED),)
    )


def test_remark_counts_and_question_and_objection_do_not() -> None:
    current = {
        "aachen": StatementKind.REMARK,
        "bottrop": StatementKind.QUESTION,
        "foshan": StatementKind.OBJECTION,
        "liuzhou": StatementKind.CONSENT,
    }
    assert rules.outcome(CITIES, current, Seats(14, 9), Side.DE, exception=False).reasons == (
        Reason(Why.OUTSTANDING, ("koeln",)),
        Reason(Why.QUESTION, ("bottrop",)),
        Reason(Why.OBJECTION, ("foshan",)),
    )


def test_statement_of_a_city_that_was_not_asked_does_not_count() -> None:
    current = {"aachen": StatementKind.CONSENT, "koeln": StatementKind.OBJECTION}
    outcome = rules.outcome(["aachen"], current, Seats(14, 9), Side.DE, exception=False)
    assert outcome == Outcome(AccessionState.ADMITTED, Seats(14, 10))


@pytest.mark.parametrize(
    ("now", "target"),
    [
        (datetime(2026, 11, 24, 13, 5, tzinfo=UTC), datetime(2026, 12, 22, 11, tzinfo=UTC)),
        # Summer time ends in between, and Berlin's date is already the next day's.
        (datetime(2026, 10, 9, 22, 30, tzinfo=UTC), datetime(2026, 11, 7, 11, tzinfo=UTC)),
        (datetime(2027, 3, 1, 9, 0, tzinfo=UTC), datetime(2027, 3, 29, 10, tzinfo=UTC)),
    ],
)
def test_suggested_target_is_noon_in_berlin_four_weeks_ahead(
    now: datetime, target: datetime
) -> None:
    assert rules.suggested_target(now) == target


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_suggested_target_leaves_nearly_four_weeks_at_least(now: datetime) -> None:
    ahead = rules.suggested_target(now) - now
    assert 27 <= ahead.days <= 28
