"""Contacts and invitations, as the secretariat and a responsible person see them."""

import pytest
from sqlmodel import select

from alliance import mandate
from storage.city import City, Side, Standing
from storage.invitation import Invitation
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Presence, Role
from tests.handlers.stage import BERLIN, BOT, NOW, Phone, Stage
from tests.handlers.walk import register


@pytest.fixture
def office(stage: Stage) -> Phone:
    """Return the phone of a secretary who reads German."""
    return stage.person("Li Na", role=Role.SECRETARIAT)


@pytest.fixture
def chief(stage: Stage) -> Phone:
    """Return the phone of Aachen's responsible person."""
    return stage.person("Ute Klein", "aachen", responsible=True)


def refused(phone: Phone, data: str) -> str | None:
    return phone.press_data(data).toast


NOT_OPEN = "Dieser Schritt steht Ihnen in Ihrer Rolle nicht offen; es wurde nichts geändert."


@pytest.mark.usefixtures("chief")
def test_cities_are_listed_with_counts(office: Phone) -> None:
    office.type("/desk")
    office.press("Kontakte")
    assert office.labels == [
        ["Foshan"],
        ["Jieyang"],
        ["Aachen (1)"],
        ["Köln"],
        ["Wartende", "Sekretariat und Stellen (1)"],
        ["Offene Einladungen"],
        ["Zurück", "Menü"],
    ]


def test_cities_beyond_eight_are_paged(stage: Stage, office: Phone) -> None:
    for number in range(9):
        stage.session.add(
            City(
                code=f"stadt-{number}",
                side=Side.DE,
                name_de=f"Stadt {number}",
                name_zh=f"城{number}",
                zone=BERLIN,
                standing=Standing.MEMBER,
            )
        )
    office.press_data("ct:0")
    assert office.labels[8] == ["Nächste Seite"]
    office.press("Nächste Seite")
    assert [row[0] for row in office.labels[:6]] == [
        "Stadt 4",
        "Stadt 5",
        "Stadt 6",
        "Stadt 7",
        "Stadt 8",
        "Vorherige Seite",
    ]


def test_people_of_a_city_bear_their_marks(stage: Stage, office: Phone, chief: Phone) -> None:
    mandate.pass_on(stage.session, office.person, "aachen", chief.person, NOW)
    lost = stage.person("Max Groß", "aachen").person
    lost.channel = Channel.BLOCKED
    office.press_data("ct.c:aachen:0")
    assert office.text == (
        "Aachen\n\nUte Klein, Wirtschaftsförderung\n"
        "verantwortliche Person und bevollmächtigt für Aachen\n\n"
        "Max Groß, Wirtschaftsförderung\nüber Telegram nicht erreichbar"
    )


def test_mandate_is_revoked_and_given(stage: Stage, office: Phone, chief: Phone) -> None:
    mandate.pass_on(stage.session, office.person, "aachen", chief.person, NOW)
    other = stage.person("Max Groß", "aachen")
    office.press_data("ct.c:aachen:0")
    office.press("Ute Klein")
    office.press("Vollmacht entziehen")
    assert office.labels == [["Vollmacht entziehen", "Zurück"]]
    office.press("Vollmacht entziehen")
    assert office.text == "Die Vollmacht für Aachen ist entzogen."
    office.press("Zurück")
    office.press("Max Groß")
    office.press("Vollmacht erteilen")
    given = office.press("Vollmacht erteilen")
    assert given.toast == "Max Groß ist jetzt für Aachen bevollmächtigt."
    held = mandate.open_mandate(stage.session, "aachen")
    assert held is not None
    assert held.holder_id == other.person.key


def test_contact_is_removed_after_the_verb_itself(
    stage: Stage, office: Phone, chief: Phone
) -> None:
    office.press_data("ct.c:aachen:0")
    office.press("Ute Klein")
    office.press("Austragen")
    assert office.labels == [["Austragen", "Zurück"]]
    office.press("Zurück")
    office.press("Austragen")
    office.press("Austragen")
    assert chief.person.presence is Presence.ENDED
    assert office.text == "Ute Klein nimmt nicht mehr teil."
    stage.notices("contact-removed")
    assert chief.labels == []
    told = chief.text
    chief.type("/menu")
    assert chief.text == told
    assert told.startswith("Sie sind nicht mehr als Ansprechperson eingetragen;")


def test_responsible_person_manages_their_own_city(stage: Stage, chief: Phone) -> None:
    stage.person("Max Groß", "aachen")
    foreign = stage.person("Tom", "koeln").person
    chief.type("/menu")
    chief.press("Kontakte meiner Stadt")
    assert chief.labels == [
        ["Ute Klein"],
        ["Max Groß"],
        ["Einladen", "Offene Einladungen"],
        ["Menü"],
    ]
    for data in (
        "ct:0",
        "ct.c:koeln:0",
        "ct.c:-:0",
        f"ct.p:{foreign.key}",
        f"ct.r:{foreign.key}:1",
        f"ct.g:{foreign.key}:1",
        "ct.i:koeln:0",
        "in:koeln",
        "in:-",
    ):
        assert refused(chief, data) == NOT_OPEN
    assert foreign.presence is Presence.ACTIVE


def test_contact_person_manages_nobody(stage: Stage, chief: Phone) -> None:
    phone = stage.person("Max Groß", "aachen")
    for data in ("ct.c:aachen:0", "ct.m", f"ct.r:{chief.person.key}:1", "in:aachen"):
        assert refused(phone, data) == NOT_OPEN
    assert stage.session.exec(select(Invitation)).all() == []


def test_secretariat_invites_a_responsible_person(stage: Stage, office: Phone) -> None:
    office.type("/desk")
    office.press("Einladen")
    assert office.labels[:2] == [["Für eine Stadt"], ["Sekretariat", "Kontaktstelle"]]
    office.press("Für eine Stadt")
    office.type("jie")
    given = office.press("Verantwortliche Person")
    (row,) = stage.session.exec(select(Invitation))
    assert (row.city_code, row.responsible, row.created_by) == (
        "jieyang",
        True,
        office.person.key,
    )
    link = office.button("Link kopieren").copy
    assert link is not None
    assert link.startswith(f"https://t.me/{BOT}?start=")
    (forwardable,) = given.more
    assert forwardable.text == (
        "您好！\n\n现邀请您作为揭阳市的联络员，注册使用中德工业城市联盟在Telegram上的联络服务"
        f"“城市信使”。请打开以下链接，按提示填写，约需两分钟：\n{link}\n\n"
        "链接有效期至2026年12月8日21:05（北京时间；德国时间14:05）。"
    )
    newcomer = stage.phone("zh")
    register(newcomer, link.split("=")[1])
    assert newcomer.person.responsible
    assert stage.session.exec(select(Mandate)).one().holder_id == newcomer.person.key


@pytest.mark.parametrize(
    ("button", "role"),
    [("Sekretariat", Role.SECRETARIAT), ("Kontaktstelle", Role.CONTACT_OFFICE)],
)
def test_secretariat_invites_offices(stage: Stage, office: Phone, button: str, role: Role) -> None:
    office.press_data("in:-")
    office.press(button)
    (row,) = stage.session.exec(select(Invitation))
    assert (row.role, row.city_code, row.shared) == (role, None, False)


def test_responsible_person_invites_colleagues_only(stage: Stage, chief: Phone) -> None:
    chief.press_data("in:aachen")
    assert chief.labels == [
        ["Ansprechperson"],
        ["Gemeinsamer Link"],
        ["Zurück", "Abbrechen"],
    ]
    chief.press("Gemeinsamer Link")
    (row,) = stage.session.exec(select(Invitation))
    assert (row.city_code, row.shared, row.responsible) == ("aachen", True, False)


def test_open_invitation_is_withdrawn(stage: Stage, chief: Phone) -> None:
    token = stage.token("aachen")
    stage.token("koeln")
    chief.press_data("ct.i:aachen:0")
    assert chief.text == (
        "Offene Einladungen\n1. Aachen, persönlicher Link, gültig bis 08.12.2026, 14:05 Uhr"
    )
    chief.press("Nr. 1 zurückziehen")
    assert chief.labels == [["Zurückziehen", "Zurück"]]
    chief.press("Zurückziehen")
    assert chief.text == "Es ist keine Einladung offen."
    newcomer = stage.phone()
    newcomer.type(f"/start {token}")
    assert newcomer.text.splitlines()[0] == (
        "Dieser Einladungslink wurde zurückgezogen. Bitte lassen Sie sich einen neuen senden."
    )


def test_waiting_people_are_counted_on_the_desk(stage: Stage, office: Phone) -> None:
    stage.person("Eva", "koeln", presence=Presence.WAITING)
    office.type("/desk")
    labels = [label for row in office.labels for label in row]
    assert "Kontakte (1)" in labels
    office.press("Kontakte")
    office.press("Wartende")
    office.press("Eva, Köln")
    assert office.labels[0] == ["Freischalten", "Ablehnen"]
    office.press("Freischalten")
    assert office.text == "Eva ist freigeschaltet und erhält Nachricht."


def test_newcomer_is_announced_in_the_reader_s_language(stage: Stage) -> None:
    office = stage.person("李娜", role=Role.SECRETARIAT, language=Language.ZH)
    register(stage.phone(), stage.token())
    stage.notices("newcomer")
    assert office.text == "新注册人员\n\nJörg Müller（Leitung Wirtschaftsförderung）\n亚琛"
