"""The example that a newcomer finds: people to play, and an alliance of real namesakes with a year's plan.

Nothing is inserted into tables directly: the clock is set back, and the example's steps (``example``) are carried out
by the same functions as the chat's. A step and the note that it is done are one transaction, so that a program that was
killed meanwhile goes on where it stopped.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.messengers.playground import example
from bot.messengers.playground.scene import Scene
from handlers.texts.playground import demo as demo_texts

if TYPE_CHECKING:
    from bot.messengers.playground.example import Step
    from bot.program import Program
    from storage.books import Books
    from talk.updates import AccountId

DEMO: Final = "playground_demo"
"""The setting that remembers the progress: ``origin`` (when it was begun, ISO 8601) and ``done`` (steps)."""
WITHOUT_EXAMPLE: Final = 3
"""People that can be played where the example is not wanted: the first ones of its ``PEOPLE``."""


async def introduce_people(books: Books, *, demo: bool) -> None:
    """Add the people who can be played, unless somebody is there already; all of the example with ``demo``."""
    if await books.playground.people():
        return
    for name, part in demo_texts.PEOPLE if demo else demo_texts.PEOPLE[:WITHOUT_EXAMPLE]:
        await books.playground.add(name, part)


async def load_demo(program: Program, account: AccountId) -> None:
    """Fill an empty database, or go on with what was begun less than a day ago; leave any other database alone."""
    progress = await _begin(program)
    if progress is None:
        return
    origin = datetime.fromisoformat(progress["origin"])
    ahead = example.steps(origin)[progress["done"] :]
    offset = program.clock.offset
    try:
        if ahead:
            program.clock.offset += ahead[0].at - program.clock.now()
        for number, step in enumerate(ahead, progress["done"] + 1):
            # Of two steps at one moment the second goes on where the first has ended.
            program.clock.offset += max(step.at - program.clock.now(), timedelta())
            await _live_through(program, account, step, {"origin": progress["origin"], "done": number})
    finally:
        program.clock.offset = offset


async def _live_through(program: Program, account: AccountId, step: Step, progress: dict[str, Any]) -> None:
    async with program.database.writing() as books:
        await step.deed(Scene(books=books, directory=program.directory, account=account, now=step.at))
        await books.settings.set(DEMO, progress)
    await program.drain()


async def _begin(program: Program) -> dict[str, Any] | None:
    """How far the example has come; None when the database is not its own, or it was begun more than a day ago."""
    async with program.database.writing() as books:
        known: dict[str, Any] | None = await books.settings.get(DEMO)
        if known is None and not (await books.alliances.all(limit=1)).items:
            known = {"origin": datetime.now(UTC).isoformat(), "done": 0}
            await books.settings.set(DEMO, known)
        if known is None or datetime.fromisoformat(known["origin"]) + timedelta(days=1) < datetime.now(UTC):
            return None  # it was left half furnished long ago: not worth going back for
        return known
