"""The forms in which a circular is written: two titles and texts, then files (S-03, S-05)."""

from typing import NamedTuple

from markupsafe import Markup
from sqlmodel import col, or_, select

from alliance.accession.wording import text as composed
from alliance.circular import draft
from alliance.circular.parts import TEXT_LIMIT, TITLE_LIMIT
from handlers.circular import drafts, draftwords, preview
from handlers.circular.presses import DraftPress
from handlers.kit import forms, longtext
from handlers.kit.buttons import short
from handlers.kit.halves import version_name
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Step, Typed, Visit, Wrong
from storage.circular import GeneralCircular
from storage.dialog import Dialog
from storage.language import Language

REMOVE = "x."


class Piece(NamedTuple):
    """What a step writes: a title or a text, in one language."""

    what: str
    language: Language


PIECES = tuple(Piece(what, language) for language in Language for what in ("title", "text"))


def general_of(visit: Visit, dialog: Dialog) -> GeneralCircular:
    """Return the draft that a form is about; raises UnknownCircular."""
    return draft.get(visit.session, int(dialog.subject.split(".")[0]))


def forget_all(visit: Visit, general_id: int) -> None:
    """Remove everybody's open forms of a draft that was sent or discarded."""
    about = select(Dialog).where(
        col(Dialog.form).startswith("circular"),
        or_(Dialog.subject == str(general_id), col(Dialog.subject).startswith(f"{general_id}.")),
    )
    for dialog in visit.session.exec(about):
        visit.session.delete(dialog)
    visit.session.flush()


def overview(visit: Visit, general_id: int) -> tuple[Button, ...]:
    """Return the row that leads out of a form to the preview."""
    return (Button(visit.tongue.label("more", "To the overview"), DraftPress(general_id)),)


def keep_row(visit: Visit, dialog: Dialog) -> tuple[Button, ...]:
    """Return the row with which a step is left as it is."""
    return (forms.choice(dialog, visit.tongue.label("more", "Keep as it is"), "keep"),)


# ---- titles and texts


def _piece(dialog: Dialog) -> Piece:
    """Return what the present step writes; a form for one piece names it in its subject."""
    _, *rest = dialog.subject.split(".")
    what, language = rest or dialog.step.split(".")
    return Piece(what, Language(language))


def _heading(visit: Visit, piece: Piece) -> Markup:
    tongue = visit.tongue
    what = tongue.plain("Title") if piece.what == "title" else tongue.plain("Text")
    return tongue.text(
        "<b>Circular</b>\n{what}, {version}",
        what=what,
        version=version_name(tongue, piece.language),
    )


def _asked(visit: Visit, dialog: Dialog, question: Markup, *own: tuple[Button, ...]) -> Screen:
    heading = _heading(visit, _piece(dialog))
    rows = (*own, overview(visit, general_of(visit, dialog).key))
    return Screen(Markup("{}\n\n{}").format(heading, question), rows)


def _ask_title(visit: Visit, dialog: Dialog) -> Screen:
    half = draft.texts(visit.session, general_of(visit, dialog)).get(_piece(dialog).language)
    if half is None or not half.title:
        question = visit.tongue.text(
            "Please send the title, in one line of at most {limit} characters.", limit=TITLE_LIMIT
        )
        return _asked(visit, dialog, question)
    question = visit.tongue.text(
        "The title is {title}. What you send now replaces it.",
        title=visit.tongue.quoted(half.title),
    )
    return _asked(visit, dialog, question, keep_row(visit, dialog))


def _take_title(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    key, language = general_of(visit, dialog).key, _piece(dialog).language
    draft.write_title(visit.session, visit.who, key, language, typed.text, visit.now)


def _choose_title(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    return None if chosen == "keep" else _ask_title(visit, dialog)


def _ask_text(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    half = draft.texts(visit.session, general_of(visit, dialog)).get(_piece(dialog).language)
    _drop_overtaken(dialog, half.text if half else None)
    said = longtext.progress(visit, dialog, dialog.step)
    if said is not None:
        return _asked(visit, dialog, said)
    if half is None or not half.text:
        question = tongue.text(
            "Please send the text: in one or several messages, or as a file (.txt, .docx); at "
            "most {limit} characters. Bold, italic, links and lists stay as you format them in "
            "Telegram.",
            limit=TEXT_LIMIT,
        )
        return _asked(visit, dialog, question)
    question = tongue.count(
        "{n} character is there. What you send now replaces it.",
        "{n} characters are there. What you send now replaces them.",
        len(half.text),
    )
    return _asked(visit, dialog, question, keep_row(visit, dialog))


def _drop_overtaken(dialog: Dialog, text: str | None) -> None:
    """Forget what this form collected once somebody else has written the half anew."""
    collected = longtext.text_of(dialog, dialog.step)
    if collected and composed("text", collected, TEXT_LIMIT) != text:
        forms.put(dialog, **{dialog.step: None})


def _take_text(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    general, language, step = general_of(visit, dialog), _piece(dialog).language, dialog.step
    half = draft.texts(visit.session, general).get(language)
    _drop_overtaken(dialog, half.text if half else None)
    longtext.take(visit, dialog, step, typed, TEXT_LIMIT)
    text, entities = longtext.text_of(dialog, step), longtext.entities_of(dialog, step)
    draft.write_text(visit.session, visit.who, general.key, language, text, entities, visit.now)


def _choose_text(visit: Visit, dialog: Dialog, chosen: str) -> Answer | None:
    """Go on without changing the text that is there."""
    if chosen != "keep":
        return Answer(forms.screen(visit, dialog), dialog=dialog.id)
    forms.put(dialog, **{dialog.step: None})
    if dialog.form != "circular":
        forms.forget(visit, dialog)
        return Answer(left(visit, dialog))
    names = [f"{piece.what}.{piece.language}" for piece in PIECES]
    following = [*names, FILES.name][names.index(dialog.step) + 1]
    dialog.step = following
    return Answer(forms.screen(visit, dialog), dialog=dialog.id)


# ---- files


def _ask_files(visit: Visit, dialog: Dialog) -> Screen:
    tongue, general = visit.tongue, general_of(visit, dialog)
    files = draft.files(visit.session, general)
    heading = tongue.text("<b>Circular</b>\nFiles")
    if not files:
        question = tongue.text("Are there files to go with the circular? Please send them now.")
        skip = (forms.choice(dialog, tongue.label("form", "Skip"), "skip"),)
        return Screen(Markup("{}\n\n{}").format(heading, question), (skip,))
    question = tongue.text(
        "These files go with the circular: {files}. You may send more, or finish with Done.",
        files=tongue.listed(short(file.name) for file in files),
    )
    rows = [
        (
            forms.choice(
                dialog, short(tongue.plain("Remove: {file}", file=file.name)), f"{REMOVE}{file.id}"
            ),
        )
        for file in files
    ]
    done = (forms.choice(dialog, tongue.label("form", "Done"), "done"),)
    return Screen(Markup("{}\n\n{}").format(heading, question), (done, *rows))


def _take_files(visit: Visit, dialog: Dialog, typed: Typed) -> Screen:
    if typed.attachment is None:
        raise Wrong(visit.tongue.text("Please send a file, or go on with the button."))
    assert typed.attachment.id is not None
    key = general_of(visit, dialog).key
    draft.attach(visit.session, visit.who, key, typed.attachment.id, visit.now)
    return _ask_files(visit, dialog)


def _choose_files(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    file = chosen.removeprefix(REMOVE)
    if chosen.startswith(REMOVE) and file.isdecimal():
        key = general_of(visit, dialog).key
        draft.detach(visit.session, visit.who, key, int(file), visit.now)
        return _ask_files(visit, dialog)
    return None


# ---- the steps


def finish(visit: Visit, dialog: Dialog) -> Answer:
    """Show the preview at the end of a form."""
    return Answer(preview.screen(visit, general_of(visit, dialog).key))


def left(visit: Visit, dialog: Dialog) -> Screen:
    """Return the preview for whoever leaves a form; the menu when there is nothing to see."""
    general = general_of(visit, dialog)
    if drafts.blank(visit, general):
        return visit.book.home(visit, None)
    if preview.unsent(general):
        return preview.screen(visit, general.key)
    return visit.book.home(visit, visit.tongue.text("This circular is no draft any more."))


def title(visit: Visit, dialog: Dialog) -> str:
    """Return what a form is called in the menu."""
    return draftwords.called(visit, general_of(visit, dialog))


def title_step(name: str) -> Step:
    """Return the step that asks for a title."""
    return Step(name, _ask_title, _take_title, _choose_title)


def text_step(name: str) -> Step:
    """Return the step that asks for a text."""
    return Step(name, _ask_text, _take_text, _choose_text, collect=True, files=True)


FILES = Step("files", _ask_files, _take_files, _choose_files, files=True)
STEPS = (
    *(
        (title_step if piece.what == "title" else text_step)(f"{piece.what}.{piece.language}")
        for piece in PIECES
    ),
    FILES,
)
