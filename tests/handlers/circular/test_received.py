"""A circular as it reaches people: its messages, Acknowledge, reminders, tests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alliance.circular import acknowledge, draft, sending
from bot import parcel
from bot.answers import following
from bot.drawing import Drawer
from handlers import registry
from handlers.kit.screen import Follow, NotNow
from handlers.kit.shared import Reader
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Presence
from storage.view import View
from tests.handlers.circular.out import (
    ASKED_CHINESE,
    ASKED_GERMAN,
    CHINESE,
    GERMAN,
    Out,
    drafted,
    people_on,
    send_another,
    sent_on,
)
from tests.handlers.stage import NOW, Phone, Stage


def received(out: Out, phone: Phone) -> list[str]:
    """Return what a person reads of the circular, message by message."""
    shown = [screen for whose, screen in out.stage.notices("circular") if whose is phone]
    return [str(screen.text) for screen in shown if screen is not None]


# ---- the messages


def test_circular_arrives_in_german_with_its_file(out: Out) -> None:
    phone = out.contacts["aachen"]
    assert received(out, phone) == [
        GERMAN + ASKED_GERMAN,
        "Anlage 1 von 1 zu Rundschreiben Nr. ISA-RS 2026/01: Umfrage.pdf",
    ]
    assert phone.shown is not None
    assert phone.shown.document == 1
    out.letter(phone)
    assert phone.labels == [["Kenntnis genommen"]]
    assert phone.shown.follow == Follow("circular", "circular:1:aachen", timedelta(days=90))


def test_circular_arrives_in_chinese(out: Out) -> None:
    phone = out.contacts["foshan"]
    assert received(out, phone) == [
        CHINESE + ASKED_CHINESE,
        "中德工盟函〔2026〕1号附件1（共1个）：Umfrage.pdf",
    ]
    out.letter(phone)
    assert phone.labels == [["已收悉"]]


def test_circular_that_asks_for_nothing_has_no_button(stage: Stage) -> None:
    out = sent_on(stage, acknowledge=False)
    phone = out.contacts["aachen"]
    assert received(out, phone) == [GERMAN]
    out.letter(phone)
    assert phone.labels == []
    assert phone.shown is not None
    assert phone.shown.follow is None


def test_long_circular_arrives_in_parts_and_only_the_last_has_the_button(stage: Stage) -> None:
    texts = {Language.DE: "\n\n".join(["Satz. " * 300] * 3), Language.ZH: "短。"}
    out = sent_on(stage, texts=texts)
    german = received(out, out.contacts["aachen"])
    heads = [text.split("\n\n")[0] for text in german]
    assert heads == [
        "<b>Logistik für Köln</b>\nRundschreiben Nr. ISA-RS 2026/01 vom 24. November 2026",
        "<i>Rundschreiben Nr. ISA-RS 2026/01, Teil 2 von 3</i>",
        "<i>Rundschreiben Nr. ISA-RS 2026/01, Teil 3 von 3</i>",
    ]
    assert [ASKED_GERMAN in text for text in german] == [False, False, True]
    assert all(len(text) <= 4096 for text in german)
    # The Chinese half is shorter: its readers get no empty messages.
    assert len(received(out, out.contacts["foshan"])) == 1


def test_longest_circular_fits_into_messages(stage: Stage) -> None:
    texts = {Language.DE: "ä" * 12_000, Language.ZH: "字" * 12_000}
    titles = {Language.DE: "T" * 200, Language.ZH: "题" * 200}
    out = sent_on(stage, texts=texts, titles=titles)
    for phone in out.contacts.values():
        parts = received(out, phone)
        assert len(parts) == 4
        assert max(map(len, parts)) <= 4096


def test_what_people_type_cannot_become_html(stage: Stage) -> None:
    titles = {Language.DE: "A & B <b>", Language.ZH: "甲<乙"}
    texts = {Language.DE: "<script>alert(1)</script>", Language.ZH: "甲 & 乙"}
    out = sent_on(stage, titles=titles, texts=texts)
    (german,) = received(out, out.contacts["aachen"])
    assert german.split("\n")[0] == "<b>A &amp; B &lt;b&gt;</b>"
    assert "\n\n&lt;script&gt;alert(1)&lt;/script&gt;\n\n" in german


def test_part_of_a_paused_circular_waits(out: Out) -> None:
    sending.pause(out.session, out.secretary.person, out.general_id, out.stage.now)
    with pytest.raises(NotNow):
        out.stage.notices("circular")


def test_part_of_a_stopped_circular_is_dropped(out: Out) -> None:
    sending.stop(out.session, out.secretary.person, out.general_id, out.stage.now)
    assert {screen for _, screen in out.stage.notices("circular")} == {None}


def test_person_who_has_left_gets_nothing(out: Out) -> None:
    out.contacts["aachen"].person.presence = Presence.ENDED
    assert received(out, out.contacts["aachen"]) == []


# ---- tests to oneself


def test_trial_comes_in_both_languages_and_records_nothing(stage: Stage) -> None:
    out = people_on(stage)
    general = drafted(stage, out.secretary, files=("Umfrage.pdf",))
    sending.test(out.session, out.secretary.person, general.key, stage.now)
    shown = [str(screen and screen.text) for _, screen in stage.notices("circular-test")]
    mark = "<i>Test: Diese Nachricht ging nur an Sie.</i>\n\n"
    signed = "Mit freundlichen Grüßen\nSekretariat der Chinesisch-Deutschen Industriestädteallianz"
    german = (
        f"{mark}<b>Logistik für Köln</b>\nRundschreiben, Entwurf ohne Nummer\n\nSehr geehrte "
        f"Damen und Herren,\n\ndie <b>Umfrage</b> beginnt.\n\n{signed}{ASKED_GERMAN}"
    )
    chinese = (
        f"{mark}<b>关于宝安物流合作的通函</b>\n通函草稿，尚未编号\n\n各成员城市：\n\n"
        f"调查现已开始。\n\n中德工业城市联盟秘书处{ASKED_CHINESE}"
    )
    assert shown == [german, chinese, f"{mark}Anlage 1 von 1: Umfrage.pdf"]
    out.secretary.shown = stage.notices("circular-test")[1][1]
    given = out.secretary.press("已收悉")
    assert (given.toast, given.screen) == ("Dies ist ein Test; es wird nichts vermerkt.", None)
    assert out.acknowledged() == []


# ---- corrections


def test_correction_says_what_it_corrects(out: Out) -> None:
    out.deliver()
    person = out.secretary.person
    made = sending.correct(out.session, person, out.general_id, out.stage.now)
    text = "Die Umfrage beginnt am Montag."
    draft.write_text(out.session, person, made.key, Language.DE, text, [], out.stage.now)
    draft.confirm_half(out.session, person, made.key, Language.ZH, out.stage.now)
    sending.send(out.session, person, made.key, out.stage.now)
    mine = [
        one
        for one in out.deliveries
        if one.subject == made.subject and one.person_id == out.contacts["aachen"].person.key
    ]
    screen = registry.notice(out.session, mine[0], out.contacts["aachen"].person, NOW)
    head, said, *_ = str(screen and screen.text).split("\n\n")
    assert said == text
    assert head == (
        "<b>Logistik für Köln</b>\nRundschreiben Nr. ISA-RS 2026/02 vom 24. November 2026\n"
        "Berichtigung zu Rundschreiben Nr. ISA-RS 2026/01"
    )


def test_view_of_what_is_gone_is_given_up(out: Out) -> None:
    view = View(
        telegram_id=out.secretary.telegram_id,
        message_id=7,
        screen="circular",
        subject="circular:99:aachen",
        until=NOW,
    )
    assert registry.view(out.session, view, NOW) is None


def test_every_message_of_two_circulars_is_its_own(out: Out) -> None:
    other = send_another(out, titles={Language.DE: "Zweites", Language.ZH: "第二"})
    phone = out.contacts["koeln"]
    heads = [text.split("\n")[0] for text in received(out, phone)]
    assert heads[0] == "<b>Logistik für Köln</b>"
    assert heads[-1] == "<b>Zweites</b>"
    subjects = {one.subject for one in out.deliveries}
    assert subjects == {f"circular:{out.general_id}", f"circular:{other}"}


# ---- drawn once for many


@pytest.mark.parametrize("kind", ["circular", "circular-reminder"])
def test_readers_who_share_a_look_are_shown_the_same(out: Out, kind: str) -> None:
    session, now = out.session, out.stage.now
    held = Mandate(city_code="aachen", holder_id=out.contacts["koeln"].person.key, since=now)
    session.add(held)
    another = out.stage.person("Jonas Kurz", "koeln")
    people = [phone.person for phone in (*out.contacts.values(), out.colleague, another)]
    letter = next(one for one in out.deliveries if one.params == {"part": 0})
    letter.kind = kind
    keys = []
    for someone in (None, "foshan", "koeln"):
        if someone is not None:
            acknowledge.acknowledge(session, out.contacts[someone].person, out.general_id, now)
        readers = [
            Reader(one.key, one.language, one.zone, one.presence, one.city_code) for one in people
        ]
        looks = registry.shared(session, kind, letter.subject, readers, now)
        assert looks is not None
        drawn: dict[tuple[Language, object], set[str]] = {}
        for person, look in zip(people, looks, strict=True):
            shown = registry.notice(session, letter, person, now)
            assert (shown and shown.follow) == (look.follow if shown else None)
            same = replace(shown, follow=None) if shown else None
            drawn.setdefault((person.language, look.key), set()).add(repr(same))
        assert [len(screens) for screens in drawn.values()] == [1] * len(drawn)
        keys.append({key for _, key in drawn})
    # A letter is one for all at first; whatever is acknowledged makes another one of it.
    assert len(keys[0]) == {"circular": 1, "circular-reminder": 5}[kind]
    assert keys[1] - keys[0]
    assert keys[2] - keys[1]


def test_only_the_last_part_of_the_text_follows(out: Out) -> None:
    line = "Wir bitten um Rückmeldung zur Logistik.\n"
    texts = {Language.DE: line * 200, Language.ZH: "敬请反馈。\n" * 20}
    send_another(out, texts=texts, files=("Plan.pdf",))
    session, phone = out.session, out.contacts["aachen"]
    subject = max(one.subject for one in out.deliveries)
    ids = [
        one.id
        for one in out.deliveries
        if (one.subject, one.person_id) == (subject, phone.person.key) and one.id is not None
    ]
    ready = parcel.claim(session, Drawer(registry), ids, out.stage.now)
    follow = following(Follow("circular", f"{subject}:aachen", timedelta(days=90)))
    # Three parts, then the file.
    assert [one.follow for one in ready] == [None, None, follow, None]


def test_paused_circular_looks_different(out: Out) -> None:
    reader = out.contacts["aachen"].person
    one = Reader(reader.key, reader.language, reader.zone, reader.presence, reader.city_code)
    subject = f"circular:{out.general_id}"
    before = registry.shared(out.session, "circular", subject, [one], NOW)
    sending.pause(out.session, out.secretary.person, out.general_id, NOW)
    after = registry.shared(out.session, "circular", subject, [one], NOW)
    assert before is not None
    assert after is not None
    assert before[0].follow == after[0].follow
    assert before[0].key != after[0].key
