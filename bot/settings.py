"""Settings from the environment, `.env` and files of secrets; every error is told at once."""

import ipaddress
import os
import re
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from storage.engine import parse

PREFIX: Final = "STADTBOTE_"
SUFFIX: Final = "_FILE"
ENV_FILE: Final = ".env"
TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
LISTEN: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]\s]+):(\d{1,5})")
LAST_PORT: Final = 65535


class SettingsError(Exception):
    """What is wrong with the settings: one sentence for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What the operator chooses; README.md lists the same. Secrets print as stars."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    token: SecretStr | None = None
    api_url: str = "https://api.telegram.org"
    database_url: SecretStr = SecretStr("sqlite:///var/stadtbote.db")
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = Field(default=None, validate_default=True)
    listen: str = "127.0.0.1:8080"
    rate: float = 30.0
    files: Path = Path("var/files")

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port to listen on; port 0 is any free one."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def bot_token(self) -> str:
        """Return the token; `load(needs_token=True)` made sure that there is one."""
        assert self.token is not None
        return self.token.get_secret_value()

    def secrets(self) -> list[str]:
        """Return what must appear in no log."""
        found = [one.get_secret_value() for one in (self.token, self.webhook_secret) if one]
        password = parse(self.database_url.get_secret_value()).password
        return found + ([str(password)] if password else [])

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by *_FILE
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the environment before `.env`, in each a `…_FILE` beside the plain name."""
        return (
            init_settings,
            FromFiles(settings_cls, os.environ),
            env_settings,
            FromFiles(settings_cls, dotenv_values(ENV_FILE, encoding="utf-8")),
            dotenv_settings,
        )

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is no token of @BotFather's: digits, a colon, letters.")
        return value

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no address: it begins with https:// or http://.")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        try:
            parse(value.get_secret_value())
        except ValueError as error:
            raise ValueError(f"is of no use: {error}.") from None
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        here = parts.scheme == "http" and _is_loopback(parts.hostname)
        if not parts.hostname or (parts.scheme != "https" and not here):
            raise ValueError("is no address that Telegram can reach: it begins with https://.")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is not None and not SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("has 16 to 256 characters of A-Z a-z 0-9 _ and -.")
        address = info.data.get("webhook_url")
        if value is None and address is not None:
            raise ValueError(f"is missing: {PREFIX}WEBHOOK_URL goes with a secret.")
        if value is not None and "webhook_url" in info.data and address is None:
            raise ValueError(f"goes with {PREFIX}WEBHOOK_URL, which is missing.")
        return value

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        found = LISTEN.fullmatch(value)
        if found is None or int(found[2]) > LAST_PORT:
            raise ValueError("is host and port, as in 127.0.0.1:8080.")
        return value

    @field_validator("rate", mode="before")
    @classmethod
    def _rate(cls, value: object) -> float:
        try:
            rate = float(str(value))
        except ValueError:
            rate = -1
        if not 0 <= rate < float("inf"):
            raise ValueError("is the number of messages per second: 0 (no limit) or more.")
        return rate

    # Last, since of such validators the last one runs first.
    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: object) -> object:
        if isinstance(value, Unreadable):
            raise ValueError(str(value))  # noqa: TRY004 - pydantic collects ValueErrors
        return value.strip() if isinstance(value, str) else value

    @classmethod
    def load(cls, *, needs_token: bool = False) -> Self:
        """Return the settings of this process. Raises SettingsError with all that is wrong."""
        found: list[str] = []
        try:
            settings = cls()
        except ValidationError as error:
            wrong = {str(one["loc"][0]): str(one["msg"]) for one in error.errors()}
            found = [_sentence(name, message) for name, message in wrong.items()]
            token_given = "token" in wrong or _given("token")
        except UnicodeDecodeError:
            raise SettingsError([f"{ENV_FILE} is not UTF-8 text."]) from None
        else:
            token_given = settings.token is not None
        if needs_token and not token_given:
            found.insert(0, f"{PREFIX}TOKEN is missing: @BotFather gives one, see .env.example.")
        if found:
            raise SettingsError(found)
        return settings


class Unreadable:
    """Stands for the value of a `…_FILE` that cannot be read, until validation reports it."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __str__(self) -> str:
        return self._sentence


class FromFiles(PydanticBaseSettingsSource):
    """Values from the files that `STADTBOTE_…_FILE` names."""

    def __init__(self, settings_cls: type[BaseSettings], names: Any) -> None:  # noqa: ANN401 - any mapping
        super().__init__(settings_cls)
        self._names = names

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - the library's interface
        """Return a field's value from its file, or None."""
        name = PREFIX + field_name.upper()
        path = self._names.get(name + SUFFIX)
        if not path:
            return None, field_name, False
        if self._names.get(name):
            return (
                Unreadable(f"stands beside {name}{SUFFIX}: keep one of them."),
                field_name,
                False,
            )
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            sentence = f"cannot be read from {path} ({name}{SUFFIX}): {reason}."
            return Unreadable(sentence), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the values of all fields that have a file."""
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _given(field: str) -> bool:
    names = {**dotenv_values(ENV_FILE, encoding="utf-8"), **os.environ}
    name = PREFIX + field.upper()
    return bool(names.get(name) or names.get(name + SUFFIX))


def _sentence(field: object, message: str) -> str:
    return f"{PREFIX}{str(field).upper()} {message.removeprefix('Value error, ')}"


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
