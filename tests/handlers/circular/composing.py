"""Writing a circular by hand: formatted messages, and both halves up to the files."""

from typing import Any

from sqlmodel import select

from storage.circular import GeneralCircular
from tests.handlers.stage import Phone, Stage


def general_of(stage: Stage) -> GeneralCircular:
    """Return the only circular there is."""
    return stage.session.exec(select(GeneralCircular)).one()


def formatted(phone: Phone, text: str, **marked: str) -> None:
    """Type a text in which words are formatted, as Telegram counts: in UTF-16 units."""
    entities: list[dict[str, Any]] = [
        {
            "type": kind,
            "offset": len(text[: text.index(word)].encode("utf-16-le")) // 2,
            "length": len(word.encode("utf-16-le")) // 2,
            "url": "https://example.org/?a=1&b=2",
        }
        for kind, word in marked.items()
    ]
    phone.send({"text": text, "entities": entities})


def to_files(phone: Phone) -> None:
    """Begin a circular at the desk and write both halves, up to the question for files."""
    phone.type("/desk")
    phone.press("Neues Rundschreiben")
    phone.type("Workshop <Logistik>")
    formatted(phone, "Sehr geehrte 🎉 Damen und Herren,", bold="geehrte")
    formatted(
        phone, "am 🎉 Montag geht es los & hier steht mehr.", italic="Montag", text_link="hier"
    )
    phone.press("Fertig")
    phone.type("物流研讨会")
    formatted(phone, "各成员城市：敬请参加。", bold="参加")
    phone.press("Fertig")
