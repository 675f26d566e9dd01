"""The catalogs are complete, keep the holes and tags of their ids, and fit the buttons."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from locales import catalog, texts

TAG = re.compile(r"</?[^>]*>")
ALLOWED = {f"<{end}{tag}>" for end in ("", "/") for tag in ("b", "i", "code", "blockquote")}
LONGEST_LABEL = {"de": 24, "zh_Hans": 10}
BOTH = pytest.mark.parametrize("language", catalog.LANGUAGES)


def entries(language: str) -> list[Message]:
    """Return a catalog's messages without its header."""
    return [message for message in catalog.read(language) if message.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each translation with the id that it translates."""
    original = message.id[-1] if isinstance(message.id, tuple) else str(message.id)
    strings = (message.string,) if isinstance(message.string, str) else message.string or ()
    return [(original, string) for string in strings]


def holes(text: str) -> set[str]:
    """Return the names of the holes in a message."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@BOTH
def test_catalog_holds_exactly_what_the_code_says(language: str) -> None:
    said = {(entry.context, entry.id) for entry in texts.extracted()}
    known = {
        (entry.context, entry.id[0] if isinstance(entry.id, tuple) else entry.id)
        for entry in entries(language)
    }
    assert known == said


@BOTH
def test_catalog_has_no_empty_or_doubtful_translation(language: str) -> None:
    missing = [
        message.id
        for message in entries(language)
        if message.fuzzy or not all(string for _, string in forms(message))
    ]
    assert missing == []


@BOTH
def test_translations_keep_the_holes(language: str) -> None:
    wrong = [
        (message.id, string)
        for message in entries(language)
        for original, string in forms(message)
        if holes(original) != holes(string)
    ]
    assert wrong == []


@BOTH
def test_translations_keep_the_tags_and_hold_no_other(language: str) -> None:
    wrong = [
        (message.id, string)
        for message in entries(language)
        for original, string in forms(message)
        if sorted(TAG.findall(original)) != sorted(TAG.findall(string))
        or not set(TAG.findall(string)) <= ALLOWED
    ]
    assert wrong == []


@BOTH
def test_labels_fit_their_buttons(language: str) -> None:
    longest = LONGEST_LABEL[language]
    wrong = [
        (message.context, string)
        for message in entries(language)
        if message.context
        for _, string in forms(message)
        if len(string) > longest
    ]
    # Fixed by the contract of labels: its one label beyond the length of the others.
    assert [label for _, label in wrong if label != "收件凭证 (PDF)"] == []


@BOTH
def test_texts_keep_the_house_style(language: str) -> None:
    forbidden = re.compile(
        r"[!！]" if language == "de" else r"[!]|入会|批复|责令|催办|[,;?](?=\s)"
    )
    wrong = [
        string
        for message in entries(language)
        for _, string in forms(message)
        if forbidden.search(string)
    ]
    assert wrong == []
