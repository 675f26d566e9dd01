"""The number of a half on a button is one of two, whatever an old or forged button carries."""

import pytest

from alliance.refusal import Stale
from handlers.kit.halves import half_of
from storage.language import Language


def test_half_of_a_button_is_german_or_chinese() -> None:
    assert [half_of(number) for number in (0, 1)] == [Language.DE, Language.ZH]


@pytest.mark.parametrize("number", [-1, 2])
def test_half_that_no_button_carries_is_refused(number: int) -> None:
    with pytest.raises(Stale):
        half_of(number)
