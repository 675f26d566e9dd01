"""What the bot says of itself: its name, its description, and the command menus by role."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from locales.tongue import Tongue
from storage.person import Person, Presence

COMMANDS: dict[str, Callable[[Tongue], str]] = {
    "menu": lambda tongue: tongue.plain("What you can do here"),
    "desk": lambda tongue: tongue.plain("Desk of the secretariat"),
    "accessions": lambda tongue: tongue.plain("Accessions: applications and statements"),
    "circulars": lambda tongue: tongue.plain("Circulars: reading and searching"),
    "members": lambda tongue: tongue.plain("The member cities"),
    "me": lambda tongue: tongue.plain("My details, language and mandate"),
    "privacy": lambda tongue: tongue.plain("Privacy information"),
    "help": lambda tongue: tongue.plain("How it works"),
    "cancel": lambda tongue: tongue.plain("Cancel what I am filling in"),
}
START = "start"


def commands(
    person: Person | None, language: str, offered: frozenset[str]
) -> list[tuple[str, str]]:
    """Return the commands and descriptions of a person's menu, of those that are offered.

    People who are not let in have /start alone, those who wait /privacy besides.
    """
    tongue = _tongue(language)
    if person is None or person.presence is not Presence.ACTIVE:
        start = (START, tongue.plain("Begin, or continue where you stopped"))
        waits = person is not None and person.presence is Presence.WAITING
        return [start, ("privacy", COMMANDS["privacy"](tongue))] if waits else [start]
    return [
        (name, describe(tongue))
        for name, describe in COMMANDS.items()
        if name in offered and (name != "desk" or person.secretary)
    ]


def profile(language: str) -> tuple[str, str, str]:
    """Return the bot's name, description (before the first message) and short description."""
    tongue = _tongue(language)
    return (
        tongue.plain("Stadtbote"),
        tongue.plain(
            "Stadtbote is the bot of the Sino-German Industrial City Alliance for the named "
            "contact persons of its member cities: accessions and written statements, in German "
            "and Chinese. You need an invitation from your city or the secretariat."
        ),
        tongue.plain(
            "The bot of the Sino-German Industrial City Alliance for its contact persons."
        ),
    )


def _tongue(language: str) -> Tongue:
    return Tongue(language, ZoneInfo("UTC"))
