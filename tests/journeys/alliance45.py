"""An alliance of 45 member cities, two contacts each but of one that nobody is there for."""

from pathlib import Path

from storage.language import Language
from tests.journeys.cast import DE, ZH, resident

CHINESE = [f"cn{number:02}" for number in range(1, 23)]
GERMAN = [f"de{number:02}" for number in range(1, 24)]
EMPTY = "de23"
PEOPLED = [code for code in (*CHINESE, *GERMAN) if code != EMPTY]
SIDES = {"cn": ("CN", "Asia/Shanghai"), "de": ("DE", "Europe/Berlin")}
HEAD = """[alliance]
email = "sekretariat@alliance.example.org"
privacy_version = "2026-1"
privacy_date = 2026-11-02
"""


def register_file(folder: Path) -> Path:
    """Write the register of 45 cities and return where it is."""
    tables = [HEAD]
    for code in (*CHINESE, *GERMAN):
        side, zone = SIDES[code[:2]]
        tables.append(
            f'[[cities]]\ncode = "{code}"\nside = "{side}"\nzone = "{zone}"\n'
            f'de = "{german(code)}"\nzh = "{chinese(code)}"\n'
        )
    file = folder / "alliance45.toml"
    file.write_text("\n".join(tables), encoding="utf-8")
    return file


def german(code: str) -> str:
    """Return a city's German name."""
    return f"{'Xincheng' if code in CHINESE else 'Neustädt'} {code[2:]}"


def chinese(code: str) -> str:
    """Return a city's Chinese name."""
    return f"{'新城' if code in CHINESE else '德城'}{code[2:]}市"


def language(code: str) -> Language:
    """Return the language of a city's people."""
    return ZH if code in CHINESE else DE


def second(code: str) -> str:
    """Return the name of a city's second contact."""
    return f"Zweite {code}"


PEOPLE = [
    resident(0, "Markus Lenz", None, DE),
    resident(1, "何婉仪", None, ZH),
    *(
        resident(10 + 2 * place + at, name, code, language(code))
        for place, code in enumerate(PEOPLED)
        for at, name in enumerate((f"Erste {code}", second(code)))
    ),
]
