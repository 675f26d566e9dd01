"""What is committed works on every machine: no package host, no path of the writer's own."""

import re

from tests.house.tree import ROOT, files, texts

BUILD = ("Dockerfile", "Makefile", "pyproject.toml", "requirements*.lock", ".ci", "tools")
HOST = re.compile(
    r"https?://(?!127\.0\.0\.1)|--(?:extra-)?index-url|--find-links|--trusted-host"
    r"|(?:PIP|UV)_\w*(?:INDEX|LINKS|HOST)"
)
ONE_S_OWN = re.compile(r"(?<![\w.)}])/(?:home|root|work|Users)/[\w.-]+")


def test_build_names_no_package_host() -> None:
    named = {
        str(path.relative_to(ROOT)): HOST.findall(path.read_text())
        for path in files(*BUILD)
        if HOST.search(path.read_text())
    }
    assert named == {}


def test_files_name_no_path_of_one_machine() -> None:
    found = {
        name: sorted(set(ONE_S_OWN.findall(content)))
        for name, content in texts()
        if ONE_S_OWN.search(content)
    }
    assert found == {}


def test_locks_pin_every_package_with_its_hash() -> None:
    for lock in files("requirements*.lock"):
        pins = re.findall(
            r"^[\w.\[\]-]+==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+",
            lock.read_text(),
            re.MULTILINE,
        )
        assert len(pins) == len(re.findall(r"^\S", lock.read_text(), re.MULTILINE))


def test_run_lock_is_part_of_the_full_lock() -> None:
    full, run = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-run.lock")
    )
    assert run - full == set()
