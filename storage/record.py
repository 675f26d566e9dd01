"""The record: a hash chain that only grows, and the erasable values behind its commitments."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Record(SQLModel, table=True):
    """One entry; `body` is canonical JSON and the truth that `stadtbote check` compares with."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str = Field(max_length=40)
    kind: str = Field(max_length=32)
    subject: str = Field(default="", max_length=48, index=True)
    body: str = Field(sa_type=sa.Text)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class Commitment(SQLModel, table=True):
    """What a digest in the chain stands for; salt and value go when a person is erased."""

    digest: str = Field(primary_key=True, max_length=64)
    seq: int = Field(foreign_key="record.seq", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    salt: str | None = Field(default=None, max_length=64)
    value: str | None = Field(default=None, sa_type=sa.Text)


# The migrations hold their own copy of these; a test compares what both make.
GUARDS = {
    "sqlite": (
        """CREATE TRIGGER record_no_update BEFORE UPDATE ON record
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
        """CREATE TRIGGER record_no_delete BEFORE DELETE ON record
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
        # INSERT OR REPLACE removes the old row without any DELETE trigger.
        """CREATE TRIGGER record_no_replace BEFORE INSERT ON record
        WHEN EXISTS (SELECT 1 FROM record WHERE seq = NEW.seq OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION record_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$""",
        """CREATE TRIGGER record_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record
        FOR EACH STATEMENT EXECUTE FUNCTION record_append_only()""",
    ),
}


@sa.event.listens_for(SQLModel.metadata.tables["record"], "after_create")
def _guard(_table: sa.Table, connection: sa.Connection, **_said: object) -> None:
    for statement in GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
