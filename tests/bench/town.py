"""A database for measuring: member cities with mandate holders, all asked about a candidate."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.accession import draft, opening
from handlers.accession.case import matter_of
from handlers.accession.declaration import declaration
from handlers.accession.presses import BoardPress, Choice, SubmitPress
from locales.tongue import Tongue
from storage import migrate
from storage.accession import Accession, Part, StatementKind
from storage.city import City, Side, Standing
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine, make_session
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person, Presence, Role

ZONES: Final = {Side.DE: "Europe/Berlin", Side.CN: "Asia/Shanghai"}
TONGUES: Final = {Side.DE: Language.DE, Side.CN: Language.ZH}
FIRST_CHAT: Final = 7_200_000_000
PARAGRAPH: Final = {
    Language.DE: "Der Kreis nennt hier Kennzahlen, Branchen und Wünsche zur Zusammenarbeit. ",
    Language.ZH: "本节说明经济指标、产业特点、现有合作与合作意向。",
}
LONG: Final = 20
UNSENT: Final = select(sa.func.count()).where(
    col(Delivery.state).in_((DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN))
)


@dataclass(frozen=True)
class Town:
    """What the bench presses and to whom it writes; `holders` are chats by city, in order."""

    url: str
    secretary: int
    holders: dict[str, int]
    submits: dict[str, str]
    board: str

    @property
    def file(self) -> Path:
        """Return the database's file."""
        return Path(self.url.removeprefix("sqlite:///"))

    def copy(self, folder: Path) -> str:
        """Return the URL of a copy of the database, of which nothing runs."""
        shutil.copy(self.file, folder / "stadtbote.db")
        return f"sqlite:///{folder / 'stadtbote.db'}"


def build(folder: Path, cities: int, now: datetime) -> Town:
    """Return a town of member cities who have all been asked for their statement."""
    url = f"sqlite:///{folder / 'town.db'}"
    migrate.upgrade(url)
    engine = make_engine(url)
    try:
        with make_session(engine) as session:
            town = _fill(session, url, cities, now)
            session.commit()
    finally:
        engine.dispose()
    return town


def _fill(session: Session, url: str, cities: int, now: datetime) -> Town:
    secretary = _person(session, FIRST_CHAT, None, Side.CN, now)
    session.add(_city("candidate", Side.DE, Standing.CANDIDATE))
    sides = {f"city{number:03}": (Side.CN, Side.DE)[number % 2] for number in range(cities)}
    session.add_all(_city(code, side, Standing.MEMBER) for code, side in sides.items())
    session.flush()
    holders = {
        code: _person(session, FIRST_CHAT + number, code, side, now)
        for number, (code, side) in enumerate(sides.items(), start=1)
    }
    session.flush()
    session.add_all(
        Mandate(city_code=code, holder_id=person.key, since=now)
        for code, person in holders.items()
    )
    accession = draft.start(session, secretary, "candidate", now)
    for part in Part:
        for language, paragraph in PARAGRAPH.items():
            draft.write(session, secretary, accession.key, part, language, paragraph * LONG, now)
    opening.ask(session, secretary, accession.key, now)
    return Town(
        url,
        FIRST_CHAT,
        {code: person.telegram_id or 0 for code, person in holders.items()},
        {code: _submit(session, accession, code, one, now) for code, one in holders.items()},
        BoardPress(accession.key).pack(),
    )


def _city(code: str, side: Side, standing: Standing) -> City:
    return City(
        code=code,
        side=side,
        name_de=f"Stadt {code}",
        name_zh=f"{code}市",
        zone=ZONES[side],
        standing=standing,
    )


def _person(session: Session, chat: int, city: str | None, side: Side, now: datetime) -> Person:
    person = Person(
        telegram_id=chat,
        role=Role.CONTACT if city else Role.SECRETARIAT,
        city_code=city,
        responsible=bool(city),
        name=f"Person {chat}",
        function="Referat Internationales",
        language=TONGUES[side],
        zone=ZONES[side],
        presence=Presence.ACTIVE,
        privacy_version="",
        privacy_at=now,
        registered_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _submit(
    session: Session, accession: Accession, code: str, holder: Person, now: datetime
) -> str:
    """Return the data of Submit bindingly below a city's consent."""
    tongue = Tongue(holder.language, ZoneInfo(holder.zone))
    matter = matter_of(session, accession.key, tongue)
    city = session.get_one(City, code)
    shown = declaration(tongue, matter, city, holder, now, StatementKind.CONSENT, None)
    return SubmitPress(accession.key, code, Choice.CONSENT, 0, shown.checksum).pack()


def press(chat: int, message_id: int, data: str, now: datetime) -> dict[str, Any]:
    """Return the update of somebody pressing a button; the query's id is chat and message."""
    who = {"id": chat, "is_bot": False, "first_name": "Bench", "language_code": "de"}
    return {
        "callback_query": {
            "id": f"{chat}-{message_id}",
            "from": who,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": int(now.timestamp()),
                "chat": {"id": chat, "type": "private", "first_name": "Bench"},
                "from": {"id": 1234567890, "is_bot": True, "first_name": "Bench"},
                "text": "Verbindlich abgeben?",
            },
        }
    }


def unsent(url: str) -> int:
    """Return how many deliveries are not at their end."""
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            return int(connection.execute(UNSENT).scalar_one())
    finally:
        engine.dispose()


def messages(entries: Iterable[Any]) -> dict[int, int]:
    """Return the newest message of each chat in a log."""
    return {entry.chat: entry.message_id for entry in entries if entry.method == "sendMessage"}
