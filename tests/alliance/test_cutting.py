"""Cutting long texts: where a reader would, nothing lost, no piece almost empty."""

from hypothesis import given
from hypothesis import strategies as st

from alliance import cutting

TEXTS = st.text(st.sampled_from("ab .。!？\n\t汉é"), max_size=400)


@given(TEXTS, st.integers(2, 60))
def test_pieces_hold_everything_but_the_space_between(text: str, limit: int) -> None:
    spans = cutting.spans(text, limit)
    ends = [0, *(place for span in spans for place in span), len(text)]
    between = [text[before:after] for before, after in zip(ends[::2], ends[1::2], strict=True)]

    assert ends == sorted(ends)
    assert [one for one in between if one.strip()] == []
    assert [end - start for start, end in spans if end - start > limit] == []
    pieces = [text[start:end] for start, end in spans]
    assert pieces == [piece.strip() for piece in pieces]


def test_best_place_is_a_paragraph_then_a_line_a_sentence_a_word() -> None:
    text = "Eins zwei. Drei vier\nfünf sechs\n\nsieben acht neun"
    pieces = [[text[a:b] for a, b in cutting.spans(text, limit)] for limit in (40, 21, 14)]
    assert pieces == [
        ["Eins zwei. Drei vier\nfünf sechs", "sieben acht neun"],
        ["Eins zwei. Drei vier", "fünf sechs", "sieben acht neun"],
        ["Eins zwei.", "Drei vier", "fünf sechs", "sieben acht", "neun"],
    ]


def test_text_of_nothing_is_one_empty_piece() -> None:
    assert cutting.spans(" \n ", 10) == [(3, 3)]
