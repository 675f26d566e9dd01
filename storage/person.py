"""A person who uses the bot, and through which channel they are reached."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.columns import big, choice
from storage.language import Language


class Role(StrEnum):
    """What a person is to the alliance; mandates and responsibility come besides."""

    CONTACT = "contact"
    SECRETARIAT = "secretariat"
    CONTACT_OFFICE = "contact_office"
    ADVISORY = "advisory"


class Presence(StrEnum):
    """Whether a person takes part at present."""

    WAITING = "waiting"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class Channel(StrEnum):
    """What is known of the way to a person's chat."""

    OPEN = "open"
    BLOCKED = "blocked"
    GONE = "gone"


class Person(SQLModel, table=True):
    """A registered person; the only table that holds contact data."""

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int | None = Field(default=None, sa_type=big(), unique=True)
    role: Role = Field(sa_type=choice(Role, "role"))
    city_code: str | None = Field(default=None, foreign_key="city.code", index=True)
    responsible: bool = False
    name: str = Field(max_length=120)
    function: str = Field(max_length=160)
    email: str | None = Field(default=None, max_length=254)
    language: Language = Field(sa_type=choice(Language, "language"))
    zone: str = Field(max_length=40)
    presence: Presence = Field(sa_type=choice(Presence, "presence"))
    channel: Channel = Field(default=Channel.OPEN, sa_type=choice(Channel, "channel"))
    channel_since: datetime | None = None
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id")
    privacy_version: str = Field(max_length=24)
    privacy_at: datetime
    registered_at: datetime
    ended_at: datetime | None = None

    @property
    def key(self) -> int:
        """Return the id of a stored person."""
        assert self.id is not None
        return self.id

    @property
    def secretary(self) -> bool:
        """Return whether the person works for the secretariat at present."""
        return self.role is Role.SECRETARIAT and self.presence is Presence.ACTIVE
