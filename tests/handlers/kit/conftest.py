"""A visit whose house offers the two sample forms."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup
from sqlmodel import Session

from handlers import registry
from handlers.kit.screen import Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from tests.handlers.kit.sample import CHECKED, OWNER, PLAIN
from tests.handlers.stage import NOW


@pytest.fixture
def visit(session: Session, tmp_path: Path) -> Visit:
    book = replace(
        registry.BOOK,
        forms={"plain": PLAIN, "checked": CHECKED},
        home=lambda _visit, sentence: Screen(sentence or Markup("Menü")),
    )
    return Visit(
        session=session,
        now=NOW,
        telegram_id=OWNER,
        person=None,
        tongue=Tongue("de", ZoneInfo("Europe/Berlin")),
        message_id=5,
        files=tmp_path,
        bot_username="b",
        book=book,
    )
