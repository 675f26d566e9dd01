"""With the longest texts that are possible every screen stays below Telegram's limit."""

import re

from alliance.conference import draft, inviting
from handlers.kit.screen import Screen
from storage.conference import AttendanceKind, Conference, EventKind
from storage.language import Language
from tests.handlers.conference.planned import Office, to_board

LIMIT = 4096
LONG = {Language.DE: "Ä", Language.ZH: "长"}


def length(screen: Screen | None) -> int:
    """Return how long Telegram finds a screen: in UTF-16 units, without tags."""
    assert screen is not None
    text = re.sub(r"<[^>]+>", "", screen.text).replace("&#39;", "'").replace("&#34;", '"')
    return len(text.encode("utf-16-le")) // 2


def longest(office: Office) -> Conference:
    """Return a draft in which every text is as long as may be."""
    session, clerk, now = office.stage.session, office.lin.person, office.stage.now
    key = draft.start(session, clerk, EventKind.CONFERENCE, now).key
    draft.set_host(session, clerk, key, "aachen", now)
    draft.set_times(session, clerk, key, "2027-05-10T09:00", "2027-05-12T17:00", now)
    for language, letter in LONG.items():
        draft.write_title(session, clerk, key, language, letter * 200, now)
        draft.write_venue(session, clerk, key, language, letter * 300, now)
        draft.write_costs(session, clerk, key, language, letter * 600, now)
    for _ in range(60):
        draft.add_item(session, clerk, key, "Ä" * 300, "长" * 300, 90, now)
    draft.set_reminders(session, clerk, key, (60, 50, 40, 30, 20, 10), (7, 6, 5, 4, 3, 2), now)
    return office.conference


def test_longest_draft_fits(office: Office) -> None:
    key = longest(office).key
    wang = office.stage.person("W" * 120)
    wang.person.role = office.lin.person.role
    draft.write_title(
        office.stage.session, office.lin.person, key, Language.DE, "B" * 200, office.stage.now
    )
    for data in ("kp.d:{0}", "kp.h:{0}:0", "kp.h:{0}:1", "kp.f:{0}:agenda", "kp.a:{0}"):
        wang.press_data(data.format(key))
        assert length(wang.shown) <= LIMIT


def test_longest_conference_fits(office: Office) -> None:
    conference = longest(office)
    session, now = office.stage.session, office.stage.now
    inviting.invite(session, office.lin.person, conference.key, now)
    office.lin.person.name = "L" * 120
    for city in ("aachen", "koeln", "foshan", "jieyang"):
        office.answer(city, AttendanceKind.ATTENDS)
    lin = to_board(office)
    for page in range(9):
        lin.press_data(f"kp.r:{conference.key}:{page}")
        assert length(lin.shown) <= LIMIT
    inviting.cancel(session, lin.person, conference.key, "Ä" * 2000, now)
    to_board(office)
    assert length(lin.shown) <= LIMIT
