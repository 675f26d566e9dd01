"""With the longest texts that are possible whatever cities read stays below Telegram's limit."""

import pytest

from alliance.conference import inviting, nudging
from alliance.conference.changing import ItemText
from alliance.conference.inviting import Changes
from alliance.conference.lines import REMARK_LIMIT
from alliance.value import FUNCTION_LIMIT, NAME_LIMIT
from storage.city import City, Side, Standing
from storage.language import Language
from storage.mandate import Mandate
from tests.handlers.conference.planned import Office
from tests.handlers.conference.test_length import LIMIT, length, longest
from tests.handlers.stage import Phone


def burdened(office: Office, seats: int) -> Phone:
    """Return the phone of somebody with a long name who answers for many cities with such."""
    phone = office.anna
    session = office.stage.session
    phone.person.name = "Ä" * 120
    for number in range(seats):
        city = City(
            code=f"{'x' * 36}{number}",
            side=Side.DE,
            name_de="Ö" * 80,
            name_zh="城" * 80,
            zone="Europe/Berlin",
            standing=Standing.MEMBER,
        )
        session.add(city)
        session.flush()
        session.add(
            Mandate(city_code=city.code, holder_id=phone.person.key, since=office.stage.now)
        )
    session.flush()
    return phone


def noticed(office: Office, kind: str) -> list[int]:
    """Return how long each notice of a kind is for its reader."""
    return [length(shown) for _, shown in office.stage.notices(kind) if shown is not None]


@pytest.mark.parametrize("seats", [4, 14, 30])
def test_longest_invitation_and_what_follows_it_fit(office: Office, seats: int) -> None:
    phone = burdened(office, seats)
    conference = longest(office)
    session, clerk, now = office.stage.session, office.lin.person, office.stage.now
    inviting.invite(session, clerk, conference.key, now)
    lengths = noticed(office, "invitation")
    phone.press("Wir nehmen teil")
    lengths.append(length(phone.shown))
    phone.press("Meine Städte")
    lengths.append(length(phone.shown))
    phone.type("/conferences")
    lengths.append(length(phone.shown))
    nudging.remind(session, clerk, conference.key, now)
    lengths += noticed(office, "conference-reminder")
    inviting.move(session, clerk, conference.key, "2027-10-10T09:00", "2027-10-12T17:00", now)
    changes = Changes(
        host_code="koeln",
        title={Language.DE: "B" * 200, Language.ZH: "新" * 200},
        venue={Language.DE: "B" * 300, Language.ZH: "新" * 300},
        costs={Language.DE: "B" * 600, Language.ZH: "新" * 600},
        agenda=[ItemText("B" * 300, "新" * 300, 90) for _ in range(60)],
    )
    inviting.change(session, clerk, conference.key, changes, now)
    lengths += noticed(office, "conference-changed")
    inviting.cancel(session, clerk, conference.key, "Ü" * 2_000, now)
    lengths += noticed(office, "conference-cancelled")
    phone.press("Anzeigen")
    lengths.append(length(phone.shown))
    assert len(lengths) >= 14
    assert max(lengths) <= LIMIT, lengths


def test_longest_delegation_fits(office: Office) -> None:
    phone = office.anna
    conference = longest(office)
    session, clerk, now = office.stage.session, office.lin.person, office.stage.now
    inviting.invite(session, clerk, conference.key, now)
    office.stage.notices("invitation")
    phone.press("Wir nehmen teil")
    phone.press("Delegation eintragen")
    function, remark = "F" * FUNCTION_LIMIT, "R" * REMARK_LIMIT
    lengths = []
    for number in range(6):
        name = f"{number}".ljust(NAME_LIMIT, "N")
        phone.type(f"{name}; {function}; Wirtschaftsförderung; {remark}")
        lengths.append(length(phone.shown))
    phone.press("Fertig")
    lengths.append(length(phone.shown))
    phone.press("Bestätigen")
    phone.press("Delegation anzeigen")
    lengths.append(length(phone.shown))
    phone.press("Delegation eintragen")
    phone.type("\n".join("x" * 140 for _ in range(25)))
    lengths.append(length(phone.shown))
    assert max(lengths) <= LIMIT, lengths
