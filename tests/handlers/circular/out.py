"""A stage on which a circular went out to four member cities."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from alliance.circular import draft, sending
from handlers import registry
from storage.attachment import Attachment, FetchState
from storage.circular import Addressee, Audience, GeneralCircular
from storage.delivery import Delivery, DeliveryState
from storage.language import Language
from storage.person import Role
from storage.view import View
from tests.handlers.stage import NOW, Phone, Stage

TITLES = {Language.DE: "Logistik für Köln", Language.ZH: "关于宝安物流合作的通函"}
TEXTS = {
    Language.DE: "Sehr geehrte Damen und Herren,\n\ndie Umfrage beginnt.",
    Language.ZH: "各成员城市：\n\n调查现已开始。",
}
BOLD: list[dict[str, Any]] = [{"type": "bold", "offset": 36, "length": 7}]

HEAD = "<code>0000000000000000</code>"
GERMAN = (
    "<b>Logistik für Köln</b>\nRundschreiben Nr. ISA-RS 2026/01 vom 24. November 2026\n\n"
    "Sehr geehrte Damen und Herren,\n\ndie <b>Umfrage</b> beginnt.\n\n"
    "Mit freundlichen Grüßen\nSekretariat der Chinesisch-Deutschen Industriestädteallianz\n\n"
    f"<i>Stand der Nachweiskette: Nr. 0,</i> {HEAD}"
)
CHINESE = (
    "<b>关于宝安物流合作的通函</b>\n中德工盟函〔2026〕1号\n\n各成员城市：\n\n调查现已开始。\n\n"
    f"中德工业城市联盟秘书处\n2026年11月24日\n\n<i>记录链：第0条，</i>{HEAD}"
)
ASKED_GERMAN = (
    "\n\nWir bitten Sie, die Kenntnisnahme mit der Schaltfläche unten zu bestätigen; eine "
    "Bestätigung gilt für Ihre Stadt."
)
ASKED_CHINESE = "\n\n敬请阅后点击下方按钮确认收悉；一人确认，即代表贵方收悉。"
KNOWN_GERMAN = "\n\n✓ Kenntnis genommen für Aachen: Eva Klein, 24.11.2026, 14:05 Uhr"


@dataclass
class Out:
    """Everybody's phones: secretaries, contacts by city, a colleague in Aachen."""

    stage: Stage
    secretary: Phone
    second: Phone
    contacts: dict[str, Phone]
    colleague: Phone
    general_id: int

    @property
    def session(self) -> Session:
        """Return the database."""
        return self.stage.session

    @property
    def general(self) -> GeneralCircular:
        """Return the circular as it is now."""
        return draft.get(self.session, self.general_id)

    @property
    def deliveries(self) -> list[Delivery]:
        """Return every message of the circular, in the order in which they go out."""
        query = select(Delivery).where(Delivery.kind == "circular").order_by(col(Delivery.id))
        return list(self.session.exec(query))

    def deliver(self) -> None:
        """Let everything of the circular arrive that still waits."""
        for one in self.deliveries:
            if one.state is DeliveryState.QUEUED:
                settle(self.session, one, DeliveryState.SENT)

    def acknowledged(self) -> list[str]:
        """Return the cities that have acknowledged."""
        query = select(Addressee.city_code).where(col(Addressee.acknowledged_at).is_not(None))
        return sorted(self.session.exec(query))

    def letter(self, phone: Phone) -> None:
        """Have the last part of the circular's text on a person's phone."""
        mine = [one for one in self.deliveries if one.person_id == phone.person.key]
        text = [one for one in mine if "part" in one.params][-1]
        phone.shown = registry.notice(self.session, text, phone.person, self.stage.now)

    def follow(self, phone: Phone) -> None:
        """Draw what a phone shows again, as the bot does when it has become stale."""
        assert phone.shown is not None
        assert phone.shown.follow is not None
        view = View(
            telegram_id=phone.telegram_id,
            message_id=7,
            screen=phone.shown.follow.screen,
            subject=phone.shown.follow.subject,
            until=NOW + timedelta(days=90),
        )
        phone.shown = registry.view(self.session, view, self.stage.now)

    def progress(self) -> Phone:
        """Open the circular's progress on the secretary's phone."""
        self.secretary.press_data(f"cr.p:{self.general_id}:0")
        return self.secretary


def settle(
    session: Session, delivery: Delivery, state: DeliveryState, error: str | None = None
) -> None:
    """Bring a message to an end."""
    delivery.state, delivery.error = state, error
    session.add(delivery)
    session.flush()


def file_of(stage: Stage, name: str = "Umfrage.pdf") -> Attachment:
    """Return a file that somebody sent."""
    file = Attachment(
        bot_id=1,
        update_id=1,
        telegram_id=1,
        file_id=f"file-{name}",
        name=name,
        mime="application/pdf",
        size=10,
        sha256="a" * 64,
        state=FetchState.READY,
        created_at=stage.now,
    )
    stage.session.add(file)
    stage.session.flush()
    return file


def drafted(
    stage: Stage,
    secretary: Phone,
    *,
    titles: dict[Language, str] | None = None,
    texts: dict[Language, str] | None = None,
    acknowledge: bool = True,
    files: tuple[str, ...] = (),
) -> GeneralCircular:
    """Return a circular that is ready to be sent to all members."""
    session, person, now = stage.session, secretary.person, stage.now
    general = draft.start(session, person, now)
    said = texts or TEXTS
    for language in Language:
        title = (titles or TITLES)[language]
        draft.write_title(session, person, general.key, language, title, now)
        marks = BOLD if said is TEXTS and language is Language.DE else []
        draft.write_text(session, person, general.key, language, said[language], marks, now)
    for name in files:
        file = file_of(stage, name)
        draft.attach(session, person, general.key, file.id or 0, now)
    draft.set_audience(session, person, general.key, Audience.MEMBERS, now)
    draft.set_acknowledge(session, person, general.key, acknowledge, now)
    return general


def people_on(stage: Stage) -> Out:
    """Return the stage with everybody and no circular yet."""
    secretary = stage.person("Chen Jing", role=Role.SECRETARIAT)
    second = stage.person("何明", role=Role.SECRETARIAT, language=Language.ZH)
    contacts = {
        "aachen": stage.person("Eva Klein", "aachen", responsible=True),
        "koeln": stage.person("Uwe Groß", "koeln"),
        "foshan": stage.person("李娜", "foshan", language=Language.ZH),
        "jieyang": stage.person("王伟", "jieyang", language=Language.ZH),
    }
    colleague = stage.person("Anna Weiß", "aachen")
    return Out(stage, secretary, second, contacts, colleague, 0)


def sent_on(stage: Stage, **said: Any) -> Out:  # noqa: ANN401 - as `drafted` takes it
    """Return the stage after a circular went out."""
    out = people_on(stage)
    out.general_id = send_another(out, **said)
    return out


def send_another(out: Out, **said: Any) -> int:  # noqa: ANN401 - as `drafted` takes it
    """Let the secretariat send a circular, and return its id."""
    general = drafted(out.stage, out.secretary, **said)
    sending.send(out.session, out.secretary.person, general.key, out.stage.now)
    return general.key
