"""Where every happening comes in and finds its errand. The only place that knows the order of precedence.

A button of the talk, a button of an errand, a deep link, a command, a word that always is a command, the talk in
progress, and last of all words that are as good as a command. Whatever is not the talk's leaves the talk as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import ValidationError

import handlers.loading  # noqa: F401 - registers all that can be found below
from handlers.groups import binding as bind_group
from handlers.texts.turn import dialogue as talking
from handlers.texts.turn import shared as base
from handlers.turn.context import Desk, TurnRefused
from handlers.turn.errands import ERRANDS, go
from handlers.turn.habits import count_use
from talk.engine import cancel, dialogues, go_back, go_on, is_turn_press, show_again
from talk.errors import Refused
from talk.heard import GroupChanged, Heard, ReachChanged
from talk.script import scripts

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import House
    from storage.books import Books
    from talk.prompt import Rows
    from talk.rich import Say

log = structlog.get_logger()

COMMAND: Final = re.compile(r"/([A-Za-z0-9_]*)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
"""What else begins with a stroke («/ул. Ленина») is an answer like any other."""


async def receive(books: Books, happening: Heard | GroupChanged | ReachChanged, *, house: House, now: datetime) -> None:
    """Deal with one happening inside one transaction. Raises TurnRefused for the caller to roll back and say."""
    match happening:
        case ReachChanged():
            await books.people.mark_reachable(happening.account, happening.user, reachable=happening.reachable)
        case GroupChanged():
            await bind_group.group_changed(books, happening, house=house, now=now)
        case Heard():
            try:
                await _hear(await sit_down(books, happening, house=house, now=now))
            except Refused as refused:  # by an action outside of a talk, in which the question would be asked again
                raise TurnRefused(refused.text, base.MENU_ROWS) from refused


async def answer(books: Books, heard: Heard, text: Say, rows: Rows = (), *, house: House, now: datetime) -> None:
    """Say something in the place of a turn that came to nothing."""
    desk = await sit_down(books, heard, house=house, now=now)
    if desk.person.greeted_at is None:
        await go(desk, "welcome")
    await desk.say(text, rows=rows)


async def knows(books: Books, heard: Heard) -> bool:
    """Whether what they send may be an answer: we know them, and a talk is in progress."""
    person = await books.people.by_external(heard.account, heard.user)
    return person is not None and await books.talks.get(person.id) is not None


async def waits_for_sheet(books: Books, heard: Heard) -> bool:
    """Whether their talk in progress is one that asks for a table: in any other a file is not unpacked."""
    person = await books.people.by_external(heard.account, heard.user)
    kept = await books.talks.get(person.id) if person is not None else None
    script = scripts.named(str(kept.get("script"))) if isinstance(kept, dict) else None
    return script is not None and script.sheets


async def sit_down(books: Books, heard: Heard, *, house: House, now: datetime) -> Desk:
    """The desk for this person's turn; nobody else has a turn with them until it ends."""
    person = await books.people.meet(heard.account, heard.user, heard.chat, at=now)
    await books.lock_person(person.id)
    if not person.reachable:  # whoever writes to us can be written to
        await books.people.mark_reachable(heard.account, heard.user, reachable=True)
    standing = await books.standing.of(person.id, now)
    desk = Desk(books=books, person=person, standing=standing, now=now, house=house, heard=heard)
    if (kept := await books.talks.get(person.id)) is not None:
        try:
            desk.dialogue = dialogues.validate_python(kept)
        except ValidationError:  # of another version of the program
            log.error("talk_unreadable", person=person.id)  # noqa: TRY400 - the error's text quotes the person's words
            await books.talks.end(person.id)
            await desk.say(talking.PHRASES.unknown)
    return desk


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
    elif (command := COMMAND.fullmatch(heard.text)) is not None:
        await _command(desk, command[1].lower(), command[2] or "")
    elif desk.dialogue is None or (ERRANDS.works_always(heard.text) and not heard.files):
        await _spoken(desk)
    else:
        await _talk_on(desk)


async def _talk_on(desk: Desk) -> None:
    if desk.dialogue is None:
        await desk.say(base.STALE_BUTTON, rows=desk.ways)
        return
    await desk.keep(await go_on(desk.dialogue, desk.heard, desk, setting=desk.setting))


async def _press(desk: Desk, press: str) -> None:
    name, *args = press.split(":")
    choice = not args
    if name == "anew":
        desk.anew = True
        name, *args = args or [""]
    if name == "resume":
        await _resume(desk)
    elif name in ("cancel", "back") and desk.dialogue is not None:
        await _break_off(desk, name)
    elif not (await _chosen(desk, name) if choice else await go(desk, name, *args)):
        await desk.say(base.STALE_BUTTON, rows=desk.ways)


async def _chosen(desk: Desk, name: str) -> bool:
    """Run what the person came for of their own accord; the menu learns it. A link is somebody else's choice."""
    await count_use(desk, name)
    return await go(desk, name)


async def _resume(desk: Desk) -> None:
    if desk.dialogue is None:
        await desk.say(base.NOTHING_BEGUN, rows=desk.ways)
        return
    await desk.keep(await show_again(desk.dialogue, desk, setting=desk.setting))


async def _break_off(desk: Desk, command: str) -> None:
    """«/cancel» or «/back» in the middle of a talk."""
    assert desk.dialogue is not None
    if command == "back":
        await desk.keep(await go_back(desk.dialogue, desk, setting=desk.setting))
    else:
        await desk.keep(cancel(desk.dialogue, setting=desk.setting))


async def _follow_link(desk: Desk, payload: str) -> None:
    """Anybody can lay a link before anybody: it leads only to what asks before it does something."""
    name, *args = payload.strip().split("_")
    found = ERRANDS.named(name)
    if found is None or not found.by_link or not await go(desk, name, *args):
        await go(desk, "start")


async def _command(desk: Desk, command: str, rest: str) -> None:
    if command == "start":  # a messenger without deep links of its own may carry the payload in the text
        await _follow_link(desk, rest)
    elif command in ("cancel", "back") and desk.dialogue is not None:
        await _break_off(desk, command)
    elif (found := ERRANDS.commanded(command)) is None or not await _chosen(desk, found.name):
        await desk.say(base.unknown_command(command), rows=desk.ways)


async def _spoken(desk: Desk) -> None:
    """Words that the talk does not take: some of them are as good as a command."""
    if any(file.kind != "photo" for file in desk.heard.files) and await go(desk, "file-came"):
        return
    meant = ERRANDS.spoken(desk.heard.text)
    if meant is not None and await _chosen(desk, meant.name):
        return
    if desk.person.greeted_at is None:  # they have only just heard who we are
        await go(desk, "start")
    else:
        await desk.say(base.NOT_UNDERSTOOD, rows=desk.ways)
