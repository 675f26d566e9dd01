"""Texts reach the Tongue as literals: what is put together before the call is in no catalog."""

import ast
from pathlib import Path

from locales.texts import KEYWORDS, SPOKEN_IN
from tests.house.tree import ROOT, modules, tree


def _calls_tongue(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="tongue") | ast.Attribute(attr="tongue"), attr=name):
            return name in KEYWORDS
    return False


def _literal(node: ast.expr) -> bool:
    # Not `"Back" if here else "Cancel"` either: Babel reads it as one text, "BackCancel".
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _offences(module: ast.Module) -> list[int]:
    """Return the lines that hand the Tongue something the extraction cannot read."""
    found = []
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and _calls_tongue(call):
            assert isinstance(call.func, ast.Attribute)
            texts = call.args[: len(KEYWORDS[call.func.attr])]
            if not all(_literal(text) for text in texts):
                found.append(call.lineno)
    return found


def test_texts_are_literals() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*SPOKEN_IN)
        if (lines := _offences(tree(path)))
    }
    assert found == {}


def test_search_sees_what_it_looks_for(tmp_path: Path) -> None:
    module = tmp_path / "screen.py"
    module.write_text(
        'tongue.text(f"Hello {name}")\n'
        'visit.tongue.plain("Hello " + name)\n'
        'tongue.label("button", "Hello %s" % name)\n'
        "tongue.text(greeting)\n"
        'tongue.count("{n} city", f"{n} cities", n)\n'
        'tongue.label("button", "Back" if here else "Cancel")\n'
        'tongue.text("Hello {name}", name=f"<{name}>")\n'
        'tongue.count("{n} city", "{n} cities", len(cities))\n'
        'word.count(f"{letter}")\n'
    )
    assert _offences(tree(module)) == [1, 2, 3, 4, 5, 6]
