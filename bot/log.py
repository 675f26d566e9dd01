"""Logs on stderr, one line a record, in which no token can appear."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

TOKEN: Final = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
# PostgreSQL quotes whole rows, of which a value may have many lines.
DETAIL: Final = re.compile(
    r"^DETAIL:.*?(?=\n\[SQL: |\n\nThe above exception |\n\nDuring handling |\Z)",
    re.DOTALL | re.MULTILINE,
)
HIDDEN: Final = "…secret…"
LAYOUT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class Redacting(logging.Formatter):
    """Formats a record, traceback included, and hides every token and every secret given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(LAYOUT)
        # Longest first: one secret may be a part of another.
        known = {form for secret in secrets for form in (secret, quote(secret, safe=""))}
        parts = sorted(map(re.escape, known - {""}), key=len, reverse=True)
        self._known = re.compile("|".join(parts)) if parts else None

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))

    def redact(self, text: str) -> str:
        """Return a text without secrets, and without what a database quotes of its rows."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return TOKEN.sub(HIDDEN, DETAIL.sub("DETAIL: …", text))


def set_up(secrets: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Send everything to stderr through the redacting formatter, and calm the libraries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
