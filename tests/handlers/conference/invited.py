"""A stage on which four member cities were invited to a conference in Aachen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from alliance.conference import asking, delegation, draft, inviting
from handlers import registry
from handlers.kit.screen import Answer
from storage.conference import Conference, EventKind, Sector
from storage.language import Language
from storage.person import Role
from storage.view import View
from tests.handlers.stage import NOW, Phone, Stage

TITLES = {Language.DE: "Frühjahrskonferenz", Language.ZH: "春季会议"}
LINES = "Anna Schmidt; Leiterin; Wirtschaftsförderung; Visumschreiben\nBo Roth; Meister; 3"
LINE_ERRORS = (
    "Davon ist noch nichts übernommen; bitte berichtigen Sie die Liste und senden Sie sie "
    "noch einmal:\n"
)
WHEN = (
    "Beginn: 17. März 2027, 09:00 Uhr MEZ (16:00 Uhr Pekinger Zeit)\n"
    "Ende: 18. März 2027, 16:30 Uhr MEZ (23:30 Uhr Pekinger Zeit)\n"
    "Ihre Ortszeit: 17.03.2027, 09:00 Uhr bis 18.03.2027, 16:30 Uhr\n"
)
THREE = [["Wir nehmen teil"], ["Wir nehmen nicht teil"], ["Noch offen"]]
VENUES = {Language.DE: "Krönungssaal", Language.ZH: "加冕厅"}
STARTS, ENDS = "2027-03-17T09:00", "2027-03-18T16:30"
# Aachen is one hour ahead of UTC.
START = datetime.fromisoformat("2027-03-17T08:00:00+00:00")
DEADLINE = datetime.fromisoformat("2027-02-26T17:00:00+00:00")


@dataclass
class Invited:
    """Everybody's phones: a secretary, contacts by city, a colleague in Aachen."""

    stage: Stage
    secretary: Phone
    contacts: dict[str, Phone]
    colleague: Phone
    key: int

    @property
    def session(self) -> Session:
        """Return the database."""
        return self.stage.session

    @property
    def conference(self) -> Conference:
        """Return the conference as it is now."""
        return asking.get(self.session, self.key)

    def letter(self, phone: Phone) -> Phone:
        """Have the invitation on a person's phone."""
        self.stage.notices("invitation")
        return phone

    def opened(self, phone: Phone) -> Phone:
        """Open the conference from the menu."""
        phone.type("/conferences")
        titles = {"de": "17. März 2027: Frühjahrskonferenz", "zh": "2027年3月17日：春季会议"}
        phone.press(titles[phone.code])
        return phone

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

    def told(self, kind: str, phone: Phone) -> str | None:
        """Return what a person reads of a notice; None where it is pointless for them."""
        (screen,) = [shown for whose, shown in self.stage.notices(kind) if whose is phone]
        return phone.text if screen is not None else None


def invited_on(stage: Stage, *, items: int = 1) -> Invited:
    """Return the stage after the invitations went out."""
    secretary = stage.person("Lin Wei", role=Role.SECRETARIAT)
    contacts = {
        "aachen": stage.person("Eva Klein", "aachen"),
        "koeln": stage.person("Uwe Groß", "koeln"),
        "foshan": stage.person("张敏", "foshan", language=Language.ZH),
        "jieyang": stage.person("陈静", "jieyang", language=Language.ZH),
    }
    colleague = stage.person("Jan Roth", "aachen")
    session, clerk, now = stage.session, secretary.person, stage.now
    key = draft.start(session, clerk, EventKind.CONFERENCE, now).key
    for language in Language:
        draft.write_title(session, clerk, key, language, TITLES[language], now)
        draft.write_venue(session, clerk, key, language, VENUES[language], now)
    draft.set_host(session, clerk, key, "aachen", now)
    draft.set_times(session, clerk, key, STARTS, ENDS, now)
    draft.set_deadline(session, clerk, key, DEADLINE, now)
    for _ in range(items):
        draft.add_item(session, clerk, key, "Begrüßung", "致辞", 30, now)
    inviting.invite(session, clerk, key, now)
    return Invited(stage, secretary, contacts, colleague, key)


def entered(invited: Invited, city: str = "aachen") -> list[tuple[str, str, Sector, str]]:
    """Return a city's delegation."""
    found = delegation.delegates(invited.session, invited.conference, city)
    return [(one.name, one.function, one.sector, one.remark) for one in found]


def finish(phone: Phone) -> Answer:
    """Press Done and Confirm."""
    phone.press("Fertig")
    return phone.press("Bestätigen")
