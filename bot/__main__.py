"""The command line of `stadtbote`; each command's work is imported only when it is asked for."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

DONE: Final = 0
WRONG: Final = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when something is wrong (a sentence says what)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["demo"]:
        from bot.demo import main as demo

        return demo(words[1:])
    options = parsed(words)
    from bot.command import Trouble, run

    try:
        run(options)
    except Trouble as trouble:
        for sentence in trouble.sentences:
            print(f"stadtbote: {sentence}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return WRONG
    return DONE


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of a command line. Raises SystemExit: 2 for wrong usage, 0 for help."""
    top = argparse.ArgumentParser(
        prog="stadtbote",
        description="Stadtbote 城市信使: the bot of an alliance of Chinese and German cities.",
        epilog="Settings come from the environment and from .env: see .env.example.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("demo", help="show a city join, on an emulated Telegram in the browser")
    commands.add_parser("run", help="run the bot until it is stopped")
    load = commands.add_parser("load", help="bring the register of cities from a TOML file")
    load.add_argument("file", type=Path, metavar="FILE")
    invite = commands.add_parser("invite", help="print an invitation link")
    _add_invite(invite)
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("check", help="prove database, record and files; say what is wrong")
    backup = commands.add_parser("backup", help="write database and files into one archive")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", help="take database and files from an archive")
    restore.add_argument("file", type=Path, metavar="FILE")
    options = top.parse_args(arguments)
    if (
        options.command == "invite"
        and options.responsible
        and not (options.city or options.every_city)
    ):
        invite.error("--responsible goes with --city or --every-city")
    return options


def _add_invite(invite: argparse.ArgumentParser) -> None:
    whom = invite.add_mutually_exclusive_group(required=True)
    whom.add_argument("--secretariat", action="store_true", help="somebody of the secretariat")
    whom.add_argument("--contact-office", action="store_true", help="somebody of a contact office")
    whom.add_argument("--city", metavar="CODE", help="a contact person of one city")
    whom.add_argument(
        "--every-city",
        action="store_true",
        help="one of each member city: a line CODE<TAB>LINK each",
    )
    invite.add_argument(
        "--responsible",
        action="store_true",
        help="as the city's responsible person, who gets its mandate if nobody holds it",
    )


if __name__ == "__main__":
    sys.exit(main())
