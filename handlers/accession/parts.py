"""The four parts of an application in two languages: their names and how they are read."""

from typing import NamedTuple

from markupsafe import Markup
from sqlmodel import Session

from alliance.accession import draft
from alliance.refusal import Stale
from handlers.kit import pages
from handlers.kit.halves import version_name
from locales.tongue import Tongue
from storage.accession import Accession, DossierText, Part
from storage.language import Language


class Half(NamedTuple):
    """One part in one language."""

    part: Part
    language: Language


HALVES = tuple(Half(part, language) for part in Part for language in Language)
# With its heading a page stays below Telegram's 4096 characters.
PAGE = 3400


def half(number: int) -> Half:
    """Return one of the eight halves; raises Stale for a number that no button carries."""
    if not 0 <= number < len(HALVES):
        raise Stale
    return HALVES[number]


def part_name(tongue: Tongue, part: Part) -> str:
    """Return a part's name (S-10)."""
    match part:
        case Part.ECONOMY:
            return tongue.plain("Economic key figures")
        case Part.INDUSTRY:
            return tongue.plain("Industrial characteristics")
        case Part.COOPERATION:
            return tongue.plain("Present national and international cooperation")
        case Part.WISHES:
            return tongue.plain("Wishes for cooperation")


def part_label(tongue: Tongue, part: Part) -> str:
    """Return a part's name for a button."""
    match part:
        case Part.ECONOMY:
            return tongue.label("more", "Key figures")
        case Part.INDUSTRY:
            return tongue.label("more", "Industry")
        case Part.COOPERATION:
            return tongue.label("more", "Cooperation")
        case Part.WISHES:
            return tongue.label("more", "Wishes")


def written(session: Session, accession: Accession) -> dict[Half, DossierText]:
    """Return the halves of the present round that are written."""
    texts = draft.dossier(session, accession)
    return {Half(text.part, text.language): text for text in texts}


def first_missing(session: Session, accession: Accession) -> int | None:
    """Return the number of the first half that is not written; None when all are."""
    there = written(session, accession)
    return next((at for at, one in enumerate(HALVES) if one not in there), None)


def page_of(tongue: Tongue, where: Half, text: str, number: int) -> tuple[Markup, int, int]:
    """Return a page of a half under its heading, its number and how many there are."""
    pieces = pages.split(text, PAGE)
    number = min(max(number, 0), len(pieces) - 1)
    heading = Markup("<b>{}</b>\n{}").format(
        part_name(tongue, where.part), version_name(tongue, where.language)
    )
    if len(pieces) > 1:
        turned = tongue.text("page {page} of {pages}", page=number + 1, pages=len(pieces))
        heading = Markup("{} · {}").format(heading, turned)
    return Markup("{}\n\n{}").format(heading, pieces[number]), number, len(pieces)
