"""Telegram's HTML: parsed into text and entities, and shown again without danger."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Message, MessageEntity

from playground.entities import Entity, find, trim, utf16_offsets
from playground.limits import ApiError
from playground.methods.texts import formatted
from playground.parse_html import parse_html
from playground.render_html import render_html

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n𝄞城ü<&>"'))
SIMPLE = ("b", "i", "u", "s", "tg-spoiler", "code", "blockquote")
PIECES = st.recursive(
    WORDS.map(lambda text: (html.escape(text), text)),
    lambda inner: st.tuples(st.sampled_from(SIMPLE), st.lists(inner, max_size=3)).map(
        lambda pair: (
            f"<{pair[0]}>{''.join(source for source, _ in pair[1])}</{pair[0]}>",
            "".join(text for _, text in pair[1]),
        )
    ),
    max_leaves=8,
)


@given(PIECES)
def test_marked_up_text_loses_its_tags_only(piece: tuple[str, str]) -> None:
    source, text = piece
    parsed, entities = parse_html(source)
    assert parsed == text
    assert all(
        0 <= one["offset"] < one["offset"] + one["length"] <= len(text.encode("utf-16-le")) // 2
        for one in entities
    )


@given(PIECES)
def test_shown_html_has_the_text_and_only_known_tags(piece: tuple[str, str]) -> None:
    text, entities = formatted(piece[0], "HTML", None)
    shown = render_html(text, entities)
    tags = set(re.findall(r"</?([a-z]+)", shown))
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == text
    assert tags <= {"b", "i", "u", "s", "span", "code", "blockquote", "a"}


@given(st.lists(st.sampled_from(SIMPLE[:5]), min_size=1, max_size=5, unique=True), WORDS)
def test_ptb_writes_back_the_same_markup(tags: list[str], words: str) -> None:
    body = f"城{words.strip()}𝄞"
    source = "".join(f"<{tag}>" for tag in tags) + html.escape(body)
    source += "".join(f"</{tag}>" for tag in reversed(tags))
    text, entities = parse_html(source)
    message = Message(1, None, None, text=text,  # type: ignore[arg-type]
                      entities=[MessageEntity(**one) for one in entities])  # fmt: skip
    assert parse_html(message.text_html) == (text, entities)


@given(WORDS, WORDS, WORDS)
def test_trimmed_entities_mark_the_same_words(left: str, middle: str, right: str) -> None:
    text = left + middle + right
    offsets = utf16_offsets(text)
    begin, end = offsets[len(left)], offsets[len(left) + len(middle)]
    known = [{"type": "bold", "offset": begin, "length": end - begin}] if middle else []
    shorter, kept = trim(text, known)
    units = shorter.encode("utf-16-le")
    marked = [
        units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le")
        for one in kept
    ]
    assert shorter == text.strip()
    assert [mark.strip() for mark in marked] in ([], [middle.strip()])


def _entity(kind: str, offset: int, length: int, **rest: object) -> Entity:
    return {"type": kind, "offset": offset, "length": length} | rest


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;&#228;&#x4e2d;&quot;&auml;", 'a <ä中"&auml;', []),
        ("<strong>𝄞</strong>x<em>y</em>", "𝄞xy", [_entity("bold", 0, 2), _entity("italic", 3, 1)]),
        ('<a href="https://Example.org">a</a>', "a",
         [_entity("text_link", 0, 1, url="https://example.org/")]),
        ('<a href="javascript:alert(1)">a</a>', "a", []),
        ('<pre><code class="language-py">a</code></pre>', "a",
         [_entity("pre", 0, 1, language="py")]),
        ('<code class="language-py">a</code>', "a", [_entity("code", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [_entity("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [_entity("spoiler", 0, 1)]),
        ('<tg-time unix="1700000000" format="wDT">a</tg-time>', "a",
         [_entity("date_time", 0, 1, unix_time=1700000000, date_time_format="wDT")]),
        ("<b><i>a</i>b</b>", "ab", [_entity("bold", 0, 2), _entity("italic", 0, 1)]),
        ("<B>a</>", "a", [_entity("bold", 0, 1)]),
        ("<b></b>a", "a", []),
    ],
)  # fmt: skip
def test_tags_become_entities(source: str, text: str, entities: list[Entity]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("ü<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<b>x", "Can't find end tag corresponding to start tag b"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x>', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_what_cannot_be_parsed_is_told_as_telegram_does(source: str, detail: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {detail}"


def test_links_commands_and_mentions_are_found() -> None:
    text = "𝄞 /start@stadtbote_bot https://a.de/b?c=1. stadt-koeln.de @erika_s x@y.de #Beitritt"
    found = [(one["type"], one["offset"], one["length"]) for one in find(text, [])]
    assert found == [
        ("bot_command", 3, 20), ("url", 24, 18), ("url", 44, 14), ("mention", 59, 8),
        ("email", 68, 6), ("hashtag", 75, 9),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["und/oder", "1/2", "ISA-RS 2026/03", "12.10.2026", "#1"])
def test_ordinary_writing_is_no_link(text: str) -> None:
    assert find(text, []) == []


def test_nothing_is_found_inside_code() -> None:
    assert formatted("<code>/start</code>", "HTML", None)[1] == [_entity("code", 0, 6)]


def test_shown_html_marks_every_kind() -> None:
    text, entities = formatted(
        '<blockquote expandable>«<b>&amp;</b>»</blockquote> /menu <a href="https://e.org/?a=1&amp;b=">x'
        '</a> <tg-time unix="0" format="D">dann</tg-time>',
        "HTML",
        None,
    )
    assert render_html(text, entities) == (
        '<blockquote class="expandable">«<b>&amp;</b>»</blockquote> '
        '<span class="command" data-command="/menu">/menu</span> '
        '<a href="https://e.org/?a=1&amp;b=" target="_blank" rel="noopener noreferrer">x</a> '
        '<time datetime="1970-01-01T00:00:00+00:00" data-format="D">dann</time>'
    )


def test_entities_of_a_hostile_caller_do_no_harm() -> None:
    hostile = [
        _entity("text_link", 0, 2, url="javascript:alert(1)"),
        _entity("bold", -1, 2), _entity("bold", 0, 99), _entity("script", 0, 2),
        _entity("bold", 0, 2), _entity("italic", 1, 2),
    ]  # fmt: skip
    text, entities = formatted("<b>x", "", hostile)
    assert entities == [_entity("bold", 0, 2)]
    assert render_html(text, entities) == "<b>&lt;b</b>&gt;x"
