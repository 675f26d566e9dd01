"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
TABLES = (
    "attachment",
    "city",
    "dialog",
    "fact",
    "record",
    "series",
    "update",
    "view",
    "invitation",
    "person",
    "circular",
    "commitment",
    "delivery",
    "mandate",
    "accession",
    "dossierfile",
    "dossiertext",
    "elector",
    "ratioexception",
    "statement",
    "letter",
    "reply",
)


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def guard(dialect: str) -> None:
    for statement in GUARDS[dialect]:
        op.execute(sa.text(statement))


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.String(256), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("mime", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("state", choice("state", "to_fetch", "ready", "refused"), nullable=False),
        sa.Column("refused", sa.String(40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_update_id", "attachment", ["update_id"])

    op.create_table(
        "city",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("side", choice("side", "CN", "DE"), nullable=False),
        sa.Column("name_de", sa.String(80), nullable=False),
        sa.Column("name_zh", sa.String(80), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column(
            "standing",
            choice("standing", "candidate", "accepted", "member", "observer", "former"),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_city"),
    )
    op.create_table(
        "dialog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(48), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dialog"),
        sa.UniqueConstraint(
            "telegram_id", "form", "subject", name="uq_dialog_telegram_id_form_subject"
        ),
    )
    op.create_index(
        "uq_dialog_current", "dialog", ["telegram_id"], unique=True, **where("current")
    )

    op.create_table(
        "fact",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_fact"),
    )
    op.create_table(
        "record",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_record"),
        sa.UniqueConstraint("hash", name="uq_record_hash"),
    )
    op.create_index("ix_record_subject", "record", ["subject"])

    op.create_table(
        "series",
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name="pk_series"),
    )
    op.create_table(
        "update",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column(
            "state", choice("state", "new", "fetching", "owed", "done", "failed"), nullable=False
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(16), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_update"),
    )
    op.create_index(
        "ix_update_open",
        "update",
        ["telegram_id", "update_id"],
        **where("state IN ('new', 'fetching', 'owed')"),
    )
    op.create_index("ix_update_received_at", "update", ["received_at"])

    op.create_table(
        "view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("screen", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(48), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_view"),
        sa.UniqueConstraint("telegram_id", "message_id", name="uq_view_telegram_id_message_id"),
    )
    op.create_index("ix_view_stale", "view", ["id"], **where("stale"))
    op.create_index("ix_view_subject", "view", ["subject"])

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column(
            "role",
            choice("role", "contact", "secretariat", "contact_office", "advisory"),
            nullable=False,
        ),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("responsible", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_invitation_city_code"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "role",
            choice("role", "contact", "secretariat", "contact_office", "advisory"),
            nullable=False,
        ),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("responsible", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("function", sa.String(160), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column(
            "presence", choice("presence", "waiting", "active", "refused", "ended"), nullable=False
        ),
        sa.Column("channel", choice("channel", "open", "blocked", "gone"), nullable=False),
        sa.Column("channel_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("privacy_version", sa.String(24), nullable=False),
        sa.Column("privacy_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_person_city_code"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_person_invitation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("telegram_id", name="uq_person_telegram_id"),
    )
    op.create_index("ix_person_city_code", "person", ["city_code"])

    op.create_table(
        "circular",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("kind", "accession", "general"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name="fk_circular_sent_by"),
        sa.PrimaryKeyConstraint("id", name="pk_circular"),
        sa.UniqueConstraint("year", "serial", name="uq_circular_year_serial"),
    )
    op.create_table(
        "commitment",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(64), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_commitment_person_id"),
        sa.ForeignKeyConstraint(["seq"], ["record.seq"], name="fk_commitment_seq"),
        sa.PrimaryKeyConstraint("digest", name="pk_commitment"),
    )
    op.create_index("ix_commitment_person_id", "commitment", ["person_id"])
    op.create_index("ix_commitment_seq", "commitment", ["seq"])

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(48), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            choice(
                "state", "queued", "sending", "sent", "refused", "failed", "uncertain", "dropped"
            ),
            nullable=False,
        ),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(300), nullable=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("checksum", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_delivery_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["lane", "not_before", "id"],
        **where("state IN ('queued', 'uncertain')"),
    )
    op.create_index("ix_delivery_person_id", "delivery", ["person_id"])
    op.create_index("ix_delivery_sending", "delivery", ["id"], **where("state = 'sending'"))
    op.create_index("ix_delivery_subject", "delivery", ["subject", "kind"])

    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", choice("basis", "letter", "resolution"), nullable=True),
        sa.Column("basis_date", sa.Date(), nullable=True),
        sa.Column("basis_reference", sa.String(120), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("deputy_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deputy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_mandate_city_code"),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name="fk_mandate_deputy_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name="fk_mandate_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mandate"),
    )
    op.create_index("ix_mandate_city_code", "mandate", ["city_code"])
    op.create_index("ix_mandate_deputy_id", "mandate", ["deputy_id"])
    op.create_index("ix_mandate_holder_id", "mandate", ["holder_id"])
    op.create_index(
        "uq_mandate_open", "mandate", ["city_code"], unique=True, **where("ended_at IS NULL")
    )

    op.create_table(
        "accession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_code", sa.String(), nullable=False),
        sa.Column(
            "state",
            choice("state", "draft", "open", "admitted", "observer", "closed", "discarded"),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dossier_sum", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_code"], ["city.code"], name="fk_accession_candidate_code"
        ),
        sa.ForeignKeyConstraint(["circular_id"], ["circular.id"], name="fk_accession_circular_id"),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name="fk_accession_editor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accession"),
    )
    op.create_index("ix_accession_candidate_code", "accession", ["candidate_code"])
    op.create_index(
        "uq_accession_running",
        "accession",
        ["candidate_code"],
        unique=True,
        **where("state IN ('draft', 'open')"),
    )

    op.create_table(
        "dossierfile",
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name="fk_dossierfile_accession_id"
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name="fk_dossierfile_attachment_id"
        ),
        sa.PrimaryKeyConstraint("accession_id", "attachment_id", name="pk_dossierfile"),
    )
    op.create_table(
        "dossiertext",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "part", choice("part", "economy", "industry", "cooperation", "wishes"), nullable=False
        ),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name="fk_dossiertext_accession_id"
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name="fk_dossiertext_written_by"),
        sa.PrimaryKeyConstraint("id", name="pk_dossiertext"),
        sa.UniqueConstraint(
            "accession_id",
            "round",
            "part",
            "language",
            name="uq_dossiertext_accession_id_round_part_language",
        ),
    )
    op.create_index("ix_dossiertext_accession_id", "dossiertext", ["accession_id"])

    op.create_table(
        "elector",
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name="fk_elector_accession_id"
        ),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_elector_city_code"),
        sa.PrimaryKeyConstraint("accession_id", "city_code", name="pk_elector"),
    )
    op.create_table(
        "ratioexception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="two_secretaries"),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name="fk_ratioexception_accession_id"
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name="fk_ratioexception_confirmed_by"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name="fk_ratioexception_proposed_by"
        ),
        sa.ForeignKeyConstraint(
            ["refused_by"], ["person.id"], name="fk_ratioexception_refused_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ratioexception"),
    )
    op.create_index(
        "uq_ratioexception_live",
        "ratioexception",
        ["accession_id"],
        unique=True,
        **where("refused_at IS NULL"),
    )

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column(
            "kind", choice("kind", "consent", "remark", "question", "objection"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("declaration", sa.Text(), nullable=False),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("via", choice("via", "chat", "letter"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(40), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("record_seq", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name="fk_statement_accession_id"
        ),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_statement_city_code"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_statement_person_id"),
        sa.ForeignKeyConstraint(["record_seq"], ["record.seq"], name="fk_statement_record_seq"),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.UniqueConstraint("receipt", name="uq_statement_receipt"),
        sa.UniqueConstraint("record_seq", name="uq_statement_record_seq"),
    )
    op.create_index("ix_statement_accession_id", "statement", ["accession_id"])
    op.create_index(
        "uq_statement_current",
        "statement",
        ["accession_id", "round", "city_code"],
        unique=True,
        **where("replaced_at IS NULL"),
    )

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column(
            "kind", choice("kind", "consent", "remark", "question", "objection"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("state", choice("state", "entered", "confirmed", "refused"), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("contested_by", sa.Integer(), nullable=True),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contested_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["accession_id"], ["accession.id"], name="fk_letter_accession_id"),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name="fk_letter_attachment_id"
        ),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name="fk_letter_city_code"),
        sa.ForeignKeyConstraint(["contested_by"], ["person.id"], name="fk_letter_contested_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_letter_decided_by"),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name="fk_letter_entered_by"),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name="fk_letter_statement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
    )
    op.create_index("ix_letter_accession_id", "letter", ["accession_id"])
    op.create_index(
        "uq_letter_entered",
        "letter",
        ["accession_id", "city_code"],
        unique=True,
        **where("state = 'entered'"),
    )

    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("translation", sa.Text(), nullable=True),
        sa.Column("translated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reply_person_id"),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name="fk_reply_statement_id"),
        sa.ForeignKeyConstraint(["translated_by"], ["person.id"], name="fk_reply_translated_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reply"),
    )
    op.create_index("ix_reply_statement_id", "reply", ["statement_id"])
    guard(op.get_bind().dialect.name)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION record_append_only()")
