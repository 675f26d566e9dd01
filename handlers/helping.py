"""/help: how it works, whom to ask, and that silence is no consent (S-12)."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from handlers import strangers
from handlers.kit.buttons import menu_row
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Entry, Visit


@dataclass(frozen=True)
class HelpPress(Press):
    """Shows the help."""

    tag: ClassVar[str] = "h"


def screen(visit: Visit) -> Screen:
    """Return the help."""
    tongue = visit.tongue
    said = (
        tongue.text("<b>Help</b>"),
        tongue.text(
            "Every screen offers the next steps as buttons; there is no command you would have "
            "to remember. /menu always leads to the beginning."
        ),
        tongue.text(
            "A form can be left at any time; what you entered is kept, and the menu offers to "
            "continue. /cancel gives it up. A long text may come in several messages or as a "
            "file (.txt or .docx)."
        ),
        tongue.text(
            "The mandate holder answers for a city; colleagues read along. An answer only counts "
            "after “Submit bindingly”, and while the procedure is open it can be replaced."
        ),
        tongue.text(
            "Silence is not consent. An accession is accepted only when all member cities have "
            "consented in writing; neither the passing of a date nor a majority replaces a "
            "city's declaration."
        ),
        tongue.text(
            "Circulars stay in the archive: /circulars lists them, and words behind it search "
            "them. Where an acknowledgement is asked for, one person's counts for the city."
        ),
        tongue.text(
            "/conferences shows invitations and what is coming. Any contact person answers for "
            "the city, and the newest answer counts; reminders come in your own time zone."
        ),
        tongue.text(
            "If you have a question, please write to the secretariat: {email}.",
            email=strangers.address(visit),
        ),
    )
    return Screen(Markup("\n\n").join(said), (menu_row(tongue),))


def _show(visit: Visit, _press: HelpPress) -> Answer:
    return Answer(screen(visit))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(screen(visit))


PRESSES = {HelpPress: _show}
COMMANDS = {"help": _command}
MENU = (Entry(lambda tongue: tongue.label("more", "Help"), HelpPress()),)
