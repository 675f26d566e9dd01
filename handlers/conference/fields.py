"""What the forms of a conference share: which one they are about, and where they lead."""

from markupsafe import Markup
from sqlmodel import col, or_, select

from alliance.conference import asking
from alliance.refusal import BadValue
from handlers.conference import managing, preview, words
from handlers.conference.presses import ManagePress
from handlers.kit import forms
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.conference import Conference, ConferenceState
from storage.dialog import Dialog


def conference_of(visit: Visit, dialog: Dialog) -> Conference:
    """Return the conference that a form is about; raises UnknownConference."""
    return asking.get(visit.session, int(dialog.subject.split(".")[0]))


def drafted(visit: Visit, dialog: Dialog) -> bool:
    """Return whether a form is about a draft, in which everything is stored at once."""
    return conference_of(visit, dialog).state is ConferenceState.DRAFT


def shown(visit: Visit, conference: Conference) -> Screen:
    """Return what there is to see of a conference: a draft's preview, or the board."""
    if conference.state is ConferenceState.DRAFT:
        return preview.screen(visit, conference.key)
    if conference.state is ConferenceState.DISCARDED:
        return visit.book.home(visit, visit.tongue.text("This draft has been discarded."))
    return managing.shown(visit, conference.key)


def finish(visit: Visit, dialog: Dialog) -> Answer:
    """Show the conference at the end of a form."""
    return Answer(shown(visit, conference_of(visit, dialog)))


def left(visit: Visit, dialog: Dialog) -> Screen:
    """Return the conference for whoever leaves a form."""
    return shown(visit, conference_of(visit, dialog))


def title(visit: Visit, dialog: Dialog) -> str:
    """Return what a form is called in the menu."""
    name = words.called(visit.session, conference_of(visit, dialog), visit.tongue)
    return visit.tongue.plain("Conference: {title}", title=name)


def forget_all(visit: Visit, conference: Conference) -> None:
    """Remove everybody's open forms of a conference that is no draft any more."""
    key = str(conference.key)
    about = select(Dialog).where(
        col(Dialog.form).startswith("conference"),
        or_(Dialog.subject == key, col(Dialog.subject).startswith(f"{key}.")),
    )
    for dialog in visit.session.exec(about):
        visit.session.delete(dialog)
    visit.session.flush()


def overview(visit: Visit, dialog: Dialog) -> tuple[Button, ...]:
    """Return the row that leads out of a form to the conference."""
    key = conference_of(visit, dialog).key
    return (Button(visit.tongue.label("more", "To the overview"), ManagePress(key, 0)),)


def keep_row(visit: Visit, dialog: Dialog) -> tuple[Button, ...]:
    """Return the row with which a step is left as it is."""
    return (forms.choice(dialog, visit.tongue.label("more", "Keep as it is"), "keep"),)


def asked(
    visit: Visit, dialog: Dialog, name: str, question: Markup, *rows: tuple[Button, ...]
) -> Screen:
    """Return a step's question under what it is about, with its buttons and the way out."""
    heading = visit.tongue.text("<b>Conference</b>\n{name}", name=name)
    text = Markup("{}\n\n{}").format(heading, question)
    if not drafted(visit, dialog):
        return Screen(text, rows)
    return Screen(text, (*rows, overview(visit, dialog)))


def bad(tongue: Tongue, refusal: BadValue) -> Markup:
    """Return the sentence for a value of a conference that cannot be taken."""
    if refusal.field in ("days", "hours", "minutes"):
        return _bad_rules(tongue, refusal)
    match refusal.field, refusal.reason:
        case _, "past":
            return tongue.text("This moment has passed; please give a later one.")
        case "starts" | "ends", "too-far":
            return tongue.text("This is more than three years ahead; please give an earlier day.")
        case _, "empty":
            return tongue.text("Something is still missing here; please enter it.")
        case _, "too-long":
            return tongue.text(
                "This is too long: at most {limit} characters are possible.", limit=refusal.limit
            )
        case _:
            return tongue.text("This entry could not be taken; please check it.")


def _bad_rules(tongue: Tongue, refusal: BadValue) -> Markup:
    match refusal.field, refusal.reason:
        case "minutes", _:
            return tongue.text("An item takes from one minute to 24 hours.")
        case _, "too-long":
            return tongue.text("At most {n} reminders are possible here.", n=refusal.limit)
        case _, "too-far":
            return tongue.text("At most {n} are possible here.", n=refusal.limit)
        case _:
            return tongue.text("Please give whole numbers from 1, such as 30, 7, 1.")
