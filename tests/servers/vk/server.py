"""A VK to test against: the API, uploads, Bots Long Poll and the Callback sender over HTTP on loopback.

    async with VkServer() as vk:
        community = vk.add_community("Тёзки Александровки")
        maria = vk.person("Мария")
        maria.writes(community, "Здравствуйте")
        ...                                         # the bot, anywhere: POST {vk.url}/method/{name}
        await vk.wait_for(lambda: maria.saw(community))

The bot may be another process: kill it and start it again, this world lives on. A person's deeds are plain
calls and happen at once. Rate limit scopes of `limits`: "second" (per key; the real one is 20 a second).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.patience import PATIENCE
from tests.servers import faults
from tests.servers.faults import Faults, When
from tests.servers.limits import Limits
from tests.servers.spec.vk import read_schema
from tests.servers.vk.community import Community
from tests.servers.vk.failures import Failure, Violation
from tests.servers.vk.gate import Gate, Made
from tests.servers.vk.person import Person
from tests.servers.vk.site import build_site
from tests.servers.vk.tokens import RIGHTS, Kind, Token
from tests.servers.vk.world import Clock, World, real_clock

T = TypeVar("T")

ALL_RIGHTS = ("messages", "manage", "wall", "docs", "photos")


class VkServer:
    """One VK. State lives as long as the object, over any number of the bot's lives."""

    def __init__(self, *, clock: Clock = real_clock) -> None:
        self.world = World(clock)
        self.faults = Faults()
        self.limits = Limits()
        self.gate = Gate(self.world, read_schema(), self.limits)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The API's base: methods are at `{url}/method/{name}`."""
        return self.world.url

    @property
    def calls(self) -> list[Made]:
        """Every call that was answered, in order; calls inside `execute` stand before it."""
        return self.gate.calls

    @property
    def violations(self) -> list[Violation]:
        """Requests that the real VK would refuse as malformed: a test ends with an empty list."""
        return self.gate.violations

    async def __aenter__(self) -> Self:
        app = build_site(self.world, self.gate, self.faults)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.world.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for community in self.world.communities.values():
            community.longpoll.close()
            for server in community.callbacks.values():
                await server.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    # The world

    def add_community(
        self,
        title: str = "Тёзки Александровки",
        *,
        screen_name: str = "",
        key: str = "",
        rights: Iterable[str] = ALL_RIGHTS,
        user_token: str | None = None,
        founder: Person | None = None,
        number: int | None = None,
    ) -> Community:
        """A community with its key; with `user_token` also a key of its founder, good for wall and photos."""
        number = number or self.world.next_number("community", 231_828_790)
        community = Community(
            self.world,
            number=number,
            title=title,
            screen_name=screen_name or f"club{number}",
            key=key or f"vk1.a.test{number}",
            founder=founder or self.person("Основатель Сообщества"),
        )
        self.world.communities[number] = community
        self.add_key(community, community.key, rights=rights)
        if user_token is not None:
            self.add_user_key(community.founder, user_token)
            community.user_token = user_token
        return community

    def add_key(self, community: Community, key: str, *, rights: Iterable[str] = ALL_RIGHTS) -> Token:
        """One more key of a community (an old one goes on working until it is revoked)."""
        chosen = frozenset(rights)
        if unknown := chosen - set(RIGHTS):
            raise LookupError(f"no such rights: {sorted(unknown)}")
        return self._keep(
            Token(value=key, kind=Kind.GROUP, maker=community.founder, rights=chosen, community=community)
        )

    def add_user_key(self, person: Person, key: str, *, rights: Iterable[str] = ("wall", "photos", "docs")) -> Token:
        """A person's own key."""
        return self._keep(Token(value=key, kind=Kind.USER, maker=person, rights=frozenset(rights)))

    def person(self, name: str, *, id: int | None = None, screen_name: str = "") -> Person:  # noqa: A002 - VK's word
        """Somebody with a page in VK."""
        number = id or self.world.next_number("person", 1_000_001)
        person = Person(self.world, number=number, name=name, screen_name=screen_name)
        self.world.people[number] = person
        return person

    def _keep(self, token: Token) -> Token:
        self.world.tokens[token.value] = token
        return token

    # Misfortunes (more of them in `faults`, `limits`, `community.longpoll`)

    def fails(self, method: str, *codes: int, when: When = lambda _: True, done: bool = False) -> None:
        """The next calls of the method answer these error codes; with `done` they are carried out all the same."""
        self.faults.next(method, *(self._error(code, done=done) for code in codes), when=when)

    def asks_captcha(self, method: str) -> None:
        """The next call meets error 14: a person has to open `redirect_uri`."""
        self.faults.next(method, self.captcha())

    def captcha(self) -> faults.Fault:
        """Error 14, for whoever scripts it."""
        extra = {
            "captcha_sid": "239633676097",
            "captcha_img": f"{self.url}/files/captcha.png",
            "redirect_uri": "https://id.vk.com/not_robot_captcha?session_token=test",
            "captcha_attempt": 1,
        }
        return self._error(14, extra=extra)

    def fails_for(self, person: Person, *codes: int) -> None:
        """The next messages to this person fail so; other peers of the same call get theirs."""
        self.world.fails_for(person, *codes)

    @property
    def deliver_twice(self) -> bool:
        """Whether every event comes two times."""
        return self.world.deliver_twice

    @deliver_twice.setter
    def deliver_twice(self, value: bool) -> None:
        self.world.deliver_twice = value

    @property
    def out_of_order(self) -> bool:
        """Whether events that wait together come newest first."""
        return self.world.out_of_order

    @out_of_order.setter
    def out_of_order(self, value: bool) -> None:
        self.world.out_of_order = value

    @staticmethod
    def _error(code: int, *, extra: dict[str, object] | None = None, done: bool = False) -> faults.Fault:
        return faults.reply(json.dumps({"error": Failure(code, extra=extra).as_json({})}), done=done)

    # Waiting

    async def wait_for(self, predicate: Callable[[], T], timeout: float = PATIENCE) -> T:  # noqa: ASYNC109 - tests name it
        """The predicate's first true value; asked after every call and every deed, never on a timer."""
        try:
            return await self.world.until(predicate, timeout)
        except TimeoutError:
            last = [f"{made.method} → {made.error or 'ok'}" for made in self.calls[-15:]]
            raise AssertionError(
                f"VK waited {timeout} s in vain; the last calls: {last}; violations: {self.violations}"
            ) from None
