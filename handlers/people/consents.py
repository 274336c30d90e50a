"""«Согласия»: what the person agreed to and when, given and taken back, here and on a secret page (row 103)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.purposes import ASKED, Purpose
from handlers.notices.notices import tell
from handlers.people.first_words import asked_again, go_on, keep_yes
from handlers.people.withdrawing import shown_without_a_line, withdraw
from handlers.texts.people import consents as texts
from handlers.texts.people import first_words, policy
from handlers.texts.turn import consents as wordings
from handlers.texts.turn import shared
from handlers.turn.consent import give
from handlers.turn.errands import errand, folded
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from storage.people.register import purposes_in_use
from storage.people.tokens import OWN_PAGE
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context

PAGE_LIVES: Final = timedelta(days=7)
EVERYTHING: Final = "all"
MOST_ENTRIES: Final = 6
"""VK takes ten rows of buttons."""
BACK: Final[Rows] = ((Button(label=texts.CONSENTS, press="consents"), shared.BACK_TO_MENU),)
ASKING: Final = "consent"
"""The kind of the notice that asks people who are known already."""


async def ask_again(context: Context) -> bool:
    """Whoever is known from before, or agreed to older words, is asked before the answer; whether this was their yes.

    Until they answer they are asked once a month: as long as the outbox remembers that it did.
    """
    version = wordings.least(Purpose.SERVICE)
    person, heard = context.person, context.message
    if (person.agreed or 0) >= version or heard.press in ("agree", "forget-me"):
        return False
    text, rows = asked_again(context.directory)
    key = f"consent-asked:{version}"
    fresh = await tell(context.books, [person], text, now=context.now, key=key, notice=Notice(kind=ASKING), rows=rows)
    if fresh or heard.press is not None or context.dialogue or folded(heard.text) not in wordings.YES_WORDS:
        return False
    await keep_yes(context, "words")
    await context.say(first_words.THANKS, rows=context.ways)
    return True


@errand("agree", most_args=9, deep_linkable=False)
async def agree(context: Context, *way: str) -> None:
    """A yes of somebody who is known already; it may be the second press of the same button."""
    await keep_yes(context, "button")
    if way:
        await go_on(context, ":".join(way))
    else:
        await context.say(first_words.THANKS, rows=context.ways)


@errand(
    "policy", command="privacy", most_args=0, about=policy.ABOUT, order=142, spoken=policy.SPOKEN, while_blocked=True
)
async def show_policy(context: Context) -> None:
    """Who answers for the data, what is kept and until when, what anybody may ask for."""
    page = context.directory.page_url("/privacy")
    rows: Rows = ((Button(label=policy.ON_SITE, url=page),),) if page else ()
    await context.say(policy.in_chat(context.directory.operator, purposes_in_use()), rows=(*rows, *BACK))


@errand(
    "consents", command="consents", most_args=0, about=texts.ABOUT, order=141, spoken=texts.SPOKEN, while_blocked=True
)
async def consents(context: Context) -> None:
    """Each purpose with its day and version; what stands can be taken back."""
    lines, rows = [], []
    standing = await context.books.consents.standing(context.person.id)
    for purpose in ASKED:
        found = standing.get(purpose)
        if found is not None:
            since = found.given_at.astimezone(ZoneInfo(context.zone)).date()
            lines.append(texts.line(purpose, since, found.version))
        elif await shown_without_a_line(context.books, context.person.id, purpose):
            lines.append(texts.line(purpose, None, None))
        else:
            continue
        off = "forget-me" if purpose is Purpose.SERVICE else f"consent-off:{purpose}"
        rows.append((Button(label=texts.take_back(purpose), press=off),))
    if Purpose.CONTACT_PARTNERS in standing and Purpose.CONTACT_ALL not in standing:
        rows.append((Button(label=texts.SHOW_TO_ALL, press=f"consent-on:{Purpose.CONTACT_ALL}"),))
    if context.directory.public_url is not None:
        rows.append((Button(label=texts.PAGE, press="me-link"),))
    rows += [(Button(label=texts.POLICY, press="policy"),), (shared.BACK_TO_MENU,)]
    await context.say(texts.shown(lines, policy.VERSION), rows=tuple(rows), in_place=True)


@errand("consent-off", most_args=3, deep_linkable=False, while_blocked=True)
async def take_back(context: Context, named: str = "", what: str = "", sure: str = "") -> None:
    """Asked once more. ``what``: the first entry of the chronicle whose photographs are meant, or everything."""
    purpose = _purpose(named)
    if purpose in (None, Purpose.SERVICE):
        await consents(context)
        return
    if purpose is Purpose.PHOTOS and not what:
        await _choose_photos(context)
        return
    what = what or EVERYTHING
    subject = None if what == EVERYTHING else f"chronicle:{number_of(what)}"
    if sure != "yes":
        yes = Button(label=texts.YES_TAKE_BACK, press=f"consent-off:{purpose}:{what}:yes", tone="bad")
        keep = Button(label=texts.KEEP, press="consents", tone="main")
        await context.say(texts.sure(purpose), rows=((yes,), (keep,)), in_place=True)
        return
    left = await withdraw(
        context.books, context.directory, context.person.id, purpose, how="chat", now=context.now, subject=subject
    )
    await context.say(texts.NOTHING_STOOD if left is None else texts.taken_back(purpose, left), rows=BACK)


async def _choose_photos(context: Context) -> None:
    """Of which entry; the people of one photograph may have changed their minds, and no others."""
    books = context.books
    rows = []
    for entry in await books.chronicle.confirmed_by(context.person.id, limit=MOST_ENTRIES):
        first = await books.chronicle.first_of(entry, hidden=True)
        label = texts.photos_of(entry.title, entry.happened_on)
        rows.append((Button(label=label, press=f"consent-off:{Purpose.PHOTOS}:{first.id}"),))
    everything = Button(label=texts.ALL_PHOTOS, press=f"consent-off:{Purpose.PHOTOS}:{EVERYTHING}", tone="bad")
    await context.say(texts.WHICH_PHOTOS, rows=(*rows, (everything,), *BACK), in_place=True)


@errand("consent-on", most_args=2, deep_linkable=False)
async def show_to_all(context: Context, named: str = "", sure: str = "") -> None:
    """The one that can be given without anything else to be told: the contact that is there, to everybody."""
    books, me = context.books, context.person.id
    given = any(contact for contact, _ in await books.librarians.contacts_of(me))
    if _purpose(named) is not Purpose.CONTACT_ALL or not given:
        await consents(context)
        return
    if sure != "yes":
        yes = Button(label=wordings.AGREE, press=f"consent-on:{Purpose.CONTACT_ALL}:yes", tone="main")
        keep = Button(label=wordings.NO, press="consents")
        await context.say(wordings.current(Purpose.CONTACT_ALL).text, rows=((yes,), (keep,)), in_place=True)
        return
    await give(books, me, Purpose.CONTACT_ALL, how="button", at=context.now)
    await books.librarians.show_contact(me)
    await context.say(texts.SHOWN_TO_ALL, rows=BACK)


@errand("me-link", most_args=0, deep_linkable=False, while_blocked=True)
async def hand_out_page(context: Context) -> None:
    """A new secret link; the one before stops working at once."""
    tokens, me = context.books.tokens, context.person.id
    await tokens.revoke(me, OWN_PAGE)
    if context.directory.public_url is None:
        await context.say(texts.NO_SITE, rows=BACK)
        return
    token = await tokens.issue(OWN_PAGE, {"person": me}, me, context.now + PAGE_LIVES)
    address = context.directory.page_url(f"/me/{token}")
    assert address is not None, "there is a site"
    rows: Rows = ((Button(label=texts.OPEN_PAGE, url=address),), (Button(label=texts.CLOSE_PAGE, press="me-off"),))
    await context.say(texts.page_is_open(PAGE_LIVES.days), rows=(*rows, *BACK))


@errand("me-off", most_args=0, deep_linkable=False, while_blocked=True)
async def close_page(context: Context) -> None:
    await context.books.tokens.revoke(context.person.id, OWN_PAGE)
    await context.say(texts.PAGE_IS_CLOSED, rows=BACK)


def _purpose(named: str) -> Purpose | None:
    return next((one for one in ASKED if one.value == named), None)
