"""Buttons that many screens share."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press
from handlers.kit.screen import Button
from locales.tongue import Tongue
from storage.language import Language

ONE_LINE = 40


@dataclass(frozen=True)
class MenuPress(Press):
    """Shows the menu."""

    tag: ClassVar[str] = "m"


@dataclass(frozen=True)
class DeskPress(Press):
    """Shows the secretariat's desk."""

    tag: ClassVar[str] = "d"


@dataclass(frozen=True)
class OpenPress(Press):
    """Shows what is open for whoever presses."""

    tag: ClassVar[str] = "nw"


def short(label: str) -> str:
    """Return a label that a phone shows in one line, such as a long name."""
    return label if len(label) <= ONE_LINE else label[: ONE_LINE - 1] + "…"


def menu_button(tongue: Tongue) -> Button:
    """Return the button that leads to the menu."""
    return Button(tongue.label("more", "Menu"), MenuPress())


def back_button(tongue: Tongue, press: Press) -> Button:
    """Return Back, leading to a screen."""
    return Button(tongue.label("form", "Back"), press)


def menu_row(tongue: Tongue, back: Press | None = None) -> tuple[Button, ...]:
    """Return the last row of most screens: Back, where there is something behind, and Menu."""
    if back is None or isinstance(back, MenuPress):
        return (menu_button(tongue),)
    return (back_button(tongue, back), menu_button(tongue))


def language_label(tongue: Tongue, language: Language) -> str:
    """Return a language's button, each in its own words whatever the reader's language."""
    if language is Language.ZH:
        return tongue.label("language", "Chinese")
    return tongue.label("language", "German")
