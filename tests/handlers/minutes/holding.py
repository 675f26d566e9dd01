"""A conference in Köln to which the stage's cities were invited, and who takes part."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from alliance import minutes
from alliance.circular import sending
from alliance.conference import draft, inviting
from alliance.minutes import Decision
from handlers.minutes.presses import CirculatePress
from storage.circular import GeneralCircular
from storage.conference import Conference, EventKind
from storage.language import Language
from storage.minutes import PaperKind, Resolution
from storage.person import Role
from tests.handlers.stage import Phone, Stage

STARTS, ENDS = "2027-03-17T09:00", "2027-03-18T16:30"
AFTER = datetime(2027, 3, 20, 9, 0, tzinfo=UTC)
DUE = date(2027, 6, 15)
TITLES = {Language.DE: "Frühjahrskonferenz", Language.ZH: "春季会议"}


@dataclass
class Held:
    """The stage with a conference, two secretaries, and contacts in Köln and Foshan."""

    stage: Stage
    secretary: Phone
    second: Phone
    german: Phone
    chinese: Phone
    conference: Conference

    @property
    def session(self) -> Session:
        """Return the session of the stage."""
        return self.stage.session

    @property
    def open(self) -> str:
        """Return the data of the button that leads to the papers."""
        return f"km:{self.conference.key}"

    def begin(self) -> None:
        """Let the conference pass."""
        self.stage.now = AFTER

    def write(self, language: Language | None = None, text: str = "Text") -> None:
        """Write one half of the minutes, or both."""
        for one in Language if language is None else (language,):
            person, key = self.secretary.person, self.conference.key
            minutes.write(self.session, person, key, one, text, self.stage.now)

    def decide(self, german: str, chinese: str, city: str | None) -> Resolution:
        """Enter a resolution; a city's has a day."""
        decision = Decision(german, chinese, city, DUE if city else None)
        person, key = self.secretary.person, self.conference.key
        return minutes.enter(self.session, person, key, decision, self.stage.now)

    def circulate(self) -> None:
        """Make the circular of the minutes."""
        self.secretary.press_data(CirculatePress(self.conference.key).pack())

    def send(self) -> GeneralCircular:
        """Send the circular that was made of the minutes."""
        [made] = minutes.published(self.session, self.conference, PaperKind.MINUTES)
        sending.send(self.session, self.secretary.person, made.general.key, self.stage.now)
        return made.general


def held_on(stage: Stage) -> Held:
    """Return the stage after the invitations to a conference went out."""
    secretary = stage.person("Wei Li", role=Role.SECRETARIAT)
    second = stage.person("陈静", role=Role.SECRETARIAT, language=Language.ZH)
    german = stage.person("Ute Klein", "koeln")
    chinese = stage.person("王伟", "foshan", language=Language.ZH)
    session, person, now = stage.session, secretary.person, stage.now
    conference = draft.start(session, person, EventKind.CONFERENCE, now)
    key = conference.key
    for language in Language:
        draft.write_title(session, person, key, language, TITLES[language], now)
        draft.write_venue(session, person, key, language, "Gürzenich", now)
    draft.set_host(session, person, key, "koeln", now)
    draft.set_times(session, person, key, STARTS, ENDS, now)
    draft.add_item(session, person, key, "Begrüßung", "致辞", 30, now)
    draft.add_item(session, person, key, "Logistik <A>", "物流", None, now)
    inviting.invite(session, person, key, now)
    return Held(stage, secretary, second, german, chinese, conference)
