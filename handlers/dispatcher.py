"""Where every update comes in and finds its errand. The only place that knows the order of precedence.

Whoever is not known is asked first whether something may be kept of them (``handlers.people.first_words``). Then: a
button of the talk, a button of an errand, a deep link, a command, a word that always is a command, the talk in
progress, and last of all words that are as good as a command. Whatever is not the talk's leaves the talk as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import ValidationError

import handlers.loading  # noqa: F401 - registers all that can be found below
from handlers.chronicle.fresh import may_tell_something
from handlers.groups import binding
from handlers.moderation.banning import refuse_banned
from handlers.notices.lost_address import lose_address
from handlers.people import first_words
from handlers.people.consents import ask_again
from handlers.people.joining import is_code
from handlers.plan.files.unasked import may_be_a_plan, may_load_plans
from handlers.texts.turn import dialogue, shared
from handlers.turn.aside import asks_whose_answer, hear_aside
from handlers.turn.context import Context, PicturesNotFetched, TurnRefused
from handlers.turn.errands import ERRANDS, go
from handlers.turn.free_words import heard_freely
from handlers.turn.habits import count_use
from handlers.turn.intents import meant_errand
from handlers.turn.shown import pressed_in_words
from handlers.turn.understanding import SMALL_TALK, beside_a_question, hear_words, ways_to_stop
from talk.engine import cancel, dialogues, followed, go_back, go_on, is_turn_press, show_again
from talk.errors import Refused
from talk.fields.field import TAKES, Takes
from talk.messenger import Settling
from talk.reply import breaks_off
from talk.script import scripts
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import PlanRead
    from storage.books import Books
    from storage.people.people import Person
    from talk.journal import Dialogue
    from talk.prompt import Rows
    from talk.rich import Say

    Find = Callable[..., Awaitable[Person | None]]

log = structlog.get_logger()

SEEN: Final = timedelta(days=1)
"""How exactly it is known when somebody wrote last."""
CODE: Final = re.compile(r"\s*([0-9]{4})[\s-]?([0-9]{4})\s*")
"""Eight digits, as they are shown or without the space: a code that joins addresses."""
COMMAND: Final = re.compile(r"\s*/([A-Za-z0-9_]*)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
"""What else begins with a stroke («/ул. Ленина») is an answer like any other."""
WORD: Final = re.compile(r"\s*/([^\W\d_]+)(?:@\w+)?\s*")
"""A stroke before a word that is as good as a command makes it one, in the middle of a talk, too."""


async def dispatch(
    books: Books,
    update: IncomingMessage | GroupChanged | ReachabilityChanged,
    *,
    directory: AccountDirectory,
    now: datetime,
    plan_read: PlanRead | None = None,
    behind: float = 0.0,
) -> str | None:
    """Deal with one update inside one transaction; a word in passing to whoever pressed a button.

    The caller rolls it back when it raises

    TurnRefused     and says why
    PlanNotRead     has the plan read in the sandbox, and comes again with it

    ``behind``: seconds that its answers stand behind others (``storage.messaging.answers``).
    """
    match update:
        case ReachabilityChanged():
            await _reach_changed(books, update, now)
        case GroupChanged():
            await binding.group_changed(books, update, now=now)
        case IncomingMessage():
            try:
                context = await known_context(books, update, directory=directory, now=now, behind=behind)
                if context is None:
                    await hear_stranger(books, update, directory=directory, now=now, behind=behind)
                else:
                    context.plan_read = plan_read
                    await hear_known(context)
            except Refused as refused:  # by an action outside of a talk, in which the question would be asked again
                raise TurnRefused(refused.text, shared.MENU_ROWS) from refused
            return None if context is None else context.note
    return None


async def answer(
    books: Books,
    heard: IncomingMessage,
    text: Say,
    rows: Rows = (),
    *,
    directory: AccountDirectory,
    now: datetime,
    behind: float = 0.0,
) -> None:
    """Say something in the place of a turn that came to nothing: a yes that was said in it holds all the same."""
    context = await known_context(books, heard, directory=directory, now=now, behind=behind)
    if context is None and (yes := await first_words.said_yes(books, heard)) is not None:
        context = await open_context(books, heard, directory=directory, now=now, behind=behind)
        await first_words.keep_yes(context, yes[1])
    if context is None:
        await first_words.say(books, heard, text, rows, now=now, behind=behind)
    else:
        await context.say(text, rows=rows)


async def awaited(books: Books, heard: IncomingMessage) -> Takes:
    """What the question waits for that they were asked: nothing else is fetched, and nothing of a stranger."""
    person = await books.people.by_external(heard.account, heard.user)
    kept = await books.dialogues.get(person.id) if person is not None else None
    if not isinstance(kept, dict):
        if person is not None and may_be_a_plan(heard) and await may_load_plans(books, person.id, heard.at):
            return "sheet"
        shows = person is not None and any(file.kind != "file" for file in heard.files)
        return "photos" if shows and person and await may_tell_something(books, person.id, heard.at) else "words"
    if (known := next((takes for takes in TAKES if takes == kept.get("takes")), None)) is not None:
        return known
    script = scripts.named(str(kept.get("script")))  # a talk from before it was kept
    return "sheet" if script is not None and script.sheets else "photos"


async def known_context(
    books: Books, heard: IncomingMessage, *, directory: AccountDirectory, now: datetime, behind: float = 0.0
) -> Context | None:
    """The context of this person's turn; None: nobody whom we know. Nobody else has a turn with them until it ends."""
    person = await _alone(books, heard, books.people.known, now)
    if person is None or person.is_new:
        return None
    return await _context(books, heard, person, directory=directory, now=now, behind=behind)


async def open_context(
    books: Books, heard: IncomingMessage, *, directory: AccountDirectory, now: datetime, behind: float = 0.0
) -> Context:
    """The same; whoever is not known becomes so: they have agreed to it."""
    person = await _alone(books, heard, books.people.meet, now)
    assert person is not None, "met just now"
    return await _context(books, heard, person, directory=directory, now=now, behind=behind)


async def _context(
    books: Books, heard: IncomingMessage, person: Person, *, directory: AccountDirectory, now: datetime, behind: float
) -> Context:
    if not person.reachable:  # whoever writes to us can be written to
        await books.addresses.revive(heard.account, heard.user)
    if person.asked_at is not None or person.seen_at is None or now - person.seen_at >= SEEN:
        await books.people.seen(person.id, at=now)
    roles = await books.roles.of(person.id, now)
    context = Context(
        books=books, person=person, roles=roles, now=now, directory=directory, message=heard, behind=behind
    )
    if (kept := await books.dialogues.get(person.id)) is not None:
        try:
            context.dialogue = dialogues.validate_python(kept)
        except ValidationError:  # of another version of the program
            log.error("talk_unreadable", person=person.id)  # noqa: TRY400 - the error's text quotes the person's words
            await books.dialogues.end(person.id)
            await context.say(dialogue.PHRASES.unknown)
    return context


async def _alone(books: Books, heard: IncomingMessage, find: Find, now: datetime) -> Person | None:
    """Whose turn it is, as they are once the turn is theirs alone: until then they may write from elsewhere, too."""
    person = await find(heard.account, heard.user, heard.chat, at=now)
    while person is not None and await books.lock_person(person.id):
        before, person = person, await find(heard.account, heard.user, heard.chat, at=now)
        if person is not None and person.id == before.id:
            break
    return person


async def _reach_changed(books: Books, update: ReachabilityChanged, now: datetime) -> None:
    if update.reachable:
        await books.addresses.revive(update.account, update.user)
    else:
        await lose_address(books, update.account, external_id=update.user, now=now)
    if await books.addresses.at(update.account, update.user) is None:
        await books.inbox.forget_chat(update)


async def hear_stranger(
    books: Books, heard: IncomingMessage, *, directory: AccountDirectory, now: datetime, behind: float = 0.0
) -> None:
    """Their yes, and on to what they came for; else they are asked for it, and nothing is kept."""
    yes = await first_words.said_yes(books, heard)
    if yes is None:
        await first_words.ask(books, heard, way_of(heard), directory=directory, now=now, behind=behind)
        return
    way, how = yes
    context = await open_context(books, heard, directory=directory, now=now, behind=behind)
    await first_words.keep_yes(context, how)
    await first_words.go_on(context, way)


def way_of(heard: IncomingMessage) -> str:
    """What a stranger has come for, as the press of a button; empty: the menu is as good."""
    way = ""
    if heard.press is not None:
        way = "" if is_turn_press(heard.press) else heard.press
    elif (link := _link(heard)) is not None:
        found = ERRANDS.named(link.partition("_")[0])
        way = link.replace("_", ":") if found is not None and found.deep_linkable else ""
    elif (command := COMMAND.fullmatch(heard.text)) is not None:
        found = ERRANDS.commanded(command[1].lower())
        way = found.name if found is not None else ""
    elif (code := CODE.fullmatch(heard.text)) is not None:
        way = f"address-code:{''.join(code.groups())}"
    elif not heard.files and (found := ERRANDS.spoken(heard.text)) is not None:
        way = found.name
    elif not heard.files and (guess := meant_errand(heard.text)) is not None and guess.errand.name != SMALL_TALK:
        way = guess.press
    return way if first_words.fits(way) else ""


def _link(heard: IncomingMessage) -> str | None:
    """The payload of a deep link, which may travel in the text."""
    if heard.start is not None:
        return heard.start.strip()
    command = COMMAND.fullmatch(heard.text)
    return (command[2] or "").strip() if command is not None and command[1].lower() == "start" else None


async def hear_known(context: Context) -> None:
    heard = context.message
    if context.person.banned_at is not None:
        await refuse_banned(context)
        return
    if await ask_again(context):
        return
    if heard.edited:
        await _hear_anew(context)
        return
    if heard.press is not None and is_turn_press(heard.press):
        await _talk_on(context)
    elif heard.press is not None:
        await _press(context, heard.press)
    elif heard.start is not None:
        await _follow_link(context, heard.start)
    elif (command := COMMAND.fullmatch(heard.text)) is not None:
        await _command(context, command[1].lower(), command[2] or "")
    elif (word := WORD.fullmatch(heard.text)) is not None and (meant := ERRANDS.spoken(word[1])) is not None:
        await _chosen(context, meant.name)
    elif (code := CODE.fullmatch(heard.text)) is not None and await is_code(context, "".join(code.groups())):
        await go(context, "address-code", "".join(code.groups()))
    elif ERRANDS.works_always(heard.text) and not heard.files:
        await _spoken(context)
    elif not await _answers_the_page(context):
        await (_spoken(context) if context.dialogue is None else _talk_on(context))


async def _answers_the_page(context: Context) -> bool:
    """Whether a button of the page that came last is meant, or, beside a talk, what is in the menu."""
    heard, shown = context.message, context.person.shown
    if shown is None or heard.files or heard.pictures or not heard.text.strip():
        return False
    if (press := pressed_in_words(shown, heard.text)) is not None:
        await _press(context, press)
        return True
    if context.dialogue is None or breaks_off(heard.text, context.question_context.phrases):
        return False
    meant = ERRANDS.spoken(heard.text)
    return meant is not None and await _chosen(context, meant.name)


async def _hear_anew(context: Context) -> None:
    """An edited message is another answer to the question that did not take the first one, while it is the newest."""
    talk, message = context.dialogue, context.message.message
    if talk is not None and message is not None and talk.tried == message:
        await _talk_on(context)


async def _talk_on(context: Context) -> None:
    shown = context.message.shown
    if context.is_pressed_again:
        await context.toast(shared.DONE_ALREADY)
        return
    if context.dialogue is None:
        dead = Settling(ref=shown) if shown is not None and context.messenger.limits.edits_messages else None
        await context.say(shared.STALE_BUTTON, rows=context.ways, settles=dead)
        return
    talk, heard = context.dialogue, context.message
    if heard.album is not None and heard.album == talk.album and talk.takes != "photos":
        return  # the rest of an album whose first message was dealt with
    if not await asks_whose_answer(context):
        await _answer_in_talk(context)


async def _answer_in_talk(context: Context) -> None:
    assert context.dialogue is not None, "the caller has looked"
    talk, heard = replace(context.dialogue, aside=None), context.message
    outcome = await go_on(talk, heard, context, question_context=context.question_context)
    if outcome.refused and heard.press is None and await beside_a_question(context):
        return
    if outcome.end == "cancelled" and (ways := ways_to_stop(heard.text)):
        outcome = replace(outcome, said=tuple(replace(one, rows=ways) for one in outcome.said))
    if (after := outcome.dialogue) is not None and _brings_photos(heard, talk, after):
        if not heard.pictures:
            raise PicturesNotFetched
        rest = replace(heard, text="")
        outcome = followed(outcome, await go_on(after, rest, context, question_context=context.question_context))
    if (after := outcome.dialogue) is not None:
        waits = (after.asked, len(after.entries)) == (talk.asked, len(talk.entries))
        tried = heard.message if waits else None
        outcome = replace(outcome, dialogue=replace(after, tried=tried, album=heard.album))
    await context.keep(outcome)


def _brings_photos(heard: IncomingMessage, before: Dialogue, after: Dialogue) -> bool:
    """Whether the words of a message have led to a question to which its photographs are an answer."""
    has_photos = bool(heard.files) and all(file.kind != "file" for file in heard.files)
    answered = (after.asked, len(after.entries)) != (before.asked, len(before.entries))
    return has_photos and answered and before.takes == "words" and after.takes == "photos"


async def _press(context: Context, press: str) -> None:
    name, *args = press.split(":")
    choice = not args
    if name == "anew":
        context.anew = True
        name, *args = args or [""]
    if name == "resume":
        await _resume(context)
    elif name == "aside":
        await hear_aside(context, "".join(args), _answer_in_talk)
    elif name in ("cancel", "back") and context.dialogue is not None:
        await _break_off(context, name)
    elif not (await _chosen(context, name) if choice else await go(context, name, *args)):
        await context.say(shared.STALE_BUTTON, rows=context.ways)


async def _chosen(context: Context, name: str) -> bool:
    """Run what the person came for of their own accord; the menu learns it. A link is somebody else's choice."""
    await count_use(context, name)
    return await go(context, name)


async def _resume(context: Context) -> None:
    if context.dialogue is None:
        await context.say(shared.NOTHING_BEGUN, rows=context.ways)
        return
    await context.keep(await show_again(context.dialogue, context, question_context=context.question_context))


async def _break_off(context: Context, command: str) -> None:
    """«/cancel» or «/back» in the middle of a talk."""
    assert context.dialogue is not None
    if command == "back":
        await context.keep(await go_back(context.dialogue, context, question_context=context.question_context))
    else:
        await context.keep(cancel(context.dialogue, question_context=context.question_context))


async def _follow_link(context: Context, payload: str) -> None:
    """Anybody can lay a link before anybody: it leads only to what asks before it does something."""
    name, *args = payload.strip().split("_")
    found = ERRANDS.named(name)
    if found is None or not found.deep_linkable or not await go(context, name, *args):
        await go(context, "start")


async def _command(context: Context, command: str, rest: str) -> None:
    if command == "start":  # a messenger without deep links of its own may carry the payload in the text
        await _follow_link(context, rest)
    elif command in ("cancel", "back") and context.dialogue is not None:
        await _break_off(context, command)
    elif (found := ERRANDS.commanded(command)) is None or not await _chosen(context, found.name):
        await context.say(shared.unknown_command(command), rows=context.ways)


async def _spoken(context: Context) -> None:
    """Words that the talk does not take: some of them are as good as a command."""
    if any(file.kind != "photo" for file in context.message.files) and await go(context, "file-came"):
        return
    meant = ERRANDS.spoken(context.message.text)
    if meant is not None and await _chosen(context, meant.name):
        return
    if not await heard_freely(context):
        await hear_words(context)
