"""The forms in which an application is written: eight halves, files, target date (S-10)."""

from datetime import UTC, datetime, time, timedelta

from markupsafe import Markup
from sqlmodel import col, or_, select

from alliance import register
from alliance.accession import draft, electorate, rules
from alliance.accession.wording import text as composed
from handlers.accession import preview
from handlers.accession.draftpresses import DraftPress
from handlers.accession.parts import HALVES, Half, part_name, written
from handlers.kit import forms, longtext
from handlers.kit.buttons import short
from handlers.kit.dates import read_date, read_moment
from handlers.kit.halves import version_name
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong, zone_of
from storage.accession import Accession, Part
from storage.dialog import Dialog
from storage.language import Language

NOON = time(12)
A_YEAR = timedelta(days=366)
REMOVE = "x."
MOST_FILES = 8


def accession_of(visit: Visit, dialog: Dialog) -> Accession:
    """Return the draft that a form is about; raises UnknownAccession."""
    return electorate.get(visit.session, int(dialog.subject.split(".")[0]))


def forget_all(visit: Visit, accession_id: int) -> None:
    """Remove everybody's open forms of a draft that was sent or discarded."""
    about = select(Dialog).where(
        col(Dialog.form).in_([form.name for form in FORMS]),
        or_(
            Dialog.subject == str(accession_id),
            col(Dialog.subject).startswith(f"{accession_id}."),
        ),
    )
    for dialog in visit.session.exec(about):
        visit.session.delete(dialog)
    visit.session.flush()


# ---- one half


def _half(dialog: Dialog) -> Half:
    _, *rest = dialog.subject.split(".")
    part, language = rest or dialog.step.split(".")
    return Half(Part(part), Language(language))


def _ask_half(visit: Visit, dialog: Dialog) -> Screen:
    tongue, accession, where = visit.tongue, accession_of(visit, dialog), _half(dialog)
    text = written(visit.session, accession).get(where)
    _drop_overtaken(dialog, text.text if text else None)
    heading = tongue.text(
        "<b>{part}</b>\n{version} · {number} of {total}",
        part=part_name(tongue, where.part),
        version=version_name(tongue, where.language),
        number=HALVES.index(where) + 1,
        total=len(HALVES),
    )
    overview = (Button(tongue.label("more", "To the overview"), DraftPress(accession.key)),)
    said = longtext.progress(visit, dialog, dialog.step)
    if said is not None:
        return Screen(Markup("{}\n\n{}").format(heading, said), (overview,))
    if text is None:
        question = tongue.text(
            "Please send the text: in one or several messages, or as a file (.txt, .docx); at "
            "most {limit} characters.",
            limit=longtext.LIMIT,
        )
        return Screen(Markup("{}\n\n{}").format(heading, question), (overview,))
    length = len(text.text)
    question = tongue.count(
        "{n} character is there. What you send now replaces it.",
        "{n} characters are there. What you send now replaces them.",
        length,
    )
    keep = (forms.choice(dialog, tongue.label("more", "Keep as it is"), "keep"),)
    return Screen(Markup("{}\n\n{}").format(heading, question), (keep, overview))


def _drop_overtaken(dialog: Dialog, text: str | None) -> None:
    """Forget what this form collected once somebody else has written the half anew."""
    collected = longtext.text_of(dialog, dialog.step)
    if collected and composed("text", collected, draft.PART_LIMIT) != text:
        forms.put(dialog, **{dialog.step: None})


def _take_half(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    accession, where = accession_of(visit, dialog), _half(dialog)
    text = written(visit.session, accession).get(where)
    _drop_overtaken(dialog, text.text if text else None)
    longtext.take(visit, dialog, dialog.step, typed)
    collected = longtext.text_of(dialog, dialog.step)
    draft.write(visit.session, visit.who, accession.key, *where, collected, visit.now)


def _choose_half(visit: Visit, dialog: Dialog, chosen: str) -> Answer | None:
    """Go on without changing the half that is there."""
    if chosen != "keep":
        return Answer(forms.screen(visit, dialog), dialog=dialog.id)
    forms.put(dialog, **{dialog.step: None})
    if dialog.form == "application":
        return _stepped(visit, dialog)
    forms.forget(visit, dialog)
    return _finish(visit, dialog)


def _stepped(visit: Visit, dialog: Dialog) -> Answer:
    """Show the step after the present half."""
    names = [step.name for step in APPLICATION]
    dialog.step = names[names.index(dialog.step) + 1]
    return Answer(forms.screen(visit, dialog), dialog=dialog.id)


# ---- files


def _ask_files(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    files = draft.files(visit.session, accession_of(visit, dialog))
    if not files:
        text = tongue.text("Are there files to go with the application? Please send them now.")
        return Screen(text, ((forms.choice(dialog, tongue.label("form", "Skip"), "skip"),),))
    text = tongue.text(
        "These files go with the application: {files}. You may send more, or finish with Done.",
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
    return Screen(text, (*rows, done))


def _take_files(visit: Visit, dialog: Dialog, typed: Typed) -> Screen:
    accession = accession_of(visit, dialog)
    if typed.attachment is None:
        raise Wrong(visit.tongue.text("Please send a file, or go on with the button."))
    if len(draft.files(visit.session, accession)) >= MOST_FILES:
        raise Wrong(
            visit.tongue.text("At most {n} files can go with an application.", n=MOST_FILES)
        )
    assert typed.attachment.id is not None
    draft.attach(visit.session, visit.who, accession.key, typed.attachment.id, visit.now)
    return _ask_files(visit, dialog)


def _choose_files(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    file = chosen.removeprefix(REMOVE)
    if chosen.startswith(REMOVE) and file.isdecimal():
        accession = accession_of(visit, dialog)
        draft.detach(visit.session, visit.who, accession.key, int(file), visit.now)
        return _ask_files(visit, dialog)
    return None


# ---- target date


def _ask_target(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    accession = accession_of(visit, dialog)
    suggested = tongue.moment(rules.suggested_target(visit.now))
    if accession.target_at is None:
        text = tongue.text(
            "By when is an answer asked for? Suggested: {moment}. With Skip the suggestion is "
            "taken; or type a date, such as 15.12.2026.",
            moment=suggested,
        )
    else:
        text = tongue.text(
            "An answer is asked for by {present}. Type another date, such as 15.12.2026; with "
            "Skip the suggestion is taken: {moment}.",
            present=tongue.moment(accession.target_at),
            moment=suggested,
        )
    skip = (forms.choice(dialog, tongue.label("form", "Skip"), "skip"),)
    if accession.target_at is None:
        return Screen(text, (skip,))
    keep = (forms.choice(dialog, tongue.label("more", "Keep as it is"), "keep"),)
    return Screen(text, (keep, skip))


def _target(visit: Visit, text: str) -> datetime:
    """Return the typed moment: in the reader's zone, noon in Berlin where only a day is typed."""
    try:
        return datetime.combine(read_date(text, visit.tongue), NOON, rules.BERLIN)
    except Wrong:
        return read_moment(text, visit.tongue, zone_of(visit.who), NOON)


def _take_target(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    at = _target(visit, typed.text)
    if at <= visit.now:
        raise Wrong(visit.tongue.text("This date has passed; please give a later one."))
    if at > visit.now + A_YEAR:
        raise Wrong(
            visit.tongue.text("This date is more than a year ahead; please give an earlier one.")
        )
    accession = accession_of(visit, dialog)
    draft.set_target(visit.session, visit.who, accession.key, at.astimezone(UTC), visit.now)


def _choose_target(visit: Visit, dialog: Dialog, chosen: str) -> None:
    accession = accession_of(visit, dialog)
    if chosen == "skip" and accession.target_at is not None:
        suggested = rules.suggested_target(visit.now)
        draft.set_target(visit.session, visit.who, accession.key, suggested, visit.now)


# ---- the forms


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    return Answer(preview.screen(visit, accession_of(visit, dialog).key))


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return preview.screen(visit, accession_of(visit, dialog).key)


def _title(visit: Visit, dialog: Dialog) -> str:
    candidate = accession_of(visit, dialog).candidate_code
    city = register.city(visit.session, candidate).name(visit.language)
    return visit.tongue.plain("Application of {city}", city=city)


def _step(name: str) -> Step:
    return Step(name, _ask_half, _take_half, _choose_half, collect=True, files=True)


FILES = Step("files", _ask_files, _take_files, _choose_files, files=True)
TARGET = Step("target", _ask_target, _take_target, _choose_target)
APPLICATION = (*(_step(f"{half.part}.{half.language}") for half in HALVES), FILES, TARGET)
FORMS = (
    Form("application", APPLICATION, _finish, _title, left=_left, saves=True),
    Form("application-half", (_step("text"),), _finish, _title, left=_left, saves=True),
    Form("application-files", (FILES,), _finish, _title, left=_left, saves=True),
    Form("application-target", (TARGET,), _finish, _title, left=_left, saves=True),
)
