"""``/me/{token}``: one's own consents behind a secret link, given back by a button.

Nothing of it is kept in a cache, here or at the reader's. Whoever has the link is its person: no cookie says more, so
nobody else's page can press a button of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.web.http.responses import HEADERS
from bot.web.pages.layout import Layout, PageView
from domain.purposes import ASKED, Purpose
from domain.time.zones import HOME_ZONE
from handlers.people.withdrawing import shown_without_a_line, withdraw
from handlers.texts.people import consents as texts
from handlers.texts.people import policy
from handlers.texts.web import pages as page_texts
from storage.people.tokens import OWN_PAGE

if TYPE_CHECKING:
    from bot.web.pages.urls import Paths
    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from talk.rich import Say

SAFE: Final = {
    **HEADERS,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Type": "text/html; charset=utf-8",
}
MOST_FORM: Final = 1_000
"""Bytes of what a button sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One consent that stands."""

    words: str
    text: str
    """What they agreed to."""
    purpose: str | None
    """What the button sends; None: it is taken back in the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What somebody agreed to, and has taken back."""

    given: tuple[Line, ...]
    ended: tuple[str, ...]
    version: str
    notes: tuple[str, ...]
    """What has just been done, and what could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """Both methods of the address."""

    database: Database
    directory: AccountDirectory
    now: Callable[[], datetime]
    paths: Paths
    render: Callable[[PageView], bytes]

    async def show(self, request: web.Request) -> web.Response:
        """Raises HTTPNotFound for a link that is none (any more)."""
        async with self.database.reading() as books:
            person = await self._person(books, request)
            view = await _view(books, person, ())
        return self._reply(view)

    async def take_back(self, request: web.Request) -> web.Response:
        """One purpose, in one transaction. Raises HTTPNotFound, HTTPBadRequest."""
        purpose = await _asked(request)
        async with self.database.writing() as books:
            person = await self._person(books, request)
            await books.lock_person(person)
            left = await withdraw(books, self.directory, person, purpose, how="page", now=self.now())
            view = await _view(books, person, _notes(left))
        return self._reply(view)

    async def _person(self, books: Books, request: web.Request) -> int:
        facts = await books.tokens.look(request.match_info["token"], OWN_PAGE, self.now())
        person = await books.people.get(int(facts["person"])) if facts is not None else None
        if person is None:
            raise web.HTTPNotFound
        return person.id

    def _reply(self, view: View) -> web.Response:
        heading = texts.PAGE_HEADING
        layout = Layout(title=page_texts.title(heading), heading=heading, home=self.paths.home(), hidden=True)
        return web.Response(body=self.render(PageView(template="me", layout=layout, view=view)), headers=SAFE)


async def _asked(request: web.Request) -> Purpose:
    """What the pressed button is of. Raises HTTPBadRequest: nothing else is taken back here."""
    if request.content_length is None or request.content_length > MOST_FORM:
        raise web.HTTPBadRequest
    try:
        named = (await request.post()).get("purpose")
    except (ValueError, LookupError):  # not a form, or not in letters that exist
        raise web.HTTPBadRequest from None
    purpose = next((one for one in ASKED if one.value == named), None)
    if purpose is None or purpose is Purpose.SERVICE:
        raise web.HTTPBadRequest
    return purpose


def _notes(left: list[Say] | None) -> tuple[str, ...]:
    """Each paragraph is one."""
    if left is None:
        return (texts.NOTHING_STOOD,)
    return (texts.DONE, *(part for one in left for part in str(one).split("\n\n")))


async def _view(books: Books, person_id: int, notes: tuple[str, ...]) -> View:
    person = await books.people.get(person_id)
    zone = ZoneInfo((person.zone if person is not None else None) or HOME_ZONE)

    def day(at: datetime) -> date:
        return at.astimezone(zone).date()

    standing = await books.consents.standing(person_id)
    given = []
    for purpose in ASKED:
        found = standing.get(purpose)
        taken_back_here = None if purpose is Purpose.SERVICE else purpose.value
        if found is not None:
            words = texts.line(purpose, day(found.given_at), found.version)
            text = texts.agreed_to(purpose, found.version)
        elif await shown_without_a_line(books, person_id, purpose):
            words, text = texts.line(purpose, None, None), ""
        else:
            continue
        given.append(Line(words=words, text=text, purpose=taken_back_here))
    ended = tuple(
        texts.ended(one.purpose, day(one.given_at), day(one.withdrawn_at))
        for one in await books.consents.of(person_id)
        if one.withdrawn_at is not None
    )
    return View(given=tuple(given), ended=ended, version=policy.version(), notes=notes)
