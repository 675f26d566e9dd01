"""No message of a circular is heavier than Telegram takes, however much is formatted in it."""

import re
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.circular import draft, sending
from alliance.circular.parts import FORMATS, TEXT_LIMIT, TITLE_LIMIT, split
from handlers.circular import message
from handlers.kit.formatted import html
from locales.tongue import BERLIN, Tongue
from storage.language import Language
from tests.handlers.circular.out import drafted, people_on
from tests.handlers.stage import Stage

TAG = re.compile(r"<(?!/)[^>]*>")
TAGS, BYTES, LINKS = 100, 32_768, 9_500
# As long as browsers take them: 2,000 bytes and more, once escaped.
URLS = st.builds(
    lambda share, sign: f"https://example.org/{sign[0] * (2000 * share // 10 // sign[1])}",
    st.integers(0, 10),
    st.sampled_from([("a", 1), ("&", 5), ("<", 4), ("中", 3)]),
)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """Return a text with much formatting, in which no kind lies within itself."""
    text = draw(st.sampled_from(["a", "&", "中", "Wort ", "词。"])) * draw(st.integers(1, 1200))
    text = text[:TEXT_LIMIT].strip()
    entities: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from(sorted(FORMATS)), unique=True)):
        step = draw(st.integers(1, 400))
        marks = [*range(draw(st.integers(0, 50)), len(text), step), len(text)]
        for start, end in pairwise(marks):
            link = {"url": draw(URLS)} if kind == "text_link" and len(entities) < 40 else {}
            if kind != "text_link" or link:
                entities.append({"type": kind, "offset": start, "length": end - start, **link})
    return text, entities


def weight(said: str) -> tuple[int, int, int]:
    """Return how many tags a message has, its bytes, and those of its links."""
    links = re.findall(r'href="([^"]*)"', said)
    return len(TAG.findall(said)), len(said.encode()), sum(len(url.encode()) for url in links)


@settings(max_examples=25, deadline=None)
@given(texts())
def test_every_piece_is_light_enough(written: tuple[str, list[dict[str, Any]]]) -> None:
    text, entities = written
    pieces = split(text, entities)
    assert "".join("".join(one.text.split()) for one in pieces) == "".join(text.split())
    heaviest = [
        max(one) for one in zip(*(weight(html(p.text, p.entities)) for p in pieces), strict=True)
    ]
    assert [found <= most for found, most in zip(heaviest, (90, 28_000, 8000), strict=True)] == [
        True
    ] * 3


def test_messages_and_preview_of_a_text_full_of_links_can_be_sent(stage: Stage) -> None:
    office = people_on(stage).secretary
    text = ("&Wort " * 1999).strip()
    links = [
        {
            "type": "text_link",
            "offset": 60 * at,
            "length": 5,
            "url": f"https://x.example/{'a' * 900}",
        }
        for at in range(190)
    ]
    general = drafted(stage, office)
    for language in Language:
        draft.write_title(
            stage.session, office.person, general.key, language, "&" * TITLE_LIMIT, stage.now
        )
        draft.write_text(
            stage.session, office.person, general.key, language, text, links, stage.now
        )
    office.press_data(f"cw.d:{general.key}")
    assert office.shown is not None
    sending.send(stage.session, office.person, general.key, stage.now)
    sent = [
        one.text
        for language in Language
        for one in message.sheets(stage.session, general, language, Tongue(language, BERLIN))
    ]
    for said in (office.shown.text, *sent):
        found = weight(said)
        assert [one <= most for one, most in zip(found, (TAGS, BYTES, LINKS), strict=True)] == [
            True
        ] * 3
    assert sum(said.count("<a ") for said in sent) == 2 * 190
