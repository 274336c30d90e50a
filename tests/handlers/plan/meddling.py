"""What strangers try upon a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.time.spoken import Moment
from handlers.plan import actions
from handlers.plan.files import imports
from handlers.plan.talks import cancel, copy, edit
from talk.updates import Sheet

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.plan.events import EventFacts
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours

OF_A_LIBRARY: Final = Sheet(rows=(("Дата", "Название"), ("5 декабря", "Чужое")))
OF_AN_ALLIANCE: Final = Sheet(rows=(("Дата", "Название", "Библиотека"), ("5 декабря", "Чужое", "Чужая")))


def deeds(neighbours: Neighbours) -> Deeds:
    alliance, host, _, draft, announced, *_ = neighbours.theirs.ids
    facts: EventFacts = {"title": "Чужое", "kind": "other", "library_id": host, "zone": "Europe/Moscow"}

    async def change(context: Context) -> None:
        before = await context.books.events.get(announced)
        assert before is not None
        await edit.change(context, before, replace(before, title="Другое"))

    async def follow(context: Context) -> None:
        before = await context.books.events.get(announced)
        assert before is not None
        await edit.change_following(context, before, replace(before, title="Другое"))

    return {
        "plan.talks.add.plan": lambda context: actions.plan(context, alliance, facts),
        "plan.talks.in_one_message.plan": lambda context: actions.plan(context, alliance, facts),
        "plan.talks.in_one_message.announce": lambda context: actions.announce(context, draft),
        "plan.talks.cancel.cancel": lambda context: actions.cancel(context, announced, "назло"),
        "plan.talks.cancel.go_on": lambda context: cancel.go_on(context, announced),
        "plan.talks.copy.make_copy": lambda context: copy.make_copy(context, announced, Moment(month=date(2027, 5, 1))),
        "plan.talks.edit.change": change,
        "plan.talks.edit.change_following": follow,
        "plan.talks.edit.set_apart": lambda context: edit.set_apart(context, announced),
        "plan.files.errands.propose": lambda context: imports.propose(context, host, OF_A_LIBRARY),
        "plan.files.errands.propose_joint": lambda context: imports.propose_joint(context, alliance, OF_AN_ALLIANCE),
    }
