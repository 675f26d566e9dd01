"""Conferences and other events: texts, agenda, answers of the cities, delegations, reminders."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import choice, partial
from storage.language import Half, Language

SUBJECT_LIMIT = 48


class EventKind(StrEnum):
    """What kind of event it is: the half-yearly conference (S-30), or one of S-51."""

    CONFERENCE = "conference"
    WORKSHOP = "workshop"
    TRAINING = "training"
    FAIR = "fair"
    NETWORKING = "networking"


class ConferenceState(StrEnum):
    """How far a conference has come; whether it is over is a matter of the clock."""

    DRAFT = "draft"
    INVITED = "invited"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class AttendanceKind(StrEnum):
    """The three answers of a city to an invitation."""

    ATTENDS = "attends"
    DECLINES = "declines"
    UNDECIDED = "undecided"


class Sector(StrEnum):
    """Where delegates come from (S-32)."""

    POLITICS = "politics"
    ADMINISTRATION = "administration"
    COMPANY = "company"
    PROMOTION = "promotion"
    ASSOCIATION = "association"
    SCIENCE = "science"


class ReminderState(StrEnum):
    """What became of a reminder; `why` says it where it was not sent."""

    PLANNED = "planned"
    SENT = "sent"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Conference(SQLModel, table=True):
    """One event; its row is locked by every act that changes it.

    `starts` and `ends` are what the host's clocks show, ISO 8601 without zone (the later of two
    equal times ends in «*»); `starts_at` and `ends_at` are the same moments. `sequence` counts
    the changes that calendars must hear of; `days` and `hours` are when reminders go out before.
    """

    __table_args__ = (sa.Index("ix_conference_starts_at", "state", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(max_length=80, unique=True)
    kind: EventKind = Field(sa_type=choice(EventKind, "kind"))
    state: ConferenceState = Field(
        default=ConferenceState.DRAFT, sa_type=choice(ConferenceState, "state")
    )
    host_code: str | None = Field(default=None, foreign_key="city.code", index=True)
    zone: str = Field(max_length=40)
    starts: str | None = Field(default=None, max_length=20)
    ends: str | None = Field(default=None, max_length=20)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    deadline_at: datetime | None = None
    days: str = Field(default="30,7,1", max_length=40)
    hours: str = Field(default="2", max_length=40)
    sequence: int = 0
    created_at: datetime
    editor_id: int = Field(foreign_key="person.id")
    edited_at: datetime
    invited_at: datetime | None = None
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reason: str | None = Field(default=None, sa_type=sa.Text)

    @property
    def key(self) -> int:
        """Return the id of a stored conference."""
        assert self.id is not None
        return self.id

    @property
    def subject(self) -> str:
        """Return the name under which records, deliveries and views refer to it."""
        return f"conference:{self.key}"

    def city_subject(self, city_code: str) -> str:
        """Return the subject that a city's own screens of this conference follow."""
        return f"{self.subject}:{city_code}"[:SUBJECT_LIMIT]


class ConferenceText(Half, table=True):
    """One half of what is written about a conference.

    `costs` names special events and who bears them, where there are any (S-40).
    """

    conference_id: int = Field(foreign_key="conference.id", primary_key=True)
    language: Language = Field(sa_type=choice(Language, "language"), primary_key=True)
    title: str = Field(max_length=200)
    venue: str = Field(default="", max_length=300)
    costs: str = Field(default="", max_length=600)


class AgendaItem(SQLModel, table=True):
    """One item of the agenda in both languages; `accession_id` where it announces a member (S-14).

    Numbered by `position` from 1; `minutes` is how long it takes.
    """

    __table_args__ = (sa.UniqueConstraint("conference_id", "accession_id"),)

    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = Field(foreign_key="conference.id", index=True)
    position: int
    title_de: str = Field(default="", max_length=300)
    title_zh: str = Field(default="", max_length=300)
    minutes: int | None = None
    accession_id: int | None = Field(default=None, foreign_key="accession.id")
    written_at: datetime
    written_by: int = Field(foreign_key="person.id")

    @property
    def key(self) -> int:
        """Return the id of a stored item."""
        assert self.id is not None
        return self.id


class Invited(SQLModel, table=True):
    """A city that was invited, frozen when the invitation went out."""

    conference_id: int = Field(foreign_key="conference.id", primary_key=True)
    city_code: str = Field(foreign_key="city.code", primary_key=True, index=True)


class Attendance(SQLModel, table=True):
    """A city's answer; the newest counts, older ones are kept with `replaced_at`."""

    __table_args__ = (
        partial(
            ("conference_id", "city_code"),
            "replaced_at IS NULL",
            "uq_attendance_current",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = Field(foreign_key="conference.id", index=True)
    city_code: str = Field(foreign_key="city.code")
    kind: AttendanceKind = Field(sa_type=choice(AttendanceKind, "kind"))
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    replaced_at: datetime | None = None


class Delegate(SQLModel, table=True):
    """A member of a city's delegation; erased some time after the event."""

    __table_args__ = (sa.Index("ix_delegate_city", "conference_id", "city_code"),)

    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = Field(foreign_key="conference.id")
    city_code: str = Field(foreign_key="city.code")
    position: int
    name: str = Field(max_length=120)
    function: str = Field(max_length=160)
    sector: Sector = Field(sa_type=choice(Sector, "sector"))
    remark: str = Field(default="", max_length=300)
    entered_at: datetime
    entered_by: int = Field(foreign_key="person.id")


class Reminder(SQLModel, table=True):
    """What is to be sent at `due_at` (UTC) to invited people of one zone; `rule` is «7d», «2h».

    Kept when it was sent, skipped or cancelled; `why` says why it was not sent.
    """

    __table_args__ = (
        sa.UniqueConstraint("conference_id", "rule", "zone", "due_at"),
        partial(("due_at", "id"), "state = 'planned'", "ix_reminder_due", unique=False),
    )

    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = Field(foreign_key="conference.id", index=True)
    rule: str = Field(max_length=8)
    zone: str = Field(max_length=40)
    due_at: datetime
    state: ReminderState = Field(
        default=ReminderState.PLANNED, sa_type=choice(ReminderState, "state")
    )
    settled_at: datetime | None = None
    why: str | None = Field(default=None, max_length=60)
