"""The register as a TOML file: its models, and where in the file a mistake stands."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from alliance import value
from alliance.refusal import BadValue
from storage.city import Side, Standing

AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")


class LoadError(Exception):
    """A file that cannot be loaded: the line (from 1) and the reason; nothing was changed."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def _one_line(text: str) -> str:
    try:
        clean = value.line("", text, len(text))
    except BadValue as error:
        raise ValueError(f"one line of visible text is needed ({error.reason})") from error
    if clean != text:
        raise ValueError("spaces at an end or in a row")
    return text


def _zone(text: str) -> str:
    try:
        return value.zone(text)
    except BadValue as error:
        raise ValueError(f"there is no time zone {text!r}; an example: Asia/Shanghai") from error


def _email(text: str) -> str:
    try:
        clean = value.email(text)
    except BadValue as error:
        raise ValueError(f"{text!r} is no e-mail address") from error
    if clean is None:
        raise ValueError("an e-mail address is needed")
    return clean


Line = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(_one_line)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_one_line)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Prefix = Annotated[str, StringConstraints(min_length=1, max_length=16), AfterValidator(_one_line)]
ExactDate = Annotated[date, Strict()]


class CityEntry(BaseModel):
    """One [[cities]] table."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    side: Side
    de: Name
    zh: Name
    zone: Annotated[str, AfterValidator(_zone)]
    standing: Literal["member", "candidate", "observer", "former"] = "member"
    since: ExactDate | None = None

    def as_columns(self) -> dict[str, Any]:
        """Return the row's columns."""
        return {
            "code": self.code,
            "side": self.side,
            "name_de": self.de,
            "name_zh": self.zh,
            "zone": self.zone,
            "standing": Standing(self.standing),
            "since": self.since,
        }


class AllianceEntry(BaseModel):
    """The [alliance] table: everything about the operator that is data, not code."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, AfterValidator(_email)]
    controller_de: Line | None = None
    controller_zh: Line | None = None
    address_de: Line | None = None
    address_zh: Line | None = None
    dpo: Line | None = None
    eu_representative: Line | None = None
    authority_de: Line | None = None
    telegram_contact: Line | None = None
    legal_basis_de: Line | None = None
    legal_basis_zh: Line | None = None
    consent_basis_de: Line | None = None
    retention_months: Annotated[int, Strict(), Field(ge=1, le=120)] | None = None
    retention_years: Annotated[int, Strict(), Field(ge=1, le=100)] | None = None
    privacy_version: Annotated[Line, StringConstraints(max_length=24)]
    privacy_date: ExactDate
    privacy_mode: Literal["consent", "information"] | None = None
    circular_prefix_de: Prefix | None = None
    circular_prefix_zh: Prefix | None = None
    receipt_prefix: Prefix | None = None
    notification_prefix_de: Prefix | None = None
    notification_prefix_zh: Prefix | None = None
    written_form_de: Line | None = None
    written_form_zh: Line | None = None

    def as_facts(self) -> dict[str, str]:
        """Return the facts that the file gives, by name."""
        return {name: str(said) for name, said in self.model_dump(exclude_none=True).items()}


class RegisterFile(BaseModel):
    """A whole file."""

    model_config = ConfigDict(extra="forbid")

    alliance: AllianceEntry | None = None
    cities: list[CityEntry] = []


def read(path: Path, today: date) -> RegisterFile:
    """Return a file's content; LoadError with the line and reason of its first mistake, OSError.

    A date after `today` is a mistake, so is a code that stands twice.
    """
    text = _decode(path.read_bytes())
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, error) from error
    except RecursionError as error:
        raise LoadError(1, "lists or tables are nested too deeply") from error
    lines = _Lines(text)
    try:
        content = RegisterFile.model_validate(raw)
    except ValidationError as error:
        mistakes = [
            (lines.of(mistake["loc"]), _reason(mistake))
            for mistake in error.errors(include_url=False)
        ]
        raise LoadError(*min(mistakes)) from error
    _require_consistent(content, lines, today)
    return content


def _require_consistent(content: RegisterFile, lines: "_Lines", today: date) -> None:
    if content.alliance is None and not content.cities:
        raise LoadError(1, "neither an [alliance] table nor [[cities]] tables")
    seen: dict[str, int] = {}
    for index, entry in enumerate(content.cities):
        if entry.code in seen:
            first = lines.of(("cities", seen[entry.code], "code"))
            line = lines.of(("cities", index, "code"))
            raise LoadError(line, f"code {entry.code!r} stands in line {first} already")
        seen[entry.code] = index
        if entry.since is not None and entry.since > today:
            line = lines.of(("cities", index, "since"))
            raise LoadError(line, f"since: {entry.since} is in the future")


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LoadError(line, "not UTF-8 text; save the file as UTF-8") from error
    # Only whole lines parse by themselves, and one that ends with a carriage return is none.
    return text.replace("\r\n", "\n")


def _syntax_error(text: str, error: tomllib.TOMLDecodeError) -> LoadError:
    message = str(error)
    if found := AT_LINE.search(message):
        return LoadError(int(found[1]), AT_LINE.sub("", message).strip())
    # The document ends inside something; that began after the last line up to which it parses.
    lines = text.split("\n")
    whole = max(n for n in range(len(lines)) if _complete("\n".join(lines[:n])))
    return LoadError(whole + 1, message.removesuffix(" (at end of document)"))


def _complete(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _reason(mistake: ErrorDetails) -> str:
    key = str(mistake["loc"][-1])
    match mistake["type"]:
        case "extra_forbidden":
            return f"unknown key {key!r}"
        case "missing":
            return f"key {key!r} is missing"
        case "value_error":
            return f"{key}: {mistake['ctx']['error']}"
        case _:
            return f"{key}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}"


class _Lines:
    """Finds the line of a table or key: tomllib tells lines only of syntax errors."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def of(self, place: tuple[int | str, ...]) -> int:
        """Return the line of a key, else of its table, else of the file's beginning.

        `place` is pydantic's: ("cities", 3, "zone") or ("alliance", "email").
        """
        table, *rest = place
        starts = self._matching(rf"\s*\[{{1,2}}\s*{_quoted(table)}\s*[\].]", 1)
        if not starts:
            return next(iter(self._matching(rf"\s*{_quoted(table)}\s*[=.]", 1)), 1)
        index = rest.pop(0) if rest and isinstance(rest[0], int) else 0
        assert isinstance(index, int)
        start = starts[index]
        if not rest:
            return start
        end = next(iter(self._matching(r"\s*\[", start + 1)), len(self._lines) + 1)
        keys = self._matching(rf"\s*{_quoted(rest[0])}\s*[=.]", start + 1)
        return next((line for line in keys if line < end), start)

    def _matching(self, pattern: str, first: int) -> list[int]:
        """Return the lines from `first` on that match and begin something of their own.

        Inside a string or list of several lines, what comes before does not parse by itself.
        """
        return [
            number
            for number, line in enumerate(self._lines, start=1)
            if number >= first
            and re.match(pattern, line)
            and _complete("\n".join(self._lines[: number - 1]))
        ]


def _quoted(key: int | str) -> str:
    return rf"([\"']?){re.escape(str(key))}\1"
