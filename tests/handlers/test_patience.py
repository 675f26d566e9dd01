"""What a press says while it waits."""

import pytest

from handlers import registry

GERMAN = "Einen Moment bitte: Ihre Eingabe ist angekommen und wird bearbeitet."


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("de", GERMAN),
        ("zh-hans", "请稍候：您的操作已收到，正在处理。"),
        ("fr", GERMAN),
        (None, GERMAN),
    ],
)
def test_press_that_waits_is_asked_for_patience(code: str | None, said: str) -> None:
    assert registry.patience(code) == said
