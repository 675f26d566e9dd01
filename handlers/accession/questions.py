"""What cities wrote and what the secretariat answered, as it is read."""

from markupsafe import Markup

from alliance import rights
from alliance.accession import board as boards
from alliance.accession.refusals import UnknownReply, UnknownStatement
from alliance.refusal import NotAllowed
from handlers.accession import words
from handlers.accession.case import Case, case_of, latest_reply, require_reader
from handlers.accession.presses import (
    AnswerPress,
    BoardPress,
    QuestionsPress,
    ReplyPress,
    StatementPress,
    ToldPress,
    TranslatePress,
)
from handlers.kit.buttons import menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.accession import Reply, Statement, StatementKind
from storage.person import Person

QUESTION_SHOWN = 400


def statement_of(visit: Visit, statement_id: int) -> Statement:
    """Return a statement; raises UnknownStatement."""
    found = visit.session.get(Statement, statement_id)
    if found is None:
        raise UnknownStatement(statement_id)
    return found


def asked_by(visit: Visit, reply_id: int) -> tuple[Reply, Statement]:
    """Return an answer and the question to which it belongs; raises UnknownReply."""
    found = visit.session.get(Reply, reply_id)
    if found is None:
        raise UnknownReply(reply_id)
    return found, statement_of(visit, found.statement_id)


def case_for(visit: Visit, said: Statement) -> Case:
    """Return the case to which a statement belongs."""
    return case_of(visit.session, said.accession_id, said.city_code, visit.now, visit.tongue)


# ---- reading an answer


def screen(
    tongue: Tongue, person: Person, case: Case, said: Statement, answer: Reply, *, translated: bool
) -> Screen:
    """Return the answer to a question, as written or translated, with what it answers."""
    both = answer.translation is not None
    text = answer.translation if translated and answer.translation is not None else answer.text
    said_ = [
        tongue.text(
            "<b>Answer of the secretariat</b>\nAccession of {candidate}, circular no. {number}\n"
            "Question of {city}: {question}",
            candidate=case.matter.candidate.name(tongue.language),
            number=case.matter.number,
            city=case.city.name(tongue.language),
            question=tongue.quoted(words.excerpt(said.text or "", QUESTION_SHOWN)),
        ),
        Markup("<blockquote>{}</blockquote>").format(text),
    ]
    if translated and both:
        said_.append(tongue.text("This is a translation; the answer as written prevails."))
    elif answer.language != tongue.language and not both:
        said_.append(tongue.text("There is no translation yet."))
    reply_id = answer.id or 0
    rows = []
    if both:
        other = ReplyPress(reply_id, 0 if translated else 1)
        label = tongue.label("more", "Translation")
        if translated:
            label = tongue.label("more", "As written")
        rows.append((Button(label, other),))
    if rights.edits_texts(person):
        label = tongue.label("more", "Add a translation")
        rows.append((Button(label, TranslatePress(reply_id)),))
        return Screen(
            Markup("\n\n").join(said_),
            (*rows, menu_row(tongue, ToldPress(said.id or 0))),
        )
    back = StatementPress(case.accession.key, case.accession.round, case.city.code)
    label = tongue.label("more", "To the statement")
    return Screen(Markup("\n\n").join(said_), (*rows, (Button(label, back),), menu_row(tongue)))


def reads_translation(tongue: Tongue, answer: Reply) -> bool:
    """Return whether somebody reads an answer better in its translation."""
    return answer.translation is not None and answer.language != tongue.language


def shown(visit: Visit, reply_id: int, *, translated: bool) -> Screen:
    """Return an answer for whoever is here; raises NotAllowed, UnknownReply."""
    answer, said = asked_by(visit, reply_id)
    case = case_for(visit, said)
    if not rights.edits_texts(visit.who):
        require_reader(case, visit.who)
    return screen(visit.tongue, visit.who, case, said, answer, translated=translated)


def _read(visit: Visit, press: ReplyPress) -> Answer:
    return Answer(shown(visit, press.reply, translated=bool(press.translated)))


# ---- the secretariat reads what cities wrote


def told(visit: Visit, statement_id: int) -> Screen:
    """Return a city's statement with its text, as the secretariat reads it.

    Raises NotAllowed, UnknownStatement.
    """
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    tongue, said = visit.tongue, statement_of(visit, statement_id)
    case = case_for(visit, said)
    author = visit.session.get(Person, said.person_id)
    return told_screen(tongue, visit.who, case, said, author, latest_reply(visit.session, said))


def told_screen(
    tongue: Tongue,
    person: Person,
    case: Case,
    said: Statement,
    author: Person | None,
    answer: Reply | None,
) -> Screen:
    """Return a statement with its text and what the secretariat may do about it."""
    parts = [words.heading(tongue, case), words.given(tongue, said, author)]
    if said.text:
        parts.append(Markup("<blockquote>{}</blockquote>").format(said.text))
    if said.replaced_at is not None:
        moment = tongue.short(said.replaced_at)
        parts.append(tongue.text("Replaced by a later statement on {moment}.", moment=moment))
    rows = []
    question = said.kind is StatementKind.QUESTION and said.replaced_at is None
    if question and case.open and person.secretary:
        reply = Button(tongue.label("board", "Answer"), AnswerPress(said.id or 0))
        rows.append((reply,))
    if answer is not None:
        label = tongue.label("more", "Read the answer")
        rows.append((Button(label, ReplyPress(answer.id or 0, 0)),))
    rows.append((Button(tongue.label("more", "Board"), BoardPress(case.accession.key)),))
    return Screen(Markup("\n\n").join(parts), (*rows, menu_row(tongue)))


def _told(visit: Visit, press: ToldPress) -> Answer:
    return Answer(told(visit, press.statement))


def _questions(visit: Visit, press: QuestionsPress) -> Answer:
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    tongue = visit.tongue
    found = boards.status(visit.session, press.accession, visit.now)
    waiting = found.open_questions
    written = [
        state
        for state in boards.visible(found, visit.who)
        if state.statement is not None and state.statement.text
    ]
    written.sort(key=lambda state: state not in waiting)
    shown = page(written, press.page)
    rows = tuple(
        (
            Button(
                short(
                    tongue.plain(
                        "{city}: {answer}",
                        city=state.city.name(visit.language),
                        answer=words.kind_name(tongue, state.answer),
                    )
                ),
                ToldPress((state.statement.id if state.statement else 0) or 0),
            ),
        )
        for state in shown.items
    )
    left = tongue.text("Every question is answered.")
    if waiting:
        left = tongue.count(
            "{n} question is not answered yet.",
            "{n} questions are not answered yet.",
            len(waiting),
        )
    text = tongue.text("<b>Remarks and questions</b>\n\n{open}", open=left)
    turning = turn(
        tongue, shown.number, shown.total, lambda to: QuestionsPress(press.accession, to)
    )
    return Answer(Screen(text, (*rows, *turning, menu_row(tongue, BoardPress(press.accession)))))


def redraw_told(visit: Visit, press: ToldPress | AnswerPress) -> Screen:
    """Return the statement as it is now, for a press that was refused."""
    return told(visit, press.statement)


def redraw_reply(visit: Visit, press: ReplyPress | TranslatePress) -> Screen:
    """Return the answer as it is now, for a press that was refused."""
    return shown(visit, press.reply, translated=False)


PRESSES = {ReplyPress: _read, ToldPress: _told, QuestionsPress: _questions}
REDRAWS = {ReplyPress: redraw_reply, ToldPress: redraw_told}
