"""The form in which a paper answer is entered with its scan."""

from datetime import date

from markupsafe import Markup

from alliance import register
from alliance.accession import electorate, letter, statement
from alliance.accession.draft import usable_file
from alliance.accession.wording import text as composed
from handlers.accession import letterscreen
from handlers.accession.letterdeclaration import declared
from handlers.accession.words import kind_name
from handlers.kit import forms, picking
from handlers.kit.dates import read_date
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong, zone_of
from storage.accession import Accession, StatementKind
from storage.attachment import Attachment
from storage.city import City
from storage.dialog import Dialog

# Shorter than the act's limit, so that an entry with its declaration fits in one message.
REASON_LIMIT = 500
SCANS = frozenset({"pdf", "jpg", "jpeg", "png", "tif", "tiff", "heic", "webp"})


def _accession(visit: Visit, dialog: Dialog) -> Accession:
    return electorate.get(visit.session, int(dialog.subject))


def _city(visit: Visit, dialog: Dialog) -> City:
    return register.city(visit.session, dialog.data["city"])


# ---- the city


def _options(visit: Visit, dialog: Dialog) -> list[picking.Option]:
    """Return the cities asked of which no letter waits, those without an answer first."""
    cities = letter.cities(visit.session, _accession(visit, dialog))
    return [(city.name(visit.language), city.code) for city in cities]


def _ask_city(visit: Visit, dialog: Dialog, number: int = 0) -> Screen:
    tongue, options = visit.tongue, _options(visit, dialog)
    if not options:
        return Screen(tongue.text("A letter of every city waits for its confirmation already."))
    text = tongue.text(
        "Which city's letter has come? Those without an answer stand first. You may also type "
        "the name."
    )
    return Screen(text, picking.rows(tongue, dialog, options, number))


def _choose_city(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    number = picking.turned(chosen)
    if number is not None:
        return _ask_city(visit, dialog, number)
    if chosen not in [code for _, code in _options(visit, dialog)]:
        raise Wrong(visit.tongue.text("A letter of this city cannot be entered at present."))
    forms.put(dialog, city=chosen)
    return None


def _take_city(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    found = picking.named(typed.text, _options(visit, dialog))
    if found is None:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    return _choose_city(visit, dialog, found)


# ---- what it says


def _ask_kind(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    labels = {
        StatementKind.CONSENT: tongue.label("statement", "Consent"),
        StatementKind.REMARK: tongue.label("statement", "Consent with a remark"),
        StatementKind.QUESTION: tongue.label("statement", "Question"),
        StatementKind.OBJECTION: tongue.label("statement", "Object"),
    }
    text = tongue.text(
        "Which answer does the letter of {city} give?",
        city=_city(visit, dialog).name(visit.language),
    )
    return Screen(text, tuple((forms.choice(dialog, labels[kind], kind),) for kind in labels))


def _choose_kind(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in list(StatementKind):
        return _ask_kind(visit, dialog)
    forms.put(dialog, kind=chosen)
    return None


def _needs_text(_visit: Visit, dialog: Dialog) -> bool:
    return dialog.data.get("kind") not in (None, StatementKind.CONSENT)


def _ask_text(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Please type the letter's own words: the remark, the question or the reason, at "
            "most {limit} characters.",
            limit=statement.TEXT_LIMIT,
        )
    )


def _take_text(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    text = statement.written(StatementKind(dialog.data["kind"]), typed.text)
    forms.put(dialog, text=text)


def _ask_dated(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(visit.tongue.text("Which date does the letter bear? An example: 15.12.2026."))


def _take_dated(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    dated = read_date(typed.text, visit.tongue)
    if dated > visit.now.astimezone(zone_of(visit.who)).date():
        raise Wrong(visit.tongue.text("The letter's date is in the future; please check it."))
    forms.put(dialog, dated=dated.isoformat())


def _ask_scan(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text("Please send the scanned letter as one file: a PDF or an image.")
    )


def _take_scan(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    file = typed.attachment
    if file is None or not (file.photo or file.name.rsplit(".", 1)[-1].lower() in SCANS):
        raise Wrong(
            visit.tongue.text("A scan is needed here; please send a PDF or an image as a file.")
        )
    assert file.id is not None
    usable_file(visit.session, file.id)
    forms.put(dialog, scan=file.id)


def _ask_reason(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Why is the answer entered by the secretariat? For instance: the city has nobody on "
            "Telegram and answered by post."
        )
    )


def _take_reason(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, reason=composed("reason", typed.text, REASON_LIMIT))


# ---- the entry


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, data = visit.tongue, dialog.data
    file = visit.session.get(Attachment, data["scan"])
    shown = declared(
        visit.session,
        _accession(visit, dialog),
        data["city"],
        StatementKind(data["kind"]),
        _text(dialog),
        date.fromisoformat(data["dated"]),
    )
    details = tongue.text(
        "<b>Letter of {city}</b>\nAnswer: {kind}\nDated: {day}\nScan: {file}\nReason: {reason}",
        city=_city(visit, dialog).name(visit.language),
        kind=kind_name(tongue, StatementKind(data["kind"])),
        day=tongue.day(date.fromisoformat(data["dated"])),
        file=file.name if file else "–",
        reason=data["reason"],
    )
    next_ = tongue.text(
        "After Confirm another person of the secretariat checks the entry; only then it counts."
    )
    return Screen(Markup("{}\n\n{}\n\n{}").format(details, shown.html, next_))


def _text(dialog: Dialog) -> str | None:
    """Return the letter's own words; what was typed for another answer does not count."""
    if dialog.data["kind"] == StatementKind.CONSENT:
        return None
    text: str = dialog.data["text"]
    return text


def _enter(visit: Visit, dialog: Dialog) -> Answer:
    data = dialog.data
    entered = letter.enter(
        visit.session,
        visit.who,
        int(dialog.subject),
        data["city"],
        kind=StatementKind(data["kind"]),
        text=_text(dialog),
        dated=date.fromisoformat(data["dated"]),
        reason=data["reason"],
        attachment_id=data["scan"],
        now=visit.now,
    )
    toast = visit.tongue.plain("Entered; another person of the secretariat confirms it.")
    return Answer(letterscreen.screen(visit, letterscreen.key(entered)), toast=toast)


def _title(visit: Visit, _dialog: Dialog) -> str:
    return visit.tongue.label("board", "Enter a letter")


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return letterscreen.to_board(visit.tongue, int(dialog.subject))


FORMS = (
    Form(
        "letter",
        (
            Step(
                "city",
                _ask_city,
                _take_city,
                _choose_city,
                title=lambda tongue: tongue.label("more", "City"),
            ),
            Step(
                "kind",
                _ask_kind,
                choose=_choose_kind,
                title=lambda tongue: tongue.label("more", "Answer"),
            ),
            Step(
                "text",
                _ask_text,
                _take_text,
                title=lambda tongue: tongue.label("more", "Text"),
                when=_needs_text,
            ),
            Step(
                "dated",
                _ask_dated,
                _take_dated,
                title=lambda tongue: tongue.label("more", "Date"),
            ),
            Step(
                "scan",
                _ask_scan,
                _take_scan,
                title=lambda tongue: tongue.label("more", "Scan"),
                files=True,
            ),
            Step(
                "reason",
                _ask_reason,
                _take_reason,
                title=lambda tongue: tongue.label("more", "Reason"),
            ),
        ),
        _enter,
        _title,
        _summary,
        _left,
    ),
)
