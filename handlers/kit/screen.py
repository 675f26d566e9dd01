"""Screens and answers: what is shown, as data that survives a restart."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from handlers.kit.press import Press


class Style(StrEnum):
    """A button's colour."""

    PLAIN = ""
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True)
class Button:
    """One button: exactly one of `press`, `copy` (text to copy) and `url`."""

    label: str
    press: Press | None = None
    copy: str | None = None
    url: str | None = None
    style: Style = Style.PLAIN

    def data(self) -> dict[str, Any]:
        """Return Telegram's InlineKeyboardButton as JSON."""
        data: dict[str, Any] = {"text": self.label}
        if self.press is not None:
            data["callback_data"] = self.press.pack()
        if self.copy is not None:
            data["copy_text"] = {"text": self.copy}
        if self.url is not None:
            data["url"] = self.url
        if self.style:
            data["style"] = self.style.value
        return data


@dataclass(frozen=True)
class Follow:
    """Asks that a shown message be redrawn when its subject changes, for a while."""

    screen: str
    subject: str
    lasts: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Screen:
    """One message: HTML of at most 4096 characters after parsing, and its keyboard."""

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    follow: Follow | None = None
    document: int | None = None  # an Attachment's id, sent with `text` as its caption

    def under(self, sentence: Markup) -> "Screen":
        """Return the same screen with a sentence above it."""
        return replace(self, text=Markup("{}\n\n{}").format(sentence, self.text))

    def keyboard(self) -> list[list[dict[str, Any]]]:
        """Return Telegram's inline keyboard as JSON."""
        return [[button.data() for button in row] for row in self.rows]


@dataclass(frozen=True)
class Answer:
    """What a handler returns: a toast for the press, the screen, further messages after it.

    `edit`: the screen replaces the pressed message in place; otherwise it is sent anew and the
    keyboard of `strip` (a message id) is taken away. `menu_changed`: the person's command menu
    is set again. `leave`: the bot leaves the chat (a group). `dialog`: the id of the form whose
    screen this is; the shown message's id is noted in that row, so that it can be stripped.
    """

    screen: Screen | None = None
    toast: str | None = None
    alert: bool = False
    edit: bool = True
    more: tuple[Screen, ...] = ()
    strip: int | None = None
    menu_changed: bool = False
    leave: bool = False
    dialog: int | None = None


class NotNow(Exception):
    """A notice's renderer says that what it belongs to is paused: the delivery is held."""
