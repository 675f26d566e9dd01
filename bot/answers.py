"""Screens and answers as JSON, so that a restart shows the same and repeats no act."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import orjson
from sqlmodel import Session
from telegram.constants import ParseMode

from handlers.kit.screen import Answer, Follow, Screen
from storage.attachment import Attachment

TOAST_LIMIT: Final = 200

Commands = list[tuple[str, str]]


@dataclass(frozen=True)
class Toast:
    """What answers a press, once; without a text it only ends the waiting."""

    query: str
    text: str | None = None
    alert: bool = False

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of answerCallbackQuery."""
        parameters: dict[str, Any] = {"callback_query_id": self.query}
        if self.text:
            long = len(self.text) > TOAST_LIMIT
            parameters["text"] = self.text[: TOAST_LIMIT - 1] + "…" if long else self.text
        if self.alert:
            parameters["show_alert"] = True
        return parameters


@dataclass(frozen=True)
class Document:
    """A file under a caption; `file_id` is known to the bot `bot_id` alone."""

    bot_id: int
    file_id: str
    photo: bool
    name: str
    sha256: str | None


@dataclass(frozen=True)
class Following:
    """That a shown message be redrawn when its subject changes, for some seconds."""

    screen: str
    subject: str
    seconds: float


@dataclass(frozen=True)
class Sheet:
    """One message, ready to be sent at any time."""

    text: str
    keyboard: list[list[dict[str, Any]]]
    follow: Following | None = None
    document: Document | None = None

    @cached_property
    def members(self) -> bytes:
        """Return text and keyboard as every call that shows them sends them: in a JSON object."""
        said: dict[str, Any] = {"parse_mode": ParseMode.HTML}
        if self.document is None:
            said |= {"text": self.text, "link_preview_options": {"is_disabled": True}}
        elif self.text:
            said["caption"] = self.text
        if self.keyboard:
            said["reply_markup"] = {"inline_keyboard": self.keyboard}
        return orjson.dumps(said)[1:-1]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Return the sheet that was dumped."""
        follow, document = data["follow"], data["document"]
        return cls(
            data["text"],
            data["keyboard"],
            Following(**follow) if follow else None,
            Document(**document) if document else None,
        )


def following(follow: Follow | None) -> Following | None:
    """Return what a message follows, as it is kept."""
    if follow is None:
        return None
    return Following(follow.screen, follow.subject, follow.lasts.total_seconds())


def sheet(session: Session, screen: Screen) -> Sheet:
    """Return a screen with everything that sending it needs."""
    attachment = session.get_one(Attachment, screen.document) if screen.document else None
    return Sheet(
        str(screen.text),
        screen.keyboard(),
        following(screen.follow),
        Document(
            attachment.bot_id,
            attachment.file_id,
            attachment.photo,
            attachment.name,
            attachment.sha256,
        )
        if attachment
        else None,
    )


@dataclass(frozen=True)
class Owed:
    """What a person is still to be shown; `commands` become the menu of their chat."""

    first: Sheet | None = None
    more: tuple[Sheet, ...] = ()
    toast: str | None = None
    alert: bool = False
    edit: bool = False
    strip: int | None = None
    commands: Commands | None = None
    leave: bool = False
    dialog: int | None = None

    @property
    def sheets(self) -> list[Sheet]:
        """Return the messages in the order in which they are shown."""
        return [self.first, *self.more] if self.first else list(self.more)

    def dumps(self) -> str:
        """Return JSON."""
        return orjson.dumps(self).decode()

    @classmethod
    def loads(cls, text: str) -> Self:
        """Return what was dumped."""
        data = orjson.loads(text)
        data["first"] = Sheet.read(data["first"]) if data["first"] else None
        data["more"] = tuple(Sheet.read(one) for one in data["more"])
        return cls(**data)


def owed(session: Session, answer: Answer, commands: Commands | None) -> Owed:
    """Return an answer as it is to be shown."""
    return Owed(
        first=sheet(session, answer.screen) if answer.screen else None,
        more=tuple(sheet(session, screen) for screen in answer.more),
        toast=answer.toast,
        alert=answer.alert,
        edit=answer.edit,
        strip=answer.strip,
        commands=commands,
        leave=answer.leave,
        dialog=answer.dialog,
    )
