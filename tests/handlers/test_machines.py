"""Every state machine of the house: its moves ask for rights, its buttons are those that work."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import Any, Final

import pytest

import domain
from domain.event import EVENT
from domain.journal import Kind
from domain.libraries.appeals import APPEAL, State
from domain.machine import Machine
from domain.rights import NEEDS, Action, Need, Thing
from handlers.plan.change_notices import CHANGED
from handlers.turn import moves
from handlers.turn.context import Forbidden
from handlers.turn.moves import Face
from storage.reminders.in_outbox import REMINDER
from talk.errors import Refused
from tests.handlers.neighbours import Neighbours

MACHINES: Final[tuple[Machine[Any], ...]] = tuple(
    {
        value: None
        for found in pkgutil.walk_packages(domain.__path__, "domain.")
        for value in vars(importlib.import_module(found.name)).values()
        if isinstance(value, Machine)
    }
)
assert {APPEAL, EVENT} <= set(MACHINES), "the rules look at nothing"
ROOT: Final = Path(__file__).parents[2]
FACES: Final = {"allow": Face(label="Да", tone="good"), "decline": Face(label="Нет", tone="bad")}


def press(name: str) -> str:
    return f"decide:1:{name}"


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_no_move_is_everybodys(machine: Machine[Any]) -> None:
    asked = {move.name: NEEDS[move.who] for move in machine.moves if move.who is not None}
    assert asked, "a machine that only time moves needs no buttons"
    assert [name for name, need in asked.items() if need is Need.NOTHING] == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
async def test_a_stranger_makes_no_move_from_any_state(machine: Machine[Any], neighbours: Neighbours) -> None:
    alliance, host, *_ = neighbours.theirs.ids
    thing = Thing(alliance=alliance, library=host)
    for who in neighbours.meddlers.values():
        async with neighbours.town.database.writing() as books:
            context = await neighbours.context_of(who, books)
            for state in machine.states:
                assert moves.buttons(context, machine, state, thing, faces=_faces(machine), press=press) == ()
                for name in (*(move.name for move in machine.moves), "nothing-of-the-kind"):
                    with pytest.raises(Forbidden):
                        moves.require(context, machine, state, name, thing, gone="ушло")


async def test_whose_move_it_is_sees_its_buttons_and_is_told_when_it_has_gone(neighbours: Neighbours) -> None:
    alliance, *_ = neighbours.theirs.ids
    thing = Thing(alliance=alliance)
    async with neighbours.town.database.writing() as books:
        context = await neighbours.context_of(neighbours.anna, books)
        shown = moves.buttons(context, APPEAL, State.WAITING, thing, faces=FACES, press=press)
        assert [(one.label, one.press, one.tone) for one in shown] == [
            ("Да", "decide:1:allow", "good"),
            ("Нет", "decide:1:decline", "bad"),
        ]
        assert moves.buttons(context, APPEAL, State.ALLOWED, thing, faces=FACES, press=press) == ()
        move = moves.require(context, APPEAL, State.WAITING, "allow", thing, gone="ушло")
        assert (move.to, move.who, move.journal) == (State.ALLOWED, Action.OVERRIDE_VERDICT, Kind.VERDICT_OVERRIDDEN)
        with pytest.raises(Refused) as refused:
            moves.require(context, APPEAL, State.DECLINED, "allow", thing, gone="ушло")
        assert refused.value.text.plain == "ушло"


def test_nobody_takes_it_for_granted_that_a_move_was_made() -> None:
    """Somebody else may have been faster; ``_ =`` says that it does not matter."""
    moves_made, dropped = 0, []
    for path in sorted(path for floor in ("handlers", "scheduler") for path in (ROOT / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            moves_made += isinstance(node, ast.Await) and _makes_a_move(node)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Await) and _makes_a_move(node.value):
                dropped.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert moves_made > 5, "the rule looks at nothing"
    assert dropped == []


def test_cancelling_an_event_withdraws_what_it_declares() -> None:
    (cancel,) = (move for move in EVENT.moves if move.name == "cancel")
    assert cancel.withdraws == {REMINDER, CHANGED}, "handlers/plan/change_notices.py withdraws these"


def _makes_a_move(node: ast.Await) -> bool:
    return isinstance(node.value, ast.Call) and ast.unparse(node.value.func).endswith((".move_state", "appeals.move"))


def _faces(machine: Machine[Any]) -> dict[str, Face]:
    return {move.name: Face(label=move.name) for move in machine.moves}
