"""What a chat shows and what happens in it: keyboards, menus, groups, blocking."""

from sqlmodel import select

from storage.dialog import Dialog
from storage.person import Channel, Person, Role
from tests.bot.stand import Stand


async def test_press_edits_in_place_with_a_toast(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    toast = await anna.press(shown)
    edited = await anna.next()
    assert toast == {"text": "push 1", "show_alert": False}
    assert (edited["message_id"], edited["text"]) == (shown["message_id"], "Pushed 1")


async def test_old_keyboard_is_stripped(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    assert await anna.says(f"strip {shown['message_id']}") == "Stripped"
    await stand.stop()
    messages = (await stand.get(f"/api/people/{anna.id}/chat"))["messages"]
    assert [one.get("reply_markup") for one in messages if not one["from_me"]] == [None, None]


async def test_form_knows_its_message(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("form")
    shown = await anna.next()
    await stand.stop()
    with stand.session() as session:
        dialog = session.exec(select(Dialog)).one()
    assert dialog.message_id == shown["message_id"]


async def test_menu_is_set_for_the_person(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await anna.says("menu")
    await stand.stop()
    commands = (await stand.get(f"/api/people/{anna.id}/commands"))["commands"]
    assert commands == [{"command": "start", "description": "Anna de"}]


async def test_menu_follows_what_others_changed(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await anna.says("Hallo")
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
        person.name = "Berta"
        session.add(person)
    await anna.says("again")
    await anna.says("once more")
    await stand.stop()
    commands = (await stand.get(f"/api/people/{anna.id}/commands"))["commands"]
    assert commands == [{"command": "start", "description": "Berta de"}]


async def test_menu_comes_with_a_delivery(stand: Stand) -> None:
    anna, secretary = await stand.person("Anna"), await stand.person("Sek", Role.SECRETARIAT)
    await stand.post(f"/api/people/{anna.id}/block")
    await secretary.next()
    await stand.stop()
    commands = (await stand.get(f"/api/people/{secretary.id}/commands"))["commands"]
    assert commands == [{"command": "start", "description": "Sek de"}]


async def test_stranger_gets_no_menu_of_their_own(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.says("Hallo du")
    await stand.stop()
    commands = (await stand.get(f"/api/people/{anna.id}/commands"))["commands"]
    assert commands == [{"command": "start", "description": "Begin de"}]


async def test_group_hears_one_sentence_and_is_left(stand: Stand) -> None:
    anna = await stand.phone()
    made = await stand.post("/api/groups", by=anna.id, title="Rathaus")
    place = f"/api/groups/{made['group']['id']}"
    seen = await stand.get(f"{place}?timeout=20")
    assert seen["group"]["member"] is False
    texts = [one.get("text") for one in seen["messages"] if not one["from_me"]]
    assert [text for text in texts if text] == ["Not in groups."]


async def test_blocking_is_noted_and_told_each_time_it_begins(stand: Stand) -> None:
    anna, secretary = await stand.person("Anna"), await stand.person("Sek", Role.SECRETARIAT)
    await stand.post(f"/api/people/{anna.id}/block")
    assert (await secretary.next())["text"] == "channel-lost for Sek"
    for act in ("unblock", "block"):
        await stand.post(f"/api/people/{anna.id}/{act}")
    assert (await secretary.next())["text"] == "channel-lost for Sek"
    await stand.stop()
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
    assert person.channel is Channel.BLOCKED


async def test_unblocking_opens_the_channel(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await stand.post(f"/api/people/{anna.id}/block")
    await stand.post(f"/api/people/{anna.id}/unblock")
    assert await anna.says("back") == "back for @stadtbote_bot"
    await stand.stop()
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
    assert person.channel is Channel.OPEN
