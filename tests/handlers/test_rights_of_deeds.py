"""Whatever a talk's journal says, its deeds ask for rights themselves.

How each is tried says ``tests/handlers/<wing>/meddling.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from handlers.turn.context import Forbidden
from tests.handlers.meddling import all_deeds, everybodys
from tests.handlers.neighbours import dump

if TYPE_CHECKING:
    from tests.handlers.neighbours import Neighbours

ROOM: Final = Path(__file__).parents[2] / "handlers"


def _done() -> set[str]:
    """Which file of the room gives what to ``talk.do``: its place, and the function's own name."""
    found = set()
    paths = sorted(ROOM.rglob("*.py"))
    assert len(paths) > 50, "the rule looks at nothing"
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "talk.do":
                place = ".".join(path.relative_to(ROOM).with_suffix("").parts)
                found.add(f"{place}.{ast.unparse(node.args[1]).rpartition('.')[2]}")
    return found


async def test_every_deed_asks_for_rights_itself(neighbours: Neighbours) -> None:
    town, resident = neighbours.town, neighbours.meddlers["a resident"]
    deeds, done = all_deeds(neighbours), _done()
    assert everybodys() <= done, "a deed went: strike it off"
    tried = {name.partition(" ")[0] for name in deeds}
    assert tried == done - everybodys(), "a deed came or went: say in its wing's meddling.py how it refuses"
    await resident.says("/menu")
    untouched = await dump(town)
    for name, deed in deeds.items():
        with pytest.raises(Forbidden):
            async with town.database.writing() as books:
                await deed(await neighbours.context_of(resident, books))
        assert await dump(town) == untouched, name
