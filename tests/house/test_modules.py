"""Modules stay small enough to read, and say in one line what they are for."""

import ast

from tests.house.tree import FLOORS, ROOT, modules, tree

LINES = 300


def test_modules_fit_in_the_reader_s_head() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in modules(*FLOORS, "tests")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


def test_modules_say_what_they_are_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(*FLOORS, "tests")
        if path.read_text().strip() and ast.get_docstring(tree(path)) is None
    ]
    assert silent == []


def test_every_floor_has_modules() -> None:
    assert [floor for floor in FLOORS if not modules(floor)] == []
