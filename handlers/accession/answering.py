"""Giving a statement: the text where one is needed, the declaration, Submit bindingly (S-12)."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam
from sqlmodel import select

from alliance.accession import electorate
from alliance.accession import statement as statements
from alliance.accession.statement import Declared, Right
from alliance.refusal import AlreadyAnswered, BadValue, Refusal, Stale
from handlers.accession.case import Case, Matter, matter_of
from handlers.accession.declaration import Declaration, declaration, hint
from handlers.accession.presses import (
    ChangePress,
    Choice,
    ChoosePress,
    StatementPress,
    SubmitPress,
)
from handlers.accession.statement import drawn, redraw, shown
from handlers.kit import forms
from handlers.kit.buttons import back_button
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.accession import StatementKind
from storage.dialog import Dialog

FORM = "statement"
# Asked at every answer: built once.
WAITING = select(Dialog).where(
    Dialog.telegram_id == bindparam("account"),
    Dialog.form == FORM,
    Dialog.subject == bindparam("subject"),
)


def _subject(accession_id: int, city: str) -> str:
    return f"{accession_id}:{city}"


def _of(dialog: Dialog) -> tuple[int, str]:
    """Return the procedure and the city of a form."""
    accession, _, city = dialog.subject.partition(":")
    return int(accession), city


def _waiting(visit: Visit, accession_id: int, city: str) -> Dialog | None:
    """Return the form in which a person wrote the text of a statement."""
    mine = {"account": visit.telegram_id, "subject": _subject(accession_id, city)}
    return visit.session.scalars(WAITING, mine).first()


def _right(visit: Visit, accession_id: int, round_: int, city: str, base: int) -> Right:
    """Return the right to replace a statement now; raises as the act itself would."""
    right = statements.require(visit.session, visit.who, accession_id, round_, city, visit.now)
    if base != right.base:
        if right.current is None:
            raise Stale
        raise AlreadyAnswered(right.base)
    return right


# ---- the declaration


def _declaration(
    visit: Visit, matter: Matter, right: Right, kind: StatementKind, text: str | None
) -> Declaration:
    return declaration(visit.tongue, matter, right.city, visit.who, right.since, kind, text)


def _declared(visit: Visit, right: Right, choice: Choice, text: str | None) -> Screen:
    """Return the declaration in full with Submit bindingly, without the way back."""
    tongue = visit.tongue
    matter = matter_of(visit.session, right.accession.key, tongue)
    shown_ = _declaration(visit, matter, right, choice.kind, text)
    submit = SubmitPress(right.accession.key, right.city.code, choice, right.base, shown_.checksum)
    label = tongue.label("declaration", "Submit bindingly")
    return Screen(
        Markup("{}\n\n{}").format(shown_.shown, hint(tongue, right.city)),
        ((Button(label, submit, style=Style.PRIMARY),),),
    )


def _consent(visit: Visit, right: Right) -> Screen:
    screen = _declared(visit, right, Choice.CONSENT, None)
    accession, city = right.accession, right.city.code
    behind = ChangePress if right.base else StatementPress
    back = behind(accession.key, accession.round, city)
    return Screen(screen.text, (*screen.rows, (back_button(visit.tongue, back),)))


def _choose(visit: Visit, press: ChoosePress) -> Answer:
    right = _right(visit, press.accession, press.round, press.city, press.base)
    if press.choice is Choice.CONSENT:
        forms.pause(visit)
        return Answer(_consent(visit, right))
    data: dict[str, Any] = {
        "choice": press.choice.value,
        "round": press.round,
        "base": press.base,
    }
    left = _waiting(visit, press.accession, press.city)
    anew = left is not None and any(left.data.get(name) != data[name] for name in data)
    return forms.open(visit, FORM, _subject(press.accession, press.city), data, anew=anew)


def _submit(visit: Visit, press: SubmitPress) -> Answer:
    tongue, kind = visit.tongue, press.choice.kind
    electorate.gather(visit.session, press.accession, press.city)
    round_ = electorate.get(visit.session, press.accession).round
    right = statements.claim(
        visit.session, visit.who, press.accession, round_, press.city, press.base, visit.now
    )
    dialog = _waiting(visit, press.accession, press.city)
    text = _text(dialog, press.choice)
    if kind is not StatementKind.CONSENT and text is None:
        sentence = tongue.text("The text of this declaration is not kept any more.")
        again = shown(visit, press.accession, press.city).under(sentence)
        return Answer(again, toast=sentence.striptags())
    matter = matter_of(visit.session, press.accession, tongue)
    made = _declaration(visit, matter, right, kind, text)
    if made.checksum != press.shown:
        return _once_more(visit, right, press.choice, dialog)
    given = statements.declare(
        visit.session,
        right,
        kind=kind,
        text=text,
        declaration=made.text,
        language=visit.language,
        now=visit.now,
    )
    if dialog is not None:
        forms.forget(visit, dialog)
    toast = tongue.plain(
        "The statement has been received. Receipt {receipt}", receipt=given.statement.receipt
    )
    return Answer(drawn(_answered(visit, matter, right, given), visit.who, tongue), toast=toast)


def _answered(visit: Visit, matter: Matter, right: Right, given: Declared) -> Case:
    """Return the city's case after its answer, without asking the database once more."""
    return Case(
        matter=matter,
        city=right.city,
        dropped=False,
        statement=given.statement,
        author=visit.who,
        charge=right.charge,
        reply=None,
        contested=False,
    )


def _text(dialog: Dialog | None, choice: Choice) -> str | None:
    """Return the text that was written for an answer of this kind."""
    if dialog is None or choice is Choice.CONSENT or dialog.data.get("choice") != choice.value:
        return None
    written: str | None = dialog.data.get("text")
    return written


def _once_more(visit: Visit, right: Right, choice: Choice, dialog: Dialog | None) -> Answer:
    """Show the declaration again: it would read otherwise now than when it was shown."""
    sentence = visit.tongue.text(
        "The declaration reads differently now, for instance in another language. Nothing was "
        "submitted; please read it once more."
    )
    toast = visit.tongue.plain("Please read the declaration once more.")
    if choice is Choice.CONSENT or dialog is None:
        return Answer(_consent(visit, right).under(sentence), toast=toast, alert=True)
    screen = forms.screen(visit, dialog, sentence)
    return Answer(screen, toast=toast, alert=True, dialog=dialog.id)


# ---- the form for remark, question and objection


def _ask_text(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    limit = statements.TEXT_LIMIT
    match Choice(dialog.data["choice"]):
        case Choice.REMARK:
            text = tongue.text(
                "Which remark shall the consent carry? Please write it as one message, at most "
                "{limit} characters. It is kept as written.",
                limit=limit,
            )
        case Choice.QUESTION:
            text = tongue.text(
                "What would you like to know? Please write the question as one message, at most "
                "{limit} characters. It is kept as written.",
                limit=limit,
            )
        case _:
            text = tongue.text(
                "For which reason does the city not consent? Please write it as one message, at "
                "most {limit} characters. It is kept as written.",
                limit=limit,
            )
    return Screen(text)


def _take_text(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    kind = Choice(dialog.data["choice"]).kind
    try:
        forms.put(dialog, text=statements.written(kind, typed.text))
    except BadValue as refusal:
        raise Wrong(_sentence(visit, refusal)) from refusal


def _ask_submit(visit: Visit, dialog: Dialog) -> Screen:
    """Return the declaration, or why it cannot be given any more."""
    data = dialog.data
    accession, city = _of(dialog)
    try:
        right = _right(visit, accession, data["round"], city, data["base"])
    except Refusal as refusal:
        label = visit.tongue.label("more", "Show")
        show = StatementPress(accession, data["round"], city)
        return Screen(_sentence(visit, refusal), ((Button(label, show),),))
    return _declared(visit, right, Choice(data["choice"]), data["text"])


def _sentence(visit: Visit, refusal: Refusal) -> Markup:
    return visit.book.refusals[type(refusal)](visit, refusal)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    try:
        return shown(visit, *_of(dialog))
    except Refusal as refusal:
        return visit.book.home(visit, _sentence(visit, refusal))


def _title(visit: Visit, dialog: Dialog) -> str:
    accession, _ = _of(dialog)
    matter = matter_of(visit.session, accession, visit.tongue)
    candidate = matter.candidate.name(visit.tongue.language)
    return visit.tongue.plain("Statement on {candidate}", candidate=candidate)


PRESSES = {ChoosePress: _choose, SubmitPress: _submit}
REDRAWS = {ChoosePress: redraw, SubmitPress: redraw}
FORMS = (
    Form(
        FORM,
        (Step("text", _ask_text, take=_take_text), Step("submit", _ask_submit)),
        finish=lambda visit, dialog: Answer(_left(visit, dialog)),
        title=_title,
        left=_left,
    ),
)
