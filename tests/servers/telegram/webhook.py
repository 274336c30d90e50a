"""The sender of updates to webhooks: in order, one in flight per lane, again until the bot says 2xx."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.servers.telegram.accounts import Bot, Update, Webhook
from tests.servers.telegram.polling import forget
from tests.servers.telegram.world import World

Act = Callable[[Bot, str, dict[str, Any]], Awaitable[None]]
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_NEVER_IN_REPLY = ("get", "setWebhook", "deleteWebhook", "close", "logOut")


class Postman:
    """Carries the updates of all bots that have set a webhook. Delays are in seconds."""

    def __init__(self, world: World, act: Act) -> None:
        self.first_delay = 0.02
        self.longest_delay = 1.0
        self.timeout = 60.0
        self._world = world
        self._act = act
        self._busy: set[tuple[int, str, int]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def work(self) -> None:
        """Run until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timeout)) as self._session:
            try:
                while True:
                    for bot, update in await self._world.bell.wait_for(self._ready, None):
                        self._start(bot, update)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ready(self) -> list[tuple[Bot, Update]]:
        """The first update of every lane that has none in flight."""
        ready = []
        for bot in list(self._world.bots.values()):
            if bot.webhook is None:
                continue
            seen = {(number, *lane) for number, *lane in self._busy}
            room = bot.webhook.max_connections - sum(number == bot.id for number, *_ in self._busy)
            for update in list(bot.pending):
                lane = (bot.id, *update.lane)
                if lane not in seen and room > 0:
                    ready.append((bot, update))
                    seen.add(lane)
                    room -= 1
        return ready

    def _start(self, bot: Bot, update: Update) -> None:
        lane = (bot.id, *update.lane)
        self._busy.add(lane)
        task = asyncio.create_task(self._carry(bot, update))
        self._tasks.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            self._busy.discard(lane)
            self._world.bell.ring()

        task.add_done_callback(ended)

    async def _carry(self, bot: Bot, update: Update) -> None:
        delay, hook = self.first_delay, bot.webhook
        while hook is not None and bot.webhook is hook and update in bot.pending:
            failure, wait = await self._knock(bot, hook, update)
            if failure is None:
                return
            hook.last_error, hook.last_error_at = failure, self._world.now()
            self._world.bell.ring()
            await asyncio.sleep(wait if wait is not None else delay)
            delay = min(delay * 2, self.longest_delay)

    async def _knock(self, bot: Bot, hook: Webhook, update: Update) -> tuple[str | None, float | None]:
        """One try: what went wrong (or `None`), and the wait the bot asked for."""
        assert self._session is not None
        headers = {_SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with self._session.post(hook.url, json=update.json(), headers=headers, ssl=False) as answer:
                if not 200 <= answer.status < 300:
                    asked = answer.headers.get("Retry-After", "")
                    wait = float(asked) if asked.isdigit() else None
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}", wait
                forget(bot, update)
                await self._obey(bot, answer)
        except TimeoutError:
            return "Read timeout expired", None
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}", None
        self._world.bell.ring()
        return None, None

    async def _obey(self, bot: Bot, answer: aiohttp.ClientResponse) -> None:
        """Carry out the method that the bot wrote into its reply; what comes of it nobody sees."""
        params: dict[str, Any] = {}
        if answer.content_type.startswith("multipart/"):
            async for part in aiohttp.MultipartReader.from_response(answer):
                if isinstance(part, aiohttp.BodyPartReader) and part.name:
                    params[part.name] = await part.text()
        else:
            with contextlib.suppress(json.JSONDecodeError):
                body = json.loads(await answer.text() or "null")
                params = body if isinstance(body, dict) else {}
        method = params.pop("method", None)
        if method is not None and not method.startswith(_NEVER_IN_REPLY):
            await self._act(bot, method, params)
