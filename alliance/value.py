"""What people enter, made clean or refused."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from alliance.refusal import BadValue

NAME_LIMIT = 120
FUNCTION_LIMIT = 160
EMAIL_LIMIT = 254
REFERENCE_LIMIT = 120
ADDRESS = re.compile(
    r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)+"
)
# Control, invisible, half or unassigned characters, and line separators: none belongs in a name,
# and a right-to-left override can make a signature read as another.
UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def line(field: str, text: str, limit: int) -> str:
    """Return one line of text, composed and with single spaces.

    Raises BadValue: empty, control, too-long (with the limit in characters).
    """
    composed = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(character) in UNWANTED for character in composed):
        raise BadValue(field, "control")
    clean = " ".join(composed.split())
    if not clean:
        raise BadValue(field, "empty")
    if len(clean) > limit:
        raise BadValue(field, "too-long", limit)
    return clean


def email(text: str) -> str | None:
    """Return an e-mail address, None for an empty text; BadValue where it cannot be one."""
    if not text.strip():
        return None
    clean = line("email", text, EMAIL_LIMIT)
    if ADDRESS.fullmatch(clean) is None:
        raise BadValue("email", "format")
    return clean


def zone(text: str) -> str:
    """Return the IANA name of a time zone; BadValue where there is none of this name."""
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError) as error:
        raise BadValue("zone", "unknown") from error
