"""Queueing notices and marking views: who gets one, and which go stale."""

from datetime import timedelta

from sqlmodel import Session, col, select

from alliance import notice
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Presence, Role
from storage.view import View
from tests.alliance.people import NOW, seat, secretary, someone


def test_notify_queues_one_row_for_each_person_once(session: Session) -> None:
    first, second = secretary(session), secretary(session)

    count = notice.notify(
        session,
        "reply",
        [first, second, first],
        subject="accession:1",
        params={"statement": 3},
        lane=Lane.REMINDER,
        now=NOW,
    )

    rows = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
    assert count == 2
    assert [
        (row.kind, row.person_id, row.subject, row.params, row.lane, row.state, row.not_before)
        for row in rows
    ] == [
        ("reply", person.key, "accession:1", {"statement": 3}, 2, DeliveryState.QUEUED, NOW)
        for person in (first, second)
    ]


def test_notify_leaves_out_who_has_no_chat(session: Session) -> None:
    erased = secretary(session)
    erased.telegram_id = None

    assert notice.notify(session, "reply", [erased], now=NOW) == 0
    assert session.exec(select(Delivery)).all() == []


def test_redraw_marks_the_views_of_its_subject_only(session: Session) -> None:
    for number, subject in enumerate(("accession:1", "accession:11", "accession:1")):
        session.add(
            View(
                telegram_id=number,
                message_id=5,
                screen="board",
                subject=subject,
                until=NOW + timedelta(hours=24),
            )
        )
    session.flush()

    notice.redraw(session, "accession:1")

    stale = session.exec(select(View.telegram_id).where(View.stale).order_by(col(View.id))).all()
    assert stale == [0, 2]


def test_people_are_those_who_take_part(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "koeln")
    holder = someone(session, "aachen")
    chief = someone(session, "aachen", responsible=True)
    someone(session, "koeln", responsible=True)
    for presence in (Presence.WAITING, Presence.REFUSED, Presence.ENDED):
        someone(session, "aachen", presence=presence, responsible=True)
        someone(session, role=Role.SECRETARIAT, presence=presence)
    desk = secretary(session)
    someone(session, role=Role.CONTACT_OFFICE)

    assert notice.people_of(session, "aachen") == [holder, chief]
    assert notice.responsible_for(session, "aachen") == [chief]
    assert notice.secretaries(session) == [desk]
