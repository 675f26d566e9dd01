"""How everybody is told that a procedure ended: admitted, observer, or closed (S-12 to S-16)."""

from collections.abc import Sequence

from markupsafe import Markup
from sqlmodel import Session

from alliance import ratio
from handlers.accession import words
from handlers.accession.case import Matter
from handlers.accession.reading import read_button
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Screen
from locales.tongue import Tongue
from storage.accession import AccessionState
from storage.city import City


def screen(
    session: Session, tongue: Tongue, matter: Matter, seatable: Sequence[City], button: Button
) -> Screen | None:
    """Return the end of a procedure; None while it runs. `button` leads to the details."""
    if matter.accession.state is AccessionState.OPEN:
        return None
    candidate = matter.candidate.name(tongue.language)
    said = [
        _head(tongue, matter, candidate),
        words.outcome(tongue, matter.accession, candidate),
    ]
    if matter.accession.state is not AccessionState.CLOSED:
        seats = ratio.count(session)
        shown = tongue.ratio(seats.cn, seats.de)
        said.append(tongue.text("Ratio of Chinese to German seats: {ratio}", ratio=shown))
    if seatable:
        names = tongue.listed(city.name(tongue.language) for city in seatable)
        said.append(
            tongue.text(
                "There is room now for observer cities that wait for a seat: {cities}.",
                cities=names,
            )
        )
    rows = ((button,), (read_button(tongue, matter.accession),), menu_row(tongue))
    return Screen(Markup("\n\n").join(said), rows)


def _head(tongue: Tongue, matter: Matter, candidate: str) -> Markup:
    """Return the heading that says how it ended."""
    match matter.accession.state:
        case AccessionState.ADMITTED:
            return tongue.text(
                "<b>{candidate} is admitted</b>\nCircular no. {number}",
                candidate=candidate,
                number=matter.number,
            )
        case AccessionState.OBSERVER:
            return tongue.text(
                "<b>{candidate} becomes an observer city</b>\nCircular no. {number}",
                candidate=candidate,
                number=matter.number,
            )
        case _:
            return tongue.text(
                "<b>Accession of {candidate}: closed without admission</b>\nCircular no. {number}",
                candidate=candidate,
                number=matter.number,
            )
