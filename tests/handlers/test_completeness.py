"""Nothing that the alliance can say is left without words, and nothing stands twice."""

import re
from types import ModuleType

import pytest

from alliance.refusal import Refusal
from handlers import book, menu, registry
from handlers.kit.buttons import MenuPress
from tests.house.tree import ROOT

QUEUED = re.compile(r"(?:notify|tell)\w*\(\s*\w+,\s*\"([a-z-]+)\"")


def refusals(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    """Return every refusal that there is."""
    return {one for sub in kind.__subclasses__() for one in {sub} | refusals(sub)}


def test_every_refusal_has_its_sentence() -> None:
    assert refusals() - set(registry.BOOK.refusals) == set()


def test_every_queued_notice_has_its_renderer() -> None:
    queued = {
        kind
        for path in (ROOT / "alliance").rglob("*.py")
        for kind in QUEUED.findall(path.read_text())
    }
    assert "contact-waiting" in queued
    assert queued - set(registry.BOOK.notices) == set()


def test_what_is_declared_twice_is_refused() -> None:
    twin = ModuleType("twin")
    twin.PRESSES = {MenuPress: menu.PRESSES[MenuPress]}  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="declared twice"):
        book.collect([menu, twin])


def test_tags_that_stand_twice_are_refused() -> None:
    class OtherPress(MenuPress):
        """Has the menu's tag."""

    twin = ModuleType("twin")
    twin.PRESSES = {OtherPress: menu.PRESSES[MenuPress]}  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="declared twice"):
        book.collect([menu, twin])
