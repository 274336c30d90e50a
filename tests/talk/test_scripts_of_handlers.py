"""Every script of the product keeps the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.lint import faults

HANDLERS = Path(__file__).parent.parent.parent / "handlers"


MODULES = sorted(HANDLERS.rglob("*.py"))
assert MODULES, "the rule looks at nothing"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_the_scripts_of_a_module_keep_the_rules(path: Path) -> None:
    assert [str(fault) for fault in faults(path.read_text("utf-8"))] == []
