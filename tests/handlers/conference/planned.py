"""Conferences for the tests of their screens: everybody, and drafts written by the acts."""

from dataclasses import dataclass

from sqlmodel import select

from alliance.conference import answering, delegation, draft, inviting
from storage.conference import AttendanceKind, Conference, EventKind
from storage.language import Language
from storage.person import Role
from tests.handlers.stage import Phone, Stage

TITLES = {Language.DE: "Frühjahrskonferenz 2027", Language.ZH: "2027年春季联席会议"}
VENUES = {Language.DE: "Eurogress, Monheimsallee 48", Language.ZH: "亚琛会展中心"}


@dataclass
class Office:
    """The secretariat, a contact person of every city but Köln, and a conference if any."""

    stage: Stage
    lin: Phone
    anna: Phone
    chen: Phone
    zhou: Phone

    @property
    def conference(self) -> Conference:
        """Return the conference that was begun last."""
        rows = self.stage.session.exec(select(Conference)).all()
        return max(rows, key=lambda row: row.key)

    def answer(self, city: str, kind: AttendanceKind, phone: Phone | None = None) -> None:
        """Let a city answer by its contact, or the secretariat."""
        who = (phone or self.lin).person
        key, now = self.conference.key, self.stage.now
        answering.answer(self.stage.session, who, key, city, kind, now)

    def delegates(self, city: str, lines: str) -> None:
        """Enter a delegation."""
        entries = delegation.parse_lines(lines)
        key, now = self.conference.key, self.stage.now
        delegation.enter(self.stage.session, self.lin.person, key, city, entries, now)


def office_on(stage: Stage) -> Office:
    """Return the stage with everybody and no conference yet."""
    return Office(
        stage,
        stage.person("Lin Wei", role=Role.SECRETARIAT),
        stage.person("Anna Aachen", "aachen"),
        stage.person("陈静", "jieyang", language=Language.ZH),
        stage.person("周明", "foshan", language=Language.ZH),
    )


def drafted(
    office: Office,
    *,
    host: str = "aachen",
    starts: str = "2027-05-10T09:00",
    ends: str = "2027-05-11T17:00",
) -> Conference:
    """Return a draft that lacks nothing, written by the acts."""
    session, clerk, now = office.stage.session, office.lin.person, office.stage.now
    conference = draft.start(session, clerk, EventKind.CONFERENCE, now)
    key = conference.key
    for language in Language:
        draft.write_title(session, clerk, key, language, TITLES[language], now)
        draft.write_venue(session, clerk, key, language, VENUES[language], now)
    draft.set_host(session, clerk, key, host, now)
    draft.set_times(session, clerk, key, starts, ends, now)
    draft.add_item(session, clerk, key, "Begrüßung", "开幕致辞", 15, now)
    draft.add_item(session, clerk, key, "Arbeitsplan", "年度工作计划", 90, now)
    return conference


def invited(office: Office) -> Conference:
    """Return a conference in Aachen that the four cities were invited to."""
    conference = drafted(office)
    session, now = office.stage.session, office.stage.now
    inviting.invite(session, office.lin.person, conference.key, now)
    return conference


def to_board(office: Office) -> Phone:
    """Return the secretary's phone with the board of the conference."""
    office.lin.press_data(f"kp.m:{office.conference.key}:0")
    return office.lin


def blocks(phone: Phone) -> list[str]:
    """Return what stands on a screen, block by block."""
    return phone.text.split("\n\n")
