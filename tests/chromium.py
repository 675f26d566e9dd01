"""Which browser the tests drive, and how it is started."""

import shutil
from pathlib import Path

import pytest

ARGUMENTS = [
    "--no-sandbox",  # root in a container has none
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable(bundled: str) -> str:
    """Return the browser's path: Playwright's own where somebody installed it, else the system's.

    Skips with the way to get one. Playwright's comes first because Ubuntu's chromium is a snap,
    which cannot see Playwright's temporary profile.
    """
    if Path(bundled).exists():
        return bundled
    for name in ("chromium", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip(
        "no Chromium here. Debian: sudo apt-get install -y chromium fonts-noto-cjk; "
        "Ubuntu: .venv/bin/playwright install --with-deps chromium"
    )
