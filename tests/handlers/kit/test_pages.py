"""Long texts lose nothing when they are cut, and lists turn within their ends."""

import re
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.buttons import MenuPress
from handlers.kit.pages import page, split, turn
from locales.tongue import Tongue

TEXTS = st.text(st.sampled_from("ab. \n。，中文"), max_size=400)
GERMAN = Tongue("de", ZoneInfo("Europe/Berlin"))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, st.integers(min_value=4, max_value=60))
def test_split_keeps_every_character_and_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert max(map(len, pieces)) <= limit
    assert bare("".join(pieces)) == bare(text)


def test_split_prefers_paragraphs() -> None:
    text = "A" * 30 + ".\n" + "B" * 20 + "\n\n" + "C" * 40
    assert split(text, 60) == ["A" * 30 + ".\n" + "B" * 20, "C" * 40]


def test_split_cuts_chinese_after_a_sentence() -> None:
    text = "甲" * 30 + "。" + "乙" * 20 + "，" + "丙" * 20
    assert split(text, 50) == ["甲" * 30 + "。", "乙" * 20 + "，" + "丙" * 20]


@given(st.lists(st.integers()), st.integers(min_value=-3, max_value=30))
def test_page_is_within_the_list(items: list[int], number: int) -> None:
    shown = page(items, number)
    assert 0 <= shown.number < shown.total
    assert list(shown.items) == items[shown.number * 8 : shown.number * 8 + 8]
    assert shown.items or not items


def test_turn_offers_what_there_is() -> None:
    def labels(number: int, total: int) -> list[list[str]]:
        rows = turn(GERMAN, number, total, lambda _to: MenuPress())
        return [[button.label for button in row] for row in rows]

    assert labels(0, 1) == []
    assert labels(0, 3) == [["Nächste Seite"]]
    assert labels(1, 3) == [["Vorherige Seite", "Nächste Seite"]]
    assert labels(2, 3) == [["Vorherige Seite"]]
