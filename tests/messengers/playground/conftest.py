"""The whole program with the playground as its messenger, over HTTP, on a fresh database."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from bot.messengers.playground import open_playground
from bot.messengers.playground.guard import TOKEN
from bot.messengers.playground.messenger import PlaygroundMessenger
from bot.program import Program
from bot.settings import Http, Settings
from bot.web.server import application
from storage.database import Database
from tests.messengers.playground.browser import CHROMIUM, DRIVER

ANNA, MARIA, OLEG = 1, 2, 3


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whoever has no Chromium is told so where they look: the page was not tested."""
    if not (CHROMIUM and DRIVER):
        words = "NO CHROMIUM: browser tests of the playground were SKIPPED. Install chromium and chromedriver."
        terminalreporter.write_sep("!", words, red=True, bold=True)


class Visitor:
    """A browser without a screen."""

    def __init__(self, program: Program, client: TestClient[Any, Any]) -> None:
        self.program = program
        self.client = client
        self.token = ""
        self._keys = itertools.count(1)

    @property
    def messenger(self) -> PlaygroundMessenger:
        messenger = next(iter(self.program.messengers.values()))
        assert isinstance(messenger, PlaygroundMessenger)
        return messenger

    async def opens(self) -> str:
        """The page, whose token is used from now on."""
        page = await (await self.client.get("/playground")).text()
        found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.DOTALL)
        assert found
        self.token = json.loads(found[1])["token"]
        return page

    async def posts(self, path: str, *, expect: int = 200, headers: Any = None, **facts: Any) -> Any:
        answer = await self.client.post(
            f"/playground/{path}", json=facts, headers={TOKEN: self.token} | (headers or {})
        )
        assert answer.status == expect, await answer.text()
        return await answer.json() if answer.content_type == "application/json" else None

    def key(self) -> str:
        return f"key-{next(self._keys):08}"

    async def says(self, person: int, text: str, *, key: str = "") -> int:
        line: int = (await self.posts("say", person=person, text=text, key=key or self.key()))["line"]
        await self.program.drain()
        return line

    async def starts(self, person: int, payload: str = "") -> None:
        await self.posts("follow", person=person, payload=payload, key=self.key())
        await self.program.drain()

    async def presses(self, person: int, label: str) -> None:
        """The newest button of this chat whose label begins so."""
        for line in reversed(await self.chat(person)):
            for row in line.get("rows", ()):
                for button in row:
                    if button["label"].startswith(label):
                        press = button["press"]
                        await self.posts("press", person=person, line=line["id"], press=press, key=self.key())
                        await self.program.drain()
                        return
        raise AssertionError(f"no button «{label}»")

    async def answers(self, person: int, *answers: str) -> None:
        """One question after the other: a button of the newest line if one fits, else words."""
        for answer in answers:
            asked = [line for line in await self.chat(person) if line["mine"]][-1]
            labels = [button["label"] for row in asked.get("rows", ()) for button in row if button.get("press")]
            if any(label.startswith(answer) for label in labels):
                await self.presses(person, answer)
            else:
                await self.says(person, answer)

    async def shows(self, person: int, *pictures: bytes, text: str = "", expect: int = 200) -> None:
        form = FormData()
        form.add_field("about", json.dumps({"person": person, "text": text, "key": self.key()}))
        for picture in pictures:
            form.add_field("file", io.BytesIO(picture), filename="photo.jpg", content_type="image/jpeg")
        answer = await self.client.post("/playground/photo", data=form, headers={TOKEN: self.token})
        assert answer.status == expect, await answer.text()
        await self.program.drain()

    async def arrives(self) -> None:
        """The clock has come to where it was moved."""
        async for name, facts, _ in self._listens():
            if name == "clock" and facts["move"] is None:
                return

    async def hears(self, *, after: int | None = None) -> dict[str, Any]:
        """What the page is told when it begins to listen, by the name of the event; ``id`` is the last revision."""
        told: dict[str, Any] = {}
        async for name, facts, revision in self._listens(after):
            told[name] = facts
            if name == "lines":
                told["id"] = revision
                break
        return told

    async def _listens(self, after: int | None = None) -> AsyncIterator[tuple[str, Any, int | None]]:
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        async with self.client.get("/playground/events", headers=headers) as stream:
            name, revision = "", None
            async for raw in stream.content:
                field, _, value = raw.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name, revision = value, None
                elif field == "id":
                    revision = int(value)
                elif field == "data":
                    yield name, json.loads(value), revision

    async def lines(self) -> list[dict[str, Any]]:
        """Everything that the page can show, in the order in which it was said."""
        return sorted((await self.hears())["lines"]["lines"], key=lambda line: line["id"])

    async def chat(self, chat: int) -> list[dict[str, Any]]:
        return [line for line in await self.lines() if line["chat"] == chat]

    async def reads(self, chat: int) -> list[str]:
        """The texts of the bot."""
        return ["".join(s["text"] for s in line["text"]) for line in await self.chat(chat) if line["mine"]]


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(_env_file=None, database_url=sqlite_url, http=Http(host="0.0.0.0", port=8099))  # type: ignore[call-arg]  # noqa: S104 - pydantic-settings' own; it must not be obeyed


@pytest.fixture
async def visitor(settings: Settings) -> AsyncIterator[Visitor]:
    database = await Database.open(settings.database_url)
    program = await open_playground(settings, database, demo=False)
    for account in program.messengers:
        program.inbox.serve(account)
    app = application(
        database=database,
        messengers=program.messengers,
        hear=program.inbox.hear,
        states=dict,
        mounts=tuple(program.mounts()),
    )
    async with TestClient(TestServer(app)) as client:
        visitor = Visitor(program, client)
        await visitor.opens()
        yield visitor
    await database.close()
