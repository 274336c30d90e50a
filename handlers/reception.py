"""Where every happening comes in and finds its errand. The only place that knows the order of precedence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import handlers.all_errands  # noqa: F401 - registers all that can be found below
from handlers import bind_group
from handlers.desk import Desk
from handlers.errands import ERRANDS, go
from handlers.texts import base
from talk.engine import dialogues, go_back, go_on, is_turn_press, show_again
from talk.heard import GroupChanged, Heard, ReachChanged

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.house import House
    from storage.books import Books


async def receive(books: Books, happening: Heard | GroupChanged | ReachChanged, *, house: House, now: datetime) -> None:
    """Deal with one happening inside one transaction. Raises TurnRefused for the caller to roll back and say."""
    match happening:
        case ReachChanged():
            await books.people.mark_reachable(happening.account, happening.user, reachable=happening.reachable)
        case GroupChanged():
            await bind_group.group_changed(books, happening, house=house, now=now)
        case Heard():
            await _hear(await sit_down(books, happening, house=house, now=now))


async def sit_down(books: Books, heard: Heard, *, house: House, now: datetime) -> Desk:
    """The desk for this person's turn; nobody else has a turn with them until it ends."""
    person = await books.people.meet(heard.account, heard.user, heard.chat, at=now)
    await books.lock_person(person.id)
    if not person.reachable:  # whoever writes to us can be written to
        await books.people.mark_reachable(heard.account, heard.user, reachable=True)
    kept = await books.talks.get(person.id)
    return Desk(
        books=books,
        person=person,
        standing=await books.standing.of(person.id, now),
        now=now,
        house=house,
        heard=heard,
        dialogue=dialogues.validate_python(kept) if kept else None,
    )


async def _hear(desk: Desk) -> None:
    heard = desk.heard
    if desk.person.greeted_at is None:
        await go(desk, "welcome")
    if heard.press is not None and is_turn_press(heard.press):
        await _talk_on(desk)
    elif heard.press is not None:
        await _press(desk, heard.press)
    elif heard.start is not None:
        await _follow_link(desk, heard.start)
    elif heard.text.startswith("/"):
        await _command(desk, heard.text)
    elif desk.dialogue is not None:
        await _talk_on(desk)
    else:
        await _words(desk, heard.text)


async def _talk_on(desk: Desk) -> None:
    if desk.dialogue is None:
        await desk.say(base.STALE_BUTTON, rows=base.MENU_ROWS)
        return
    await desk.keep(await go_on(desk.dialogue, desk.heard, desk, setting=desk.setting))


async def _press(desk: Desk, press: str) -> None:
    name, *args = press.split(":")
    if name == "anew":
        desk.anew = True
        name, *args = args or [""]
    if name == "resume":
        await _resume(desk)
    elif not await go(desk, name, *args):
        await desk.say(base.STALE_BUTTON, rows=base.MENU_ROWS)


async def _resume(desk: Desk) -> None:
    if desk.dialogue is None:
        await desk.say(base.NOTHING_BEGUN, rows=base.MENU_ROWS)
        return
    await desk.keep(await show_again(desk.dialogue, desk, setting=desk.setting))


async def _follow_link(desk: Desk, payload: str) -> None:
    name, *args = payload.split("_") if payload else [""]
    if not await go(desk, name or "start", *args):
        await go(desk, "start")


async def _command(desk: Desk, text: str) -> None:
    word, _, rest = text[1:].partition(" ")
    command = word.partition("@")[0].lower()
    if command == "start":  # a messenger without deep links of its own may carry the payload in the text
        await _follow_link(desk, rest.strip())
    elif command in ("cancel", "back") and desk.dialogue is not None:
        if command == "back":
            await desk.keep(await go_back(desk.dialogue, desk, setting=desk.setting))
        else:
            desk.heard = replace(desk.heard, text=base.CANCEL_WORD)
            await _talk_on(desk)
    elif found := ERRANDS.commanded(command):
        await found.run(desk)
    else:
        await desk.say(base.unknown_command(command), rows=base.MENU_ROWS)


async def _words(desk: Desk, text: str) -> None:
    """Words outside of a talk: some of them are as good as a command."""
    name = base.SPOKEN_COMMANDS.get(text.strip().lower())
    if name is None or not await go(desk, name):
        await desk.say(base.NOT_UNDERSTOOD, rows=base.MENU_ROWS)
