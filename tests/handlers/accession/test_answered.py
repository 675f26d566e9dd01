"""What a city sees after its answer is what anybody sees who opens the city's screen then."""

import pytest

from tests.handlers.accession.asked import Asked

LABELS = {
    "de": ("Zustimmen", "Mit Anmerkung zustimmen", "Rückfrage", "Nicht zustimmen"),
    "zh": ("同意", "同意并附说明", "提出询问", "不同意"),
}
SUBMIT = {"de": "Verbindlich abgeben", "zh": "正式提交"}


@pytest.mark.parametrize("city", ["aachen", "foshan"])
@pytest.mark.parametrize("choice", range(4))
def test_answer_shows_the_city_s_screen_as_it_is_then(
    asked: Asked, city: str, choice: int
) -> None:
    phone = asked.show(city)
    phone.press(LABELS[phone.code][choice])
    if choice:
        phone.type("Kurz und gut")
    answer = phone.press(SUBMIT[phone.code])
    assert answer.screen == asked.show(city).shown


def test_last_consent_shows_the_end(asked: Asked) -> None:
    cities = list(asked.holders)
    for city in cities[:-1]:
        asked.consent(city)
    asked.consent(cities[-1])
    last = asked.holders[cities[-1]].shown
    assert last == asked.show(cities[-1]).shown
