"""Time zones are found by what people call them."""

import pytest

from handlers.kit.zones import find


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("London", "Europe/London"),
        ("伦敦", "Europe/London"),
        ("new york", "America/New_York"),
        ("纽约", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("Peking", "Asia/Shanghai"),
        ("北京市", "Asia/Shanghai"),
        ("Shanghai", "Asia/Shanghai"),
        ("Nirgendwo", None),
        ("", None),
        ("../../etc/passwd", None),
    ],
)
def test_zone_is_found_by_name(typed: str, zone: str | None) -> None:
    assert find(typed) == zone
