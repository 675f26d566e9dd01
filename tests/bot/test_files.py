"""Files that people send."""

import aiohttp

from tests.bot.stand import Stand


async def test_file_of_a_person_is_fetched(stand: Stand) -> None:
    anna, stranger = await stand.person("Anna"), await stand.phone("Fremd")
    for phone in (anna, stranger):
        await _send_file(stand, phone.id, b"Guten Tag")
    assert (await anna.next())["text"] == "Got Guten Tag"
    assert (await stranger.next())["text"] == "Got nothing"
    assert [file.read_bytes() for file in stand.settings.files.iterdir()] == [b"Guten Tag"]


async def test_what_comes_after_a_file_waits_for_it(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await stand.fault("getFile", "stall", seconds=1)
    await _send_file(stand, anna.id, b"slow")
    await anna.type("later")
    assert [(await anna.next())["text"] for _ in range(2)] == [
        "Got slow",
        "later for @stadtbote_bot",
    ]


async def _send_file(stand: Stand, person: int, content: bytes) -> None:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="brief.txt", content_type="text/plain")
    async with stand.http.post(f"/api/people/{person}/file", data=form) as answer:
        assert (await answer.json())["ok"]
