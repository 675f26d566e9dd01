"""Cleaning and cutting texts with their formatting: nothing lost, nothing moved."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.circular import parts
from alliance.circular.parts import Entity, Piece
from alliance.refusal import BadValue

WORDS = st.text(st.sampled_from("ab .。!\n汉é🙂"), max_size=300)


def entity(kind: str, offset: int, length: int, **more: str) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **more}


@st.composite
def formatted_texts(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text = draw(WORDS.filter(str.strip))
    places = st.integers(0, len(text))
    entities = []
    for number, (one, other) in enumerate(draw(st.lists(st.tuples(places, places), max_size=6))):
        start, length = min(one, other), abs(one - other)
        # Each has a link of its own, so that it is known again.
        if length:
            entities.append(entity("text_link", start, length, url=f"https://{number}.example"))
    return text, entities


def marked(text: str, entities: list[Entity]) -> dict[str, str]:
    """Return what each link covers, without space."""
    covered: dict[str, str] = {}
    for one in entities:
        end = one["offset"] + one["length"]
        words = "".join(text[one["offset"] : end].split())
        covered[one["url"]] = covered.get(one["url"], "") + words
    return {url: words for url, words in covered.items() if words}


@given(formatted_texts(), st.integers(2, 80))
def test_pieces_join_to_the_text_and_keep_every_format(
    written: tuple[str, list[Entity]], limit: int
) -> None:
    text, entities = written
    pieces = parts.split(text, entities, limit)

    joined, moved = "", []
    for piece in pieces:
        for one in piece.entities:
            assert 0 <= one["offset"] < one["offset"] + one["length"] <= len(piece.text)
            moved.append(one | {"offset": one["offset"] + len(joined)})
        joined += piece.text
    assert "".join(joined.split()) == "".join(text.split())
    assert marked(joined, moved) == marked(text, entities)
    assert max(len(piece.text) for piece in pieces) <= limit


@given(formatted_texts())
def test_cleaning_moves_the_formats_with_their_words(written: tuple[str, list[Entity]]) -> None:
    text, entities = written
    clean = parts.formatted("text", text, entities, 1000)

    assert clean.text == text.strip()
    assert marked(clean.text, list(clean.entities)) == marked(text, entities)
    assert parts.formatted("text", clean.text, clean.entities, 1000) == clean


@given(formatted_texts())
def test_taken_apart_letters_are_composed_under_their_format(
    written: tuple[str, list[Entity]],
) -> None:
    text, entities = written
    apart = unicodedata.normalize("NFD", text)

    def there(position: int) -> int:
        return len(unicodedata.normalize("NFD", text[:position]))

    spread = [
        one
        | {
            "offset": there(one["offset"]),
            "length": there(one["offset"] + one["length"]) - there(one["offset"]),
        }
        for one in entities
    ]
    assert parts.formatted("text", apart, spread, 1000) == parts.formatted(
        "text", text, entities, 1000
    )


def test_formats_are_ordered_and_others_left_out() -> None:
    entities = [
        entity("italic", 4, 3),
        entity("hashtag", 0, 3),
        entity("bold", 3, 4, url="https://needless.example"),
        entity("bold", 3, 20),
        entity("spoiler", 0, 2),
        entity("code", 7, 0),
    ]
    assert parts.formatted("text", "  Guten Tag ", entities, 100) == Piece(
        "Guten Tag",
        (entity("bold", 1, 8), entity("bold", 1, 4), entity("italic", 2, 3)),
    )


def test_format_across_a_cut_goes_on_in_the_next_piece() -> None:
    text = "eins zwei\n\ndrei vier"
    assert parts.split(text, [entity("bold", 5, 10), entity("code", 16, 4)], 12) == [
        Piece("eins zwei", (entity("bold", 5, 4),)),
        Piece("drei vier", (entity("bold", 0, 4), entity("code", 5, 4))),
    ]


def test_ordinary_formatting_cuts_nothing() -> None:
    text = "Wort " * 599
    bold = [entity("bold", 5 * number, 4) for number in range(60)]
    links = [
        entity("text_link", 5 * n, 4, url=f"https://{n}.example/{'x' * 80}") for n in range(60, 90)
    ]
    assert [len(one.text) for one in parts.split(text, [*bold, *links])] == [2994]


def test_more_links_than_a_message_takes_are_cut_earlier() -> None:
    text = ("Wort " * 400).strip()
    links = [
        entity("text_link", 50 * n, 4, url=f"https://{n}.example/{'x' * 500}") for n in range(40)
    ]
    pieces = parts.split(text, links)
    assert [(len(one.text), len(one.entities)) for one in pieces] == [(499, 10)] * 4
    halves = parts.split(text, links, 450, 2)
    assert halves[0] == Piece(text[:224], halves[0].entities)


def test_longest_text_comes_in_few_messages() -> None:
    text = "\n\n".join(["x" * 998] * 12)
    pieces = parts.split(text, [])
    assert (len(text), [len(piece.text) for piece in pieces]) == (11_998, [2998, 2998, 2998, 2998])


@pytest.mark.parametrize(
    ("text", "reason"), [(" \n", "empty"), ("x" * 101, "too-long"), ("a\x00", "control")]
)
def test_text_that_cannot_be_kept_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as refused:
        parts.formatted("text", text, [], 100)
    assert (refused.value.field, refused.value.reason) == ("text", reason)
