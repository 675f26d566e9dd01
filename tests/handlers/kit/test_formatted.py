"""Formatting is kept character by character, its HTML is harmless, and it follows a text."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.formatted import CODE, TAGS, Entity, carried, html, read
from handlers.kit.longtext import clean

KINDS = {tag: kind for kind, tag in TAGS.items()}
TEXTS = st.text(st.sampled_from("aB <>&\"'\n中😀é"), min_size=1, max_size=30)
URL = "https://example.org/?a=1&b=<2>"


class Parsed(HTMLParser):
    """The text of some HTML, and for each of its characters the formats it stands in."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.formats: list[frozenset[str]] = []
        self.links: list[str | None] = []
        self.open: list[str] = []
        self.feed(str(source))  # not as Markup, which escapes what is added to it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.links.extend(value for _, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        self.formats += [frozenset(KINDS[tag] for tag in self.open)] * len(data)


def entity(kind: str, offset: int, length: int) -> Entity:
    link = {"url": URL} if kind == "text_link" else {}
    return {"type": kind, "offset": offset, "length": length, **link}


@st.composite
def formatted(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text = draw(TEXTS)
    place = st.integers(0, len(text))
    spans = st.tuples(st.sampled_from(sorted(TAGS)), place, place)
    drawn = draw(st.lists(spans, max_size=6))
    return text, [entity(kind, min(a, b), abs(b - a)) for kind, a, b in drawn]


def allowed(kinds: frozenset[str]) -> frozenset[str]:
    """Return what Telegram lets one character be at the same time."""
    code = [kind for kind in CODE if kind in kinds]
    if "text_link" in kinds:
        return kinds - {*CODE}
    return (kinds & {"blockquote"}) | {code[0]} if code else kinds


@given(formatted())
def test_html_nests_and_gives_each_character_its_formats(given: tuple[str, list[Entity]]) -> None:
    text, entities = given
    parsed = Parsed(html(text, entities))
    wanted = [
        allowed(
            frozenset(
                one["type"]
                for one in entities
                if one["offset"] <= at < one["offset"] + one["length"]
            )
        )
        for at in range(len(text))
    ]
    assert (parsed.text, parsed.formats, parsed.open) == (text, wanted, [])
    assert set(parsed.links) <= {URL}


@given(TEXTS, st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
def test_html_of_forged_places_is_cut_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    parsed = Parsed(html(text, [entity("bold", *span) for span in spans]))
    assert (parsed.text, parsed.open) == (text, [])


def test_html_escapes_text_and_link() -> None:
    entities = [entity("text_link", 0, 3), entity("bold", 4, 3)]
    assert html('<a> "&"', entities) == (
        '<a href="https://example.org/?a=1&amp;b=&lt;2&gt;">&lt;a&gt;</a> <b>&#34;&amp;&#34;</b>'
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://user?id=1", "ftp://example.org", "//example.org", "", None],
)
def test_link_elsewhere_is_plain_text(url: str | None) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": url}
    assert read("hier", [link]) == []
    assert html("hier", [link]) == "hier"


@pytest.mark.parametrize("url", ["HTTP://example.org", "mailto:a@example.org", "tel:+4924112345"])
def test_usual_link_is_kept(url: str) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": url}
    assert read("hier", [link]) == [link]


@given(formatted())
def test_utf16_places_become_characters(given: tuple[str, list[Entity]]) -> None:
    text, entities = given

    def units(count: int) -> int:
        return len(text[:count].encode("utf-16-le")) // 2

    raw = [
        {
            **one,
            "offset": units(one["offset"]),
            "length": units(one["offset"] + one["length"]) - units(one["offset"]),
        }
        for one in entities
    ]
    assert read(text, raw) == [one for one in entities if one["length"]]


def test_unknown_kinds_and_halved_characters_are_left_out() -> None:
    raw = [
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "1"},
        {"type": "url", "offset": 0, "length": 3},
        {"type": "bold", "offset": 1, "length": 2},
        {"type": "expandable_blockquote", "offset": 0, "length": 3},
    ]
    assert read("😀a", raw) == [{"type": "blockquote", "offset": 0, "length": 2}]


@given(
    st.text(st.sampled_from("a \n\r\t\u200bo\u0308中😀")),
    st.text(st.sampled_from("xyz文😀"), min_size=1),
    st.text(st.sampled_from("b \n\r\t\u200b中")),
)
def test_formatting_follows_a_text_that_is_cleaned(before: str, inside: str, behind: str) -> None:
    text = before + inside + behind
    cleaned = clean(text)
    [bold] = carried(text, cleaned, [entity("bold", len(before), len(inside))])
    assert cleaned[bold["offset"] : bold["offset"] + bold["length"]] == inside


def test_formatting_follows_a_composed_letter_and_vanishes_with_its_text() -> None:
    text = unicodedata.normalize("NFD", "Köln und Düren") + " "
    entities = [entity("bold", 0, 2), entity("italic", 10, 6), entity("code", len(text) - 1, 1)]
    assert carried(text, clean(text), entities) == [entity("bold", 0, 2), entity("italic", 9, 5)]
