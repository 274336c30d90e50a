"""Another address becomes the person's: a link or a code here, a yes there, a yes here; for a week it can be undone.

Nobody is joined to anybody without a yes of both: the one who follows the link or types the code is shown who calls,
the one who made it is asked whether that is them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from handlers.notices.lost_address import ADDRESS
from handlers.notices.notices import tell
from handlers.notices.people import tell_person
from handlers.people.addresses import BACK, become_anew, day, here_of, kind_of
from handlers.texts.people import addresses as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from storage.people.joins import ANSWERED_IN
from talk.fields import Line
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.people.addresses import Address
    from storage.people.joins import Join
    from talk.play import Talk
    from talk.rich import Say

LINK: Final = "address"
CODE: Final = "address-code"
GUESS: Final = "address-guess"
"""Purposes of tokens; of the last kind is what was guessed in vain."""
DIGITS: Final = 8
GUESSES: Final = 5
"""In vain, in ``GUESSED_IN``: of a hundred million codes that is none."""
GUESSED_IN: Final = timedelta(hours=1)
LONGEST_NAME: Final = 40
MOST_LINKS: Final = 6
MINUTES: Final = int(ANSWERED_IN.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A code, and links to the other messengers."""

    code: str
    links: tuple[tuple[str, str], ...]
    """What each messenger is, and the address that opens it."""


@errand("address-add", most_args=0)
async def add(context: Context) -> None:
    await context.begin(join_address)


@script("join-address", version=1, called=texts.JOIN_CALLED)
async def join_address(talk: Talk, context: Context) -> None:
    name = await talk.ask("name", texts.WHAT_NAME, Line(most=LONGEST_NAME), label=texts.NAME_LABEL, optional=True)
    offer = await talk.do("offer", make_offer, context, name or "")
    rows = tuple((Button(label=texts.open_there(kind), url=url),) for kind, url in offer.links)
    await talk.say(texts.code(offer.code, MINUTES), rows=(*rows, *BACK))


async def make_offer(context: Context, name: str) -> Offer:
    """Whatever was handed out before works no more."""
    tokens, person = context.books.tokens, context.person
    await _take_back(context, person.id)
    here = await here_of(context)
    facts = {"person": person.id, "name": name, "address": here.id}
    until = context.now + ANSWERED_IN
    code = await tokens.issue_code(CODE, facts, person.id, until, digits=DIGITS)
    token = await tokens.issue(LINK, facts, person.id, until)
    others = [one for one in context.directory.messengers.values() if one.account != person.account_id]
    links = tuple((one.kind, one.invitation(f"address_{token}")) for one in others[:MOST_LINKS])
    return Offer(code=code, links=links)


@errand("address", most_args=1)
async def come(context: Context, token: str = "") -> None:
    """The link was followed: it shows who calls, and asks."""
    await _ask_here(context, token)


@errand("address-code", most_args=1, deep_linkable=False)
async def enter(context: Context, code: str = "") -> None:
    """The code was typed, or is to be."""
    if not code:
        await context.say(texts.WRITE_CODE, rows=BACK)
    else:
        await _ask_here(context, code)


async def is_code(context: Context, word: str) -> bool:
    """Whether somebody has been given it just now. Outside of a talk what looks like one is meant as one.

    In the middle of a talk it may be an answer; so many in vain, and nothing is taken for a code there any more.
    """
    tokens, me = context.books.tokens, context.person.id
    if context.dialogue is None:
        return True
    if await tokens.open_by(me, GUESS, context.now) >= GUESSES:
        return False
    if await tokens.look(word, CODE, context.now) is not None:
        return True
    await tokens.issue(GUESS, {}, me, context.now + GUESSED_IN)
    return False


async def _ask_here(context: Context, word: str) -> None:
    facts = await _offered(context, word)
    if facts is None:
        return
    caller = await context.books.addresses.get(int(facts["address"]))
    assert caller is not None, "an offer goes with its person"
    today = day(context, context.now)
    text = texts.offered(str(facts["name"]), kind_of(context, caller), day(context, caller.since), today)
    yes = Button(label=texts.YES_ME, press=f"address-yes:{word}", tone="main")
    no = Button(label=texts.NO, press="address-no")
    await context.say(text, rows=((yes,), (no,)))


async def _offered(context: Context, word: str) -> dict[str, Any] | None:
    """What was offered by this link or code; None: it is nothing, and they have been told why."""
    tokens, me = context.books.tokens, context.person.id
    typed = word.isascii() and word.isdecimal() and len(word) == DIGITS
    if typed and await tokens.open_by(me, GUESS, context.now) >= GUESSES:
        await context.say(texts.TOO_MANY_GUESSES, rows=shared.MENU_ROWS)
        return None
    facts = await tokens.look(word, CODE if typed else LINK, context.now)
    if facts is None or await context.books.addresses.get(int(facts["address"])) is None:
        if typed:
            await tokens.issue(GUESS, {}, me, context.now + GUESSED_IN)
        await context.say(texts.NO_SUCH_CODE, rows=BACK)
        return None
    if facts["person"] == me:
        await context.say(texts.OWN_ALREADY, rows=BACK)
        return None
    return facts


@errand("address-no", most_args=0, deep_linkable=False)
async def decline(context: Context) -> None:
    await context.say(texts.NOT_JOINED, rows=shared.MENU_ROWS)


@errand("address-yes", most_args=1, deep_linkable=False)
async def agree(context: Context, word: str = "") -> None:
    """One yes; whoever made the offer is asked for the other. The offer works no more."""
    facts = await _offered(context, word)
    if facts is None:
        return
    books, owner = context.books, int(facts["person"])
    await _take_back(context, owner)
    here = await here_of(context)
    number = await books.address_joins.ask(owner, here.id, at=context.now)
    rows: Rows = (
        (Button(label=texts.YES_MINE, press=f"address-mine:{number}", tone="main"),),
        (Button(label=texts.NOT_ME, press=f"address-not:{number}", tone="bad"),),
    )
    text = texts.asked(kind_of(context, here), day(context, here.since), day(context, context.now))
    subject = f"address-join:{number}"
    await tell_person(
        books, owner, text, now=context.now, rows=rows, key=subject, about=Notice(kind=ADDRESS, subject=subject)
    )
    await context.say(texts.ASKED_THERE, rows=shared.MENU_ROWS)


@errand("address-not", most_args=1, deep_linkable=False)
async def refuse(context: Context, named: str = "") -> None:
    found = await _asked(context, named)
    if found is None or not await context.books.address_joins.refuse(found.id):
        await context.say(texts.ANSWERED, rows=BACK)
        return
    asking = await context.books.addresses.get(found.address_id)
    await _tell_at(context, asking, texts.REFUSED_THERE, f"address-refused:{found.id}")
    await context.say(texts.REFUSED_HERE, rows=BACK)


@errand("address-mine", most_args=1, deep_linkable=False)
async def confirm(context: Context, named: str = "") -> None:
    """The other yes: from now on they are one person."""
    found = await _asked(context, named)
    joined = await context.books.address_joins.join(found.id, at=context.now) if found is not None else None
    if found is None or joined is None:
        await context.say(texts.ANSWERED, rows=BACK)
        return
    await become_anew(context)
    undo: Rows = ((Button(label=texts.NOT_ME, press=f"address-undo:{found.id}", tone="bad"),), *BACK)
    asking = await context.books.addresses.get(found.address_id)
    await _tell_at(context, asking, texts.JOINED, f"address-joined:{found.id}", undo)
    await context.say(texts.JOINED, rows=undo)


@errand("address-undo", most_args=1, deep_linkable=False, while_blocked=True)
async def undo(context: Context, named: str = "") -> None:
    """«Это не я», from either side: each has again what was theirs."""
    found = await context.books.address_joins.get(number_of(named))
    if found is None or found.person_id != context.person.id:
        await context.say(texts.TOO_LATE, rows=BACK)
        return
    before = await context.books.addresses.of(context.person.id)
    if await context.books.address_joins.undo(found.id, at=context.now) is None:
        await context.say(texts.TOO_LATE, rows=BACK)
        return
    await become_anew(context)
    here = await here_of(context)
    for one in before:
        if one.id != here.id:
            other = await context.books.addresses.get(one.id)
            await _tell_at(context, other, texts.UNDONE, f"address-undone:{found.id}:{one.id}")
    await context.say(texts.UNDONE, rows=BACK)


async def _asked(context: Context, named: str) -> Join | None:
    """A question to this person."""
    found = await context.books.address_joins.get(number_of(named))
    return found if found is not None and found.person_id == context.person.id else None


async def _take_back(context: Context, person_id: int) -> None:
    for purpose in (LINK, CODE):
        await context.books.tokens.revoke(person_id, purpose)


async def _tell_at(context: Context, one: Address | None, text: Say, key: str, rows: Rows = BACK) -> None:
    """A word about an address to the address itself."""
    if one is not None and one.is_live:
        notice = Notice(kind=ADDRESS, subject=f"address:{one.id}")
        await tell(context.books, [one], text, now=context.now, key=lambda _: key, notice=notice, rows=rows)
