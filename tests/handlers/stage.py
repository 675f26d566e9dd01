"""A stage for handlers: phones that send raw updates through the registry and keep the screens."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from alliance import invitation
from handlers import registry
from handlers.kit.screen import Answer, Button, Screen
from storage.attachment import Attachment
from storage.city import City, Side, Standing
from storage.delivery import Delivery
from storage.fact import Fact
from storage.language import Language
from storage.person import Person, Presence, Role

NOW = datetime(2026, 11, 24, 13, 5, 31, tzinfo=UTC)
EMAIL = "sekretariat@alliance.example"
BOT = "stadtbote_bot"
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
FACTS = {
    "email": EMAIL,
    "controller_de": "Sekretariat der Allianz",
    "controller_zh": "联盟秘书处",
    "privacy_version": "2026-1",
    "privacy_date": "2026-11-02",
}
CITIES = (
    ("foshan", Side.CN, "Foshan", "佛山市"),
    ("jieyang", Side.CN, "Jieyang", "揭阳市"),
    ("aachen", Side.DE, "Aachen", "亚琛"),
    ("koeln", Side.DE, "Köln", "科隆"),
)


@dataclass
class Stage:
    """The alliance in a database, the time, and everybody's phones."""

    session: Session
    files: Path
    now: datetime = NOW
    updates: int = 0
    phones: "dict[int, Phone]" = field(default_factory=dict)

    def pass_time(self, **span: float) -> None:
        """Let time go by."""
        self.now += timedelta(**span)

    def phone(self, code: str = "de") -> "Phone":
        """Return the phone of somebody new whose Telegram speaks a language."""
        phone = Phone(self, 6_000_000_000 + len(self.phones), code)
        self.phones[phone.telegram_id] = phone
        return phone

    def person(
        self,
        name: str,
        city: str | None = None,
        *,
        role: Role = Role.CONTACT,
        language: Language = Language.DE,
        responsible: bool = False,
        presence: Presence = Presence.ACTIVE,
    ) -> "Phone":
        """Return the phone of somebody who is registered."""
        phone = self.phone(language.split("_")[0])
        self.session.add(
            Person(
                telegram_id=phone.telegram_id,
                role=role,
                city_code=city,
                responsible=responsible,
                name=name,
                function="Wirtschaftsförderung",
                language=language,
                zone=SHANGHAI if language is Language.ZH else BERLIN,
                presence=presence,
                privacy_version="2026-1",
                privacy_at=self.now,
                registered_at=self.now,
            )
        )
        self.session.flush()
        return phone

    def token(self, city: str | None = "aachen", **said: Any) -> str:  # noqa: ANN401
        """Return the token of an invitation."""
        role = said.pop("role", Role.CONTACT)
        return invitation.invite(
            self.session, role=role, city_code=city, by=None, now=self.now, **said
        )

    def notices(self, kind: str) -> "list[tuple[Phone, Screen | None]]":
        """Return each queued notice of a kind as its recipient reads it now."""
        rows = self.session.exec(
            select(Delivery).where(Delivery.kind == kind).order_by(col(Delivery.id))
        )
        shown = []
        for row in rows:
            person = self.session.get(Person, row.person_id)
            assert person is not None
            assert person.telegram_id is not None
            screen = registry.notice(self.session, row, person, self.now)
            phone = self.phones[person.telegram_id]
            phone.shown = screen or phone.shown
            shown.append((phone, screen))
        return shown


@dataclass
class Phone:
    """One person's phone: what they type and press, and what they last saw."""

    stage: Stage
    telegram_id: int
    code: str
    shown: Screen | None = None
    answer: Answer | None = None

    @property
    def person(self) -> Person:
        """Return the registered person; AssertionError when there is none."""
        found = self.stage.session.exec(
            select(Person).where(Person.telegram_id == self.telegram_id)
        ).one_or_none()
        assert found is not None
        return found

    @property
    def text(self) -> str:
        """Return what is read on the screen, without tags."""
        assert self.shown is not None
        return re.sub(r"</?[a-z-]+( [^>]*)?>", "", self.shown.text).replace("&#39;", "'")

    @property
    def labels(self) -> list[list[str]]:
        """Return the labels of the screen's buttons, row by row."""
        assert self.shown is not None
        return [[button.label for button in row] for row in self.shown.rows]

    def type(self, text: str) -> Answer:
        """Send a text message."""
        return self.send({"text": text})

    def press(self, label: str) -> Answer:
        """Press the button with a label on the present screen."""
        press = self.button(label).press
        assert press is not None
        return self.press_data(press.pack())

    def button(self, label: str) -> Button:
        """Return the button with a label, with or without a count behind it."""
        assert self.shown is not None
        buttons = [button for row in self.shown.rows for button in row]
        named = [one for one in buttons if re.sub(r" \(\d+\)$", "", one.label) == label]
        assert named, f"no button {label!r} among {self.labels} under {self.text!r}"
        return named[0]

    def press_data(self, data: str, message_id: int = 1) -> Answer:
        """Press a button that holds some data, forged or not."""
        message = {"message_id": message_id, "chat": {"id": self.telegram_id, "type": "private"}}
        query = {"id": "1", "from": self.sender, "message": message, "data": data}
        return self._answered({"callback_query": query})

    def send(self, content: dict[str, Any], attachment: Attachment | None = None) -> Answer:
        """Send a message with any content."""
        return self._answered({"message": self.message(content)}, attachment)

    def message(self, content: dict[str, Any], chat: str = "private") -> dict[str, Any]:
        """Return a message as Telegram would give it."""
        return {
            "message_id": self.stage.updates + 10,
            "from": self.sender,
            "chat": {"id": self.telegram_id, "type": chat},
            "date": int(self.stage.now.timestamp()),
            **content,
        }

    @property
    def sender(self) -> dict[str, Any]:
        """Return the phone's owner as Telegram describes people."""
        return {
            "id": self.telegram_id,
            "is_bot": False,
            "first_name": "X",
            "language_code": self.code,
        }

    def _answered(self, update: dict[str, Any], attachment: Attachment | None = None) -> Answer:
        self.stage.updates += 1
        given = registry.answer(
            self.stage.session,
            {"update_id": self.stage.updates, **update},
            now=self.stage.now,
            files=self.stage.files,
            bot_username=BOT,
            attachment=attachment,
        )
        assert given is not None
        self.answer = given
        self.shown = given.screen or self.shown
        self.stage.session.flush()
        return given


def stage_of(session: Session, files: Path) -> Stage:
    """Return a stage with four member cities, the facts, and nobody registered."""
    session.add_all(Fact(name=name, value=value) for name, value in FACTS.items())
    for code, side, german, chinese in CITIES:
        zone = SHANGHAI if side is Side.CN else BERLIN
        session.add(
            City(
                code=code,
                side=side,
                name_de=german,
                name_zh=chinese,
                zone=zone,
                standing=Standing.MEMBER,
            )
        )
    session.flush()
    return Stage(session, files)
