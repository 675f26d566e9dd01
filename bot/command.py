"""What each command does; imported only once a command is known."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.helpers import create_deep_linked_url

from alliance import invitation, register
from alliance.refusal import BadValue, UnknownCity
from alliance.register import LoadReport
from alliance.registerfile import LoadError
from bot import archive, check, log
from bot.lock import AlreadyRunning, only_one
from bot.settings import Settings, SettingsError
from bot.transport import AiohttpRequest
from bot.work import new_fault, now_utc
from storage import migrate
from storage.engine import make_engine, make_session
from storage.person import Role

T = TypeVar("T")

RUNNING: Final = "another `stadtbote run` serves this database: stop it first."
NEWER: Final = "a newer program has used this database: update this one."
BEHIND: Final = "the database is behind this program: run `stadtbote migrate` first."
UNREAD: Final = "whoever reads the output closed it before its end."
UNKNOWN_TOKEN: Final = "Telegram does not know this token: check it with @BotFather."  # noqa: S105

logger = logging.getLogger(__name__)


class Trouble(Exception):
    """Something is wrong; each sentence says what, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def run(options: argparse.Namespace) -> None:
    """Do what the command line asks for. Raises Trouble."""
    try:
        settings = Settings.load(needs_token=options.command in ("run", "invite"))
    except SettingsError as error:
        raise Trouble(*error.sentences) from None
    log.set_up(settings.secrets())
    try:
        COMMANDS[options.command](options, settings)
        sys.stdout.flush()
    except AlreadyRunning:
        raise Trouble(RUNNING) from None
    except InvalidToken:
        raise Trouble(UNKNOWN_TOKEN) from None
    except (archive.ArchiveError, migrate.MigrationError) as error:
        raise Trouble(str(error)) from error
    except BrokenPipeError:
        # Python itself tries once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Trouble(UNREAD) from None
    except OSError as error:
        raise Trouble(f"{error.filename or 'the network'}: {error.strerror or error}.") from None
    except Trouble:
        raise
    except Exception as error:
        # DatabaseError itself, nothing below it: the file is damaged, or is no database at all.
        if type(error) in (DatabaseError, OperationalError):
            raise Trouble(_unusable(error)) from None
        # The log hides secrets; a traceback printed by Python would not.
        fault = new_fault()
        logger.exception("Fault %s.", fault)
        raise Trouble(f"this is an error of the program: fault {fault}, see above.") from None


def _unusable(error: Exception) -> str:
    assert isinstance(error, DatabaseError)
    return f"the database cannot be used: {str(error.orig).strip().splitlines()[0]}."


# ---- run and migrate


def _run(_: argparse.Namespace, settings: Settings) -> None:
    import uvloop

    from bot.app import App, Occupied
    from handlers import registry

    async def serve() -> None:
        await App(settings, registry).run()

    with only_one(_url(settings)):
        applied = _upgrade(settings)
        if applied:
            logger.info("The database was brought to %s.", applied[-1])
        try:
            uvloop.run(serve())
        except Occupied as error:
            raise Trouble(f"cannot listen on {error}: change STADTBOTE_LISTEN.") from None


def _migrate(_: argparse.Namespace, settings: Settings) -> None:
    applied = _upgrade(settings)
    print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


def _upgrade(settings: Settings) -> list[str]:
    _revision(settings)
    return migrate.upgrade(_url(settings))


def _revision(settings: Settings) -> str | None:
    """Return the revision of the database, None for an empty one. Raises Trouble for a newer."""
    engine = make_engine(_url(settings))
    try:
        revision = migrate.current(engine)
    finally:
        engine.dispose()
    if revision is not None and not migrate.knows(revision):
        raise Trouble(NEWER)
    return revision


def _url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


def _transact(settings: Settings, act: Callable[[Session], T]) -> T:
    """Return what `act` returns, committed; an empty database gets its tables first."""
    revision = _revision(settings)
    if revision is None:
        _upgrade(settings)
    elif revision != migrate.head():
        raise Trouble(BEHIND)
    engine = make_engine(_url(settings))
    try:
        with make_session(engine) as session:
            result = act(session)
            session.commit()
            return result
    finally:
        engine.dispose()


# ---- load and invite


def _load(options: argparse.Namespace, settings: Settings) -> None:
    file = options.file
    if not file.is_file():
        raise Trouble(f"there is no file {file}.")
    try:
        report = _transact(settings, lambda session: register.load(session, file, now_utc()))
    except LoadError as error:
        raise Trouble(f"{file}, {error}. Nothing was changed.") from None
    for line in _told(report):
        print(line)


def _told(report: LoadReport) -> list[str]:
    """Return what loading did, as lines for the operator."""
    numbers = (
        f"{len(report.added)} cities added, {len(report.changed)} changed, "
        f"{len(report.unchanged)} as before."
    )
    lines = [numbers]
    lines += [f"added: {code}" for code in report.added]
    lines += [f"changed: {code}" for code in report.changed]
    lines += [f"changed: [alliance] {name}" for name in report.facts_changed]
    lines += [
        f"left as it is, since a procedure has touched it: {one.code} {one.field} is "
        f"{one.present!r}, the file says {one.wanted!r}"
        for one in report.left_alone
    ]
    lines += [f"not in the file, stays: {code}" for code in report.absent]
    return lines


def _invite(options: argparse.Namespace, settings: Settings) -> None:
    username = asyncio.run(_username(settings))

    def issue(session: Session, role: Role, city: str | None = None) -> str:
        token = invitation.invite(
            session,
            role=role,
            city_code=city,
            responsible=options.responsible,
            by=None,
            now=now_utc(),
        )
        return create_deep_linked_url(username, token)

    def every_city(session: Session) -> dict[str, str]:
        codes = [city.code for city in register.members(session)]
        return {code: issue(session, Role.CONTACT, code) for code in codes}

    if options.every_city:
        links = _transact(settings, every_city)
        if not links:
            raise Trouble("there is no member city: run `stadtbote load FILE` first.")
        for code, link in links.items():
            print(f"{code}\t{link}")
        return
    role = Role.CONTACT
    if options.secretariat or options.contact_office:
        role = Role.SECRETARIAT if options.secretariat else Role.CONTACT_OFFICE
    try:
        link = _transact(settings, lambda session: issue(session, role, options.city))
    except UnknownCity:
        raise Trouble(f"the register has no city {options.city}.") from None
    except BadValue:
        raise Trouble(f"{options.city} is no longer part of the alliance.") from None
    print(f"For one person, for {invitation.LASTS.days} days; pass it on as it is:")
    print(link)


async def _username(settings: Settings) -> str:
    """Ask Telegram for the bot's name. Raises Trouble, InvalidToken."""
    request = AiohttpRequest(pool=1)
    bot = Bot(settings.bot_token(), base_url=f"{settings.api_url}/bot", request=request)
    async with request:
        try:
            return (await bot.get_me()).username or ""
        except InvalidToken:
            raise
        except TelegramError as error:
            raise Trouble(f"the link needs the bot's name; Telegram says: {error}.") from None


# ---- check, backup, restore


def _check(_: argparse.Namespace, settings: Settings) -> None:
    if _revision(settings) != migrate.head():
        raise Trouble(BEHIND)
    report = check.examine(_url(settings), settings.files)
    for line in report.notes:
        print(line)
    if report.troubles:
        raise Trouble(*report.troubles)
    print("Nothing is wrong.")


def _backup(options: argparse.Namespace, settings: Settings) -> None:
    archive.back_up(_url(settings), settings.files, options.file, now_utc())
    print(f"Database and files are in {options.file}. Keep it where only you can read it.")


def _restore(options: argparse.Namespace, settings: Settings) -> None:
    before = archive.restore(_url(settings), settings.files, options.file)
    print(f"Restored from {options.file}.")
    if before is not None:
        print(f"The database of before is {before}.")


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace, Settings], None]]] = {
    "run": _run,
    "load": _load,
    "invite": _invite,
    "migrate": _migrate,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
}
