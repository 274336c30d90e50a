"""«Куда присылать»: which address gets reminders, digests, letters, the work of a library; else the one used last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.people.addresses import BACK, day, kind_of
from handlers.texts.people import places as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.tables.addresses import Topic
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context

LAST = "last"
"""Instead of an address: the one used last."""


@errand("places", most_args=0)
async def places(context: Context) -> None:
    """What comes where now; a button for each."""
    own = {one.id: one for one in await context.books.addresses.of(context.person.id)}
    chosen = await context.books.addresses.choices(context.person.id)
    named = [
        (topic, kind_of(context, own[chosen[topic]]) if chosen.get(topic) in own else None)
        for topic in _topics(context)
    ]
    rows: Rows = tuple((Button(label=texts.TOPICS[topic], press=f"place:{topic}"),) for topic in _topics(context))
    text = texts.shown([(topic.value, kind) for topic, kind in named])
    await context.say(text, rows=(*rows, (Button(label=texts.SETTINGS, press="settings"), *BACK[0])), in_place=True)


@errand("place", most_args=2, deep_linkable=False)
async def place(context: Context, named: str = "", where: str = "") -> None:
    """Which of the addresses; one tap."""
    if named not in _topics(context):
        await context.say(shared.STALE_BUTTON, rows=context.ways)
        return
    topic = Topic(named)
    if not where:
        live = [one for one in await context.books.addresses.of(context.person.id) if one.is_live]
        rows: Rows = tuple(
            (
                Button(
                    label=texts.there(kind_of(context, one), day(context, one.since)), press=f"place:{topic}:{one.id}"
                ),
            )
            for one in live
        )
        last = (Button(label=texts.WHERE_LAST, press=f"place:{topic}:{LAST}"),)
        await context.say(texts.which(topic), rows=(*rows[:6], last, *BACK), in_place=True)
        return
    chosen = None if where == LAST else number_of(where)
    if not await context.books.addresses.choose(context.person.id, topic, chosen):
        await context.say(shared.STALE_BUTTON, rows=context.ways)
        return
    found = await context.books.addresses.get(chosen) if chosen is not None else None
    rows = ((Button(label=texts.PLACES, press="places"),), *BACK)
    await context.say(texts.kept(topic, kind_of(context, found) if found is not None else None), rows=rows)


def _topics(context: Context) -> tuple[Topic, ...]:
    """Nobody is asked about what does not come to them."""
    staff = context.roles.librarian_of or context.roles.coordinates
    return tuple(one for one in Topic if staff or one is not Topic.WORK)
