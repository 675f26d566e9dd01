"""Every rule that is cited exists."""

import re

from tests.house.tree import ROOT, texts

CITED = re.compile(r"\bS-\d{2,3}\b")


def test_cited_rules_exist() -> None:
    known = set(CITED.findall((ROOT / "docs" / "STATUTES.md").read_text()))
    unknown = {
        name: sorted(set(CITED.findall(content)) - known)
        for name, content in texts()
        if set(CITED.findall(content)) - known
    }
    assert unknown == {}
