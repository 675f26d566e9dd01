"""Telegram's own sentences and what they mean."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.errors import Fate, fate


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Fate.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Fate.GONE),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Fate.GONE),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Fate.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Fate.GONE),
        (ChatMigrated(-100), Fate.MOVED),
        (BadRequest("Bad Request: message is too long"), Fate.REFUSED),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Fate.REFUSED),
        (BadRequest("Bad Request: can't parse entities: unsupported start tag"), Fate.REFUSED),
        (BadRequest("Bad Request: message is not modified: specified new message"), Fate.SAME),
        (BadRequest("Bad Request: message to edit not found"), Fate.EDIT_GONE),
        (BadRequest("Bad Request: message can't be edited"), Fate.EDIT_GONE),
        (BadRequest("Bad Request: there is no text in the message to edit"), Fate.EDIT_GONE),
        (BadRequest("Bad Request: query is too old and response timeout"), Fate.QUERY_OLD),
        (InvalidToken("Unauthorized"), Fate.NOT_SENT),
        (TelegramError("Invalid server response"), Fate.UNCERTAIN),
    ],
)
def test_error_means_its_fate(error: TelegramError, expected: Fate) -> None:
    assert fate(error) is expected
