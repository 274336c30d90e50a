"""A Telegram of our own: the Bot API over HTTP on loopback, with people, groups, limits and misfortunes.

    async with TelegramServer() as server:
        bot = server.add_bot("123:abc", "tezki_bot")
        maria = server.person("Мария")
        await maria.command("/start")
        await server.wait_for(lambda: maria.saw)

Scopes of `server.limits`: "second" (per token), "chat" (per token and chat), "group" (the same, groups
only); sends and edits count. `server.violations` lists what the official schema does not allow; see
`tests/servers/plugin.py` for the fixture that holds it empty.
"""

import asyncio
import contextlib
import inspect
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.patience import PATIENCE
from tests.servers.faults import Faults, perform
from tests.servers.limits import Limits
from tests.servers.spec import telegram as spec
from tests.servers.telegram.accounts import Bot, Update, Webhook, without
from tests.servers.telegram.call import Call, Upload
from tests.servers.telegram.groups import Group
from tests.servers.telegram.messages import Kind
from tests.servers.telegram.methods import PLAYED
from tests.servers.telegram.people import Person
from tests.servers.telegram.refusals import (
    BadRequest,
    NoSuchMethod,
    NotPlayed,
    Refused,
    TooManyRequests,
    Unauthorized,
)
from tests.servers.telegram.webhook import Postman
from tests.servers.telegram.world import World

T = TypeVar("T")
TOKEN = "123456:tezki"
_COUNTED = ("send", "edit", "copy", "forward")


class TelegramServer:
    """The server and the handle of its world. State lives as long as the object, whatever the bots do."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.world = World(now)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.limits = Limits()
        self.postman = Postman(self.world, self._act)
        self.url = ""
        self._schema = spec.load()
        self._runner: web.AppRunner | None = None
        self._working: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._working = asyncio.create_task(self.postman.work())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._runner is not None
        assert self._working is not None
        self._working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._working
        await self._runner.cleanup()

    # Who is there

    def add_bot(self, token: str = TOKEN, username: str = "tezki_bot", *, privacy: bool = True) -> Bot:
        """A bot's account; the part of the token before the colon is its id."""
        return self.world.add_bot(token, username, privacy=privacy)

    def person(
        self,
        name: str,
        *,
        id: int | None = None,  # noqa: A002 - Telegram's word
        username: str | None = None,
        language: str = "ru",
    ) -> Person:
        """Somebody who can talk to the bots."""
        return Person(
            self.world, self.world.add_person(name, id=id, username=username, language_code=language), self.calls
        )

    def group(
        self,
        title: str,
        *,
        forum: bool = False,
        supergroup: bool = True,
        username: str | None = None,
        owner: Person | None = None,
    ) -> Group:
        """A group with an owner; a forum is always a supergroup."""
        kind: Kind = "supergroup" if supergroup or forum else "group"
        chat = self.world.add_group(title, kind, forum=forum, username=username)
        return Group(self.world, chat, owner or self.person("Хозяйка группы"))

    # What happens to updates

    def deliver_twice(self, bot: Bot, update: Update | None = None) -> None:
        """Deliver an update once more; the last one by default."""
        self.world.deliver_again(bot, update)

    def restart_update_ids(self, bot: Bot) -> None:
        """As after a week of silence: the next update ids are smaller than the former."""
        self.world.restart_update_ids(bot)

    def out_of_order(self, bot: Bot) -> AbstractContextManager[None]:
        """What happens in the `with` block reaches the bot at its end, the last first."""
        return self.world.out_of_order(bot)

    def set_webhook(self, bot: Bot, url: str | None) -> None:
        """Another program with the bot's token sets its own webhook, or takes down ours (None)."""
        bot.webhook = None if url is None else Webhook(url=url)
        self.world.bell.ring()

    # What a test looks at

    async def wait_for(self, condition: Callable[[], T], timeout: float = PATIENCE) -> T:  # noqa: ASYNC109
        """The condition's first true value; it is looked at whenever something changes here."""
        try:
            return await self.world.bell.wait_for(condition, timeout)
        except TimeoutError:
            lately = "\n  ".join(repr(call) for call in self.calls[-8:]) or "none"
            raise TimeoutError(f"nothing of the kind in {timeout} s; the last calls:\n  {lately}") from None

    def called(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    # The HTTP edge

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            return _answer_refusal(Unauthorized())
        params, files = await _read(request)
        call = Call(bot=bot, method=method, params=params, files=files, at=self.world.now())
        self.calls.append(call)
        return await perform(
            self.faults.draw(method, params),
            request,
            lambda: self._process(call),
            flood=lambda seconds: self._flood(call, seconds),
        )

    def _flood(self, call: Call, seconds: float) -> web.Response:
        call.error, call.finished = TooManyRequests(seconds), True
        return _answer_refusal(call.error)

    async def _process(self, call: Call) -> web.StreamResponse:
        try:
            call.result = await self._carry_out(call)
        except Refused as refusal:
            if isinstance(refusal, NotPlayed):
                self.violations.append(f"{call.method}: {refusal.text}")
            call.error = refusal
        call.finished = True
        self.world.bell.ring()
        if call.error is not None:
            return _answer_refusal(call.error)
        return web.json_response({"ok": True, "result": without(call.result, call.bot.untold)})

    async def _carry_out(self, call: Call) -> Any:
        self._check(call)
        if call.bot.logged_out:
            raise BadRequest("Logged out")
        if (wait := self.limits.accept(*self._windows(call))) is not None:
            raise TooManyRequests(wait)
        result = PLAYED[call.method](self.world, call)
        return await result if inspect.isawaitable(result) else result

    def _check(self, call: Call) -> None:
        """Hold the call against the official schema; what it does not allow is a violation and a refusal."""
        if self._schema is not None:
            if not self._schema.knows(call.method):
                self.violations.append(f"{call.method}: no such method")
                raise NoSuchMethod
            problems = self._schema.problems_of_call(call.method, call.params, set(call.files))
            self.violations.extend(f"{call.method}: {problem}" for problem in problems)
            if problems:
                raise BadRequest("; ".join(problems))
        if call.method not in PLAYED:
            raise NotPlayed(call.method)

    def _windows(self, call: Call) -> list[tuple[str, Any]]:
        if not call.method.startswith(_COUNTED) or call.method == "sendChatAction":
            return []
        place = (call.bot.id, str(call.params.get("chat_id")))
        windows: list[tuple[str, Any]] = [("second", call.bot.id), ("chat", place)]
        return [*windows, ("group", place)] if place[1].startswith(("-", "@")) else windows

    async def _act(self, bot: Bot, method: str, params: dict[str, Any]) -> None:
        """Carry out a method that came in a webhook's reply."""
        call = Call(bot=bot, method=method, params=params, at=self.world.now())
        self.calls.append(call)
        await self._process(call)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        bot = self.world.bots.get(request.match_info["token"])
        stored = self.world.files.at(request.match_info["path"], bot.id) if bot else None
        if stored is None:
            return _answer_refusal(NoSuchMethod())
        return web.Response(body=stored.data)


def _answer_refusal(refusal: Refused) -> web.Response:
    return web.json_response(refusal.json(), status=refusal.code)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters and uploads from the address, a form or a JSON body."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        with contextlib.suppress(json.JSONDecodeError):
            params |= await request.json()
        return params, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(name=value.filename, data=value.file.read())
        elif isinstance(value, str):
            params[name] = value
    return params, files
