"""What a delegation's form shows as a sector is read back as that sector (S-32)."""

from zoneinfo import ZoneInfo

import pytest

from alliance.conference import sectors
from handlers.conference import words
from locales.tongue import Tongue
from storage.conference import Sector
from storage.language import Language


@pytest.mark.parametrize("language", Language)
def test_shown_sector_is_read_back(language: Language) -> None:
    tongue = Tongue(language, ZoneInfo("Europe/Berlin"))
    shown = [words.sector_name(tongue, sector) for sector in Sector]
    assert [sectors.sector(name) for name in shown] == list(Sector)
