"""People: who is let in, who decides about it, and what they find."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import contact, invitation, mandate, value
from alliance.notice import notify
from alliance.refusal import (
    AlreadyDecided,
    AlreadyRegistered,
    BadValue,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    LastSecretary,
    NotActive,
    NotAllowed,
    Refusal,
    RefusedBefore,
    UnknownPerson,
)
from storage.accession import Accession, AccessionState, Elector, Statement, StatementKind
from storage.city import Standing
from storage.delivery import Delivery
from storage.dialog import Dialog
from storage.invitation import Invitation
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence, Role
from storage.record import Record
from tests.alliance.people import NOW, queued, seat, secretary, someone

LI = 5_000_000_001
LATER = NOW + timedelta(hours=1)


def link(
    session: Session,
    city_code: str | None = "aachen",
    *,
    role: Role = Role.CONTACT,
    responsible: bool = False,
    shared: bool = False,
) -> Invitation:
    """Issue an invitation and follow it."""
    token = invitation.invite(
        session,
        role=role,
        city_code=city_code,
        responsible=responsible,
        shared=shared,
        by=None,
        now=NOW,
    )
    return invitation.find(session, token, NOW)


def join(
    session: Session,
    by: Invitation,
    telegram_id: int = LI,
    *,
    now: datetime = LATER,
    other: dict[str, str] | None = None,
) -> contact.Registered:
    """Register somebody, with other details where given."""
    details: dict[str, Any] = {
        "name": "李晓敏",
        "function": "对外合作处副处长",
        "email": "li@foshan.example.org",
        "language": Language.ZH,
        "zone": "Asia/Shanghai",
        "privacy_version": "2026-1",
    }
    return contact.register(
        session, telegram_id=telegram_id, invitation=by, now=now, **details | (other or {})
    )


def test_personal_invitation_makes_somebody_active_at_once(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)

    registered = join(session, by)

    person = registered.person
    assert (registered.waiting, registered.mandate_received) == (False, False)
    assert (person.telegram_id, person.role, person.city_code, person.responsible) == (
        LI,
        Role.CONTACT,
        "aachen",
        False,
    )
    assert (person.name, person.function, person.email, person.language, person.zone) == (
        "李晓敏",
        "对外合作处副处长",
        "li@foshan.example.org",
        Language.ZH,
        "Asia/Shanghai",
    )
    assert (person.presence, person.privacy_version, person.privacy_at, person.registered_at) == (
        Presence.ACTIVE,
        "2026-1",
        LATER,
        LATER,
    )
    assert (by.used_at, person.invitation_id) == (LATER, by.id)


def test_personal_invitation_lets_one_person_in(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)
    join(session, by)

    with pytest.raises(InvitationUsed) as caught:
        join(session, by, LI + 1)
    assert caught.value == InvitationUsed(LATER)
    assert len(session.exec(select(Person)).all()) == 1


def test_invitation_that_ran_out_or_was_taken_back_meanwhile_is_refused(session: Session) -> None:
    seat(session, "aachen")
    by = link(session)
    with pytest.raises(InvitationExpired):
        join(session, by, now=NOW + timedelta(days=14))
    assert by.id is not None
    invitation.revoke(session, secretary(session), by.id, NOW)
    with pytest.raises(InvitationRevoked):
        join(session, by)


def test_responsible_person_of_a_member_city_receives_a_free_mandate(session: Session) -> None:
    seat(session, "aachen")
    desk = secretary(session)
    by = link(session, responsible=True)

    registered = join(session, by)

    person = registered.person
    assert (registered.mandate_received, person.responsible) == (True, True)
    assert mandate.holder(session, "aachen", LATER) == person
    told = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.params) for row in told] == [
        (
            "mandate-received",
            desk.key,
            {"city": "aachen", "person": person.key, "invitation": by.id},
        ),
        ("newcomer", desk.key, {"person": person.key}),
    ]
    assert [(one.kind, one.subject) for one in session.exec(select(Record))] == [
        ("mandate", "city:aachen")
    ]


def test_mandate_that_somebody_holds_stays_there(session: Session) -> None:
    seat(session, "aachen")
    holder = someone(session, "aachen")
    session.add(Mandate(city_code="aachen", holder_id=holder.key, since=NOW))

    registered = join(session, link(session, responsible=True))

    assert registered.mandate_received is False
    assert mandate.holder(session, "aachen", LATER) == holder


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.MEMBER, Standing.FORMER}))
def test_city_without_a_members_seat_has_no_mandate(session: Session, standing: Standing) -> None:
    seat(session, "aachen", standing=standing)

    registered = join(session, link(session, responsible=True))

    assert registered.mandate_received is False
    assert session.exec(select(Mandate)).all() == []


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CONTACT_OFFICE, Role.ADVISORY])
def test_people_of_the_alliance_register_without_a_city(session: Session, role: Role) -> None:
    registered = join(session, link(session, None, role=role))

    assert (registered.person.role, registered.person.city_code) == (role, None)
    assert registered.person.presence is Presence.ACTIVE


def test_shared_link_lets_people_wait_and_asks_who_decides(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    someone(session, "aachen")
    someone(session, "koeln", responsible=True)
    by = link(session, shared=True)

    first, second = join(session, by), join(session, by, LI + 1)

    assert [one.waiting for one in (first, second)] == [True, True]
    assert [one.person.presence for one in (first, second)] == [Presence.WAITING] * 2
    assert by.used_at is None
    told = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert [(row.kind, row.person_id, row.params["person"]) for row in told] == [
        ("contact-waiting", person.key, one.person.key)
        for one in (first, second)
        for person in (desk, chief)
    ]


@pytest.mark.parametrize("who", ["secretary", "responsible"])
def test_who_waits_is_approved(session: Session, who: str) -> None:
    seat(session, "aachen")
    actors = {
        "secretary": secretary(session),
        "responsible": someone(session, "aachen", responsible=True),
    }
    waiting = join(session, link(session, shared=True)).person
    before = len(queued(session))

    contact.approve(session, actors[who], waiting.key, LATER)

    assert waiting.presence is Presence.ACTIVE
    other = next(person for name, person in actors.items() if name != who)
    assert queued(session)[before:] == [
        ("contact-approved", waiting.key),
        ("newcomer", other.key),
    ]


def test_who_is_refused_is_told_and_the_shared_link_helps_no_more(session: Session) -> None:
    seat(session, "aachen")
    desk = secretary(session)
    shared = link(session, shared=True)
    waiting = join(session, shared).person

    contact.refuse(session, desk, waiting.key, LATER)

    assert waiting.presence is Presence.REFUSED
    assert queued(session)[-1] == ("contact-refused", waiting.key)
    with pytest.raises(RefusedBefore) as caught:
        join(session, shared)
    assert caught.value == RefusedBefore("aachen")
    again = join(session, link(session))
    assert (again.person, again.waiting) == (waiting, False)


def test_second_decision_finds_the_first(session: Session) -> None:
    seat(session, "aachen")
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    waiting = join(session, link(session, shared=True)).person
    contact.approve(session, desk, waiting.key, LATER)

    with pytest.raises(AlreadyDecided) as caught:
        contact.refuse(session, chief, waiting.key, LATER)
    assert caught.value == AlreadyDecided(waiting.key, Presence.ACTIVE)
    assert waiting.presence is Presence.ACTIVE


@pytest.mark.parametrize("act", [contact.approve, contact.refuse, contact.remove_contact])
@pytest.mark.parametrize("who", ["colleague", "other city", "office", "waiting", "left"])
def test_nobody_else_decides_about_people(
    session: Session, act: Callable[[Session, Person, int, datetime], Person], who: str
) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    actor = {
        "colleague": lambda: someone(session, "aachen"),
        "other city": lambda: someone(session, "koeln", responsible=True),
        "office": lambda: someone(session, role=Role.CONTACT_OFFICE),
        "waiting": lambda: someone(session, "aachen", responsible=True, presence=Presence.WAITING),
        "left": lambda: someone(session, "aachen", responsible=True, presence=Presence.ENDED),
    }[who]()
    waiting = someone(session, "aachen", presence=Presence.WAITING)

    with pytest.raises(NotActive if who in ("waiting", "left") else NotAllowed):
        act(session, actor, waiting.key, NOW)
    assert waiting.presence is Presence.WAITING
    assert queued(session) == []


def test_registered_account_is_not_registered_twice(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person = join(session, link(session)).person
    refused = AlreadyRegistered(person.key, Role.CONTACT, "aachen", waiting=False)

    for by in (
        link(session),
        link(session, "koeln"),
        link(session, shared=True),
        link(session, None, role=Role.SECRETARIAT),
    ):
        with pytest.raises(AlreadyRegistered) as caught:
            join(session, by)
        assert caught.value == refused
        assert by.used_at is None


def test_who_waits_already_is_told_so(session: Session) -> None:
    seat(session, "aachen")
    shared = link(session, shared=True)
    person = join(session, shared).person

    with pytest.raises(AlreadyRegistered) as caught:
        join(session, shared)
    assert caught.value == AlreadyRegistered(person.key, Role.CONTACT, "aachen", waiting=True)


def test_contact_person_becomes_responsible_by_a_second_invitation(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session)).person

    registered = join(session, link(session, responsible=True))

    assert (registered.person, registered.mandate_received) == (person, True)
    assert person.responsible is True


def test_who_comes_back_to_the_same_city_keeps_their_row(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session, responsible=True)).person
    contact.remove_contact(session, person, person.key, LATER)
    assert (person.presence, person.responsible, person.ended_at) == (
        Presence.ENDED,
        False,
        LATER,
    )
    person.channel = Channel.BLOCKED

    again = join(session, link(session), other={"name": "Li Xiaomin"}).person

    assert again is person
    assert (person.presence, person.ended_at, person.name, person.channel) == (
        Presence.ACTIVE,
        None,
        "Li Xiaomin",
        Channel.OPEN,
    )


def test_who_comes_back_for_another_city_gets_a_new_row(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person = join(session, link(session)).person
    contact.remove_contact(session, person, person.key, LATER)

    again = join(session, link(session, "koeln")).person

    assert (again.telegram_id, again.city_code) == (LI, "koeln")
    assert (person.telegram_id, person.city_code, person.presence) == (
        None,
        "aachen",
        Presence.ENDED,
    )


def test_removed_contact_leaves_nothing_open(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, anna = secretary(session), someone(session, "aachen", responsible=True)
    bert = someone(session, "koeln")
    session.add(Mandate(city_code="aachen", holder_id=anna.key, since=NOW))
    session.add(Mandate(city_code="koeln", holder_id=bert.key, since=NOW))
    session.flush()
    mandate.lend(session, desk, "koeln", anna, NOW + timedelta(days=9), NOW)
    token = invitation.invite(session, role=Role.CONTACT, city_code="aachen", by=anna, now=NOW)
    session.add(
        Dialog(telegram_id=anna.telegram_id or 0, form="invite", step="name", touched_at=NOW)
    )
    before = len(queued(session))

    contact.remove_contact(session, desk, anna.key, LATER)

    assert anna.presence is Presence.ENDED
    assert mandate.open_mandate(session, "aachen") is None
    assert mandate.holder(session, "koeln", LATER) == bert
    assert session.exec(select(Dialog)).all() == []
    with pytest.raises(InvitationRevoked):
        invitation.find(session, token, LATER)
    assert queued(session)[before:] == [
        ("mandate-ended", anna.key),
        ("mandate-returned", anna.key),
        ("mandate-returned", bert.key),
        ("contact-removed", anna.key),
    ]


def test_secretariat_hears_of_a_mandate_that_ends_with_its_holder(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")
    session.add(Mandate(city_code="aachen", holder_id=anna.key, since=NOW))

    contact.remove_contact(session, anna, anna.key, LATER)

    assert queued(session) == [("mandate-ended", desk.key)]


def test_nobody_is_removed_twice(session: Session) -> None:
    seat(session, "aachen")
    desk, anna = secretary(session), someone(session, "aachen")
    contact.remove_contact(session, desk, anna.key, LATER)

    with pytest.raises(NotActive) as caught:
        contact.remove_contact(session, desk, anna.key, LATER)
    assert caught.value == NotActive(anna.key, Presence.ENDED)
    with pytest.raises(UnknownPerson):
        contact.remove_contact(session, desk, anna.key + 100, LATER)


def test_last_secretary_stays(session: Session) -> None:
    desk, other = secretary(session), secretary(session)
    contact.remove_contact(session, desk, other.key, LATER)

    with pytest.raises(LastSecretary):
        contact.remove_contact(session, desk, desk.key, LATER)
    assert desk.presence is Presence.ACTIVE


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": " \t "}, BadValue("name", "empty")),
        ({"name": "Li\u202eevE"}, BadValue("name", "control")),
        ({"name": "Li\nWei"}, BadValue("name", "control")),
        ({"name": "x" * 121}, BadValue("name", "too-long", 120)),
        ({"function": ""}, BadValue("function", "empty")),
        ({"function": "x" * 161}, BadValue("function", "too-long", 160)),
        ({"email": "li at example.org"}, BadValue("email", "format")),
        ({"email": "li@example"}, BadValue("email", "format")),
        ({"email": "a" * 250 + "@b.de"}, BadValue("email", "too-long", 254)),
        ({"zone": "Mars/Olympus"}, BadValue("zone", "unknown")),
        ({"zone": "../etc/passwd"}, BadValue("zone", "unknown")),
        ({"zone": "Europe"}, BadValue("zone", "unknown")),
        ({"zone": ""}, BadValue("zone", "unknown")),
    ],
)
def test_value_that_cannot_be_is_refused_when_registering_and_when_changing(
    session: Session, wrong: dict[str, str], refusal: BadValue
) -> None:
    seat(session, "aachen")
    by = link(session)
    with pytest.raises(BadValue) as caught:
        join(session, by, other=wrong)
    assert caught.value == refusal
    assert session.exec(select(Person)).all() == []
    assert by.used_at is None

    person = join(session, by).person
    before = person.model_dump()
    with pytest.raises(BadValue) as caught:
        contact.change_details(session, person, **wrong)  # type: ignore[arg-type]
    assert caught.value == refusal
    assert person.model_dump() == before


def test_details_change_one_by_one(session: Session) -> None:
    seat(session, "aachen")
    person = join(session, link(session)).person

    contact.change_details(session, person, name="  Dr. Jürgen\u3000Groß ")
    contact.change_details(session, person, function="Amtsleitung")
    contact.change_details(session, person, email="")
    contact.change_details(session, person, language=Language.DE)
    contact.change_details(session, person, zone="Europe/Berlin")

    assert (person.name, person.function, person.email, person.language, person.zone) == (
        "Dr. Jürgen Groß",
        "Amtsleitung",
        None,
        Language.DE,
        "Europe/Berlin",
    )


@given(st.text())
def test_line_is_visible_short_and_stable_or_refused(text: str) -> None:
    try:
        clean = value.line("name", text, 20)
    except BadValue as refusal:
        clean = refusal.reason
        event(clean)
    assert 0 < len(clean) <= 20
    assert clean == " ".join(clean.split())
    assert clean.isprintable()
    assert value.line("name", clean, 20) == clean


def test_newcomer_finds_the_procedures_their_city_has_not_answered(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    person, desk = someone(session, "aachen"), secretary(session)
    session.add(Mandate(city_code="koeln", holder_id=person.key, since=NOW))
    made: dict[str, Accession] = {}
    for name, state in (
        ("asked", AccessionState.OPEN),
        ("questioned", AccessionState.OPEN),
        ("consented", AccessionState.OPEN),
        ("answered in an earlier round", AccessionState.OPEN),
        ("dropped", AccessionState.OPEN),
        ("not asked", AccessionState.OPEN),
        ("drafted", AccessionState.DRAFT),
        ("ended", AccessionState.ADMITTED),
    ):
        candidate = seat(session, f"city-{len(made)}", standing=Standing.CANDIDATE)
        accession = Accession(
            candidate_code=candidate.code,
            state=state,
            round=2 if "round" in name else 1,
            created_at=NOW,
            editor_id=desk.key,
            edited_at=NOW,
        )
        session.add(accession)
        session.flush()
        made[name] = accession
        if name != "not asked":
            dropped = NOW if name == "dropped" else None
            session.add(
                Elector(accession_id=accession.key, city_code="aachen", dropped_at=dropped)
            )
    session.add(Elector(accession_id=made["asked"].key, city_code="koeln"))
    session.flush()
    answer(session, made["questioned"], StatementKind.QUESTION, person)
    answer(session, made["consented"], StatementKind.CONSENT, person)
    answer(session, made["answered in an earlier round"], StatementKind.CONSENT, person)

    found = contact.open_for_city(session, person, NOW)

    assert [(one.accession, one.city_code) for one in found] == [
        (made["asked"], "aachen"),
        (made["asked"], "koeln"),
        (made["questioned"], "aachen"),
        (made["answered in an earlier round"], "aachen"),
    ]


def answer(session: Session, accession: Accession, kind: StatementKind, by: Person) -> None:
    """Add a statement of Aachen in the first round."""
    number = len(session.exec(select(Statement.id)).all()) + 1
    session.add(
        Record(
            seq=number,
            at=NOW.isoformat(),
            kind="statement",
            body="{}",
            prev="0" * 64,
            hash=f"{number:064}",
        )
    )
    session.flush()
    session.add(
        Statement(
            accession_id=accession.key,
            round=1,
            city_code="aachen",
            kind=kind,
            declaration="…",
            language=Language.DE,
            person_id=by.key,
            at=NOW,
            receipt=f"R-{number}",
            checksum="0" * 64,
            record_seq=number,
        )
    )
    session.flush()


def test_managed_people_are_the_waiting_ones_first(session: Session) -> None:
    for code in ("aachen", "koeln"):
        seat(session, code)
    desk, chief = secretary(session), someone(session, "aachen", responsible=True)
    anna = someone(session, "aachen")
    foreign = someone(session, "koeln", presence=Presence.WAITING)
    waiting = someone(session, "aachen", presence=Presence.WAITING)
    someone(session, "aachen", presence=Presence.ENDED)

    assert contact.managed_by(session, chief) == [waiting, chief, anna]
    assert {one.key for one in contact.managed_by(session, desk)} == {
        one.key for one in (desk, chief, anna, foreign, waiting)
    }
    assert contact.managed_by(session, anna) == []


def together(engine: Engine, *acts: Callable[[Session], object]) -> list[object]:
    """Run acts at the same instant, each in a transaction of its own; return what came of each."""
    gate = Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> object:
        gate.wait()
        with Session(engine, expire_on_commit=False) as session:
            try:
                done = act(session)
            except Refusal as refusal:
                return refusal
            session.commit()
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_responsible_persons_at_once_share_one_mandate(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        seat(session, "aachen")
        links = [link(session, responsible=True) for _ in range(2)]
        session.commit()

        done = together(
            postgres,
            lambda other: join(other, links[0], LI),
            lambda other: join(other, links[1], LI + 1),
        )

        received = [one.mandate_received for one in done if isinstance(one, contact.Registered)]
        assert sorted(received) == [False, True]
        assert len(session.exec(select(Mandate)).all()) == 1


def test_one_link_pressed_by_two_at_once_lets_one_in(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        seat(session, "aachen")
        by = link(session)
        session.commit()

        done = together(
            postgres, lambda other: join(other, by, LI), lambda other: join(other, by, LI + 1)
        )

        assert [type(one) for one in done if isinstance(one, Refusal)] == [InvitationUsed]
        assert len(session.exec(select(Person)).all()) == 1


def test_contact_removed_while_the_mandate_is_passed_to_them_does_not_keep_it(
    postgres: Engine,
) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        seat(session, "aachen")
        desk = secretary(session)
        anna, bert = someone(session, "aachen"), someone(session, "aachen")
        session.add(Mandate(city_code="aachen", holder_id=anna.key, since=NOW))
        session.commit()

        def passes(other: Session) -> object:
            giver, receiver = contact.person(other, anna.key), contact.person(other, bert.key)
            return mandate.pass_on(other, giver, "aachen", receiver, NOW)

        def removes(other: Session) -> object:
            return contact.remove_contact(other, contact.person(other, desk.key), bert.key, NOW)

        passed, removed = together(postgres, passes, removes)

        held = mandate.open_mandate(session, "aachen")
        kept = {anna.key} if isinstance(passed, NotActive) else set()
        assert isinstance(removed, Person)
        assert ({held.holder_id} if held else set()) == kept


def test_locked_city_and_person_do_not_hold_up_what_refers_to_them(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session, Session(postgres) as other:
        seat(session, "aachen")
        anna, desk = someone(session, "aachen"), secretary(session)
        session.commit()
        mandate.pass_on(session, desk, "aachen", anna, NOW)

        # Otherwise the holder of the record and the holder of the city wait for each other.
        other.connection().exec_driver_sql("SET LOCAL lock_timeout = '2s'")
        notify(other, "reply", [contact.person(other, anna.key)], now=NOW)
        other.add(Elector(accession_id=accession_about(other, "aachen").key, city_code="aachen"))
        other.commit()


def accession_about(session: Session, code: str) -> Accession:
    """Add an open procedure about a city."""
    accession = Accession(
        candidate_code=code,
        state=AccessionState.OPEN,
        created_at=NOW,
        editor_id=secretary(session).key,
        edited_at=NOW,
    )
    session.add(accession)
    session.flush()
    return accession
