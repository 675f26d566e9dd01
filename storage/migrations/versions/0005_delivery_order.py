"""What is still to come to a person is found at once, however many wait or were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('queued', 'sending', 'uncertain')")


def upgrade() -> None:
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["person_id", "lane", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_open", "delivery")
