"""Typed button data: packs a press into Telegram's 64 bytes and reads it back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, ClassVar, Self, get_type_hints

LIMIT = 64
SEPARATOR = ":"
LARGEST = 2**31 - 1  # of an id on PostgreSQL


class NotAPress(ValueError):
    """Button data that no button of ours carries, or not any more."""


@dataclass(frozen=True)
class Press:
    """What a button means; subclasses give a unique `tag` and fields of int, str or enum.

    A str field must not hold a colon. Forged data is possible: an act trusts only who pressed.
    """

    tag: ClassVar[str] = ""

    def pack(self) -> str:
        """Return the button data; ValueError when it does not fit in 64 bytes."""
        parts = [self.tag]
        for field in fields(self):
            value = getattr(self, field.name)
            text = str(value.value if isinstance(value, Enum) else value)
            if SEPARATOR in text:
                raise ValueError(f"{self.tag}.{field.name} holds a separator: {text!r}")
            parts.append(text)
        data = SEPARATOR.join(parts)
        if len(data.encode()) > LIMIT:
            raise ValueError(f"button data longer than {LIMIT} bytes: {data!r}")
        return data

    @classmethod
    def read(cls, values: list[str]) -> Self:
        """Return the press of the packed field values; NotAPress when they do not fit."""
        names = fields(cls)
        if len(values) != len(names):
            raise NotAPress(cls.tag)
        hints = get_type_hints(cls)
        read: dict[str, Any] = {}
        for field, value in zip(names, values, strict=True):
            try:
                found = hints[field.name](value)
            except ValueError as error:
                raise NotAPress(cls.tag) from error
            if isinstance(found, int) and abs(found) > LARGEST:
                raise NotAPress(cls.tag)
            read[field.name] = found
        return cls(**read)


def unpack(data: str, known: Mapping[str, type[Press]]) -> Press:
    """Return the press in button data, of the known tags; NotAPress for anything else."""
    tag, *values = data.split(SEPARATOR)
    if tag not in known:
        raise NotAPress(tag)
    return known[tag].read(values)
