"""One half of the minutes: as it stands, checked against the other, and written in a form."""

from markupsafe import Markup
from sqlmodel import Session

from alliance import minutes
from alliance.conference import asking
from alliance.refusal import Stale
from handlers.conference.presses import MinutesPress
from handlers.kit import forms, longtext
from handlers.kit.buttons import back_button
from handlers.kit.halves import (
    HALVES,
    half_of,
    question,
    right_button,
    short_sum,
    version_name,
)
from handlers.kit.pages import split, turn
from handlers.kit.refusals import or_menu
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from handlers.minutes import overview
from handlers.minutes.overview import opened
from handlers.minutes.presses import (
    MinutesHalfPress,
    StillRightPress,
    WriteMinutesPress,
)
from storage.conference import Conference
from storage.dialog import Dialog
from storage.language import Language
from storage.minutes import MinutesText

# ---- one half


def half_screen(visit: Visit, conference_id: int, number: int, at: int = 0) -> Screen:
    """Return a page of one half, and whether it is to be checked; raises as `screen`, Stale."""
    tongue = visit.tongue
    conference = opened(visit.session, visit.who, conference_id)
    language = half_of(number)
    half = minutes.texts(visit.session, conference).get(language)
    heading = tongue.text("<b>Minutes</b>\n{version}", version=version_name(tongue, language))
    write = WriteMinutesPress(conference_id, number)
    back = (back_button(tongue, MinutesPress(conference_id)),)
    if half is None:
        text = tongue.text("{heading}\n\nThe text is still missing.", heading=heading)
        return Screen(text, ((Button(tongue.label("more", "Write"), write),), back))
    pages = split(half.text)
    at = min(max(at, 0), len(pages) - 1)
    turning = turn(tongue, at, len(pages), lambda to: MinutesHalfPress(conference_id, number, to))
    blocks = [heading, Markup.escape(pages[at])]
    rows = [*turning, (Button(tongue.label("more", "Change text"), write),)]
    if half.stale:
        blocks.append(question(tongue))
        press = StillRightPress(conference_id, number, pair_sum(visit.session, conference))
        rows.append((right_button(tongue, press),))
    return Screen(Markup("\n\n").join(blocks), (*rows, back))


def pair_sum(session: Session, conference: Conference) -> str:
    """Return the short checksum of both halves, so that a check is of what was seen."""
    pair = [[half.language, half.text] for half in minutes.texts(session, conference).values()]
    return short_sum(pair)


def _show_half(visit: Visit, press: MinutesHalfPress) -> Answer:
    return Answer(half_screen(visit, press.conference, press.half, press.page))


def _still_right(visit: Visit, press: StillRightPress) -> Answer:
    conference = opened(visit.session, visit.who, press.conference)
    language = half_of(press.half)
    if press.shown != pair_sum(visit.session, conference):
        raise Stale
    minutes.confirm_half(visit.session, visit.who, conference.key, language, visit.now)
    return Answer(
        overview.shown(visit, conference.key), toast=visit.tongue.plain("Noted as checked.")
    )


# ---- writing


def _write(visit: Visit, press: WriteMinutesPress) -> Answer:
    conference = opened(visit.session, visit.who, press.conference)
    language = half_of(press.half)
    return forms.open(visit, "minutes-text", f"{conference.key}.{language}")


def _subject(dialog: Dialog) -> tuple[int, Language]:
    conference, _, language = dialog.subject.partition(".")
    return int(conference), Language(language)


def _ask(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    conference_id, language = _subject(dialog)
    heading = tongue.text("<b>Minutes</b>\n{version}", version=version_name(tongue, language))
    said = longtext.progress(visit, dialog, "text")
    if said is None:
        conference = asking.get(visit.session, conference_id)
        said = _question(visit, minutes.texts(visit.session, conference).get(language))
    return Screen(Markup("{}\n\n{}").format(heading, said))


def _question(visit: Visit, half: MinutesText | None) -> Markup:
    if half is None:
        return visit.tongue.text(
            "Please send the text: in one or several messages, or as a file (.txt, .docx); at "
            "most {limit} characters. The resolutions are entered separately.",
            limit=minutes.TEXT_LIMIT,
        )
    return visit.tongue.count(
        "{n} character is there. What you send now replaces it.",
        "{n} characters are there. What you send now replaces them.",
        len(half.text),
    )


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    longtext.take(visit, dialog, "text", typed, minutes.TEXT_LIMIT)


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    conference_id, language = _subject(dialog)
    text = longtext.text_of(dialog, "text")
    minutes.write(visit.session, visit.who, conference_id, language, text, visit.now)
    number = HALVES.index(language)
    toast = visit.tongue.plain("The text is kept.")
    return Answer(half_screen(visit, conference_id, number), toast=toast)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: overview.shown(visit, _subject(dialog)[0]))


def _title(visit: Visit, dialog: Dialog) -> str:
    _, language = _subject(dialog)
    version = version_name(visit.tongue, language)
    return visit.tongue.plain("Minutes, {version}", version=version)


ABOUT = {
    MinutesHalfPress: _show_half,
    StillRightPress: _still_right,
    WriteMinutesPress: _write,
}
PRESSES = ABOUT
REDRAWS = dict.fromkeys(ABOUT, overview.redraw)
FORMS = (
    Form(
        "minutes-text",
        (Step("text", _ask, take=_take, collect=True, files=True),),
        finish=_finish,
        title=_title,
        left=_left,
    ),
)
