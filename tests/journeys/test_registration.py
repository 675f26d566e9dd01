"""From the command line's invitation to a registered person, in both languages."""

import re
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from alliance import invitation
from storage.engine import make_engine, make_session
from storage.person import Role
from tests.journeys.harness import ROOT, Phone, Town, town
from tests.journeys.message import labels, words

REGISTER = str(ROOT / "data" / "alliance-2017.toml")
PERSON = "SELECT telegram_id, role, city_code, language, zone, name, function, email FROM person"
LEFT = 'SELECT payload, answer FROM "update" WHERE telegram_id = :id'
UNINVITED = {
    "de": (
        "Guten Tag,\n\nStadtbote steht den benannten Ansprechpersonen der Chinesisch-Deutschen "
        "Industriestädteallianz offen; "
    ),
    "zh": "您好！\n\n“城市信使”供中德工业城市联盟指定联络员使用，目前没有与您的账号对应的邀请。",
}


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Return a town whose register was loaded at the command line, the bot at work."""
    async with town(tmp_path_factory.mktemp("registration")) as place:
        status, out, _ = await place.command("load", REGISTER)
        assert (status, out[0].split(",")[0]) == (0, "24 cities added")
        await place.start()
        yield place


def person(place: Town, phone: Phone) -> list[tuple[object, ...]]:
    """Return the row of somebody, without the Telegram id."""
    return [row[1:] for row in place.rows(f"{PERSON} WHERE telegram_id = :id", id=phone.id)]


def traces(place: Town, phone: Phone) -> list[tuple[object, ...]]:
    """Return what is stored of somebody beyond the closed update's number."""
    return [
        *place.rows("SELECT id FROM person WHERE telegram_id = :id", id=phone.id),
        *place.rows("SELECT id FROM dialog WHERE telegram_id = :id", id=phone.id),
        *place.rows("SELECT telegram_id FROM view WHERE telegram_id = :id", id=phone.id),
    ]


async def test_german_registers_step_by_step(place: Town) -> None:
    token = await place.invite("--city", "aachen", "--responsible")
    phone = await place.phone("Jörg", "de")
    first = await phone.type(f"/start {token}")
    assert labels(first) == ["Deutsch", "中文", "Zurück", "Abbrechen"]
    privacy = await phone.press("Deutsch")
    assert words(privacy).splitlines()[0] == (
        "Datenschutzhinweise (Fassung 2026-1 vom 2. November 2026)"
    )
    assert labels(privacy)[:2] == ["Einwilligen und weiter", "Nicht einwilligen"]
    await phone.press("Einwilligen und weiter", then="^Wie heißen Sie")
    await phone.type("Jörg Müller", then="^Welche Funktion haben Sie")
    await phone.type("Leitung Wirtschaftsförderung", then="E-Mail")
    summary = await phone.type("mueller@aachen.example")
    assert words(summary) == (
        "Bitte prüfen Sie Ihre Angaben\n\nName: Jörg Müller\n"
        "Funktion: Leitung Wirtschaftsförderung\nE-Mail: mueller@aachen.example\n"
        "Anmeldung für: Aachen"
    )
    done = await phone.press("Bestätigen")
    assert words(done).splitlines()[0] == "Jörg Müller, vielen Dank. Sie sind angemeldet."
    assert person(place, phone) == [
        ("contact", "aachen", "de", "Europe/Berlin", "Jörg Müller",
         "Leitung Wirtschaftsförderung", "mueller@aachen.example"),
    ]  # fmt: skip
    held = "SELECT mandate.city_code FROM mandate JOIN person ON person.id = mandate.holder_id"
    assert place.rows(f"{held} WHERE telegram_id = :id", id=phone.id) == [("aachen",)]
    await place.check()


async def test_chinese_secretary_registers_after_the_bot_was_killed_midway(place: Town) -> None:
    token = await place.invite("--secretariat")
    phone = await place.phone("婉仪", "zh-hans")
    first = await phone.type(f"/start {token}")
    assert labels(first)[:2] == ["中文", "Deutsch"]
    await phone.press("中文", shows="授权并继续")
    await phone.press("授权并继续", then="姓名")
    await phone.type("何婉仪", then="职务")
    await place.stop(signal.SIGKILL)
    await place.start()
    back = await phone.type("/start")
    assert words(back).splitlines()[0] == "从上次中断处继续。"
    await phone.type("秘书处项目主管", label="跳过")
    summary = await phone.press("跳过", shows="确认")
    assert "何婉仪" in words(summary)
    seen = (await place.get("/api/log"))["last"]
    done = await phone.press("确认")
    assert words(done).splitlines()[0] == "何婉仪，您好！注册已完成，感谢您的配合。"
    assert person(place, phone) == [
        ("secretariat", None, "zh_Hans", "Asia/Shanghai", "何婉仪", "秘书处项目主管", None),
    ]
    await place.called("setMyCommands", after=seen)
    menu = await place.get(f"/api/people/{phone.id}/commands")
    assert "desk" in [command["command"] for command in menu["commands"]]
    await place.check()


async def test_who_does_not_agree_leaves_no_row(place: Town) -> None:
    token = await place.invite("--city", "foshan")
    phone = await place.phone("匿名", "zh-hans")
    await phone.type(f"/start {token}")
    await phone.press("中文")
    thanks = await phone.press("暂不授权")
    assert words(thanks) == (
        "感谢您的答复，我们不保留您的任何信息。如需通过电子邮件或纸质函件联络，"
        "请联系秘书处：sekretariat@alliance.example.org。"
    )
    assert traces(place, phone) == []
    await place.check()


@pytest.mark.parametrize(("code", "language"), [("de", "de"), ("zh-hans", "zh")])
async def test_stranger_is_told_kindly_and_nothing_is_stored(
    place: Town, code: str, language: str
) -> None:
    phone = await place.phone("Eve", code)
    for text in ("Guten Tag", "/start", "/desk"):
        told = words(await phone.type(text))
        assert told.startswith(UNINVITED[language])
        assert "sekretariat@alliance.example.org" in told
    await place.quiet()
    assert traces(place, phone) == []
    assert place.rows(LEFT, id=phone.id) == []
    await place.check()


async def test_token_serves_once_and_not_for_ever(place: Town) -> None:
    token = await place.invite("--city", "koeln")
    first, second = await place.phone("Derya", "de"), await place.phone("Emil", "de")
    await first.type(f"/start {token}")
    await first.press("Deutsch")
    await first.press("Einwilligen und weiter")
    await first.type("Derya Aksoy")
    await first.type("Koordination China")
    await first.press("Überspringen")
    await first.press("Bestätigen", then="vielen Dank|ist eingegangen")
    used = await second.type(f"/start {token}")
    engine = make_engine(place.database)
    with make_session(engine) as session:
        past = datetime.now(UTC) - timedelta(days=15)
        old = invitation.invite(
            session, role=Role.CONTACT, city_code="koeln", responsible=False, by=None, now=past
        )
        session.commit()
    engine.dispose()
    expired = await second.type(f"/start {old}")
    assert words(used).splitlines()[0] == (
        "Dieser Einladungslink wurde schon verwendet; er gilt nur einmal. Bitte lassen Sie sich "
        "einen neuen senden."
    )
    assert re.sub(r"\d+\. \w+ 20\d\d", "DAY", words(expired).splitlines()[0]) == (
        "Dieser Einladungslink galt bis DAY. Bitte lassen Sie sich einen neuen senden."
    )
    assert traces(place, second) == []
    await place.check()


async def test_second_run_is_refused(place: Town) -> None:
    assert await place.command("run") == (
        1,
        [],
        ["stadtbote: another `stadtbote run` serves this database: stop it first."],
    )
