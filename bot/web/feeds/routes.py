"""Which address gives which calendar, feed, card or sitemap."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.feeds import calendars, pictures, sitemap
from bot.web.feeds.atom import Feed, write
from bot.web.feeds.embedding import Embedding, embedding
from bot.web.feeds.news import Item, of_chronicle, of_everything, of_journal, of_library, of_plan, of_tag
from bot.web.feeds.sites import Addresses
from bot.web.http.cache import PERSONAL, ResponseCache
from bot.web.http.hidings import Hidings
from bot.web.http.responses import FOR_EVER, Content, reply
from bot.web.pages.routes import HTML, ID, SLUG
from bot.web.pages.urls import Paths, base_of, site_origin
from domain.vocabulary.goals import TAGS
from handlers.plan.calendar.changes import LastChanges
from handlers.texts.web import feeds as texts
from storage.people.tokens import CALENDAR
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from bot.web.server import Mount
    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger()

ICS: Final = "text/calendar; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"
XML: Final = "application/xml; charset=utf-8"
OWN: Final = r"{token:[0-9a-f]{32}}"
"""The secret of a person's calendar, in a pattern of an address."""
TAG: Final = "{tag:[a-z-]{1,40}}"
"""A goal, in a pattern of an address."""

News = Callable[["Books", "Alliance", Addresses], Awaitable[list[Item]]]
FEEDS: Final[Mapping[str, tuple[News, Callable[[str], str], str]]] = {
    "feed": (of_everything, texts.feed_title, ""),
    "plan": (of_plan, texts.plan_feed_title, "plan"),
    "chronicle": (of_chronicle, texts.chronicle_feed_title, "chronicle"),
    "journal": (of_journal, texts.journal_feed_title, "journal"),
}
"""Name of the file → its items, its title for a settlement, the part of the site that shows the same."""
Work = Callable[[web.Request, "Books", Addresses], Awaitable[tuple[str, bytes] | None]]
"""Composes the response to a request: media type and body; None: there is no such thing."""


@dataclass(slots=True, kw_only=True)
class FeedRoutes:
    """The handlers of all feeds and what they work with."""

    database: Database
    directory: AccountDirectory
    now: Callable[[], datetime]
    paths: Paths
    embedding: Embedding
    cache: ResponseCache
    hidings: Hidings
    changes: LastChanges = field(default_factory=LastChanges)

    async def answer(self, request: web.Request, work: Work, *, frames: bool = False) -> web.Response:
        """200 or 304 with what ``work`` composes; ``frames`` as for ``reply``.

        Raises HTTPNotFound where it composes nothing, HTTPServiceUnavailable when the database does not answer.
        """
        addresses, now = self.addresses(request), self.now()

        async def compose() -> tuple[str, bytes]:
            async with self.database.reading() as books:
                made = await work(request, books, addresses)
            if made is None:
                raise web.HTTPNotFound
            return made

        kept = await self.kept((addresses.origin, request.path), now, compose)
        return reply(request, kept, now, frames=frames)

    async def kept(self, key: object, now: datetime, compose: Callable[[], Awaitable[tuple[str, bytes]]]) -> Content:
        """From the cache. Raises HTTPServiceUnavailable when the database does not answer."""
        await self.hidings.look()
        try:
            return await self.cache.get(key, now, compose)
        except StorageError as trouble:
            log.error("feed_not_shown", why=str(trouble))  # noqa: TRY400 - not a bug
            raise web.HTTPServiceUnavailable from None

    def addresses(self, request: web.Request) -> Addresses:
        """By the public address of the site; without one, by the host of the request."""
        origin = site_origin(self.directory.public_url, request.scheme, request.host)
        return Addresses(origin=origin, paths=self.paths)

    def context(self, books: Books, addresses: Addresses) -> calendars.FeedContext:
        """For one response."""
        return calendars.FeedContext(books=books, changes=self.changes, addresses=addresses, now=self.now())

    # Calendars.

    async def calendar(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """Of an alliance, of one of its libraries or of a goal."""
        alliance = await books.alliances.by_slug(request.match_info["slug"])
        if alliance is None:
            return None
        context, names = self.context(books, addresses), request.match_info
        if "library" in names:
            body = await calendars.of_library(context, alliance, int(names["library"]))
        elif "tag" in names:
            body = await calendars.of_tag(context, alliance, names["tag"])
        else:
            body = await calendars.of_alliance(context, alliance)
        return None if body is None else (ICS, body)

    async def event_calendar(
        self, request: web.Request, books: Books, addresses: Addresses
    ) -> tuple[str, bytes] | None:
        """One event as iCalendar."""
        body = await calendars.of_event(self.context(books, addresses), int(request.match_info["event"]))
        return None if body is None else (ICS, body)

    async def own_calendar(self, request: web.Request) -> web.Response:
        """A person's calendar. Its secret is looked up at every request; the calendar itself is cached like a feed.

        Raises HTTPNotFound for a secret that is unknown or withdrawn, HTTPServiceUnavailable when the database does not
        answer.
        """
        addresses, now = self.addresses(request), self.now()
        try:
            async with self.database.reading() as books:
                facts = await books.tokens.look(request.match_info["token"], CALENDAR, now)
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        person = facts.get("person") if facts else None
        if not isinstance(person, int):
            raise web.HTTPNotFound

        async def compose() -> tuple[str, bytes]:
            async with self.database.reading() as books:
                body = await calendars.of_person(self.context(books, addresses), person)
            if body is None:
                raise web.HTTPNotFound
            return ICS, body

        kept = await self.kept((addresses.origin, "person", person), now, compose)
        answer = reply(request, kept, now, cached=PERSONAL)
        answer.headers["X-Robots-Tag"] = "noindex"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    # Atom.

    async def feed(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """One of ``FEEDS`` of an alliance."""
        alliance = await books.alliances.by_slug(request.match_info["slug"])
        if alliance is None:
            return None
        name, slug = request.match_info["feed"], alliance.slug
        news, title, page = FEEDS[name]
        feed = Feed(
            id=addresses.tag(alliance.founded_at.date(), f"{slug}/{name}"),
            title=title(alliance.settlement),
            author=texts.feed_title(alliance.settlement),
            href=addresses.part(slug, page) if page else addresses.alliance(slug),
            own=addresses.part(slug, f"{name}.atom"),
            since=alliance.founded_at,
        )
        return ATOM, write(feed, await news(books, alliance, addresses))

    async def part_feed(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """The feed of a library or of a goal."""
        names = request.match_info
        alliance = await books.alliances.by_slug(names["slug"])
        if alliance is None:
            return None
        context = self.context(books, addresses)
        if "library" in names:
            library = await calendars.joined(books, alliance, int(names["library"]))
            if library is None:
                return None
            part, page = f"l/{library.id}", addresses.library(alliance.slug, library.id)
            title = texts.library_feed_title(library.title, alliance.settlement)
            items = await of_library(context, alliance, library.id)
        else:
            tag = names["tag"]
            if tag not in TAGS:
                return None
            part, page = f"tag/{tag}", addresses.part(alliance.slug, "plan")
            title = texts.tag_feed_title(tag, alliance.settlement)
            items = await of_tag(context, alliance, tag)
        feed = Feed(
            id=addresses.tag(alliance.founded_at.date(), f"{alliance.slug}/{part}/feed"),
            title=title,
            author=texts.feed_title(alliance.settlement),
            href=page,
            own=addresses.part(alliance.slug, f"{part}/feed.atom"),
            since=alliance.founded_at,
        )
        return ATOM, write(feed, items)

    # Cards.

    async def card(self, request: web.Request) -> web.Response:
        """The PNG of an event, cached by what is on it.

        Raises HTTPNotFound, and HTTPServiceUnavailable when the database does not answer or drawing failed.
        """
        now = self.now()
        try:
            async with self.database.reading() as books:
                drawn = await pictures.found(books, int(request.match_info["event"]))
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        if drawn is None:
            raise web.HTTPNotFound
        try:
            kept = await self.cache.get(drawn.key, now, drawn.draw, fresh_for=None)
        except pictures.NotDrawn:
            raise web.HTTPServiceUnavailable from None
        return reply(request, kept, now, cached="public, max-age=3600")

    # Sitemaps.

    async def sitemap(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """The index or one of its pages."""
        names = request.match_info
        if "kind" not in names:
            return XML, await sitemap.index(books, addresses)
        body = await sitemap.page(books, addresses, names["kind"], int(names["number"]))
        return None if body is None else (XML, body)

    async def robots(self, request: web.Request) -> web.Response:
        """``/robots.txt``."""
        addresses = self.addresses(request) if self.directory.public_url else None
        return web.Response(
            body=sitemap.robots(addresses),
            headers={"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=86400"},
        )

    # For other sites.

    async def widget(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """What other sites show in a frame."""
        alliance = await books.alliances.by_slug(request.match_info["slug"])
        return None if alliance is None else (HTML, await self.embedding.widget(books, alliance, addresses, self.now()))

    async def embed(self, request: web.Request, books: Books, addresses: Addresses) -> tuple[str, bytes] | None:
        """The page with the code to paste."""
        alliance = await books.alliances.by_slug(request.match_info["slug"])
        return None if alliance is None else (HTML, await self.embedding.page(books, alliance, addresses, self.now()))

    async def sheet(self, request: web.Request) -> web.Response:
        """One of ``Embedding.sheets``."""
        name, now = request.path.rpartition("/")[2], self.now()

        async def compose() -> tuple[str, bytes]:
            return "text/css; charset=utf-8", self.embedding.sheets[name]

        return reply(request, await self.cache.get(name, now, compose, fresh_for=None), now, cached=FOR_EVER)


def mounting(
    database: Database, directory: AccountDirectory, now: Callable[[], datetime], *, front: str = "/"
) -> Mount:
    """Adds the feeds to the program's HTTP server, beside the pages; ``front`` as for them."""
    paths = Paths(base=base_of(directory.public_url), front=front)
    cache = ResponseCache()
    machines = FeedRoutes(
        database=database,
        directory=directory,
        now=now,
        paths=paths,
        embedding=embedding(paths),
        cache=cache,
        hidings=Hidings(database, cache),
    )

    def routed(work: Work, *, frames: bool = False) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await machines.answer(request, work, frames=frames)

        return handle

    def mount(app: web.Application) -> None:
        add = app.router.add_get
        add(f"/a/{SLUG}/calendar.ics", routed(machines.calendar))
        add(f"/a/{SLUG}/l/{{library:{ID}}}/calendar.ics", routed(machines.calendar))
        add(f"/a/{SLUG}/tag/{TAG}/calendar.ics", routed(machines.calendar))
        add(f"/a/{SLUG}/l/{{library:{ID}}}/feed.atom", routed(machines.part_feed))
        add(f"/a/{SLUG}/tag/{TAG}/feed.atom", routed(machines.part_feed))
        add(f"/c/{OWN}.ics", machines.own_calendar)
        add(f"/a/{SLUG}/{{feed:{'|'.join(FEEDS)}}}.atom", routed(machines.feed))
        add(f"/a/{SLUG}/widget", routed(machines.widget, frames=True))
        add(f"/a/{SLUG}/embed", routed(machines.embed))
        for name in machines.embedding.sheets:
            add(f"/style/{name}", machines.sheet)
        add(f"/e/{{event:{ID}}}/card.png", machines.card)
        add(f"/e/{{event:{ID}}}/event.ics", routed(machines.event_calendar))
        add("/sitemap.xml", routed(machines.sitemap))
        add(r"/sitemap/{kind:[aelc]}-{number:\d{1,6}}.xml", routed(machines.sitemap))
        add("/robots.txt", machines.robots)

    return mount
