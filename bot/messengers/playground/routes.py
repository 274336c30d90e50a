"""The playground's routes: HTTP requests of the page → what the visitor does."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from bot.messengers.playground import guard
from bot.messengers.playground.messenger import WAKE, file_bytes
from bot.messengers.playground.moving import next_morning
from bot.messengers.playground.requests import (
    AddBot,
    Block,
    Follow,
    GroupAction,
    Move,
    NewGroup,
    NewPerson,
    Photos,
    Press,
    RemoveBot,
    RenameGroup,
    Say,
)
from bot.messengers.playground.stream import Listeners, stream
from bot.messengers.playground.visitor import Unknown, Upload, Visitor
from domain.time.zones import HOME_ZONE
from handlers.texts.playground import playground as texts
from scheduler.inbox.sheets.images import MOST_BYTES

if TYPE_CHECKING:
    from bot.messengers.playground.messenger import PlaygroundMessenger
    from bot.messengers.playground.moving import Mover
    from bot.web.server import Mount
    from storage.database import Database
    from talk.messenger import Hear

HERE: Final = Path(__file__).parent
MOST_FILES: Final = 10
"""Of one message; further ones are dropped."""
MAGIC: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}
"""First bytes of an uploaded file → media type that it may be shown as; anything else is not shown."""

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Page:
    """The handlers of the page and what they work with; ``token`` proves that a request comes from it (``guard``)."""

    database: Database
    messenger: PlaygroundMessenger
    mover: Mover
    visitor: Visitor
    listeners: Listeners
    token: str

    # What the browser reads.

    async def show(self, _: web.Request) -> web.Response:
        """The page itself."""
        template = _templates().get_template("page.html.j2")
        html = template.render(t=texts.PAGE, js=texts.SCRIPT, token=self.token)
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events (``stream``)."""
        return await stream(request, self.listeners, self.database, self.messenger, self.mover, token=self.token)

    async def picture(self, request: web.Request) -> web.Response:
        """A picture that the bot shows. Raises HTTPNotFound."""
        try:
            async with self.database.reading() as books:
                raw = await books.pictures.bytes_of(int(request.match_info["id"]))
        except LookupError:
            raise web.HTTPNotFound from None
        return web.Response(body=raw, content_type="image/jpeg")

    async def file(self, request: web.Request) -> web.Response:
        """A picture that a person sent, as it came. Raises HTTPNotFound, for a file that is no picture, too."""
        async with self.database.reading() as books:
            raw = await file_bytes(books, int(request.match_info["id"]))
        kind = next((kind for magic, kind in MAGIC.items() if raw and raw.startswith(magic)), None)
        if raw is None or kind is None:
            raise web.HTTPNotFound
        return web.Response(body=raw, content_type=kind)

    async def paper(self, request: web.Request) -> web.Response:
        """A document that the bot sent, as an attachment: to be saved, never shown. Raises HTTPNotFound."""
        async with self.database.reading() as books:
            line = await books.playground.line(int(request.match_info["id"]))
            raw = await file_bytes(books, line.id) if line is not None and line.mine else None
        if line is None or raw is None:
            raise web.HTTPNotFound
        saving = f"attachment; filename*=UTF-8''{quote(str(line.body['name']), safe='')}"
        return web.Response(body=raw, content_type="application/octet-stream", headers={"Content-Disposition": saving})

    # What the visitor does. The answer comes when it is stored for good; HTTPBadRequest for a body that is none of
    # ``requests``, HTTPNotFound for a person, group or message that is not there.

    async def say(self, request: web.Request) -> web.Response:
        """``Say`` → ``{"line": id}``."""
        asked = await _read(request, TypeAdapter(Say))
        line = await self.visitor.says(asked.person, asked.text, key=asked.key)
        return await self._done(line=line)

    async def press(self, request: web.Request) -> web.Response:
        """``Press`` → ``{"line": id}``."""
        asked = await _read(request, TypeAdapter(Press))
        line = await self.visitor.presses(asked.person, asked.line, asked.press, key=asked.key)
        return await self._done(line=line)

    async def follow(self, request: web.Request) -> web.Response:
        """``Follow`` → ``{"line": id}``."""
        asked = await _read(request, TypeAdapter(Follow))
        line = await self.visitor.follows(asked.person, asked.payload, key=asked.key)
        return await self._done(line=line)

    async def photo(self, request: web.Request) -> web.Response:
        """``Photos`` as the part ``about`` of multipart/form-data, and parts ``file`` → ``{"line": id}``."""
        if not request.content_type.startswith("multipart/"):
            raise web.HTTPBadRequest
        about = b""
        files: list[Upload] = []
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest
            if part.name == "file" and len(files) < MOST_FILES:
                files.append(await _upload(part))
            elif part.name == "about":
                about = bytes(await part.read())
        if not files:
            raise web.HTTPBadRequest
        asked = _parse(TypeAdapter(Photos), about)
        line = await self.visitor.says(asked.person, asked.text, key=asked.key, files=files)
        return await self._done(line=line)

    async def person(self, request: web.Request) -> web.Response:
        """``NewPerson`` → ``{"person": id}``; ``Block`` → ``{}``."""
        asked = await _read(request, TypeAdapter[NewPerson | Block](NewPerson | Block))
        if isinstance(asked, NewPerson):
            player = await self.visitor.comes(asked.name, asked.part)
            return web.json_response({"person": player.id})
        await self.visitor.blocks(asked.person, blocked=asked.blocked, key=asked.key)
        return await self._done()

    async def group(self, request: web.Request) -> web.Response:
        """``GroupAction`` → ``{"group": id}``."""
        asked: NewGroup | RenameGroup | AddBot | RemoveBot = await _read(request, TypeAdapter(GroupAction))
        match asked:
            case NewGroup():
                return await self._done(group=await self.visitor.creates_group(asked.title, key=asked.key))
            case RenameGroup():
                await self.visitor.renames_group(asked.group, asked.title, asked.person, key=asked.key)
            case AddBot():
                await self.visitor.adds_bot(asked.group, asked.payload, asked.person, key=asked.key)
            case RemoveBot():
                await self.visitor.removes_bot(asked.group, asked.person, key=asked.key)
        return await self._done(group=asked.group)

    async def clock(self, request: web.Request) -> web.Response:
        """``Move`` → 202 ``{"moving": …}``; ``events`` tell the rest. Raises HTTPConflict when it cannot begin."""
        asked = await _read(request, TypeAdapter(Move))
        if asked.to == "stop":
            await self.mover.stop()
        elif not self.mover.start(await self._goal(asked)):
            raise web.HTTPConflict
        self.listeners.notify()
        return web.json_response({"moving": self.mover.moving}, status=202)

    async def _goal(self, asked: Move) -> datetime:
        now = self.mover.clock.now()
        if asked.to == "hour":
            return now + timedelta(hours=1)
        async with self.database.reading() as books:
            if asked.to == "event":
                event = await books.events.get(asked.event or 0)
                if event is None or event.starts_at is None:
                    raise web.HTTPNotFound
                return event.starts_at
            known = await books.people.by_external(self.messenger.account, asked.person or 0)
        return next_morning(now, known.zone if known and known.zone else HOME_ZONE)

    async def _done(self, **facts: int) -> web.Response:
        await self.visitor.drain()
        return web.json_response(facts)


def mounting(database: Database, messenger: PlaygroundMessenger, mover: Mover, hear: Hear) -> Mount:
    """Adds the playground to the program's HTTP server, «/» included."""
    listeners = Listeners()
    database.on_wake(WAKE, listeners.notify)
    page = Page(
        database=database,
        messenger=messenger,
        mover=mover,
        visitor=Visitor(database, messenger, mover.clock, hear),
        listeners=listeners,
        token=secrets.token_urlsafe(24),
    )

    async def home(_: web.Request) -> web.Response:
        raise web.HTTPFound("/playground")

    async def close(_: web.Application) -> None:
        listeners.close()
        await mover.stop()

    def mount(app: web.Application) -> None:
        app.middlewares.extend((guard.guarding(page.token), unknown_is_404))
        app.on_response_prepare.append(guard.set_headers)
        app.on_shutdown.append(close)
        router = app.router
        router.add_get("/", home)
        router.add_get("/playground", page.show)
        router.add_get("/playground/events", page.events)
        router.add_get(r"/playground/picture/{id:\d{1,18}}", page.picture)
        router.add_get(r"/playground/file/{id:\d{1,18}}", page.file)
        router.add_get(r"/playground/paper/{id:\d{1,18}}", page.paper)
        router.add_static("/playground/static", HERE / "static")
        for name in ("say", "press", "follow", "photo", "person", "group", "clock"):
            router.add_post(f"/playground/{name}", getattr(page, name))

    return mount


@web.middleware
async def unknown_is_404(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A middleware: 404 for ``Unknown``."""
    try:
        return await handler(request)
    except Unknown:
        raise web.HTTPNotFound from None


def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)


async def _read(request: web.Request, kind: TypeAdapter[T]) -> T:
    return _parse(kind, await request.read())


def _parse(kind: TypeAdapter[T], raw: bytes) -> T:
    try:
        return kind.validate_json(raw)
    except ValidationError:
        raise web.HTTPBadRequest from None


async def _upload(part: BodyPartReader) -> Upload:
    """The file; only its size when that is more than the bot takes, who will say so itself."""
    raw, size = bytearray(), 0
    while chunk := await part.read_chunk():
        size += len(chunk)
        if size <= MOST_BYTES:
            raw += chunk
    return Upload(name=(part.filename or "")[:100], size=size, raw=bytes(raw) if size <= MOST_BYTES else None)
