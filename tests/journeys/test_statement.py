"""Cities answer by button, ask, change their mind and collide; each counts once."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.cast import DEMO_TOWN, move_in
from tests.journeys.conftest import Copy
from tests.journeys.harness import PATIENCE, Phone, Town, town
from tests.journeys.message import data_of, labels, words

Phones = dict[str, Phone]
NUMBER = f"{datetime.now(UTC).year}/01"
FOUR = ["Zustimmen", "Mit Anmerkung zustimmen", "Rückfrage", "Nicht zustimmen"]


@pytest.fixture(scope="module")
async def place(asked: Copy, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Return the town in which 23 cities are asked, the bot at work."""
    folder = tmp_path_factory.mktemp("statement")
    async with town(folder, asked(folder)) as place:
        yield place


@pytest.fixture(scope="module")
async def phones(place: Town) -> Phones:
    """Return everybody's phones; each has its request."""
    phones = await move_in(place, DEMO_TOWN)
    await place.start()
    return phones


def answers(place: Town, city: str) -> list[tuple[str, bool]]:
    """Return the kinds of a city's statements and whether each was replaced, in order."""
    query = "SELECT kind, replaced_at FROM statement WHERE city_code = :city ORDER BY id"
    return [(kind, replaced is not None) for kind, replaced in place.rows(query, city=city)]


def plain(text: str) -> str:
    """Return a text without today's date and the application's checksum."""
    text = re.sub(r"\d+\. \w+ 20\d\d|20\d\d年\d+月\d+日", "DAY", text)
    return re.sub(r"[0-9a-f]{12}", "SUM", text)


def declared(place: Town, city: str) -> str:
    """Return the declaration of a city that counts, as it is stored."""
    query = "SELECT declaration FROM statement WHERE city_code = :city AND replaced_at IS NULL"
    ((text,),) = place.rows(query, city=city)
    return str(text)


async def test_german_consents_by_button(place: Town, phones: Phones) -> None:
    phone = phones["ingolstadt"]
    request = await phone.until("^Bitte um Stellungnahme\nBeitritt der Bewerberstadt Rhein-Kreis")
    assert labels(request)[:5] == [*FOUR, "Antrag lesen"]
    shown = await phone.press("Zustimmen", on=request, shows="Verbindlich abgeben")
    declaration, _, hint = words(shown).rpartition("\n\n")
    assert plain(declaration) == (
        "Erklärung der Zustimmung\n\n"
        "Die Mitgliedsstadt Ingolstadt stimmt dem Beitritt der Bewerberstadt Rhein-Kreis Neuss "
        "zur Chinesisch-Deutschen Industriestädteallianz nach Kapitel II Nr. 5.1 der Grundlagen "
        "schriftlich zu.\n\n"
        "Für die Mitgliedsstadt: Florian Seidl, Stab Internationale Beziehungen, bevollmächtigt "
        "seit DAY\n"
        "Bezug: Rundschreiben Nr. ISA-RS 2026/01, Antragsunterlagen in der Fassung vom DAY "
        "(Prüfsumme SUM)".replace("2026/01", NUMBER)
    )
    assert hint.startswith("Bitte prüfen Sie die Erklärung auf Vollständigkeit und Richtigkeit.")
    event = await phone.now()
    await phone.press("Verbindlich abgeben", on=shown, shows="Antwort ändern")
    receipt = await phone.after(event, "^Eingangsbestätigung ISA-E")
    ((checksum,),) = place.rows("SELECT checksum FROM statement WHERE city_code = 'ingolstadt'")
    assert "\nInhalt: Zustimmung\n" in words(receipt)
    assert f"\nPrüfsumme (SHA-256): {checksum}\n" in words(receipt)
    assert declared(place, "ingolstadt") == declaration
    assert answers(place, "ingolstadt") == [("consent", False)]
    await place.check()


async def test_chinese_consents_by_button(place: Town, phones: Phones) -> None:
    phone = phones["nanning"]
    request = await phone.until("^关于就莱茵-诺伊斯县加入中德工业城市联盟征求意见的函\n")
    assert labels(request)[:5] == ["同意", "同意并附说明", "提出询问", "不同意", "查看申请材料"]
    shown = await phone.press("同意", on=request, shows="正式提交")
    declaration, _, hint = words(shown).rpartition("\n\n")
    assert plain(declaration) == (
        "书面同意声明\n\n"
        "根据《联盟基本文件》第二章第5.1条，成员城市南宁市书面同意申请城市莱茵-诺伊斯县"
        "加入中德工业城市联盟。\n\n"
        "授权代表：韦国华（外事办公室处长），DAY起任授权代表\n"
        f"来函：中德工盟函〔{NUMBER[:4]}〕1号；申请材料版本：DAY（校验值SUM）"
    )
    assert hint.startswith("请核对以上声明是否完整、准确。")
    event = await phone.now()
    await phone.press("正式提交", on=shown, shows="修改答复")
    receipt = await phone.after(event, "^收件凭证")
    assert "同意" in words(receipt)
    assert declared(place, "nanning") == declaration
    assert answers(place, "nanning") == [("consent", False)]
    await place.check()


async def test_question_is_answered(place: Town, phones: Phones) -> None:
    phone, secretary = phones["koeln"], phones["Markus Lenz"]
    event = await secretary.now()
    await phone.press("Rückfrage")
    await phone.type("Welche Unternehmen wirken mit?", label="Verbindlich abgeben")
    await phone.press("Verbindlich abgeben", shows="Antwort ändern")
    told = await secretary.after(event, "Welche Unternehmen wirken mit", "Antworten")
    await secretary.press("Antworten", on=told, then="Bitte schreiben Sie")
    await secretary.type("Zunächst zwölf Betriebe.", label="Deutsch")
    await secretary.press("Deutsch", shows="Senden")
    event = await phone.now()
    await secretary.press("Senden")
    reply = await phone.after(event, "Zunächst zwölf Betriebe.")
    assert words(reply).splitlines()[-3:] == [
        "Rückfrage von Köln: „Welche Unternehmen wirken mit?“",
        "",
        "Zunächst zwölf Betriebe.",
    ]
    await phone.press("Antwort ändern", shows="Zustimmen")
    await phone.press("Zustimmen", shows="Verbindlich abgeben")
    await phone.press("Verbindlich abgeben", shows="Antwort ändern")
    assert answers(place, "koeln") == [("question", True), ("consent", False)]
    await place.check()


async def test_objection_becomes_a_consent(place: Town, phones: Phones) -> None:
    phone = phones["foshan"]
    await phone.press("不同意")
    await phone.type("市有关部门尚未研究决定。", label="正式提交")
    await phone.press("正式提交", shows="修改答复")
    assert answers(place, "foshan") == [("objection", False)]
    await phone.press("修改答复", shows="同意")
    await phone.press("同意", shows="正式提交")
    await phone.press("正式提交", shows="修改答复")
    assert answers(place, "foshan") == [("objection", True), ("consent", False)]
    await place.check()


async def test_forged_press_changes_nothing(place: Town, phones: Phones) -> None:
    """Somebody of another city presses what only Bottrop was shown, and invented buttons."""
    phone, forger = phones["bottrop"], phones["jiangmen"]
    declaration = await phone.press("Zustimmen", shows="Verbindlich abgeben")
    real = data_of(declaration, "Verbindlich abgeben")
    own = await forger.until(label="同意")
    forged = [real, real.replace("bottrop", "atlantis"), "sb:1:bottrop", "zz", "ab:1"]
    event = await forger.now()
    toasts = [await forger.touch(own, data, PATIENCE, forge=True) for data in forged]
    assert all(toasts)
    await forger.after(event)
    assert (answers(place, "bottrop"), answers(place, "jiangmen")) == ([], [])
    await place.check()


async def test_two_people_of_one_city_at_once_give_one_answer(place: Town, phones: Phones) -> None:
    holder, colleague = phones["aachen"], phones["Anna Weiß"]
    declaration = await holder.press("Zustimmen", shows="Verbindlich abgeben")
    copy = await colleague.until("Die Stellungnahme gibt Katharina Vossen ab")
    assert not set(FOUR) & set(labels(copy))
    data = data_of(declaration, "Verbindlich abgeben")
    event = await colleague.now()
    toasts = await asyncio.gather(
        holder.touch(declaration, data, PATIENCE),
        colleague.touch(copy, data, PATIENCE, forge=True),
    )
    assert (toasts[0] or "").startswith("Die Erklärung ist eingegangen. Eingangsbestätigung ISA-E")
    assert toasts[1] == "Für Aachen antwortet derzeit Katharina Vossen; es wurde nichts geändert."
    assert answers(place, "aachen") == [("consent", False)]
    followed = await colleague.after(event, "Antwort: Zustimmung")
    assert followed["message_id"] == copy["message_id"]
    await place.check()


async def test_double_press_gives_one_answer(place: Town, phones: Phones) -> None:
    phone = phones["wuppertal"]
    declaration = await phone.press("Zustimmen", shows="Verbindlich abgeben")
    data = data_of(declaration, "Verbindlich abgeben")
    event = await phone.now()
    toasts = await asyncio.gather(*(phone.touch(declaration, data, PATIENCE) for _ in range(3)))
    assert toasts[1:] == ["Diese Antwort liegt bereits vor; sie bleibt unverändert."] * 2
    assert answers(place, "wuppertal") == [("consent", False)]
    receipt = await phone.after(event, "^Eingangsbestätigung ISA-E")
    await place.quiet()
    receipts = [one for one in await phone.chat() if words(one) == words(receipt)]
    assert len(receipts) == 1
    await place.check()


async def test_press_on_a_message_three_days_old_is_answered_anew(
    place: Town, phones: Phones
) -> None:
    phone = phones["ruesselsheim"]
    old = await phone.until(label="Zustimmen")
    await place.post("/api/time", advance=3 * 24 * 3600)
    declaration = await phone.press("Zustimmen", on=old, shows="Verbindlich abgeben")
    assert declaration["message_id"] > old["message_id"]
    await phone.press("Verbindlich abgeben", on=declaration, shows="Antwort ändern")
    assert answers(place, "ruesselsheim") == [("consent", False)]
    await place.check()


async def test_letter_counts_once_a_second_secretary_confirmed_it(
    place: Town, phones: Phones
) -> None:
    first, second, city = phones["Markus Lenz"], phones["何婉仪"], phones["nuernberg"]
    await first.type("/desk", label="Laufende Verfahren")
    await first.press("Laufende Verfahren", then="^Laufende Verfahren")
    running = await first.until("^Laufende Verfahren")
    await first.press(labels(running)[0], on=running, shows="Schreiben erfassen")
    await first.press("Schreiben erfassen", then="Schreiben")
    await first.type("Nürnberg", label="Zustimmen")
    await first.press("Zustimmen", then="Datum")
    today = datetime.now(ZoneInfo("Europe/Berlin"))
    await first.type(f"{today:%d.%m.%Y}", then="PDF")
    await first.send_file("Nürnberg.pdf", b"%PDF-1.7 Wir stimmen zu.", "application/pdf")
    await first.type("Die Stadt antwortet auf Papier.", label="Bestätigen")
    news = await second.now()
    entered = await first.press("Bestätigen", shows="Eintragung zurücknehmen")
    assert answers(place, "nuernberg") == []
    confirm = data_of(await second.after(news, label="确认"), "确认")
    told = await first.touch(entered, confirm, PATIENCE, forge=True)
    assert told == (
        "Sie haben dies selbst eingegeben; bestätigen muss es eine andere Person des Sekretariats."
    )
    assert answers(place, "nuernberg") == []
    event = await city.now()
    await second.press("确认")
    await city.after(event, "Schreiben.*Nürnberg")
    assert answers(place, "nuernberg") == [("consent", False)]
    await place.check()
