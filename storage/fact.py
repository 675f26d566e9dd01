"""What the operator says about the alliance: whom strangers may write to, controller, prefixes."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Fact(SQLModel, table=True):
    """One value of the register's [alliance] table."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(sa_type=sa.Text)
