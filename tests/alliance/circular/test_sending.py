"""Sending: complete or refused, numbered, frozen, recorded, and everybody gets every part once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance.circular import audience, draft, sending
from alliance.circular.draft import Gap
from alliance.circular.refusals import (
    NoAudience,
    NobodyReached,
    NotDraft,
    Unready,
)
from alliance.refusal import NotActive, NotAllowed
from storage.circular import Addressee, Audience, Circular, GeneralState
from storage.delivery import Delivery, DeliveryState, Lane
from storage.language import Language
from storage.person import Person, Presence, Role
from storage.record import Commitment, Record
from storage.view import View
from tests.alliance.accession.test_race import at_once
from tests.alliance.accession.world import LATER, scan
from tests.alliance.circular.writing import LONG, deliveries, drafted, inhabited, sent
from tests.alliance.people import NOW, queued, seat, secretary, someone

DE, ZH = Language.DE, Language.ZH


def entry(session: Session) -> Record:
    return session.exec(select(Record).where(Record.kind == "circular-sent")).one()


# ---- sending


def test_everybody_gets_every_part_and_file_in_order(session: Session) -> None:
    clerk = secretary(session)
    cities = [inhabited(session, code) for code in ("koeln", "aachen")]
    general = drafted(session, clerk, *cities, texts=LONG)
    file = scan(session)
    draft.attach(session, clerk, general.key, file, NOW)
    colleague = someone(session, "aachen")
    people = session.exec(select(Person.id).where(Person.city_code == "koeln")).all()
    first = session.exec(select(Person.id).where(Person.city_code == "aachen")).first()

    done = sending.send(session, clerk, general.key, LATER)

    params = [{"part": 0}, {"part": 1}, {"part": 2}, {"file": file}]
    assert [(one.person_id, one.params) for one in deliveries(session, general)] == [
        (key, one) for key in (first, colleague.key, *people) for one in params
    ]
    assert (done.cities, done.people, done.messages) == (2, 3, 12)
    rows = session.exec(select(Delivery)).all()
    assert {(one.kind, one.subject, one.lane, one.state, one.not_before) for one in rows} == {
        ("circular", general.subject, Lane.CIRCULAR, DeliveryState.QUEUED, LATER)
    }


def test_sent_one_is_numbered_and_carries_the_record_s_head(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    new_year_in_foshan = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    out = [
        sent(session, clerk, city, now=new_year_in_foshan + timedelta(seconds=second))
        for second in (-2, -1, 0)
    ]
    heads = session.exec(select(Record.seq, Record.hash).order_by(col(Record.seq))).all()

    assert [(one.circular.year, one.circular.serial) for one in out] == [
        (2026, 1),
        (2026, 2),
        (2027, 1),
    ]
    assert [(one.circular.head_seq, one.circular.head) for one in out] == [
        (0, "0" * 64),
        *heads[:2],
    ]


def test_sent_one_is_found_by_its_words_in_either_language(session: Session) -> None:
    clerk = secretary(session)
    texts = {DE: "Grüße aus\nDÜREN", ZH: "产业合作"}
    general = drafted(session, clerk, inhabited(session, "aachen"), texts=texts)
    circular = sending.send(session, clerk, general.key, NOW).circular
    assert circular.search == (
        "2026/01 〔2026〕1 title de grüsse aus düren title zh_hans 产业合作"
    )


def test_cities_are_frozen_as_of_the_moment(session: Session) -> None:
    clerk = secretary(session)
    stays, leaves = inhabited(session, "aachen"), inhabited(session, "koeln")
    general = sent(session, clerk, audience=Audience.MEMBERS).general
    inhabited(session, "late")
    assert audience.cities(session, general)[0].code == stays
    city = session.get_one(Addressee, (general.key, leaves))
    assert (city.acknowledged_at, city.acknowledged_by) == (None, None)
    found = session.exec(select(Addressee.city_code).order_by(col(Addressee.city_code)))
    assert list(found) == [stays, leaves]


def test_record_keeps_number_content_and_cities_and_commits_to_the_sender(
    session: Session,
) -> None:
    clerk = secretary(session)
    cities = [inhabited(session, code) for code in ("aachen", "koeln")]
    done = sent(session, clerk, *cities)

    said = json.loads(entry(session).body)
    secrets = session.exec(select(Commitment.value).where(Commitment.seq == entry(session).seq))
    names = {said.pop(name)["c"] for name in ("person", "function")}

    assert said == {
        "general": done.general.key,
        "number": [2026, 1],
        "by": clerk.key,
        "checksum": sending.checksum(session, done.general),
        "audience": "cities",
        "observers": False,
        "about": None,
        "send_at": None,
        "addressees": cities,
        "acknowledge": True,
        "corrects": None,
    }
    assert done.general.content_sum == said["checksum"]
    assert (entry(session).subject, len(names)) == (done.general.subject, 2)
    assert sorted(filter(None, secrets)) == sorted([clerk.name, clerk.function])


def test_without_a_word_no_acknowledgement_is_wanted(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    general.acknowledge = None
    assert sending.send(session, clerk, general.key, NOW).general.acknowledge is False


def test_screens_of_the_circular_are_drawn_again(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    for number, subject in enumerate((general.subject, f"delivery:{general.subject}", "other")):
        session.add(
            View(telegram_id=number, message_id=1, screen="x", subject=subject, until=LATER)
        )
    sending.send(session, clerk, general.key, NOW)
    stale = session.exec(select(View.telegram_id).where(View.stale).order_by(col(View.id)))
    assert list(stale) == [0, 1]


@pytest.mark.parametrize("stale", [False, True])
def test_unready_one_is_refused_and_nothing_is_queued(session: Session, *, stale: bool) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    if stale:
        draft.write_text(session, clerk, general.key, DE, "neu", [], NOW)
    else:
        session.delete(draft.texts(session, general)[ZH])

    with pytest.raises(Unready) as refused:
        sending.send(session, clerk, general.key, NOW)

    assert refused.value.gaps == (Gap(ZH, "stale" if stale else "missing"),)
    assert (session.exec(select(Circular)).all(), queued(session)) == ([], [])


def test_one_for_nobody_is_refused(session: Session) -> None:
    clerk = secretary(session)
    empty = seat(session, "empty").code
    unsaid = drafted(session, clerk, empty)
    unsaid.audience = None
    nowhere = drafted(session, clerk, audience=Audience.CN)
    silent = drafted(session, clerk, empty)
    for general, refusal in (
        (unsaid, NoAudience),
        (nowhere, NobodyReached),
        (silent, NobodyReached),
    ):
        for act in (
            lambda key: sending.send(session, clerk, key, NOW),
            lambda key: sending.schedule(session, clerk, key, LATER, NOW),
        ):
            with pytest.raises(refusal):
                act(general.key)
    assert (session.exec(select(Circular)).all(), queued(session)) == ([], [])


def test_second_send_is_refused(session: Session) -> None:
    clerk = secretary(session)
    done = sent(session, clerk, inhabited(session, "aachen"))
    before = queued(session)
    with pytest.raises(NotDraft) as refused:
        sending.send(session, secretary(session), done.general.key, LATER)
    assert (refused.value.state, queued(session)) == (GeneralState.SENT, before)


def test_contact_cannot_send(session: Session) -> None:
    general = drafted(session, secretary(session), inhabited(session, "aachen"))
    with pytest.raises(NotAllowed):
        sending.send(session, someone(session, "aachen"), general.key, NOW)
    gone = someone(session, role=Role.SECRETARIAT, presence=Presence.ENDED)
    with pytest.raises(NotActive):
        sending.send(session, gone, general.key, NOW)


def test_two_secretaries_send_at_once_and_it_goes_out_once(postgres: Engine) -> None:
    with Session(postgres) as session, session.begin():
        clerks = [secretary(session).key for _ in range(2)]
        general = drafted(session, session.get_one(Person, clerks[0]), inhabited(session, "a"))
        key = general.key

    def send(person_id: int) -> Callable[[Session], object]:
        return lambda session: sending.send(session, session.get_one(Person, person_id), key, NOW)

    assert at_once(postgres, [send(one) for one in clerks]) == [NotDraft.__name__, "done"]
    with Session(postgres) as session:
        assert [one.serial for one in session.exec(select(Circular))] == [1]
        assert len(session.exec(select(Delivery)).all()) == 1
