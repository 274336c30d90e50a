"""What strangers try upon a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.time.spoken import Moment
from handlers.plan import actions, cancel, copy, edit
from handlers.plan.files import imports
from talk.heard import Sheet

if TYPE_CHECKING:
    from handlers.turn.context import Desk
    from storage.plan.events import EventFacts
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours

OF_A_LIBRARY: Final = Sheet(rows=(("Дата", "Название"), ("5 декабря", "Чужое")))
OF_AN_ALLIANCE: Final = Sheet(rows=(("Дата", "Название", "Библиотека"), ("5 декабря", "Чужое", "Чужая")))


def deeds(neighbours: Neighbours) -> Deeds:
    alliance, host, _, draft, announced, *_ = neighbours.theirs.ids
    facts: EventFacts = {"title": "Чужое", "kind": "other", "library_id": host, "zone": "Europe/Moscow"}

    async def change(desk: Desk) -> None:
        before = await desk.books.events.get(announced)
        assert before is not None
        await edit.change(desk, before, replace(before, title="Другое"))

    return {
        "plan.add.plan": lambda desk: actions.plan(desk, alliance, facts),
        "plan.add.announce": lambda desk: actions.announce(desk, draft),
        "plan.cancel.cancel": lambda desk: actions.cancel(desk, announced, "назло"),
        "plan.cancel.go_on": lambda desk: cancel.go_on(desk, announced),
        "plan.copy.make_copy": lambda desk: copy.make_copy(desk, announced, Moment(month=date(2027, 5, 1))),
        "plan.edit.change": change,
        "plan.files.errands.propose": lambda desk: imports.propose(desk, host, OF_A_LIBRARY),
        "plan.files.errands.propose_joint": lambda desk: imports.propose_joint(desk, alliance, OF_AN_ALLIANCE),
    }
