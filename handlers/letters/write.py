"""«Письмо подписчикам»: coordinators write to all subscribers of their alliance, or to its librarians.

The talk only writes the letter down. It leaves by ``scheduler/letters/fan_out.py``, which shows how it goes; here are
the buttons that pause it, let it go on, and stop it: for every coordinator of that alliance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, get_args

from domain.quotas import LIMITS, Quota
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.letters import duration
from handlers.letters.progress import report, shown, view_of
from handlers.notices.quiet import morning
from handlers.texts.letters import letters as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import most_of
from storage.letters.letters import Audience
from talk.errors import Refused
from talk.fields import Choice, Line, Option, Photos, Text
from talk.play import Talk
from talk.prompt import Button, Prompt, Rows, ShownPicture
from talk.rich import rich
from talk.script import script
from talk.updates import PictureId

if TYPE_CHECKING:
    from storage.letters.letters import Letter

MANY: Final = 100
"""More receivers than that are confirmed twice."""
LONGEST: Final = 3000
LONGEST_ALT: Final = 300
LABELS: Final[Mapping[Audience, Callable[[int], str]]] = {
    "subscribers": texts.to_subscribers,
    "librarians": texts.to_librarians,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who could be written to when the talk began."""

    settlement: str
    written: int
    """Letters of the last 24 hours."""
    people: Mapping[Audience, int]
    seconds: Mapping[Audience, float]
    a_day: int = LIMITS[Quota.LETTERS].most
    """As many letters may be written in 24 hours."""
    asleep: Mapping[Audience, int] = field(default_factory=dict)
    """Who would get it in the morning: they have quiet hours now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a coordinator wrote."""

    audience: Audience
    words: str
    picture: PictureId | None
    alt: str


# The talk.


@errand("letter", most_args=1)
async def letter(context: Context, named: str = "") -> None:
    """What is on its way is shown first; else a new one is begun."""
    found = await coordinated(context, "letter", named)
    if found is None:
        return
    under_way = await context.books.letters.under_way(found.id)
    for one in under_way:
        await _show(context, one)
    if under_way:
        more = Button(label=texts.WRITE_MORE, press=f"letter-write:{found.id}")
        await context.say(texts.ONE_MORE, rows=((more,), (shared.BACK_TO_MENU,)))
        return
    await context.begin(write_letter, alliance=found.id)


@errand("letter-write", most_args=1)
async def begin_writing(context: Context, named: str = "") -> None:
    found = await coordinated(context, "letter-write", named)
    if found is not None:
        await context.begin(write_letter, alliance=found.id)


@script("write-letter", version=1, called=texts.CALLED)
async def write_letter(talk: Talk, context: Context) -> None:
    """To whom, the words, a picture; seen as readers see it, and confirmed twice where many get it."""
    alliance_id = int(str(talk.given["alliance"]))
    post = await talk.look("post", read_post, context, alliance_id)
    if post.written >= post.a_day:
        talk.leave(texts.too_many(post.a_day))
    options = [
        Option(value=audience, label=label(post.people[audience]))
        for audience, label in LABELS.items()
        if post.people.get(audience)
    ]
    if not options:
        talk.leave(texts.NOBODY)
    audience = await talk.ask("whom", texts.WHOM, Choice(options), label=texts.WHOM_LABEL)
    words = await talk.ask("words", texts.WORDS, Text(most=LONGEST), label=texts.WORDS_LABEL)
    photos = await talk.ask("picture", texts.PICTURE, Photos(most=1), optional=True, label=texts.PICTURE_LABEL)
    alt = None
    if photos:
        alt = await talk.ask("alt", texts.ALT, Line(most=LONGEST_ALT), optional=True, label=texts.ALT_LABEL)
    written = Written(audience=audience, words=words, picture=photos[0] if photos else None, alt=alt or "")
    preview = prompt_of(written, post.settlement)
    await talk.say(texts.PREVIEW)
    await talk.say(preview.text, rows=preview.rows, pictures=preview.pictures)
    people = post.people[audience]
    await talk.review("sure", texts.summary(audience, people, post.seconds[audience], post.asleep.get(audience, 0)))
    if people > MANY and not await talk.confirm("really", texts.sure(people), yes=texts.SEND, no=texts.NOT_NOW):
        talk.leave(texts.NOT_SENT)
    await talk.do("send", send, context, alliance_id, written)
    await talk.say(texts.ON_ITS_WAY)


def prompt_of(written: Written, settlement: str) -> Prompt:
    """What readers see."""
    pictures = () if written.picture is None else (ShownPicture(id=written.picture, alt=written.alt),)
    text = rich(texts.letter(written.words, settlement, written.audience))
    return Prompt(text=text, rows=texts.READER_ROWS, pictures=pictures)


async def read_post(context: Context, alliance_id: int) -> Post:
    context.require(Action.WRITE_LETTER, Thing(alliance=alliance_id))
    found = await context.books.alliances.get(alliance_id)
    assert found is not None, "whoever coordinates an alliance coordinates one that exists"
    people: dict[Audience, int] = {}
    seconds: dict[Audience, float] = {}
    asleep: dict[Audience, int] = {}
    for audience in get_args(Audience):
        counted = await context.books.letters.count(alliance_id, audience)
        people[audience] = sum(counted.values())
        seconds[audience] = duration.seconds(counted, context.directory)
        quiet = await context.books.letters.quiet_readers(alliance_id, audience)
        asleep[audience] = sum(many for prefs, many in quiet.items() if morning(prefs, context.now) > context.now)
    return Post(
        settlement=found.settlement,
        written=await context.books.letters.written_since(alliance_id, context.now - timedelta(days=1)),
        people=people,
        seconds=seconds,
        a_day=most_of(context, Quota.LETTERS),
        asleep=asleep,
    )


async def send(context: Context, alliance_id: int, written: Written) -> int:
    """The letter's id. It leaves after this turn. Raises Refused when the day's letters are used up."""
    context.require(Action.WRITE_LETTER, Thing(alliance=alliance_id))
    found = await context.books.alliances.lock(alliance_id)
    most = most_of(context, Quota.LETTERS)
    if await context.books.letters.written_since(alliance_id, context.now - timedelta(days=1)) >= most:
        raise Refused(texts.too_many(most))
    return await context.books.letters.write(
        alliance_id,
        context.person.id,
        audience=written.audience,
        prompt=prompt_of(written, found.settlement),
        totals=await context.books.letters.count(alliance_id, written.audience),
        at=context.now,
    )


# The buttons below what is on its way.


@errand("letter-pause", most_args=1, deep_linkable=False)
async def pause(context: Context, letter_arg: str = "") -> None:
    found = await _theirs(context, letter_arg)
    if found is not None:
        await context.books.letters.pause(found.id)
        await _show_anew(context, found)


@errand("letter-go-on", most_args=1, deep_linkable=False)
async def go_on(context: Context, letter_arg: str = "") -> None:
    found = await _theirs(context, letter_arg)
    if found is not None:
        await context.books.letters.go_on(found.id)
        await _show_anew(context, found)


@errand("letter-see", most_args=1)
async def see(context: Context, letter_arg: str = "") -> None:
    """How it goes; the way back from «Остановить»."""
    found = await _theirs(context, letter_arg)
    if found is not None:
        await _show(context, found)


@errand("letter-stop", most_args=2, deep_linkable=False)
async def stop(context: Context, letter_arg: str = "", sure: str = "") -> None:
    """Asks first: those who have not got it will not get it."""
    found = await _theirs(context, letter_arg)
    if found is None:
        return
    if sure == "yes":
        await context.books.letters.stop(found.id)
        await _show_anew(context, found)
        return
    view = await view_of(context.books, found, context.now)
    rows: Rows = (
        (Button(label=texts.REALLY_STOP, press=f"letter-stop:{found.id}:yes", tone="bad"),),
        (Button(label=texts.KEEP_ON, press=f"letter-see:{found.id}"), shared.BACK_TO_MENU),
    )
    await context.say(texts.sure_to_stop(view.tally.sent, view.total), rows=rows)


async def _theirs(context: Context, letter_arg: str) -> Letter | None:
    """The letter, if it is under way; else they have been told. Raises Forbidden for other alliances' people."""
    found = await context.books.letters.get(number_of(letter_arg), lock=True)
    if found is None:
        await context.say(texts.GONE, rows=shared.MENU_ROWS)
        return None
    context.require(Action.WRITE_LETTER, Thing(alliance=found.alliance_id))
    if found.done_at is not None:
        await context.say(texts.OVER, rows=shared.MENU_ROWS)
        return None
    return found


async def _show_anew(context: Context, before: Letter) -> None:
    """After a decision: in the author's message; whoever decided elsewhere sees it there as well."""
    now = await context.books.letters.get(before.id)
    assert now is not None, "it was locked"
    await report(context.books, now, context.directory, context.now, at_once=True)
    if (
        context.person.id != now.author_id
        or context.message.shown is None
        or context.message.shown != await _stands(context, now)
    ):
        await _show(context, now)


async def _stands(context: Context, letter: Letter) -> str | None:
    """The message that changes."""
    word = await context.books.outbox.state_of(letter.progress_row) if letter.progress_row is not None else None
    return word[1][0] if word is not None and word[1] else letter.progress_ref


async def _show(context: Context, letter: Letter) -> None:
    prompt = shown(await view_of(context.books, letter, context.now), context.directory)
    await context.say(prompt.text, rows=prompt.rows, in_place=True)
