"""The house stands as its plan says: imports run downwards, and Russian for people lives in one place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("domain", "talk", "storage", "handlers", "scheduler", "bot")
MODULES = sorted(path for room in FLOORS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)
assert all(any(path.is_relative_to(ROOT / room) for path in MODULES) for room in FLOORS), "the rules look at nothing"
CYRILLIC = re.compile("[а-яА-ЯёЁ]")
RUSSIAN_ROOMS = ("handlers/texts/", "domain/vocabulary/")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def climbs(source: str, room: str) -> list[str]:
    """The imports that lead to a higher floor."""
    above = FLOORS[FLOORS.index(room) + 1 :]
    return [name for name in _imports(ast.parse(source)) if name.partition(".")[0] in above]


def russian_literals(source: str) -> list[str]:
    """String literals with Cyrillic letters that are not docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CYRILLIC.search(node.value)
    ]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_run_only_downwards(path: Path) -> None:
    assert climbs(path.read_text("utf-8"), _name(path).partition("/")[0]) == []


@pytest.mark.parametrize("path", [path for path in MODULES if not _name(path).startswith(RUSSIAN_ROOMS)], ids=_name)
def test_russian_for_people_lives_in_the_texts(path: Path) -> None:
    assert russian_literals(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nobody_waits_in_a_way_that_swallows_a_cancellation(path: Path) -> None:
    """``asyncio.wait_for`` does in Python 3.11, when both come at once; ``asyncio.timeout`` does not."""
    assert "asyncio.wait_for(" not in path.read_text("utf-8")


def test_the_two_rules_see_what_they_are_for() -> None:
    assert climbs("from handlers.turn.context import Desk", "storage") == ["handlers.turn.context"]
    assert climbs("import talk.rich", "storage") == []
    assert russian_literals('"""Докстрока."""\nx = "Привет"') == ["Привет"]
