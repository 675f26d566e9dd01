"""Button data fits, is read back as it was, and forged data is told apart."""

from dataclasses import fields
from enum import Enum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import registry
from handlers.kit.press import LARGEST, LIMIT, NotAPress, Press, unpack

BOOK = registry.BOOK
# What the longest values of our presses are: city codes, form steps, zones' names.
WORD = st.text("abcdefghijklmnopqrstuvwxyz-/_.=", max_size=40)
IDS = st.integers(0, LARGEST)


def presses(kind: type[Press]) -> st.SearchStrategy[Press]:
    """Return presses of a class with any values that its fields may have."""
    hints = get_type_hints(kind)

    def values(hint: type[Any]) -> st.SearchStrategy[Any]:
        if issubclass(hint, Enum):
            return st.sampled_from(hint)
        return IDS if hint is int else WORD

    return st.builds(kind, **{one.name: values(hints[one.name]) for one in fields(kind)})


@given(st.sampled_from(sorted(BOOK.presses, key=lambda kind: kind.tag)).flatmap(presses))
def test_press_comes_back_as_it_went(press: Press) -> None:
    try:
        data = press.pack()
    except ValueError:
        assert len(":".join([press.tag, *map(str, vars(press).values())]).encode()) > LIMIT
        return
    assert len(data.encode()) <= LIMIT
    assert unpack(data, dict(BOOK.tags)) == press


@given(st.text(max_size=80))
def test_any_other_data_is_no_press(data: str) -> None:
    try:
        press = unpack(data, dict(BOOK.tags))
    except NotAPress:
        return
    assert type(press) in BOOK.presses


@pytest.mark.parametrize("number", ["2147483648", "99999999999999999999999", "-2147483648"])
def test_number_that_no_row_has_is_no_press(number: str) -> None:
    with pytest.raises(NotAPress):
        unpack(f"ab:{number}", dict(BOOK.tags))


def test_tags_are_unique_and_short() -> None:
    tags = [kind.tag for kind in BOOK.presses]
    assert sorted(set(tags)) == sorted(tags)
    assert [tag for tag in tags if not 1 <= len(tag) <= 8 or ":" in tag] == []


def test_value_with_a_separator_is_refused() -> None:
    from handlers.me import ZonePress

    with pytest.raises(ValueError, match="separator"):
        ZonePress("a:b").pack()
