"""A database in which the secretariat has just sent a circular: its messages are queued."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.circular import draft, sending
from handlers import registry
from storage import migrate
from storage.circular import Audience
from storage.city import City, Side, Standing
from storage.delivery import Delivery
from storage.engine import make_engine, make_session
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.bench.town import FIRST_CHAT, TONGUES, ZONES

CITIES: Final = 45
TITLES: Final = {Language.DE: "Bitte um Rückmeldung", Language.ZH: "关于反馈意见的通知"}
TEXTS: Final = {
    Language.DE: "Sehr geehrte Damen und Herren, das Sekretariat bittet um Rückmeldung. " * 4,
    Language.ZH: "尊敬的各位联络员：秘书处请贵方反馈意见。" * 8,
}


@dataclass(frozen=True)
class Mailing:
    """A database with a circular to `people` contact persons, whose chats begin at `first`."""

    file: Path
    first: int
    people: int

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return f"sqlite:///{self.file}"

    @property
    def chats(self) -> range:
        """Return the recipients' chats."""
        return range(self.first, self.first + self.people)

    def copy(self, folder: Path) -> str:
        """Return the URL of a copy from which nothing was sent yet."""
        shutil.copy(self.file, folder / "stadtbote.db")
        return f"sqlite:///{folder / 'stadtbote.db'}"


def build(folder: Path, people: int, now: datetime) -> Mailing:
    """Write a circular to people of 45 member cities and send it, as far as acts go."""
    file = folder / "mailing.db"
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    engine = make_engine(url)
    try:
        with make_session(engine) as session:
            secretary = _fill(session, people, now)
            circular = draft.start(session, secretary, now)
            for language, title in TITLES.items():
                draft.write_title(session, secretary, circular.key, language, title, now)
                text = TEXTS[language]
                draft.write_text(session, secretary, circular.key, language, text, [], now)
            draft.set_audience(session, secretary, circular.key, Audience.MEMBERS, now)
            draft.set_acknowledge(session, secretary, circular.key, True, now)  # noqa: FBT003
            sending.send(session, secretary, circular.key, now)
            session.commit()
            queued = session.scalar(select(sa.func.count(col(Delivery.id))))
            assert queued == people, f"{queued} messages to {people} people"
    finally:
        engine.dispose()
    return Mailing(file, FIRST_CHAT + 1, people)


def circular(mailing: Mailing) -> list[list[str]]:
    """Return the circular as people in both languages read it: text, label and data."""
    engine = make_engine(mailing.url)
    with make_session(engine) as session:
        pairs = select(Delivery, Person).join(Person).order_by(col(Delivery.id)).limit(1)
        rows = [session.exec(pairs.where(Person.language == one)).one() for one in Language]
        drawn = [registry.notice(session, *row, row[0].queued_at) for row in rows]
    engine.dispose()
    shown = [(str(one.text), one.keyboard()[0][0]) for one in drawn if one is not None]
    return [[text, button["text"], button["callback_data"]] for text, button in shown]


def _fill(session: Session, people: int, now: datetime) -> Person:
    sides = [(Side.CN, Side.DE)[number % 2] for number in range(CITIES)]
    session.execute(
        sa.insert(City),
        [
            {
                "code": f"city{number:02}",
                "side": side,
                "name_de": f"Stadt {number}",
                "name_zh": f"第{number}市",
                "zone": ZONES[side],
                "standing": Standing.MEMBER,
            }
            for number, side in enumerate(sides)
        ],
    )
    secretary = Person(**_person(0, Role.SECRETARIAT, None, Side.CN, now))
    session.add(secretary)
    session.flush()
    session.execute(
        sa.insert(Person),
        [
            _person(number, Role.CONTACT, f"city{number % CITIES:02}", sides[number % CITIES], now)
            for number in range(1, people + 1)
        ],
    )
    return secretary


def _person(
    number: int, role: Role, city: str | None, side: Side, now: datetime
) -> dict[str, Any]:
    return {
        "telegram_id": FIRST_CHAT + number,
        "role": role,
        "city_code": city,
        "responsible": False,
        "name": f"Person {number}",
        "function": "Referat Internationales",
        "language": TONGUES[side],
        "zone": ZONES[side],
        "presence": Presence.ACTIVE,
        "privacy_version": "",
        "privacy_at": now,
        "registered_at": now,
    }
