"""The walk through a registration, and what it left behind."""

from sqlmodel import select

from storage.dialog import Dialog
from storage.person import Person
from tests.handlers.stage import Phone, Stage

WORDS = {
    "de": {
        "agree": "Einwilligen und weiter",
        "refuse": "Nicht einwilligen",
        "skip": "Überspringen",
        "confirm": "Bestätigen",
        "change": "Ändern",
        "cancel": "Abbrechen",
        "back": "Zurück",
        "language": "Deutsch",
    },
    "zh": {
        "agree": "授权并继续",
        "refuse": "暂不授权",
        "skip": "跳过",
        "confirm": "确认",
        "change": "修改",
        "cancel": "取消",
        "back": "返回",
        "language": "中文",
    },
}


def dialogs(stage: Stage) -> list[Dialog]:
    return list(stage.session.exec(select(Dialog)))


def people(stage: Stage) -> list[Person]:
    return list(stage.session.exec(select(Person)))


def register(phone: Phone, token: str, name: str = "Jörg Müller") -> None:
    """Walk through the whole registration without an e-mail address."""
    words = WORDS[phone.code]
    phone.type(f"/start {token}")
    phone.press(words["language"])
    phone.press(words["agree"])
    phone.type(name)
    phone.type("Leitung Wirtschaftsförderung")
    phone.press(words["skip"])
    phone.press(words["confirm"])
