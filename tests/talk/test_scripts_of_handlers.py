"""Every script of the product keeps the rules."""

from __future__ import annotations

import ast
import inspect
import textwrap
from pathlib import Path

import handlers.loading  # noqa: F401 - registers the scripts
from talk.fields import SentSheet
from talk.lint import faults
from talk.script import scripts

HANDLERS = Path(__file__).parent.parent.parent / "handlers"


MODULES = sorted(HANDLERS.rglob("*.py"))
assert MODULES, "the rule looks at nothing"


def test_the_scripts_of_the_handlers_keep_the_rules() -> None:
    found = [f"{path.name}: {fault}" for path in MODULES for fault in faults(path.read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_whoever_asks_for_a_table_says_so() -> None:
    """It decides whether a file is fetched and unpacked."""

    def names(play: object) -> set[str]:
        tree = ast.parse(textwrap.dedent(inspect.getsource(play)))  # type: ignore[arg-type]  # a function
        return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

    ours = [one for one in scripts if one.play.__module__.startswith("handlers.")]
    asking = {one.name for one in ours if SentSheet.__name__ in names(one.play)}
    assert asking == {one.name for one in ours if one.sheets}
    assert asking, "the rule looks at nothing"
