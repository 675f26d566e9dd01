"""Files with a register, and loading them."""

from pathlib import Path

from sqlmodel import Session

from alliance import register
from alliance.register import LoadReport
from tests.alliance.people import NOW

ALLIANCE = """\
[alliance]
email = "office@alliance.example.org"
privacy_version = "1"
privacy_date = 2026-11-02
"""
AACHEN = """
[[cities]]
code = "aachen"
side = "DE"
de = "Aachen"
zh = "亚琛"
zone = "Europe/Berlin"
"""
FOSHAN = """
[[cities]]
code = "foshan"
side = "CN"
de = "Foshan"
zh = "佛山市"
zone = "Asia/Shanghai"
since = 2016-04-25
"""


def load(session: Session, folder: Path, text: str) -> LoadReport:
    path = folder / "alliance.toml"
    path.write_text(text, encoding="utf-8")
    return register.load(session, path, NOW)
