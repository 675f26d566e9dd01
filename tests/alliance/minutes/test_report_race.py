"""Two colleagues who report the same resolution at the same instant."""

from collections.abc import Callable

from sqlalchemy import Engine
from sqlmodel import Session, select

from alliance import minutes
from alliance.minutes.refusals import AlreadyDone
from storage.minutes import Resolution
from storage.person import Person
from storage.record import Record
from tests.alliance.minutes.session import HELD, circulated, decided, held, written
from tests.alliance.people import someone
from tests.alliance.together import together


def test_one_of_two_reports_at_once_counts(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        meeting = written(held(session))
        people = [meeting.people["bonn"].key, someone(session, "bonn").key]
        key = decided(meeting, "bonn").key
        circulated(meeting)
        session.commit()

    def report(number: int) -> Callable[[Session], Resolution]:
        def act(session: Session) -> Resolution:
            person = session.get_one(Person, people[number])
            return minutes.done(session, person, key, f"Bericht {number}", HELD)

        return act

    outcomes = together(postgres, report(0), report(1))
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "Resolution"]
    [refused] = [one for one in outcomes if isinstance(one, AlreadyDone)]
    with Session(postgres) as session:
        stored = session.get_one(Resolution, key)
        assert (stored.done_by, stored.done_at) == (refused.person_id, refused.at)
        done = session.exec(select(Record).where(Record.kind == "resolution-done")).all()
        assert len(done) == 1
