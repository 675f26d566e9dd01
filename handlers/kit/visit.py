"""Who is here, when, in which language, and what the house offers: what every handler gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel import Session

from alliance.refusal import Refusal
from handlers.kit.formatted import Entity
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Screen
from locales.tongue import Tongue
from storage.attachment import Attachment
from storage.dialog import Dialog
from storage.language import Language
from storage.person import Person


@dataclass(frozen=True)
class Visit:
    """One update of one person, inside its transaction.

    `person` is None for somebody not registered. `tongue` speaks the stored language, else the
    one that Telegram says. `message_id` is the pressed or typed message. `files` is where
    attachments' bytes lie, `book` what all procedures declare.
    """

    session: Session
    now: datetime
    telegram_id: int
    person: Person | None
    tongue: Tongue
    message_id: int
    files: Path
    bot_username: str
    book: "Book"
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> Person:
        """Return the registered person; the registry lets nobody else reach such handlers."""
        assert self.person is not None
        return self.person

    @property
    def language(self) -> Language:
        """Return the language in which this person reads."""
        return Language(self.tongue.language)

    def speaking(self, language: Language) -> "Visit":
        """Return the same visit in another language."""
        zone = self.tongue.zone
        return replace(self, tongue=Tongue(language, zone))


@dataclass(frozen=True)
class Typed:
    """What a person sent that is no press: plain text, or a file with its caption as text.

    `entities` is the formatting of the text, in characters.
    """

    text: str = ""
    attachment: Attachment | None = None
    entities: tuple[Entity, ...] = ()


class Wrong(Exception):
    """What was entered cannot be taken; the sentence says why, and the step is asked again."""

    def __init__(self, sentence: Markup) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Step:
    """One question of a form.

    `ask` draws it; the kit adds Back, Cancel, Skip and Done. `take` stores what was typed or
    sent with `forms.put` under the step's name, or raises `Wrong`; None goes on, a Screen is
    shown and the step stays, an Answer has left the form (`forms.forget`). `choose` does the
    same with the value of a button made by `forms.choice`. `title` names the field where Change
    lets one pick it (None: not offered). `optional` offers Skip, which removes the step's value.
    `collect` stays on the step until Done. `files`: files are fetched and taken. `when`: whether
    the step applies. `stops`: the step confirms a stop, so it offers its verb and Back, never
    Cancel.
    """

    name: str
    ask: Callable[[Visit, Dialog], Screen]
    take: Callable[[Visit, Dialog, Typed], Screen | Answer | None] | None = None
    choose: Callable[[Visit, Dialog, str], Screen | Answer | None] | None = None
    title: Callable[[Tongue], str] | None = None
    optional: bool = False
    collect: bool = False
    files: bool = False
    when: Callable[[Visit, Dialog], bool] | None = None
    stops: bool = False


@dataclass(frozen=True)
class Form:
    """A conversation as data: steps, then the summary (Confirm, Change) if any, then `finish`.

    `finish` runs after the dialog row is gone; a Refusal brings the row back. `title` names the
    form in «Continue: …» (None: not offered there). `left` draws where Cancel, and Back before
    the first step, lead (None: the menu). `strangers`: also for people who are not registered;
    such a form goes on in the language under its data's "language". `saves`: what is entered is
    stored elsewhere at once, so that leaving the form loses nothing.
    """

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[Visit, Dialog], Answer]
    title: Callable[[Visit, Dialog], str] | None = None
    summary: Callable[[Visit, Dialog], Screen] | None = None
    left: Callable[[Visit, Dialog], Screen] | None = None
    strangers: bool = False
    saves: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the menu or the desk: label, where it leads, for whom, how many wait there."""

    label: Callable[[Tongue], str]
    press: Press
    who: Callable[[Person], bool] = lambda person: True  # noqa: ARG005 - everybody
    count: Callable[[Visit], int] | None = None


@dataclass(frozen=True)
class Open:
    """Something that is open for somebody who has just come in: a line, and where it leads."""

    line: Markup
    label: str
    press: Press


PressHandler = Callable[[Visit, Any], Answer]
CommandHandler = Callable[[Visit, str], Answer]
Renderer = Callable[[Session, Person, dict[str, Any], str, datetime, Tongue], Screen | None]


@dataclass(frozen=True)
class Book:
    """Everything that the procedures declare, merged; `home` draws the menu under a sentence.

    `redraws` gives the screen that a refused press shows: what there is to see now. `newcomer`
    gives what is open for somebody who has just been let in.
    """

    tags: Mapping[str, type[Press]]
    presses: Mapping[type[Press], PressHandler]
    redraws: Mapping[type[Press], Callable[[Visit, Any], Screen | None]]
    commands: Mapping[str, CommandHandler]
    forms: Mapping[str, Form]
    notices: Mapping[str, Renderer]
    views: Mapping[str, Renderer]
    refusals: Mapping[type[Refusal], Callable[[Visit, Any], Markup]]
    menu: tuple[Entry, ...]
    desk: tuple[Entry, ...]
    newcomer: tuple[Callable[[Visit], tuple[Open, ...]], ...]
    home: Callable[[Visit, Markup | None], Screen]


def zone_of(person: Person) -> ZoneInfo:
    """Return the zone in which a person reads times."""
    return ZoneInfo(person.zone)
