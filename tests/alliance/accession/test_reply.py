"""The secretariat's answer to a city's question."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from alliance.accession import draft, ending, reply
from alliance.accession.refusals import NotAQuestion, UnknownReply, UnknownStatement
from alliance.refusal import BadValue, Ended, NotAllowed
from storage.accession import StatementKind
from storage.language import Language
from storage.person import Role
from storage.record import Record
from tests.alliance.accession.world import LATER, build
from tests.alliance.people import NOW, queued, someone


def test_answer_to_a_question_reaches_the_city_s_people_and_the_record(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    colleague = someone(session, "cn0")
    question = world.answer(accession, "cn0", StatementKind.QUESTION).statement
    assert question.id is not None
    before = len(queued(session))

    answered = reply.reply(session, world.first, question.id, "Gern.", Language.DE, LATER)
    office = someone(session, role=Role.CONTACT_OFFICE)
    assert answered.id is not None
    for _ in range(2):
        reply.translate_reply(session, office, answered.id, "好的。", LATER)

    people = [world.holders["cn0"].key, colleague.key]
    assert queued(session)[before:] == [("reply", key) for key in people] * 2
    assert reply.replies(session, question.id) == [answered]
    assert (answered.translation, answered.translated_by) == ("好的。", office.key)
    entries = session.exec(select(Record).where(Record.kind == "reply")).all()
    assert [json.loads(entry.body)["receipt"] for entry in entries] == [question.receipt] * 2
    assert [max(json.loads(entry.body)) for entry in entries] == ["text", "translation"]


def test_only_questions_are_answered_by_the_secretariat_while_open(session: Session) -> None:
    world = build(session)
    accession = world.asked()
    consent = world.answer(accession, "cn1").statement.id or 0
    question = world.answer(accession, "cn0", StatementKind.QUESTION).statement.id or 0

    def refused(error: type[Exception], act: Callable[[], object]) -> None:
        with pytest.raises(error):
            act()

    first, holder = world.first, world.holders["cn0"]
    say = reply.reply
    refused(NotAQuestion, lambda: say(session, first, consent, "x", Language.DE, NOW))
    refused(UnknownStatement, lambda: say(session, first, 99, "x", Language.DE, NOW))
    refused(NotAllowed, lambda: say(session, holder, question, "x", Language.DE, NOW))
    refused(BadValue, lambda: say(session, first, question, "", Language.DE, NOW))
    refused(UnknownReply, lambda: reply.translate_reply(session, first, 99, "x", NOW))
    answered = say(session, first, question, "Ja", Language.DE, NOW)
    refused(NotAllowed, lambda: reply.translate_reply(session, holder, answered.id or 0, "x", NOW))
    ending.close(session, first, accession.key, "Over", NOW)
    refused(Ended, lambda: say(session, first, question, "Ja", Language.DE, NOW))
    assert draft.open_drafts(session) == []
