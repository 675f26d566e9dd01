"""Every kind of entry that is compared with rows is listed for who proves the record."""

import re

from alliance.check import PROOFS
from tests.house.tree import ROOT


def test_every_kind_of_entry_that_is_compared_is_listed() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "RECORD.md").read_text(), re.MULTILINE)
    listed = {kind for row in rows for kind in re.findall(r"`(.+?)`", row)}
    assert listed == {kind for one in PROOFS for kind in one.TELLERS}
