"""Somebody who presses and types whatever comes: always an answer, never beyond the limits."""

from random import Random

import pytest

from alliance import mandate
from handlers.kit.screen import Answer, Screen
from storage.language import Language
from storage.person import Role
from tests.handlers.stage import NOW, Phone, Stage

WORDS = (
    "Guten Tag",
    "你好",
    "15.12.2026",
    "31.02.2026",
    "London",
    "<b>&",
    "x" * 4096,
    "\u202e",
    "/menu",
    "/me",
    "/desk",
    "/cancel",
    "/nichts",
)
STEPS = 60


def screens(answer: Answer) -> list[Screen]:
    return [screen for screen in (answer.screen, *answer.more) if screen is not None]


def wander(phone: Phone, chance: Random) -> Answer:
    """Do one thing: press one of the buttons, an old one, or type."""
    assert phone.shown is not None
    buttons = [one.press for row in phone.shown.rows for one in row if one.press is not None]
    if not buttons or chance.random() < 0.2:
        return phone.type(chance.choice(WORDS))
    return phone.press_data(chance.choice(buttons).pack())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("role", ["secretary", "chief", "contact", "office"])
def test_wandering_always_meets_a_screen(
    stage: Stage, role: str, language: Language, seed: int
) -> None:
    first = stage.person("Li Na", role=Role.SECRETARIAT)
    holder = stage.person("Ute Klein", "aachen")
    mandate.pass_on(stage.session, first.person, "aachen", holder.person, NOW)
    stage.token("aachen", shared=True)
    phone = {
        "secretary": lambda: stage.person("Wu", role=Role.SECRETARIAT, language=language),
        "chief": lambda: stage.person("Wu", "aachen", responsible=True, language=language),
        "contact": lambda: stage.person("Wu", "aachen", language=language),
        "office": lambda: stage.person("Wu", role=Role.CONTACT_OFFICE, language=language),
    }[role]()
    chance = Random(f"{role} {language} {seed}")
    phone.type("/menu")
    for _ in range(STEPS):
        given = wander(phone, chance)
        assert screens(given)
        for screen in screens(given):
            assert 0 < len(screen.text.striptags()) <= 4096
            assert all(len(one.label) <= 64 for row in screen.rows for one in row)
            assert [row for row in screen.rows if not row] == []
        assert given.toast is None or 0 < len(given.toast) <= 200
