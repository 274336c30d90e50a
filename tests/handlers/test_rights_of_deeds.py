"""Whatever a talk's journal says, its deeds ask for rights themselves."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from domain.time.spoken import Moment
from handlers.alliances import agreement
from handlers.alliances import card as alliances
from handlers.chronicle import actions as chronicle_deeds
from handlers.chronicle import morning_after
from handlers.chronicle.actions import Account, Better
from handlers.letters import write as letters
from handlers.libraries import appeals
from handlers.libraries import edit as edit_library
from handlers.libraries import leave as leave_alliance
from handlers.plan import actions as event_deeds
from handlers.plan import cancel as cancel_event
from handlers.plan import copy as copy_event
from handlers.plan import edit as edit_event
from handlers.plan.files import imports as plan_imports
from handlers.turn.context import Forbidden
from talk.heard import Sheet
from tests.handlers.neighbours import Neighbours, dump

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.turn.context import Desk
    from storage.plan.events import EventFacts

ROOM: Final = Path(__file__).parents[2] / "handlers"
OWN_ONLY: Final = {
    "keep_zone",
    "keep_leads",
    "keep_quiet",  # one's own habits
    "found_it",
    "join_it",
    "appeal",  # founding, joining and asking to join are everybody's (Положение §1.8)
}
"""Deeds that nobody needs a role for."""


def _deeds() -> set[tuple[str, str]]:
    """Which file of the room gives what to ``talk.do``: its place, and the function's own name."""
    found = set()
    paths = sorted(ROOM.rglob("*.py"))
    assert len(paths) > 50, "the rule looks at nothing"
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "talk.do":
                place = ".".join(path.relative_to(ROOM).with_suffix("").parts)
                found.add((place, ast.unparse(node.args[1]).rpartition(".")[2]))
    return found


async def test_every_deed_asks_for_rights_itself(neighbours: Neighbours) -> None:
    town, resident = neighbours.town, neighbours.meddlers["a resident"]
    alliance, host, _, draft, announced, held, _, entry, appeal, *_ = neighbours.theirs.ids
    facts: EventFacts = {"title": "Чужое", "kind": "other", "library_id": host, "zone": "Europe/Moscow"}
    month = Moment(month=date(2027, 5, 1))
    account = Account(
        library=host,
        event=None,
        title="Было",
        day=date(2026, 11, 1),
        text="Пели",
        visitors=1,
        new_readers=1,
        pictures=(),
    )
    async with town.database.reading() as books:
        before = await books.events.get(announced)
    assert before is not None
    after = replace(before, title="Другое")
    deeds: dict[str, Callable[[Desk], Awaitable[object]]] = {
        "libraries.leave.leave_it": lambda desk: leave_alliance.leave_it(desk, host, None, []),
        "alliances.agreement.adopt": lambda desk: agreement.adopt(desk, alliance, 1, {"aim": "Ссориться"}),
        "libraries.appeals.allow": lambda desk: appeals.allow(desk, appeal, "потому что"),
        "libraries.appeals.decline": lambda desk: appeals.decline(desk, appeal, "потому что"),
        "alliances.card.change": lambda desk: alliances.change(desk, alliance, {"motto": "Чужой"}),
        "chronicle.correct.correct": lambda desk: chronicle_deeds.correct(desk, entry, "не так", Better(text="Нет")),
        "chronicle.write.write": lambda desk: chronicle_deeds.write(desk, account),
        "chronicle.write.write of an event": lambda desk: chronicle_deeds.write(desk, replace(account, event=held)),
        "chronicle.morning_after.note_not_held": lambda desk: morning_after.note_not_held(desk, held, "нет"),
        "plan.copy.make_copy": lambda desk: copy_event.make_copy(desk, announced, month),
        "plan.add.plan": lambda desk: event_deeds.plan(desk, alliance, facts),
        "plan.add.announce": lambda desk: event_deeds.announce(desk, draft),
        "plan.files.errands.propose": lambda desk: plan_imports.propose(
            desk, host, Sheet(rows=(("Дата", "Название"), ("5 декабря", "Чужое")))
        ),
        "plan.files.errands.propose_joint": lambda desk: plan_imports.propose_joint(
            desk, alliance, Sheet(rows=(("Дата", "Название", "Библиотека"), ("5 декабря", "Чужое", "Чужая")))
        ),
        "letters.write.send": lambda desk: letters.send(
            desk, alliance, letters.Written(audience="subscribers", words="Чужое", picture=None, alt="")
        ),
        "plan.edit.change": lambda desk: edit_event.change(desk, before, after),
        "libraries.edit.change": lambda desk: edit_library.change(desk, host, {"title": "Чужая"}),
        "libraries.edit.change_contact": lambda desk: edit_library.change_contact(desk, host, "+7", public=True),
        "plan.cancel.cancel": lambda desk: event_deeds.cancel(desk, announced, "назло"),
        "plan.cancel.go_on": lambda desk: cancel_event.go_on(desk, announced),
    }
    wanted = {f"{module}.{name}" for module, name in _deeds() if name not in OWN_ONLY}
    assert {name.partition(" ")[0] for name in deeds} == wanted, "a deed came or went: say here how it refuses"
    await resident.says("/menu")
    untouched = await dump(town)
    for name, deed in deeds.items():
        with pytest.raises(Forbidden):
            async with town.database.writing() as books:
                await deed(await neighbours.desk_of(resident, books))
        assert await dump(town) == untouched, name
