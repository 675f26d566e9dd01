"""The project's own files, as git knows them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("alliance", "bot", "handlers", "locales", "playground", "storage")


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Return the tracked and the not yet tracked files that match the git path patterns."""
    # safe.directory: a checkout may belong to somebody else than who tests it.
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-zco",
            "--exclude-standard",
            "--",
            *patterns,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(path for path in found if path.is_file())


def modules(*folders: str) -> tuple[Path, ...]:
    """Return the Python modules below the folders, Alembic's versions left out."""
    found = files(*(f"{folder}/*.py" for folder in folders))  # git's * also matches slashes
    return tuple(path for path in found if "versions" not in path.parts)


def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(), filename=str(path))


def texts() -> tuple[tuple[str, str], ...]:
    """Return name and content of every file that is text."""
    found = []
    for path in files():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)
