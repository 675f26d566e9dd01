"""An invitation link, of which only the hash is kept."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import choice
from storage.person import Role


class Invitation(SQLModel, table=True):
    """One link; personal ones are used once, a shared one lets people wait for approval."""

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    role: Role = Field(sa_type=choice(Role, "role"))
    city_code: str | None = Field(default=None, foreign_key="city.code")
    responsible: bool = False
    shared: bool = False
    created_at: datetime
    created_by: int | None = None
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
