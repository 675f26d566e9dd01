"""The button that leads to an application's four parts."""

from handlers.accession.draftpresses import DossierPress
from handlers.kit.screen import Button
from locales.tongue import Tongue
from storage.accession import Accession


def read_button(tongue: Tongue, accession: Accession) -> Button:
    """Return Read the application."""
    label = tongue.label("statement", "Read the application")
    return Button(label, DossierPress(accession.key, 0, 0))
