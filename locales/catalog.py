"""Reads the catalogs (.po) and compiles them in memory; no .mo file ever lies about."""

import io
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from threading import Lock

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "zh_Hans")
LOADING = Lock()


def path(language: str) -> Path:
    """Return where a language's catalog lies."""
    return FOLDER / f"{language}.po"


def read(language: str) -> Catalog:
    """Return a language's catalog as written."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


def translations(language: str) -> GNUTranslations:
    """Return a language's compiled catalog; KeyError for a language that nobody offers."""
    if language not in LANGUAGES:
        raise KeyError(language)
    # Event loop and database thread begin to speak at the same time.
    with LOADING:
        return _compiled(language)


@cache
def _compiled(language: str) -> GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)
