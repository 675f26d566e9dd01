"""A Telegram of one's own on loopback: an emulated Bot API, its limits and its people."""
