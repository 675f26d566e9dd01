"""Answering a city's question in writing, and adding the translation of an answer."""

from alliance import rights
from alliance.accession import reply as replies
from alliance.accession.refusals import NotAQuestion
from alliance.refusal import NotAllowed
from handlers.accession import board
from handlers.accession.presses import AnswerPress, TranslatePress
from handlers.accession.questions import (
    asked_by,
    case_for,
    redraw_reply,
    redraw_told,
    shown,
    statement_of,
    told,
)
from handlers.kit import forms
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.accession import StatementKind
from storage.dialog import Dialog
from storage.language import Language

SEND = "send"


def _answer(visit: Visit, press: AnswerPress) -> Answer:
    rights.require_secretary(visit.who)
    said = statement_of(visit, press.statement)
    if said.kind is not StatementKind.QUESTION:
        raise NotAQuestion(press.statement)
    return forms.open(visit, "reply", str(press.statement))


def _translate(visit: Visit, press: TranslatePress) -> Answer:
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    asked_by(visit, press.reply)
    return forms.open(visit, "translation", str(press.reply))


def _ask_reply(visit: Visit, dialog: Dialog) -> Screen:
    said = statement_of(visit, int(dialog.subject))
    return Screen(
        visit.tongue.text(
            "Question of {city}:\n<blockquote>{question}</blockquote>\n\nPlease write the answer "
            "as one message, at most {limit} characters. It goes to the city's people and stays "
            "on record.",
            city=case_for(visit, said).city.name(visit.language),
            question=said.text,
            limit=replies.TEXT_LIMIT,
        )
    )


def _ask_translation(visit: Visit, dialog: Dialog) -> Screen:
    answer, _ = asked_by(visit, int(dialog.subject))
    return Screen(
        visit.tongue.text(
            "<blockquote>{text}</blockquote>\n\nPlease write the translation as one message, at "
            "most {limit} characters.",
            text=answer.text,
            limit=replies.TEXT_LIMIT,
        )
    )


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, text=cleaned(visit, "text", typed.text, replies.TEXT_LIMIT))


def _ask_language(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    german = forms.choice(dialog, tongue.label("language", "German"), Language.DE.value)
    chinese = forms.choice(dialog, tongue.label("language", "Chinese"), Language.ZH.value)
    return Screen(tongue.text("In which language is the answer written?"), ((german, chinese),))


def _choose_language(visit: Visit, dialog: Dialog, value: str) -> None:
    if value not in list(Language):
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    forms.put(dialog, language=value)


def _ask_send(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    send = forms.choice(dialog, tongue.label("circular", "Send"), SEND, Style.PRIMARY)
    question = tongue.text(
        "<blockquote>{text}</blockquote>\n\nSend this to the city's people?",
        text=dialog.data["text"],
    )
    return Screen(question, ((send,),))


def _choose_send(visit: Visit, _dialog: Dialog, value: str) -> None:
    if value != SEND:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))


def _replied(visit: Visit, dialog: Dialog) -> Answer:
    replies.reply(
        visit.session,
        visit.who,
        int(dialog.subject),
        dialog.data["text"],
        Language(dialog.data["language"]),
        visit.now,
    )
    said = statement_of(visit, int(dialog.subject))
    toast = visit.tongue.plain("The answer is on its way.")
    return Answer(board.shown(visit, said.accession_id), toast=toast)


def _translated(visit: Visit, dialog: Dialog) -> Answer:
    reply_id = int(dialog.subject)
    replies.translate_reply(visit.session, visit.who, reply_id, dialog.data["text"], visit.now)
    toast = visit.tongue.plain("The translation is on its way.")
    return Answer(shown(visit, reply_id, translated=True), toast=toast)


def _left_reply(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: told(visit, int(dialog.subject)))


def _left_translation(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: shown(visit, int(dialog.subject), translated=False))


def _title_reply(visit: Visit, dialog: Dialog) -> str:
    city = case_for(visit, statement_of(visit, int(dialog.subject))).city
    return visit.tongue.plain("Answer to {city}", city=city.name(visit.language))


def _title_translation(visit: Visit, _dialog: Dialog) -> str:
    return visit.tongue.label("more", "Add a translation")


PRESSES = {AnswerPress: _answer, TranslatePress: _translate}
REDRAWS = {AnswerPress: redraw_told, TranslatePress: redraw_reply}
FORMS = (
    Form(
        "reply",
        (
            Step("text", _ask_reply, take=_take),
            Step("language", _ask_language, choose=_choose_language),
            Step("send", _ask_send, choose=_choose_send),
        ),
        finish=_replied,
        title=_title_reply,
        left=_left_reply,
    ),
    Form(
        "translation",
        (Step("text", _ask_translation, take=_take),),
        finish=_translated,
        title=_title_translation,
        left=_left_translation,
    ),
)
