"""``tezki moderate``: what the operator hides, restores, decides and removes, such as on the order of a court."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import handlers.loading  # noqa: F401 - whoever hears that an office ended
from bot.cli.operator import read_only, writing
from domain.moderation import COMPLAINT, Office, State, Subject, What
from handlers.moderation.banning import ban, lift_ban
from handlers.moderation.revoking import revoke_office
from handlers.moderation.settling import settle
from handlers.moderation.taking_down import bring_back, take_down
from handlers.moderation.things import PublicThing, public_thing
from handlers.texts.program import moderation as texts
from handlers.texts.program import program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.settings import Settings
    from storage.books import Books

    Print = Callable[[str], None]

NAMED: Final = re.compile(r"(library|event|entry|picture|letter):([0-9]{1,15})")
ALLIANCE: Final = re.compile(r"alliance:([^/?#\s]+)|.*/a/([^/?#\s]+)(?:[/?#].*)?")
"""By the name in its address, as it is listed, or by any page that is nothing else's."""
"""As ``tezki moderate list`` prints it."""
_ADDRESSES: Final = (
    (What.ENTRY, re.compile(r"/a/[^/]+/chronicle/([0-9]{1,15})")),
    (What.LIBRARY, re.compile(r"/a/[^/]+/l/([0-9]{1,15})")),
    (What.EVENT, re.compile(r"/e/([0-9]{1,15})(?:/|$|\?)")),
)
_PICTURE: Final = re.compile(r"\b([0-9a-f]{64})\b")
"""The address of a picture has the hash of its bytes."""


async def list_moderation(settings: Settings, most: int, say: Print) -> int:
    """What is hidden, and what waits for a decision."""
    async with read_only(settings) as database, database.reading() as books:
        for hiding in await books.hidden.last(most):
            thing = await public_thing(books, hiding.kind.value, hiding.thing_id)
            say(texts.hidden_line(hiding, await _name(books, *hiding.thing), thing.title if thing else ""))
        for complaint in await books.complaints.all_open(most):
            thing = await public_thing(books, complaint.kind.value, complaint.thing_id)
            say(texts.complaint_line(complaint, await _name(books, *complaint.thing), thing.title if thing else ""))
        going = await books.letters.under_way()
        for letter in going[:most]:
            thing = await public_thing(books, What.LETTER.value, letter.id)
            say(texts.letter_line(letter.id, thing.title if thing else ""))
        if not going and not await books.hidden.last(1) and not await books.complaints.all_open(1):
            say(texts.NOTHING)
    return 0


async def hide(settings: Settings, named: str, reason: str, say: Print, *, for_good: bool) -> int:
    """``named``: as it is listed, or the address of its page. Exit code 1 where there is no such thing."""
    now = datetime.now(UTC)
    async with writing(settings) as database, database.writing() as books:
        thing = await _thing(books, named)
        if thing is None:
            say(texts.no_such_thing(named))
            return 1
        hiding = await books.hidden.now(thing.key)
        if hiding is None:
            hiding = await take_down(books, thing, reason, office=Office.OPERATOR, by_id=None, now=now)
        else:
            await books.hidden.take_over(hiding, reason)
        done = texts.hidden_letter if thing.what is What.LETTER else texts.hidden
        say(done(await _name(books, *thing.key), thing.title))
        if for_good and hiding is not None:
            covered = frozenset(await books.hidden.covered(hiding.id))
            lines = await books.journal.lines_about(thing.alliance, covered)
            say(texts.words_removed(await books.journal.remove_words(thing.alliance, lines, now)))
    return 0


async def restore(settings: Settings, named: str, reason: str, say: Print) -> int:
    """Exit code 1 where nothing of that name is hidden."""
    async with writing(settings) as database, database.writing() as books:
        thing = await _thing(books, named)
        hiding = await books.hidden.now(thing.key) if thing is not None else None
        if thing is None or hiding is None:
            say(texts.not_hidden(named))
            return 1
        if thing.what is What.LETTER:
            say(texts.LETTER_STOPPED)
            return 1
        if hiding.under_id is not None:
            above = await books.hidden.get(hiding.under_id)
            say(texts.hidden_with(await _name(books, *above.thing) if above else ""))
            return 1
        await bring_back(books, hiding, reason or None, office=Office.OPERATOR, by_id=None, now=datetime.now(UTC))
        say(texts.restored(await _name(books, *thing.key), thing.title))
    return 0


async def decide(settings: Settings, number: int, reason: str, say: Print, *, agrees: bool) -> int:
    """Where no coordinator may decide, or none does. Exit code 1 where nothing waits under that number."""
    async with writing(settings) as database, database.writing() as books:
        found = await books.complaints.get(number)
        refusal = "refuse" if found is not None and found.state is State.APPEALED else "decline"
        move = COMPLAINT.move(found.state, "uphold" if agrees else refusal) if found is not None else None
        if found is None or move is None or found.subject is Subject.REVOKE:
            say(texts.no_such_complaint(number))
            return 1
        await settle(books, found, move, reason, office=Office.OPERATOR, by_id=None, now=datetime.now(UTC))
        say(texts.DECIDED)
    return 0


async def remove_words(settings: Settings, slug: str, lines: Sequence[int], say: Print) -> int:
    """Of entries of a public journal, for good. Exit code 1 where there is no such alliance."""
    async with writing(settings) as database, database.writing() as books:
        alliance = await books.alliances.by_slug(slug, hidden=True)
        if alliance is None:
            say(program.no_such_alliance(slug))
            return 1
        say(texts.words_removed(await books.journal.remove_words(alliance.id, lines, datetime.now(UTC))))
    return 0


async def ban_person(settings: Settings, account: int, user: int, reason: str, say: Print) -> int:
    """Exit code 1 where nobody has that address."""
    async with writing(settings) as database, database.writing() as books:
        person = await books.people.by_external(account, user)
        if person is None:
            say(program.NO_SUCH_PERSON)
            return 1
        await ban(books, person.id, reason, now=datetime.now(UTC))
        say(texts.banned(person.id))
    return 0


async def unban_person(settings: Settings, account: int, user: int, say: Print) -> int:
    """Exit code 1 where nobody has that address, or they were not banned."""
    async with writing(settings) as database, database.writing() as books:
        person = await books.people.by_external(account, user)
        if person is None or not await lift_ban(books, person.id, now=datetime.now(UTC)):
            say(program.NO_SUCH_PERSON if person is None else texts.NOT_BANNED)
            return 1
        say(texts.unbanned(person.id))
    return 0


async def revoke_role(settings: Settings, slug: str, who: tuple[int, int], reason: str, say: Print) -> int:
    """Take the office of a coordinator (``who``: account and id there) away. Exit code 1 where it is not theirs."""
    async with writing(settings) as database, database.writing() as books:
        alliance = await books.alliances.by_slug(slug, hidden=True)
        person = await books.people.by_external(*who)
        if alliance is None or person is None:
            say(program.no_such_alliance(slug) if alliance is None else program.NO_SUCH_PERSON)
            return 1
        if not await revoke_office(books, alliance, person.id, reason, by_id=None, now=datetime.now(UTC)):
            say(texts.not_a_coordinator(alliance.settlement))
            return 1
        say(texts.revoked(alliance.settlement))
    return 0


async def _thing(books: Books, named: str) -> PublicThing | None:
    if (found := NAMED.fullmatch(named)) is not None:
        return await public_thing(books, found[1], found[2])
    if (found := _PICTURE.search(named)) is not None:
        picture = await books.pictures.known(found[1])
        return await public_thing(books, What.PICTURE, picture) if picture is not None else None
    for what, address in _ADDRESSES:
        if (found := address.search(named)) is not None:
            return await public_thing(books, what, found[1])
    if (found := ALLIANCE.fullmatch(named)) is not None:
        alliance = await books.alliances.by_slug(found[1] or found[2], hidden=True)
        return await public_thing(books, What.ALLIANCE, alliance.id) if alliance is not None else None
    return None


async def _name(books: Books, what: What, number: int) -> str:
    """Under which it is listed and named: of an alliance its address, which people know."""
    alliance = await books.alliances.get(number, hidden=True) if what is What.ALLIANCE else None
    return f"{what.value}:{number if alliance is None else alliance.slug}"
