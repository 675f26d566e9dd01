"""How fast Telegram lets a bot write: what was learnt from its refusals."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import big


class Pace(SQLModel, table=True):
    """The rate that one bot has learnt: messages per second, and seconds before it rises."""

    bot_id: int = Field(primary_key=True, sa_type=big(), sa_column_kwargs={"autoincrement": False})
    rate: float
    patience: float
    learnt_at: datetime
