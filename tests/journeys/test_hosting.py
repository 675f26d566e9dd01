"""The search for a host over HTTP: asked, offered in both languages, taken back, chosen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.cast import DEMO_TOWN, move_in
from tests.journeys.conftest import Copy
from tests.journeys.harness import Town, town
from tests.journeys.message import words

TOLD = "SELECT kind, state, count(*) FROM delivery WHERE kind LIKE 'host-%' GROUP BY kind, state"
KEPT = "SELECT kind FROM record WHERE kind LIKE 'host-%' ORDER BY seq"


@pytest.fixture
async def place(drafted: Copy, tmp_path: Path) -> AsyncIterator[Town]:
    """Return a town with 23 member cities."""
    async with town(tmp_path, drafted(tmp_path)) as place:
        yield place


async def test_a_host_is_sought_and_chosen(place: Town) -> None:
    phones = await move_in(place, DEMO_TOWN)
    secretary, german, chinese = (phones[one] for one in ("Markus Lenz", "aachen", "foshan"))
    await place.start()
    await secretary.type("/desk", label="Gastgeberstädte")
    await secretary.press("Gastgeberstädte", shows="Gastgeber suchen")
    asked = await secretary.press("Gastgeber suchen", then="Für welche Konferenz")
    half = asked["reply_markup"]["inline_keyboard"][1][0]["text"]
    await secretary.press(half, shows="Überspringen")
    await secretary.press("Überspringen", shows="Bestätigen")
    await secretary.press("Bestätigen", shows="Gastgeber auswählen")
    await place.quiet()

    await german.until(f"Gastgeberstadt, {half}", label="Als Gastgeber anbieten")
    await german.press("Als Gastgeber anbieten", then="höchstens 2000 Zeichen")
    await german.type("Im Mai <Eurogress>.", label="Bestätigen")
    await german.press("Bestätigen", then="Ihr Angebot", shows="Angebot zurückziehen")
    await chinese.until("主办城市", label="申办会议")
    await chinese.press("申办会议", then="最多2000个字符")
    await chinese.type("五月在佛山。", label="确认")
    await chinese.press("确认", then="贵方的申办意向", shows="撤回申办意向")
    await chinese.press("撤回申办意向", then="是否撤回")
    await chinese.press("撤回申办意向", shows="申办会议")

    board = await secretary.until(
        r"1 Angebot liegt vor \(Mitgliedsstädte: 23\)\.", label="Gastgeber auswählen"
    )
    assert words(board).endswith("\nIm Mai <Eurogress>.")
    await secretary.press("Gastgeber auswählen", on=board, shows="Aachen")
    await secretary.press("Aachen", shows="Überspringen")
    await secretary.press("Überspringen", shows="Bestätigen")
    await secretary.press("Bestätigen", then="Gastgeberstadt ist Aachen", shows="Neue Konferenz")
    await place.quiet()
    await german.until("Gastgeberstadt ist Aachen.\n\nWir freuen uns darauf")
    await chinese.until("主办城市为亚琛。\n\n感谢所有提出申办意向的城市")
    contacts = sum(one.city is not None and one.city != "rhein-kreis-neuss" for one in DEMO_TOWN)
    told = {kind: count for kind, state, count in place.rows(TOLD) if state == "sent"}
    assert told["host-search"] == contacts
    assert [kind for (kind,) in place.rows(KEPT)] == [
        "host-asked",
        "host-offered",
        "host-offered",
        "host-withdrawn",
        "host-chosen",
    ]
    await place.check()
