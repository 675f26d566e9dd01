"""Conferences with answers, delegations and reminders; the search for hosts; minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "conference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(80), nullable=False),
        sa.Column(
            "kind",
            choice("kind", "conference", "workshop", "training", "fair", "networking"),
            nullable=False,
        ),
        sa.Column(
            "state", choice("state", "draft", "invited", "cancelled", "discarded"), nullable=False
        ),
        sa.Column("host_code", sa.String(), nullable=True),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("starts", sa.String(20), nullable=True),
        sa.Column("ends", sa.String(20), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days", sa.String(40), nullable=False),
        sa.Column("hours", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["person.id"], name=op.f("fk_conference_editor_id")
        ),
        sa.ForeignKeyConstraint(
            ["host_code"], ["city.code"], name=op.f("fk_conference_host_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference")),
        sa.UniqueConstraint("uid", name=op.f("uq_conference_uid")),
    )
    op.create_index(op.f("ix_conference_host_code"), "conference", ["host_code"], unique=False)
    op.create_index("ix_conference_starts_at", "conference", ["state", "starts_at"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("kind", choice("kind", "attends", "declines", "undecided"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_code"], ["city.code"], name=op.f("fk_attendance_city_code")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_attendance_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(
        op.f("ix_attendance_conference_id"), "attendance", ["conference_id"], unique=False
    )
    op.create_index(
        "uq_attendance_current",
        "attendance",
        ["conference_id", "city_code"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )

    op.create_table(
        "conferencetext",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("venue", sa.String(300), nullable=False),
        sa.Column("costs", sa.String(600), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_conferencetext_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_conferencetext_written_by")
        ),
        sa.PrimaryKeyConstraint("conference_id", "language", name=op.f("pk_conferencetext")),
    )
    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("function", sa.String(160), nullable=False),
        sa.Column(
            "sector",
            choice(
                "sector",
                "politics",
                "administration",
                "company",
                "promotion",
                "association",
                "science",
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.String(300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_delegate_city_code")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_delegate_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_delegate_entered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
    )
    op.create_index("ix_delegate_city", "delegate", ["conference_id", "city_code"], unique=False)

    op.create_table(
        "hostsearch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("side", choice("side", "CN", "DE"), nullable=True),
        sa.Column("state", choice("state", "open", "chosen", "closed"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_code", sa.String(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_hostsearch_asked_by")),
        sa.ForeignKeyConstraint(
            ["chosen_code"], ["city.code"], name=op.f("fk_hostsearch_chosen_code")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_hostsearch_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hostsearch")),
    )
    op.create_index(
        "uq_hostsearch_open",
        "hostsearch",
        ["period"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_hostsearch_state"), "hostsearch", ["state"], unique=False)

    op.create_table(
        "invited",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_invited_city_code")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_invited_conference_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", "city_code", name=op.f("pk_invited")),
    )
    op.create_index(op.f("ix_invited_city_code"), "invited", ["city_code"], unique=False)

    op.create_table(
        "minutestext",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_minutestext_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_minutestext_written_by")
        ),
        sa.PrimaryKeyConstraint("conference_id", "language", name=op.f("pk_minutestext")),
    )
    op.create_table(
        "paper",
        sa.Column("general_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("kind", "agenda", "minutes"), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_paper_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_paper_general_id")
        ),
        sa.PrimaryKeyConstraint("general_id", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_conference_id"), "paper", ["conference_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(8), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state", choice("state", "planned", "sent", "skipped", "cancelled"), nullable=False
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_reminder_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "conference_id",
            "rule",
            "zone",
            "due_at",
            name=op.f("uq_reminder_conference_id_rule_zone_due_at"),
        ),
    )
    op.create_index(op.f("ix_reminder_conference_id"), "reminder", ["conference_id"], unique=False)
    op.create_index(
        "ix_reminder_due",
        "reminder",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )

    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_de", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("general_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_code"], ["city.code"], name=op.f("fk_resolution_city_code")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_resolution_conference_id")
        ),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_resolution_done_by")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["person.id"], name=op.f("fk_resolution_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_resolution_general_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(op.f("ix_resolution_general_id"), "resolution", ["general_id"], unique=False)
    op.create_index(
        op.f("ix_resolution_conference_id"), "resolution", ["conference_id"], unique=False
    )
    op.create_index(
        "ix_resolution_open",
        "resolution",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "agendaitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_de", sa.String(300), nullable=False),
        sa.Column("title_zh", sa.String(300), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("accession_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accession_id"], ["accession.id"], name=op.f("fk_agendaitem_accession_id")
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conference.id"], name=op.f("fk_agendaitem_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_agendaitem_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agendaitem")),
        sa.UniqueConstraint(
            "conference_id", "accession_id", name=op.f("uq_agendaitem_conference_id_accession_id")
        ),
    )
    op.create_index(
        op.f("ix_agendaitem_conference_id"), "agendaitem", ["conference_id"], unique=False
    )

    op.create_table(
        "hostoffer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_hostoffer_city_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hostoffer_person_id")),
        sa.ForeignKeyConstraint(
            ["search_id"], ["hostsearch.id"], name=op.f("fk_hostoffer_search_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hostoffer")),
    )
    op.create_index(op.f("ix_hostoffer_search_id"), "hostoffer", ["search_id"], unique=False)
    op.create_index(
        "uq_hostoffer_current",
        "hostoffer",
        ["search_id", "city_code"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_hostoffer_current",
        table_name="hostoffer",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index(op.f("ix_hostoffer_search_id"), table_name="hostoffer")

    op.drop_table("hostoffer")
    op.drop_index(op.f("ix_agendaitem_conference_id"), table_name="agendaitem")

    op.drop_table("agendaitem")
    op.drop_index(
        "ix_resolution_open",
        table_name="resolution",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index(op.f("ix_resolution_conference_id"), table_name="resolution")

    op.drop_index(op.f("ix_resolution_general_id"), table_name="resolution")

    op.drop_table("resolution")
    op.drop_index(
        "ix_reminder_due",
        table_name="reminder",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.drop_index(op.f("ix_reminder_conference_id"), table_name="reminder")

    op.drop_table("reminder")
    op.drop_index(op.f("ix_paper_conference_id"), table_name="paper")

    op.drop_table("paper")
    op.drop_table("minutestext")
    op.drop_index(op.f("ix_invited_city_code"), table_name="invited")

    op.drop_table("invited")
    op.drop_index(
        "uq_hostsearch_open",
        table_name="hostsearch",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_hostsearch_state"), table_name="hostsearch")

    op.drop_table("hostsearch")
    op.drop_index("ix_delegate_city", table_name="delegate")

    op.drop_table("delegate")
    op.drop_table("conferencetext")
    op.drop_index(
        "uq_attendance_current",
        table_name="attendance",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index(op.f("ix_attendance_conference_id"), table_name="attendance")

    op.drop_table("attendance")
    op.drop_index("ix_conference_starts_at", table_name="conference")
    op.drop_index(op.f("ix_conference_host_code"), table_name="conference")

    op.drop_table("conference")
