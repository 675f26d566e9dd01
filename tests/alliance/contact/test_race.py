"""People at the same instant, on a PostgreSQL with real threads."""

from sqlalchemy import Engine
from sqlmodel import Session, select

from alliance import contact, mandate
from alliance.notice import notify
from alliance.refusal import InvitationUsed, NotActive, Refusal
from storage.accession import Accession, AccessionState, Elector
from storage.mandate import Mandate
from storage.person import Person
from tests.alliance.contact.joining import LI, join, link
from tests.alliance.people import NOW, seat, secretary, someone
from tests.alliance.together import together


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
