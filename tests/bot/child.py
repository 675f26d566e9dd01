"""The bot with the small registry in a process of its own, which a test may kill."""

import asyncio

from bot import log
from bot.app import App
from bot.settings import Settings
from tests.bot import small


async def main() -> None:
    """Serve until a signal."""
    await App(Settings.load(needs_token=True), small).run()


if __name__ == "__main__":
    log.set_up()
    asyncio.run(main())
