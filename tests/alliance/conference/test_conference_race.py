"""Acts of conferences at the same instant, on a PostgreSQL with real threads."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import announcement, proof
from alliance.conference import answering, asking, delegation, draft, inviting
from alliance.conference.answering import Answered
from alliance.conference.refusals import NotInvited
from storage.accession import AccessionState
from storage.conference import Attendance, AttendanceKind, Delegate, EventKind
from storage.delivery import Delivery
from storage.person import Person
from storage.record import Record
from tests.alliance.conference.meeting import LATER, Meeting, delegate, planned
from tests.alliance.conference.seats import ended
from tests.alliance.people import NOW, secretary, someone
from tests.alliance.together import together


@contextmanager
def meeting_in(engine: Engine) -> Iterator[Meeting]:
    """Yield a committed draft; the record is whole afterwards."""
    with Session(engine, expire_on_commit=False) as session:
        meeting = planned(session)
        session.commit()
        yield meeting
        session.expire_all()
        assert proof.verify(session) is None


def test_of_two_secretaries_at_once_one_invites(postgres: Engine) -> None:
    with meeting_in(postgres) as meeting:
        key = meeting.conference.key
        clerks = [meeting.clerk.key, secretary(meeting.session).key]
        meeting.session.commit()

        def invites(clerk: int, other: Session) -> object:
            return inviting.invite(other, other.get_one(Person, clerk), key, NOW)

        done = together(postgres, *(lambda other, by=by: invites(by, other) for by in clerks))

        assert sorted(type(one).__name__ for one in done) == ["Invitation", "NotDraft"]
        assert len(meeting.session.exec(select(Delivery)).all()) == 4


def test_of_colleagues_at_once_one_answer_counts(postgres: Engine) -> None:
    with meeting_in(postgres) as meeting:
        conference = meeting.invited()
        people = [someone(meeting.session, "bonn").key for _ in range(4)]
        meeting.session.commit()
        kinds = [*AttendanceKind, AttendanceKind.ATTENDS]

        def presses(person: int, kind: AttendanceKind, other: Session) -> object:
            by = other.get_one(Person, person)
            return answering.answer(other, by, conference.key, "bonn", kind, LATER)

        done = together(
            postgres,
            *(
                lambda other, by=by, kind=kind: presses(by, kind, other)
                for by, kind in zip(people, kinds, strict=True)
            ),
        )

        changed = [one for one in done if isinstance(one, Answered) and one.changed]
        kept = meeting.session.exec(select(Attendance)).all()
        assert len(done) == len([one for one in done if isinstance(one, Answered)])
        assert (len(kept), sum(one.replaced_at is None for one in kept)) == (len(changed), 1)


def test_of_two_lists_at_once_one_is_kept_whole(postgres: Engine) -> None:
    with meeting_in(postgres) as meeting:
        conference = meeting.invited()
        meeting.answer("bonn")
        people = [someone(meeting.session, "bonn").key for _ in range(2)]
        meeting.session.commit()

        def sends(person: int, other: Session) -> object:
            entries = [delegate(f"{person}-{number}") for number in range(5)]
            by = other.get_one(Person, person)
            return delegation.enter(other, by, conference.key, "bonn", entries, LATER)

        together(postgres, *(lambda other, by=by: sends(by, other) for by in people))

        rows = meeting.session.exec(select(Delegate).order_by(col(Delegate.position))).all()
        assert [row.position for row in rows] == [1, 2, 3, 4, 5]
        assert len({row.entered_by for row in rows}) == 1


def test_answers_changes_and_a_cancelling_at_once_all_end(postgres: Engine) -> None:
    with meeting_in(postgres) as meeting:
        conference = meeting.invited()
        meeting.session.commit()
        key, clerk = conference.key, meeting.clerk.key

        def answers(city: str, other: Session) -> object:
            by = other.get_one(Person, meeting.people[city].key)
            return answering.answer(other, by, key, city, AttendanceKind.ATTENDS, LATER)

        def moves(other: Session) -> object:
            by = other.get_one(Person, clerk)
            return inviting.move(other, by, key, "2027-04-01T09:00", "2027-04-01T18:00", LATER)

        def cancels(other: Session) -> object:
            return inviting.cancel(other, other.get_one(Person, clerk), key, "Grund", LATER)

        def starts(other: Session) -> object:
            by = other.get_one(Person, clerk)
            return draft.start(other, by, EventKind.CONFERENCE, LATER)

        done = together(
            postgres,
            moves,
            cancels,
            starts,
            *(lambda other, city=city: answers(city, other) for city in meeting.people),
        )

        refused = [one for one in done if isinstance(one, Exception)]
        assert [one for one in refused if not isinstance(one, NotInvited)] == []
        # Whatever came after the cancelling was refused.
        kinds = meeting.session.exec(select(Record.kind).order_by(col(Record.seq))).all()
        assert kinds[-1] == "conference-cancelled"


def test_new_member_is_announced_once_whoever_enters_it(postgres: Engine) -> None:
    with meeting_in(postgres) as meeting:
        accession = ended(meeting.session, "celle", AccessionState.ADMITTED)
        meeting.session.commit()
        key, clerk = meeting.conference.key, meeting.clerk.key

        def invites(other: Session) -> object:
            return inviting.invite(other, other.get_one(Person, clerk), key, NOW)

        def enters(other: Session) -> object:
            return announcement.enter(other, NOW)

        done = together(postgres, enters, invites, enters, enters)

        announced = [
            item.accession_id for item in asking.items(meeting.session, meeting.conference)
        ]
        assert announced == [None, accession.key]
        assert [one for one in done if isinstance(one, Exception)] == []
