"""General circulars: their texts, files, cities and acknowledgements; deliveries can be held."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("queued", "sending", "sent", "refused", "failed", "uncertain", "dropped")
ASKED = sa.text(
    "SELECT circular.id, year, serial, name_de, name_zh FROM circular"
    " JOIN accession ON circular_id = circular.id JOIN city ON code = candidate_code"
)


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def search_words() -> None:
    """Let circulars that are there be found by number and candidate."""
    connection = op.get_bind()
    for key, year, serial, *names in connection.execute(ASKED).all():
        words = f"{year}/{serial:02d} 〔{year}〕{serial} {' '.join(names)}".casefold()
        connection.execute(
            sa.text("UPDATE circular SET search = :words WHERE id = :key"),
            {"words": words, "key": key},
        )


def delivery_states(*states: str) -> None:
    """Replace the CHECK on the states of deliveries."""
    name, listed = op.f("ck_delivery_state"), ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"state IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "generalcircular",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            choice("state", "draft", "scheduled", "sent", "paused", "stopped", "discarded"),
            nullable=False,
        ),
        sa.Column(
            "audience",
            choice("audience", "members", "cn", "de", "cities", "open", "same"),
            nullable=True,
        ),
        sa.Column("observers", sa.Boolean(), nullable=False),
        sa.Column("about", sa.String(48), nullable=True),
        sa.Column("acknowledge", sa.Boolean(), nullable=True),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("circular_id", sa.Integer(), nullable=True),
        sa.Column("content_sum", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circular_id"], ["circular.id"], name=op.f("fk_generalcircular_circular_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["generalcircular.id"], name=op.f("fk_generalcircular_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["person.id"], name=op.f("fk_generalcircular_editor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generalcircular")),
        sa.UniqueConstraint("circular_id", name=op.f("uq_generalcircular_circular_id")),
    )
    op.create_index(
        op.f("ix_generalcircular_corrects_id"), "generalcircular", ["corrects_id"], unique=False
    )
    op.create_index(
        "ix_generalcircular_due",
        "generalcircular",
        ["send_at"],
        unique=False,
        sqlite_where=sa.text("state = 'scheduled'"),
        postgresql_where=sa.text("state = 'scheduled'"),
    )
    op.create_index(op.f("ix_generalcircular_state"), "generalcircular", ["state"], unique=False)

    op.create_table(
        "addressee",
        sa.Column("general_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["person.id"], name=op.f("fk_addressee_acknowledged_by")
        ),
        sa.ForeignKeyConstraint(["city_code"], ["city.code"], name=op.f("fk_addressee_city_code")),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_addressee_general_id")
        ),
        sa.PrimaryKeyConstraint("general_id", "city_code", name=op.f("pk_addressee")),
    )
    op.create_index(op.f("ix_addressee_city_code"), "addressee", ["city_code"], unique=False)

    op.create_table(
        "circularcity",
        sa.Column("general_id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_code"], ["city.code"], name=op.f("fk_circularcity_city_code")
        ),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_circularcity_general_id")
        ),
        sa.PrimaryKeyConstraint("general_id", "city_code", name=op.f("pk_circularcity")),
    )
    op.create_table(
        "circularfile",
        sa.Column("general_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_circularfile_attachment_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_circularfile_general_id")
        ),
        sa.PrimaryKeyConstraint("general_id", "attachment_id", name=op.f("pk_circularfile")),
    )
    op.create_table(
        "circulartext",
        sa.Column("general_id", sa.Integer(), nullable=False),
        sa.Column("language", choice("language", "de", "zh_Hans"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["general_id"], ["generalcircular.id"], name=op.f("fk_circulartext_general_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_circulartext_written_by")
        ),
        sa.PrimaryKeyConstraint("general_id", "language", name=op.f("pk_circulartext")),
    )
    op.add_column("circular", sa.Column("search", sa.Text(), server_default="", nullable=False))
    search_words()
    delivery_states(*STATES, "held")


def downgrade() -> None:
    op.execute("UPDATE delivery SET state = 'queued' WHERE state = 'held'")
    delivery_states(*STATES)
    op.drop_column("circular", "search")

    op.drop_table("circulartext")
    op.drop_table("circularfile")
    op.drop_table("circularcity")
    op.drop_index(op.f("ix_addressee_city_code"), table_name="addressee")

    op.drop_table("addressee")
    op.drop_index(op.f("ix_generalcircular_state"), table_name="generalcircular")
    op.drop_index(
        "ix_generalcircular_due",
        table_name="generalcircular",
        sqlite_where=sa.text("state = 'scheduled'"),
        postgresql_where=sa.text("state = 'scheduled'"),
    )
    op.drop_index(op.f("ix_generalcircular_corrects_id"), table_name="generalcircular")

    op.drop_table("generalcircular")
