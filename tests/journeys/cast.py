"""Who lives in the towns of the journeys, and databases in which they are registered already."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlmodel import Session, col, delete, select

from alliance import contact, invitation, register
from alliance.accession import draft, opening
from bot.demotown import FIRST_ID, Resident
from bot.demotown import fill as fill_demo
from bot.demotown import residents as demo_residents
from bot.work import now_utc
from storage.accession import Accession, Part
from storage.delivery import Delivery
from storage.engine import make_engine, make_session
from storage.language import Language
from storage.person import Person, Role
from tests.journeys.harness import Phone, Town

SMALL = Path(__file__).parent / "small.toml"
DE, ZH = Language.DE, Language.ZH
CHINA = "Asia/Shanghai"


def resident(number: int, name: str, city: str | None, language: Language) -> Resident:
    """Return a contact of a city, or where none is named somebody of the secretariat."""
    role = Role.CONTACT if city else Role.SECRETARIAT
    zone = CHINA if language is ZH else "Europe/Berlin"
    return Resident(
        FIRST_ID + number, name, "Referat 1", role, city, language, zone, name, shown=False
    )


SMALL_TOWN = [
    resident(0, "Markus Lenz", None, DE),
    resident(1, "陈志远", "foshan", ZH),
    resident(2, "林晓", "jieyang", ZH),
    resident(3, "黄磊", "nanning", ZH),
    resident(4, "吴敏", "jiangmen", ZH),
    resident(5, "Katharina Vossen", "aachen", DE),
    resident(6, "Derya Aksoy", "koeln", DE),
    resident(7, "何婉仪", None, ZH),
]
COLLEAGUE = resident(90, "Anna Weiß", "aachen", DE)
DEMO_TOWN = [*demo_residents(), COLLEAGUE]


def with_database(url: str, act: Callable[[Session], object]) -> None:
    """Run an act in a transaction of its own."""
    engine = make_engine(url)
    try:
        with make_session(engine) as session:
            act(session)
            session.commit()
    finally:
        engine.dispose()


def demo_drafted(session: Session) -> None:
    """Fill a database as the demo does: 23 member cities, one application drafted."""
    fill_demo(session, DEMO_TOWN, now_utc())
    _forget_news(session)


def demo_asked(session: Session) -> None:
    """Fill a database as the demo does, and send the application to everybody."""
    demo_drafted(session)
    _ask(session, session.exec(select(Accession)).one())


def peopled(file: Path, people: Iterable[Resident]) -> Callable[[Session], None]:
    """Return the act that fills a database with the cities of a register, and people."""

    def act(session: Session) -> None:
        register.load(session, file, now_utc())
        session.flush()
        _join(session, people)
        _forget_news(session)

    return act


def small_asked(candidate: str) -> Callable[[Session], None]:
    """Return the act that fills a database with six member cities, asked about a candidate."""

    def act(session: Session) -> None:
        now = now_utc()
        peopled(SMALL, SMALL_TOWN)(session)
        secretary = _secretary(session)
        procedure = draft.start(session, secretary, candidate, now)
        for part in Part:
            for language, text in ((DE, "Wie im Antrag."), (ZH, "见申请材料。")):
                draft.write(session, secretary, procedure.key, part, language, text, now)
        _ask(session, procedure)

    return act


async def move_in(place: Town, people: Iterable[Resident]) -> dict[str, Phone]:
    """Give registered people phones; return them by city, a second one's and secretaries' by name.

    All but the secretariat and the candidate answer when the crowd is let.
    """
    phones = {}
    for one in people:
        language = one.language or (ZH if one.zone == CHINA else DE)
        key = one.name if one.city is None or one.city in phones else one.city
        phones[key] = await place.phone(
            one.name,
            "zh-hans" if language is ZH else "de",
            id=one.telegram_id,
            label=one.label,
            started=True,
            simulated=one.city is not None and one.city != "rhein-kreis-neuss",
        )
    return phones


def _join(session: Session, people: Iterable[Resident]) -> None:
    for one in people:
        now = now_utc()
        token = invitation.invite(
            session,
            role=one.role,
            city_code=one.city,
            responsible=one.city is not None,
            by=None,
            now=now,
        )
        contact.register(
            session,
            telegram_id=one.telegram_id,
            invitation=invitation.find(session, token, now),
            name=one.name,
            function=one.function,
            email=None,
            language=one.language or DE,
            zone=one.zone or "Europe/Berlin",
            privacy_version="2026-1",
            privacy_at=now,
            now=now,
        )


def _secretary(session: Session) -> Person:
    query = select(Person).where(Person.role == Role.SECRETARIAT).order_by(col(Person.id))
    found = session.exec(query).first()
    assert found is not None
    return found


def _ask(session: Session, procedure: Accession) -> None:
    opening.ask(session, _secretary(session), procedure.key, now_utc())


def _forget_news(session: Session) -> None:
    """Drop the news that everybody joined, so that what follows is seen alone."""
    session.flush()
    session.execute(delete(Delivery))
