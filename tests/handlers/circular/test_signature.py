"""The signature below a circular: there once, also where its author wrote it already."""

import pytest

from handlers.circular.message import letter
from handlers.kit.visit import zone_of
from locales.tongue import Tongue
from storage.circular import CircularText
from storage.language import Language
from tests.handlers.circular.out import Out

GREETING = "Mit freundlichen Grüßen"
WHO = "Sekretariat der Chinesisch-Deutschen Industriestädteallianz"


@pytest.mark.parametrize(
    "written",
    [
        "Es folgt die Umfrage.",
        f"Es folgt die Umfrage.\n\n{GREETING}",
        f"Es folgt die Umfrage.\n\n{GREETING},\n",
        f"Es folgt die Umfrage.\n\n{GREETING}\n{WHO}",
    ],
)
def test_german_signature_stands_once(out: Out, written: str) -> None:
    text = shown(out, Language.DE, written)
    assert (text.count(GREETING), text.count(WHO)) == (1, 1)


@pytest.mark.parametrize("written", ["调查现已开始。", "调查现已开始。\n\n中德工业城市联盟秘书处"])
def test_chinese_signature_stands_once_and_is_dated(out: Out, written: str) -> None:
    text = shown(out, Language.ZH, written)
    assert (text.count("中德工业城市联盟秘书处"), text.count("2026年11月24日")) == (1, 1)


def shown(out: Out, language: Language, written: str) -> str:
    """Return the only part of the circular with another text."""
    half = out.session.get_one(CircularText, (out.general_id, language))
    half.text, half.entities = written, []
    out.session.flush()
    person = out.contacts["aachen"].person
    (part,) = letter(out.session, out.general, language, Tongue(language, zone_of(person)))
    return str(part.text)
