"""Corrections: a new number, the same people, both kept, and one at a time."""

import json

import pytest
from sqlmodel import Session, col, select

from alliance.circular import acknowledge, draft, sending
from alliance.circular.refusals import NotOut, SameAudience
from alliance.refusal import NotAllowed
from storage.circular import Audience, GeneralState
from storage.delivery import DeliveryState
from storage.language import Language
from storage.person import Person, Role
from storage.record import Record
from tests.alliance.accession.world import LATER, scan
from tests.alliance.circular.writing import deliveries, drafted, inhabited, sent
from tests.alliance.people import NOW, secretary, someone

DE, ZH = Language.DE, Language.ZH


def test_correction_begins_with_texts_and_files_of_what_it_corrects(session: Session) -> None:
    clerk, colleague = secretary(session), secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    file = scan(session)
    draft.attach(session, clerk, general.key, file, NOW)
    bold = [{"type": "bold", "offset": 0, "length": 2}]
    draft.write_text(session, clerk, general.key, DE, "fett", bold, NOW)
    draft.confirm_half(session, clerk, general.key, ZH, NOW)
    sending.send(session, clerk, general.key, NOW)

    correction = sending.correct(session, colleague, general.key, LATER)

    def content(key: int) -> list[object]:
        halves = draft.texts(session, draft.get(session, key)).values()
        return [(one.language, one.title, one.text, one.entities) for one in halves]

    assert content(correction.key) == content(general.key)
    assert [one.id for one in draft.files(session, correction)] == [file]
    assert (correction.state, correction.audience, correction.acknowledge) == (
        GeneralState.DRAFT,
        Audience.SAME,
        True,
    )
    assert (correction.corrects_id, correction.editor_id) == (general.key, colleague.key)
    written = draft.texts(session, correction)[DE]
    assert (written.written_at, written.written_by) == (LATER, colleague.key)


def test_changing_the_correction_leaves_what_it_corrects_as_it_was(session: Session) -> None:
    clerk = secretary(session)
    general = sent(session, clerk, inhabited(session, "aachen")).general
    correction = sending.correct(session, clerk, general.key, LATER)
    draft.write_text(session, clerk, correction.key, DE, "richtig", [], LATER)
    draft.write_text(session, clerk, correction.key, ZH, "正确", [], LATER)

    assert general.content_sum == sending.checksum(session, general)
    assert draft.texts(session, general)[DE].text == "Wir laden ein."


def test_correction_goes_to_exactly_those_who_got_it(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    vain = someone(session, city)
    general = sent(session, clerk, city).general
    for message in deliveries(session, general):
        failed = message.person_id == vain.key
        message.state = DeliveryState.FAILED if failed else DeliveryState.SENT
    got = session.exec(
        select(Person.id).where(Person.role == Role.CONTACT, Person.id != vain.key)
    ).all()
    someone(session, city)
    session.flush()

    correction = sending.correct(session, clerk, general.key, LATER)
    done = sending.send(session, clerk, correction.key, LATER)

    assert [one.person_id for one in deliveries(session, correction)] == list(got)
    assert (done.cities, done.people, done.circular.serial) == (1, 1, 2)
    sent_ = session.exec(
        select(Record.body).where(Record.kind == "circular-sent").order_by(col(Record.seq))
    )
    assert [json.loads(body)["corrects"] for body in sent_] == [None, general.key]
    assert general.state is GeneralState.SENT


def test_correction_is_begun_once_and_anew_after_it_went_out(session: Session) -> None:
    clerk = secretary(session)
    general = sent(session, clerk, inhabited(session, "aachen")).general
    first = sending.correct(session, clerk, general.key, LATER)
    again = sending.correct(session, secretary(session), general.key, LATER)
    sending.send(session, clerk, first.key, LATER)
    second = sending.correct(session, clerk, general.key, LATER)
    of_correction = sending.correct(session, clerk, first.key, LATER)

    assert (again, second.key == first.key) == (first, False)
    assert of_correction.corrects_id == first.key
    sending.send(session, clerk, of_correction.key, LATER)
    assert [one.person_id for one in deliveries(session, of_correction)] == [
        one.person_id for one in deliveries(session, general)
    ]


def test_correction_s_audience_cannot_be_changed(session: Session) -> None:
    clerk = secretary(session)
    general = sent(session, clerk, inhabited(session, "aachen")).general
    correction = sending.correct(session, clerk, general.key, LATER)
    with pytest.raises(SameAudience):
        draft.set_audience(session, clerk, correction.key, Audience.MEMBERS, LATER)
    same = draft.set_audience(session, clerk, correction.key, Audience.SAME, LATER)
    assert same.audience is Audience.SAME


def test_correction_waits_for_an_acknowledgement_of_its_own(session: Session) -> None:
    clerk = secretary(session)
    city = inhabited(session, "aachen")
    person = session.exec(select(Person).where(Person.city_code == city)).one()
    general = sent(session, clerk, city).general
    acknowledge.acknowledge(session, person, general.key, NOW)
    correction = sending.correct(session, clerk, general.key, LATER)
    sending.send(session, clerk, correction.key, LATER)
    assert [one.code for one in acknowledge.outstanding(session, correction)] == [city]


def test_only_what_is_out_is_corrected_and_only_by_the_secretariat(session: Session) -> None:
    clerk = secretary(session)
    general = drafted(session, clerk, inhabited(session, "aachen"))
    refused = []
    for state in GeneralState:
        general.state = state
        try:
            sending.correct(session, clerk, general.key, NOW)
        except NotOut as refusal:
            refused.append(refusal.state)
    assert refused == [GeneralState.DRAFT, GeneralState.SCHEDULED, GeneralState.DISCARDED]
    with pytest.raises(NotAllowed):
        sending.correct(session, someone(session, "aachen"), general.key, NOW)
