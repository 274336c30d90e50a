"""Which address shows which page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web.http.cache import FRESH_FOR, Fleeting, ResponseCache
from bot.web.http.responses import FOR_EVER, FRESH, HEADERS, Memory, reply
from bot.web.pages.alliances import agreement, alliance, home, journal, members
from bot.web.pages.chronicle import chronicle, entry
from bot.web.pages.journal_checks import PATIENCE, JournalChecks
from bot.web.pages.layout import Layout, PageView, Show
from bot.web.pages.libraries import library
from bot.web.pages.plan import event, month, poster, tv
from bot.web.pages.request import QUESTIONS, Missing, PageRequest
from bot.web.pages.thumbs import WIDTHS, Thumbs
from bot.web.pages.urls import Paths, base_of, own_origin
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
ID: Final = r"\d{1,18}"

MOST: Final = 32_000_000
"""Bytes of pages that are kept."""
AT_ONCE: Final = 2
"""Pages that are composed side by side: whoever writes to the bot waits for two of them at most, not for forty."""
FRESH_BESIDE_OTHERS: Final = timedelta(seconds=5)
"""As long as a page is kept where other processes may write: of their changes this one is not told."""
SORRY: Final = {
    web.HTTPNotFound.status_code: (texts.MISSING, texts.MISSING_ABOUT),
    web.HTTPTooManyRequests.status_code: (texts.TOO_MANY, texts.TOO_MANY_ABOUT),
}

PAGES: Final[dict[str, Show]] = {
    f"/a/{SLUG}": alliance.show,
    f"/a/{SLUG}/agreement": agreement.show,
    f"/a/{SLUG}/plan": month.show,
    f"/a/{SLUG}/chronicle": chronicle.show,
    f"/a/{SLUG}/chronicle/{{entry:{ID}}}": entry.show,
    f"/a/{SLUG}/members": members.show,
    f"/a/{SLUG}/journal": journal.show,
    f"/a/{SLUG}/l/{{library:{ID}}}": library.show,
    f"/a/{SLUG}/tv": tv.show,
    f"/e/{{event:{ID}}}": event.show,
    f"/e/{{event:{ID}}}/poster": poster.show,
}


@dataclass(slots=True, kw_only=True)
class Site:
    """The pages and everything behind them."""

    database: Database
    directory: AccountDirectory
    now: Callable[[], datetime]
    paths: Paths
    proofs: JournalChecks
    memory: Memory
    cache: ResponseCache
    fresh_for: timedelta
    thumbs: Thumbs
    templates: Environment
    sheet: bytes
    apologies: dict[int, bytes] = field(default_factory=dict)
    """Status → its page: whoever is turned away a thousand times costs nothing."""

    async def answer(self, request: web.Request, show: Show) -> web.Response:
        """The page. Raises HTTPNotFound."""
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
                        journal_checks=self.proofs,
                        origin=origin,
                        names=request.match_info,
                        query=query,
                    )
                )
            page = self.render(shown)
            if shown.fleeting:
                raise Fleeting(HTML, page)
            return HTML, page

        try:
            key = (origin, request.path, *query.items())
            return reply(request, await self.cache.get(key, now, compose, fresh_for=self.fresh_for), now)
        except Missing:
            raise web.HTTPNotFound from None
        except StorageError as trouble:
            log.error("page_not_shown", why=str(trouble))  # noqa: TRY400 - not a bug
            return self.sorry(web.HTTPServiceUnavailable.status_code)

    def render(self, shown: PageView) -> bytes:
        template = self.templates.get_template(f"{shown.template}.html.j2")
        return template.render(page=shown.layout, v=shown.view).encode()

    async def style(self, request: web.Request) -> web.Response:
        """Its name changes with its content: a browser fetches it once."""
        return self._reply(request, "text/css; charset=utf-8", self.sheet, self.now(), FOR_EVER)

    async def picture(self, request: web.Request) -> web.Response:
        """A photograph, an emblem or a poster, whole or as a smaller copy, if it is public now."""
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
        return reply(request, self.memory.content(request.path_qs, kind, body, now), now, cached=cached)

    async def _whole(self, picture: int) -> bytes:
        """Raises LookupError."""
        async with self.database.reading() as books:
            return await books.pictures.bytes_of(picture)

    def sorry(self, status: int, *, wait: str | None = None) -> web.Response:
        """A kind page instead of a bare number; ``wait``: seconds after which to come again."""
        headers = {**HEADERS, "Cache-Control": "no-cache", "Content-Type": HTML}
        if wait is not None:
            headers["Retry-After"] = wait
        if status not in self.apologies:
            self.apologies[status] = self._apology(status)
        return web.Response(status=status, body=self.apologies[status], headers=headers)

    def _apology(self, status: int) -> bytes:
        heading, about = SORRY.get(status, (texts.RESTING, texts.RESTING_ABOUT))
        layout = Layout(title=texts.title(heading), heading=heading, home=self.paths.home(), hidden=True)
        return self.render(PageView(template="sorry", layout=layout, view=about))

    def _origin(self, request: web.Request) -> str:
        if self.directory.public_url:
            return self.directory.public_url.removesuffix(self.paths.base)
        return own_origin(request.scheme, request.host)


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

    ``front`` is where the list of alliances is; ``patience``: seconds that a journal waits for its mark.
    """
    sheet = (HERE / "static" / "site.css").read_bytes()
    name = f"{hashlib.sha256(sheet).hexdigest()[:12]}.css"
    paths = Paths(base=base_of(directory.public_url), front=front)
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_keep_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(t=words, sheet=paths.sheet(name))
    cache = ResponseCache(MOST, at_once=AT_ONCE)
    database.on_wake(PUBLIC, cache.has_changed)
    site = Site(
        database=database,
        directory=directory,
        now=now,
        paths=paths,
        proofs=JournalChecks(database, patience=patience),
        memory=Memory(),
        cache=cache,
        fresh_for=FRESH_FOR if database.exclusive else FRESH_BESIDE_OTHERS,
        thumbs=Thumbs(),
        templates=templates,
        sheet=sheet,
    )

    def routed(show: Show) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await site.answer(request, show)

        return handle

    @web.middleware
    async def kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
        """Whoever looks for a page that is not there is helped on; machines that post get their bare number."""
        try:
            return await handler(request)
        except (web.HTTPNotFound, web.HTTPTooManyRequests) as trouble:
            if request.method not in ("GET", "HEAD"):
                raise
            return site.sorry(trouble.status, wait=trouble.headers.get("Retry-After"))

    async def close(_: web.Application) -> None:
        await site.proofs.close()

    def mount(app: web.Application) -> None:
        app.middlewares.append(kindly)
        app.on_shutdown.append(close)
        app.router.add_get(front, routed(home.show))
        for address, show in PAGES.items():
            app.router.add_get(address, routed(show))
        app.router.add_get(f"/style/{name}", site.style)
        sizes = "|".join(map(str, WIDTHS))
        app.router.add_get(r"/p/{sha256:[0-9a-f]{64}}.jpg", site.picture)
        app.router.add_get(f"/p/{{sha256:[0-9a-f]{{64}}}}-{{width:{sizes}}}.jpg", site.picture)

    return mount
