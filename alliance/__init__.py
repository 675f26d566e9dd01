"""The acts and rules of the alliance: rows in, rows out; no Telegram and no language."""
