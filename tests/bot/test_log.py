"""No secret reaches the log, whichever way it takes."""

import logging
import sys

from bot.log import Redacting

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def written(formatter: Redacting, message: str, *arguments: object) -> str:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, message, arguments, None)
    return formatter.format(record).split(": ", 1)[1]


def test_token_is_hidden_in_messages_and_arguments() -> None:
    formatter = Redacting()
    assert written(formatter, f"https://x/bot{TOKEN}/getMe") == "https://x/bot…secret…/getMe"
    assert written(formatter, "with %s", TOKEN) == "with …secret…"


def test_token_is_hidden_in_tracebacks() -> None:
    try:
        int(f"no {TOKEN} here")
    except ValueError:
        record = logging.LogRecord("bot", logging.INFO, "x", 1, "Oh", (), sys.exc_info())
    text = Redacting().format(record)
    assert (
        text.splitlines()[-1]
        == "ValueError: invalid literal for int() with base 10: 'no …secret… here'"
    )
    assert TOKEN not in text


def test_known_secrets_are_hidden_in_every_form() -> None:
    formatter = Redacting(["geh/eim", "geh", ""])
    assert written(formatter, "geh/eim geh%2Feim geh ein") == "…secret… …secret… …secret… ein"
