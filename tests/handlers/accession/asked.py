"""A stage on which the Rhein-Kreis Neuss has applied and four member cities are asked."""

from dataclasses import dataclass

from sqlmodel import select

from alliance.accession import draft, opening
from storage.accession import Accession, Statement
from storage.city import City, Side, Standing
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Role
from tests.alliance.accession.world import fill
from tests.handlers.stage import BERLIN, Phone, Stage

RECEIPT = "ISA-E 2026/0001"


@dataclass
class Asked:
    """Everybody's phones: secretaries, mandate holders by city, a colleague in Aachen."""

    stage: Stage
    secretary: Phone
    second: Phone
    holders: dict[str, Phone]
    colleague: Phone
    accession_id: int

    @property
    def accession(self) -> Accession:
        """Return the procedure as it is now."""
        found = self.stage.session.get(Accession, self.accession_id)
        assert found is not None
        return found

    @property
    def statements(self) -> list[Statement]:
        """Return every statement that was given."""
        return list(self.stage.session.exec(select(Statement)))

    def consent(self, city: str) -> None:
        """Let a city consent from its newest screen."""
        phone = self.holders[city]
        self.show(city)
        phone.press("同意" if phone.code == "zh" else "Zustimmen")
        phone.press("正式提交" if phone.code == "zh" else "Verbindlich abgeben")

    def show(self, city: str) -> Phone:
        """Open a city's screen on its holder's phone."""
        phone = self.holders[city]
        phone.press_data(f"as:{self.accession_id}:{self.accession.round}:{city}")
        return phone

    def board(self) -> Phone:
        """Open the board on the secretary's phone."""
        self.secretary.press_data(f"ab:{self.accession_id}")
        return self.secretary

    def question(self, text: str = "Welche Branchen?") -> None:
        """Let Aachen ask a question."""
        phone = self.show("aachen")
        phone.press("Rückfrage")
        phone.type(text)
        phone.press("Verbindlich abgeben")


def candidate(stage: Stage, side: Side = Side.DE) -> City:
    """Add the candidate to the register."""
    city = City(
        code="neuss",
        side=side,
        name_de="Rhein-Kreis Neuss",
        name_zh="莱茵-诺伊斯县",
        zone=BERLIN,
        standing=Standing.CANDIDATE,
    )
    stage.session.add(city)
    stage.session.flush()
    return city


def asked_on(stage: Stage, side: Side = Side.DE) -> Asked:
    """Return the stage after the circular went out."""
    candidate(stage, side)
    secretary = stage.person("Chen Jing", role=Role.SECRETARIAT)
    second = stage.person("He Ming", role=Role.SECRETARIAT, language=Language.ZH)
    holders = {
        "aachen": stage.person("Eva Klein", "aachen", responsible=True),
        "koeln": stage.person("Uwe Groß", "koeln"),
        "foshan": stage.person("Li Na", "foshan", language=Language.ZH),
        "jieyang": stage.person("Wang Wei", "jieyang", language=Language.ZH),
    }
    colleague = stage.person("Anna Weiß", "aachen")
    for code, phone in holders.items():
        stage.session.add(Mandate(city_code=code, holder_id=phone.person.key, since=stage.now))
    stage.session.flush()
    accession = draft.start(stage.session, secretary.person, "neuss", stage.now)
    fill(stage.session, secretary.person, accession)
    opening.ask(stage.session, secretary.person, accession.key, stage.now)
    return Asked(stage, secretary, second, holders, colleague, accession.key)
