"""An alliance with mandate holders and an application, and how cities answer in tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from alliance import register
from alliance.accession import draft, electorate, ending, opening, statement
from alliance.accession.ending import Ending
from alliance.accession.statement import Declared
from storage.accession import Accession, Part, StatementKind
from storage.attachment import Attachment, FetchState
from storage.city import City, Side, Standing
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person
from tests.alliance.people import NOW, seat, secretary, someone

KINDS = {kind: None if kind is StatementKind.CONSENT else "in writing" for kind in StatementKind}
LATER = NOW + timedelta(hours=1)


@dataclass
class World:
    """Two secretaries, the members' mandate holders by city, and a candidate."""

    session: Session
    first: Person
    second: Person
    holders: dict[str, Person]
    candidate: City

    def drafted(self, candidate: str | None = None) -> Accession:
        """Return a complete draft."""
        code = candidate or self.candidate.code
        accession = draft.start(self.session, self.first, code, NOW)
        fill(self.session, self.first, accession)
        return accession

    def asked(self, candidate: str | None = None) -> Accession:
        """Return a procedure whose circular is out."""
        return self.sent(self.drafted(candidate))

    def sent(self, draft_: Accession) -> Accession:
        """Return a draft after its circular went out."""
        return opening.ask(self.session, self.first, draft_.key, NOW).accession

    def answer(
        self,
        accession: Accession,
        city: str,
        kind: StatementKind = StatementKind.CONSENT,
        now: datetime = LATER,
    ) -> Declared:
        """Let a city answer, whatever it said before."""
        return answer(self.session, self.holders[city], accession, city, kind, now)

    def withdraws(self, code: str, now: datetime = LATER) -> list[Ending]:
        """Let a city leave the alliance and all electorates."""
        register.city(self.session, code).standing = Standing.FORMER
        return ending.drop_city(self.session, self.first, code, now)


def build(session: Session, cn: int = 2, de: int = 1, side: Side = Side.DE) -> World:
    """Return a world with members `cn0`…, `de0`… and the candidate `new`."""
    world = World(
        session,
        secretary(session),
        secretary(session),
        {},
        seat(session, "new", side, Standing.CANDIDATE),
    )
    for name, count in ((Side.CN, cn), (Side.DE, de)):
        for number in range(count):
            join(world, f"{name.lower()}{number}", name)
    return world


def join(world: World, code: str, side: Side) -> Person:
    """Add a member city with a mandate holder, who is returned."""
    seat(world.session, code, side)
    holder = someone(world.session, code)
    world.session.add(Mandate(city_code=code, holder_id=holder.key, since=NOW))
    world.session.flush()
    world.holders[code] = holder
    return holder


def fill(session: Session, person: Person, accession: Accession) -> None:
    """Write all four parts in both languages."""
    for part in Part:
        for language in Language:
            text = f"{part} in {language}"
            draft.write(session, person, accession.key, part, language, text, NOW)


def answer(
    session: Session,
    person: Person,
    accession: Accession,
    city: str,
    kind: StatementKind = StatementKind.CONSENT,
    now: datetime = LATER,
) -> Declared:
    """Let a person answer for a city from a fresh screen."""
    key, round_ = accession.key, accession.round
    base = statement.require(session, person, key, round_, city, now).base
    return statement.declare(
        session,
        statement.claim(session, person, key, round_, city, base, now),
        kind=kind,
        text=KINDS[kind],
        declaration=f"Declaration of {city}: {kind}",
        language=Language.DE,
        now=now,
    )


def scan(session: Session, state: FetchState = FetchState.READY, sender: int = 1) -> int:
    """Add a file that a Telegram account sent, and return its id."""
    count = len(session.exec(select(Attachment.id)).all())
    file = Attachment(
        bot_id=1,
        update_id=count,
        telegram_id=sender,
        file_id=f"file-{count}",
        name=f"scan-{count}.pdf",
        mime="application/pdf",
        size=1,
        sha256=f"{count:064x}",
        state=state,
        created_at=NOW,
    )
    session.add(file)
    session.flush()
    assert file.id is not None
    return file.id


def kinds(session: Session, accession: Accession) -> dict[str, StatementKind]:
    """Return what the cities say at present."""
    return electorate.kinds(electorate.statements(session, accession))
