"""Which address shows which page, and how: composed once for all, cached, errors as pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.http.cache import FRESH_FOR, ResponseCache, Uncached
from bot.web.http.hidings import Hidings
from bot.web.http.responses import FOR_EVER, FRESH, HEADERS, LastModified, reply
from bot.web.pages.alliances import agreement, alliance, home, journal, members
from bot.web.pages.chronicle import chronicle, entry
from bot.web.pages.journal_checks import PATIENCE, JournalChecks
from bot.web.pages.layout import Layout, PageView, Show
from bot.web.pages.libraries import library
from bot.web.pages.moderation import report
from bot.web.pages.people import privacy
from bot.web.pages.people.me import OwnPage
from bot.web.pages.plan import event, month, poster, tv
from bot.web.pages.request import QUESTIONS, Missing, Moved, PageRequest
from bot.web.pages.thumbs import WIDTHS, Thumbs
from bot.web.pages.urls import Paths, base_of, sheet_name, site_origin
from domain.vocabulary.together import together
from handlers.texts import web as words
from handlers.texts.web import pages as texts
from storage.public.changes import PUBLIC
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.web.server import Mount
    from handlers.turn.accounts import AccountDirectory
    from storage.database import Database

log = structlog.get_logger()

HERE: Final = Path(__file__).parent
HTML: Final = "text/html; charset=utf-8"
SLUG: Final = r"{slug:[a-z0-9-]{1,80}}"
"""Of an alliance, in a pattern of an address."""
ID: Final = r"\d{1,18}"
"""What a database's integer holds, in a pattern of an address."""
OWN: Final = r"{token:[0-9a-f]{32}}"
"""Of a secret link, in a pattern of an address."""

MOST: Final = 32_000_000
"""Bytes of pages that are cached."""
AT_ONCE: Final = 2
"""Pages that are composed side by side: whoever writes to the bot waits for two of them at most, not for forty."""
FRESH_BESIDE_OTHERS: Final = timedelta(seconds=5)
"""How long a page is cached where other processes may write, of whose changes this one is not told."""
ERRORS: Final = {
    web.HTTPNotFound.status_code: (texts.MISSING, texts.MISSING_ABOUT),
    web.HTTPTooManyRequests.status_code: (texts.TOO_MANY, texts.TOO_MANY_ABOUT),
}
"""Status → heading and text of its page; any other one says that the site rests."""

PAGES: Final[dict[str, Show]] = {
    f"/a/{SLUG}": alliance.show,
    f"/a/{SLUG}/agreement": agreement.show,
    f"/a/{SLUG}/plan": month.show,
    f"/a/{SLUG}/chronicle": chronicle.show,
    f"/a/{SLUG}/chronicle/{{entry:{ID}}}": entry.show,
    f"/a/{SLUG}/members": members.show,
    f"/a/{SLUG}/journal": journal.show,
    f"/a/{SLUG}/l/{{library:{ID}}}": library.show,
    f"/a/{SLUG}/privacy": privacy.show_in_alliance,
    f"/a/{SLUG}/tv": tv.show,
    f"/e/{{event:{ID}}}": event.show,
    f"/e/{{event:{ID}}}/poster": poster.show,
    f"/report/{{what:alliance|library|event|entry}}/{{number:{ID}}}": report.show,
    "/privacy": privacy.show,
}


@dataclass(slots=True, kw_only=True)
class Site:
    """The handlers of all pages and what they work with."""

    database: Database
    directory: AccountDirectory
    now: Callable[[], datetime]
    paths: Paths
    journal_checks: JournalChecks
    last_modified: LastModified
    cache: ResponseCache
    hidings: Hidings
    fresh_for: timedelta
    thumbs: Thumbs
    templates: Environment
    sheet: bytes
    error_pages: dict[int, bytes] = field(default_factory=dict)
    """Status → its page, rendered once: a thousand refused requests cost nothing."""

    async def answer(self, request: web.Request, show: Show) -> web.Response:
        """200 or 304 with the page, 503 when the database does not answer. Raises HTTPNotFound."""
        now, origin = self.now(), self._origin(request)
        query = {name: request.query[name] for name in QUESTIONS if name in request.query}

        async def compose() -> tuple[str, bytes]:
            async with self.database.reading() as books:
                shown = await show(
                    PageRequest(
                        books=books,
                        now=now,
                        directory=self.directory,
                        paths=self.paths,
                        journal_checks=self.journal_checks,
                        origin=origin,
                        names=request.match_info,
                        query=query,
                    )
                )
            page = self.render(shown)
            if shown.uncached:
                raise Uncached(HTML, page)
            return HTML, page

        try:
            key = (origin, request.path, *query.items())
            await self.hidings.look()
            return reply(request, await self.cache.get(key, now, compose, fresh_for=self.fresh_for), now)
        except Missing:
            raise web.HTTPNotFound from None
        except Moved as moved:
            raise web.HTTPMovedPermanently(moved.address, headers=HEADERS) from None
        except StorageError as trouble:
            log.error("page_not_shown", why=str(trouble))  # noqa: TRY400 - not a bug
            return self.error_page(web.HTTPServiceUnavailable.status_code)

    def render(self, shown: PageView) -> bytes:
        """HTML in UTF-8."""
        template = self.templates.get_template(f"{shown.template}.html.j2")
        return template.render(page=shown.layout, v=shown.view).encode()

    async def style(self, request: web.Request) -> web.Response:
        """The style sheet; its name changes with its content, so browsers keep it for ever."""
        return self._reply(request, "text/css; charset=utf-8", self.sheet, self.now(), FOR_EVER)

    async def picture(self, request: web.Request) -> web.Response:
        """A photograph, an emblem or a poster, whole or as a smaller copy, if it is public now.

        Raises HTTPNotFound for one that is not, HTTPServiceUnavailable when the database does not answer.
        """
        names = request.match_info
        try:
            async with self.database.reading() as books:
                id_ = await books.public_pages.public_picture(names["sha256"])
            if id_ is None:
                raise web.HTTPNotFound
            if "width" in names:
                body = await self.thumbs.of(names["sha256"], int(names["width"]), lambda: self._whole(id_))
            else:
                body = await self._whole(id_)
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        except LookupError:  # it was forgotten this moment
            raise web.HTTPNotFound from None
        cached = "public, max-age=3600"  # a consent may be taken back
        return self._reply(request, "image/jpeg", body, self.now(), cached)

    def _reply(self, request: web.Request, kind: str, body: bytes, now: datetime, cached: str = FRESH) -> web.Response:
        return reply(request, self.last_modified.content(request.path_qs, kind, body, now), now, cached=cached)

    async def _whole(self, picture: int) -> bytes:
        """Raises LookupError."""
        async with self.database.reading() as books:
            return await books.pictures.bytes_of(picture)

    def error_page(self, status: int, *, wait: str | None = None) -> web.Response:
        """A page instead of a bare status; ``wait``: ``Retry-After`` in seconds."""
        headers = {**HEADERS, "Cache-Control": "no-cache", "Content-Type": HTML}
        if wait is not None:
            headers["Retry-After"] = wait
        if status not in self.error_pages:
            self.error_pages[status] = self._rendered_error(status)
        return web.Response(status=status, body=self.error_pages[status], headers=headers)

    def _rendered_error(self, status: int) -> bytes:
        heading, about = ERRORS.get(status, (texts.RESTING, texts.RESTING_ABOUT))
        layout = Layout(title=texts.title(heading), heading=heading, home=self.paths.home(), hidden=True)
        return self.render(PageView(template="sorry", layout=layout, view=about))

    def _origin(self, request: web.Request) -> str:
        return site_origin(self.directory.public_url, request.scheme, request.host)


def _keep_together(value: object) -> object:
    """A number and its word stay on one line; what is markup already is left alone."""
    return together(value) if type(value) is str else value


def mounting(
    database: Database,
    directory: AccountDirectory,
    now: Callable[[], datetime],
    *,
    front: str = "/",
    patience: float = PATIENCE,
) -> Mount:
    """Adds the pages to the program's HTTP server.

    ``front`` is where the list of alliances is; ``patience``: seconds that a journal's page waits for its check.
    """
    sheet = (HERE / "static" / "site.css").read_bytes()
    name = sheet_name(sheet)
    paths = Paths(base=base_of(directory.public_url), front=front)
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_keep_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(t=words, sheet=paths.sheet(name), privacy=paths.privacy())
    cache = ResponseCache(MOST, at_once=AT_ONCE)
    database.on_wake(PUBLIC, cache.has_changed)
    site = Site(
        database=database,
        directory=directory,
        now=now,
        paths=paths,
        journal_checks=JournalChecks(database, patience=patience),
        last_modified=LastModified(),
        cache=cache,
        hidings=Hidings(database, cache),
        fresh_for=FRESH_FOR if database.exclusive else FRESH_BESIDE_OTHERS,
        thumbs=Thumbs(),
        templates=templates,
        sheet=sheet,
    )

    own = OwnPage(database=database, directory=directory, now=now, paths=paths, render=site.render)

    def routed(show: Show) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await site.answer(request, show)

        return handle

    @web.middleware
    async def show_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        """404 and 429 are pages for whoever reads; machines that post get the bare status."""
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPTooManyRequests) as trouble:
            if request.method not in ("GET", "HEAD"):
                raise
            return site.error_page(trouble.status, wait=trouble.headers.get("Retry-After"))

    async def close(_: web.Application) -> None:
        await site.journal_checks.close()

    def mount(app: web.Application) -> None:
        app.middlewares.append(show_errors)
        app.on_shutdown.append(close)
        app.router.add_get(front, routed(home.show))
        for address, show in PAGES.items():
            app.router.add_get(address, routed(show))
        app.router.add_get(f"/me/{OWN}", own.show)
        app.router.add_post(f"/me/{OWN}", own.take_back)
        app.router.add_get(f"/style/{name}", site.style)
        sizes = "|".join(map(str, WIDTHS))
        app.router.add_get(r"/p/{sha256:[0-9a-f]{64}}.jpg", site.picture)
        app.router.add_get(f"/p/{{sha256:[0-9a-f]{{64}}}}-{{width:{sizes}}}.jpg", site.picture)

    return mount
