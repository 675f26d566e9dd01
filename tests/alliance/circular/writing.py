"""Circulars as they are written, from the draft on."""

from datetime import datetime

from sqlmodel import Session, col, select

from alliance.circular import draft, sending
from alliance.circular.sending import Sent
from storage.circular import Audience, GeneralCircular
from storage.city import Side
from storage.delivery import Delivery
from storage.language import Language
from storage.person import Person
from tests.alliance.people import NOW, seat, someone

TEXTS = {Language.DE: "Wir laden ein.", Language.ZH: "诚邀参会。"}
# Three messages in German, one in Chinese.
LONG = {Language.DE: "\n\n".join(["x" * 2900] * 3), Language.ZH: "短"}


def inhabited(session: Session, code: str, side: Side = Side.DE) -> str:
    """Add a member city with one contact person, and return its code."""
    someone(session, seat(session, code, side).code)
    return code


def fill(
    session: Session, actor: Person, general: GeneralCircular, texts: dict[Language, str] = TEXTS
) -> None:
    """Write both halves."""
    for language in Language:
        draft.write_title(session, actor, general.key, language, f"Title {language}", NOW)
        draft.write_text(session, actor, general.key, language, texts[language], [], NOW)


def drafted(
    session: Session,
    secretary: Person,
    *cities: str,
    audience: Audience = Audience.CITIES,
    texts: dict[Language, str] = TEXTS,
) -> GeneralCircular:
    """Return a complete draft to cities, or to an audience, that wants acknowledgement."""
    general = draft.start(session, secretary, NOW)
    fill(session, secretary, general, texts)
    draft.set_audience(session, secretary, general.key, audience, NOW, cities=cities)
    return draft.set_acknowledge(session, secretary, general.key, wanted=True, now=NOW)


def sent(
    session: Session,
    secretary: Person,
    *cities: str,
    audience: Audience = Audience.CITIES,
    now: datetime = NOW,
) -> Sent:
    """Return a circular that went out."""
    general = drafted(session, secretary, *cities, audience=audience)
    return sending.send(session, secretary, general.key, now)


def deliveries(session: Session, general: GeneralCircular) -> list[Delivery]:
    """Return a circular's messages in the order in which they go out."""
    query = select(Delivery).where(
        Delivery.subject == general.subject, Delivery.kind == "circular"
    )
    found = session.exec(
        query.order_by(col(Delivery.id)).execution_options(populate_existing=True)
    )
    return list(found)
