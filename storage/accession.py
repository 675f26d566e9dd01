"""An accession: dossier, electorate, statements, letters, exceptions (S-10 to S-16)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import choice, partial
from storage.language import Half, Language

SUBJECT_LIMIT = 48


class AccessionState(StrEnum):
    """How far a procedure has come; the last three are ends."""

    DRAFT = "draft"
    OPEN = "open"
    ADMITTED = "admitted"
    OBSERVER = "observer"
    CLOSED = "closed"
    DISCARDED = "discarded"


class Part(StrEnum):
    """The four parts of an application (S-10)."""

    ECONOMY = "economy"
    INDUSTRY = "industry"
    COOPERATION = "cooperation"
    WISHES = "wishes"


class StatementKind(StrEnum):
    """The four answers of a city (S-11, S-12)."""

    CONSENT = "consent"
    REMARK = "remark"
    QUESTION = "question"
    OBJECTION = "objection"


class Via(StrEnum):
    """How a statement reached the secretariat."""

    CHAT = "chat"
    LETTER = "letter"


class LetterState(StrEnum):
    """How far a letter's entry has come; two secretaries make it a statement."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Accession(SQLModel, table=True):
    """One procedure; its row is locked by every act that changes it."""

    __table_args__ = (
        partial(
            ("candidate_code",),
            "state IN ('draft', 'open')",
            "uq_accession_running",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_code: str = Field(foreign_key="city.code", index=True)
    state: AccessionState = Field(
        default=AccessionState.DRAFT, sa_type=choice(AccessionState, "state")
    )
    round: int = 1
    circular_id: int | None = Field(default=None, foreign_key="circular.id")
    target_at: datetime | None = None
    dossier_sum: str | None = Field(default=None, max_length=64)
    created_at: datetime
    editor_id: int = Field(foreign_key="person.id")
    edited_at: datetime
    opened_at: datetime | None = None
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = Field(default=None, sa_type=sa.Text)

    @property
    def key(self) -> int:
        """Return the id of a stored procedure."""
        assert self.id is not None
        return self.id

    @property
    def subject(self) -> str:
        """Return the name under which records, deliveries and views refer to it."""
        return f"accession:{self.key}"

    def city_subject(self, city_code: str) -> str:
        """Return the subject that a city's own screens of this procedure follow."""
        # Two long codes that agree this far only cause a needless redraw.
        return f"{self.subject}:{city_code}"[:SUBJECT_LIMIT]


class DossierText(Half, table=True):
    """One half of one part."""

    __table_args__ = (sa.UniqueConstraint("accession_id", "round", "part", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    accession_id: int = Field(foreign_key="accession.id", index=True)
    round: int = 1
    part: Part = Field(sa_type=choice(Part, "part"))
    language: Language = Field(sa_type=choice(Language, "language"))
    text: str = Field(sa_type=sa.Text)


class DossierFile(SQLModel, table=True):
    """An attachment of a dossier."""

    accession_id: int = Field(foreign_key="accession.id", primary_key=True)
    attachment_id: int = Field(foreign_key="attachment.id", primary_key=True)
    round: int = 1


class Elector(SQLModel, table=True):
    """A member city of the moment when the circular went out; frozen (S-12)."""

    accession_id: int = Field(foreign_key="accession.id", primary_key=True)
    city_code: str = Field(foreign_key="city.code", primary_key=True)
    dropped_at: datetime | None = None


class Statement(SQLModel, table=True):
    """A city's declaration as it was shown; every version is kept, one is current."""

    __table_args__ = (
        partial(
            ("accession_id", "round", "city_code"),
            "replaced_at IS NULL",
            "uq_statement_current",
            unique=True,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    accession_id: int = Field(foreign_key="accession.id", index=True)
    round: int
    city_code: str = Field(foreign_key="city.code")
    kind: StatementKind = Field(sa_type=choice(StatementKind, "kind"))
    text: str | None = Field(default=None, sa_type=sa.Text)
    declaration: str = Field(sa_type=sa.Text)
    language: Language = Field(sa_type=choice(Language, "language"))
    person_id: int = Field(foreign_key="person.id")
    via: Via = Field(default=Via.CHAT, sa_type=choice(Via, "via"))
    at: datetime
    receipt: str = Field(max_length=40, unique=True)
    checksum: str = Field(max_length=64)
    record_seq: int = Field(foreign_key="record.seq", unique=True)
    replaced_at: datetime | None = None


class Reply(SQLModel, table=True):
    """The secretariat's written answer to a question; a translation may be added."""

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    text: str = Field(sa_type=sa.Text)
    language: Language = Field(sa_type=choice(Language, "language"))
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    translation: str | None = Field(default=None, sa_type=sa.Text)
    translated_by: int | None = Field(default=None, foreign_key="person.id")


class Letter(SQLModel, table=True):
    """A paper answer entered by one secretary and confirmed by another."""

    __table_args__ = (
        partial(
            ("accession_id", "city_code"), "state = 'entered'", "uq_letter_entered", unique=True
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    accession_id: int = Field(foreign_key="accession.id", index=True)
    round: int
    city_code: str = Field(foreign_key="city.code")
    kind: StatementKind = Field(sa_type=choice(StatementKind, "kind"))
    text: str | None = Field(default=None, sa_type=sa.Text)
    dated: date
    reason: str = Field(sa_type=sa.Text)
    attachment_id: int = Field(foreign_key="attachment.id")
    state: LetterState = Field(default=LetterState.ENTERED, sa_type=choice(LetterState, "state"))
    entered_by: int = Field(foreign_key="person.id")
    entered_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    statement_id: int | None = Field(default=None, foreign_key="statement.id")
    contested_by: int | None = Field(default=None, foreign_key="person.id")
    contested_at: datetime | None = None
    contested_text: str | None = Field(default=None, sa_type=sa.Text)


class RatioException(SQLModel, table=True):
    """An exception to 2 : 1, proposed by one secretary and confirmed by another (S-15)."""

    __table_args__ = (
        partial(("accession_id",), "refused_at IS NULL", "uq_ratioexception_live", unique=True),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="two_secretaries"),
    )

    id: int | None = Field(default=None, primary_key=True)
    accession_id: int = Field(foreign_key="accession.id")
    reason: str = Field(sa_type=sa.Text)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = None
    refused_by: int | None = Field(default=None, foreign_key="person.id")
    refused_at: datetime | None = None

    @property
    def key(self) -> int:
        """Return the id of a stored exception."""
        assert self.id is not None
        return self.id

    @property
    def granted(self) -> bool:
        """Return whether two secretaries want it."""
        return self.confirmed_at is not None

    @property
    def waits(self) -> bool:
        """Return whether it is neither confirmed nor refused."""
        return self.confirmed_at is None and self.refused_at is None
