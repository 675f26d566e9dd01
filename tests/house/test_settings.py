"""Every setting is documented where an operator looks for it, and nothing else is."""

import re

import pytest

from bot.settings import Settings
from tests.house.tree import ROOT

NAME = re.compile(r"\bSTADTBOTE_[A-Z_]*[A-Z]\b")
NOT_SETTINGS = {"STADTBOTE_NO_SKIP"}


def _settings() -> set[str]:
    prefix = Settings.model_config["env_prefix"].upper()
    assert prefix == "STADTBOTE_"
    return {f"{prefix}{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("document", [".env.example", "README.md"])
def test_settings_are_those_documented(document: str) -> None:
    named = {name.removesuffix("_FILE") for name in NAME.findall((ROOT / document).read_text())}
    assert named - NOT_SETTINGS == _settings()
