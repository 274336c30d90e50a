"""One stage for the same story on every messenger: people who act and read, and a group whose posts can be read.

A stage of its own for each messenger hides how people press and read there; the story does not know where it plays.
"""

from __future__ import annotations

import asyncio
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.story.process import RunningProgram

T = TypeVar("T")
_NUMBER = re.compile(r"^(\d+\.|✓) ")
LATELY = 3
"""How many messages may be on their way at a kill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message of the bot in its current form."""

    key: str
    """Stays the same when the message is edited."""
    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPost:
    """A post of the bot in the group, in its current form."""

    text: str
    section: str | None = None
    """The name of the topic, where the messenger has topics."""
    pictures: int = 0
    comments: tuple[str, ...] = ()


@dataclass(slots=True)
class Actor(ABC):
    """A person with a telephone."""

    name: str
    stage: Stage
    _read: set[Line] = field(default_factory=set)
    _last: list[Line] = field(default_factory=list)

    @abstractmethod
    def lines(self) -> list[Line]:
        """All that the bot wrote to this person, oldest first."""

    @abstractmethod
    async def say(self, text: str) -> None: ...

    @abstractmethod
    async def press(self, label: str) -> None:
        """Press the newest button whose label begins so."""

    @abstractmethod
    async def show(self, *pictures: bytes) -> None:
        """Send photographs, several as an album."""

    @abstractmethod
    async def come(self, payload: str) -> None:
        """Follow a deep link with this payload."""

    async def does(self, deed: str, *reads: str) -> Line:
        """Press the last message's button of that name, or write the words; then read an answer with all parts."""
        lines = self.lines()
        label = _label(lines[-1], deed) if lines else None
        return await self.acts((self.say(deed) if label is None else self.press(label)), *reads)

    async def acts(self, deed: Awaitable[None], *reads: str) -> Line:
        self.forgets_what_was_read()
        await deed
        line = await self.reads(*reads)
        await self.stage.after_a_turn()
        return line

    async def reads(self, *parts: str) -> Line:
        """Wait for a message that is new since the last deed and has all these parts.

        What was said last before the deed may come once more after a kill (TELEGRAM.md): that is no answer.
        """
        again = {(line.text, line.labels) for line in self._last}

        def found() -> Line | None:
            fresh = [line for line in self.lines() if line not in self._read and (line.text, line.labels) not in again]
            return next((line for line in reversed(fresh) if all(part in line.text for part in parts)), None)

        try:
            line = await self.stage.wait(found)
        except (TimeoutError, AssertionError) as error:
            shown = "\n---\n".join(f"{line.text}\n{list(line.labels)}" for line in self.lines()[-3:])
            raise AssertionError(f"{self.name} does not read {parts}; the last messages:\n{shown}") from error
        assert line is not None
        return line

    def forgets_what_was_read(self) -> None:
        """What comes from now on is new."""
        lines = self.lines()
        self._read, self._last = set(lines), lines[-LATELY:]

    def has_read(self, *parts: str) -> int:
        """How many messages have all these parts."""
        return sum(all(part in line.text for part in parts) for line in self.lines())


class Stage(ABC):
    """A messenger with the real program behind it."""

    program: RunningProgram
    environment: dict[str, str]
    """The settings that lead the program to this messenger."""
    command: tuple[str, ...] = ()
    """Of ``tezki``, instead of ``run``."""
    kill_between_turns: bool = False
    kill_between_steps: bool = False
    albums_apart: bool = False
    """Whether the pictures of a post are messages of their own."""
    repeats_after_a_kill: bool = False
    """Whether a message that was leaving at a kill may come twice: the messenger has no key to know it by."""

    @abstractmethod
    def actor(self, name: str) -> Actor: ...

    @abstractmethod
    async def ready(self) -> None:
        """Wait until the program listens for the first time; from then on nothing may be lost."""

    @abstractmethod
    async def bind_group(self, founder: Actor) -> None:
        """The founder, told how, brings the group and the bot together."""

    @abstractmethod
    def posts(self) -> list[GroupPost]:
        """What the bot posted in the group, oldest first."""

    @abstractmethod
    async def wait(self, condition: Callable[[], T]) -> T:
        """The condition's first true value. Raises TimeoutError or AssertionError after PATIENCE."""

    async def posted(self, *parts: str, section: str | None = None) -> GroupPost:
        """Wait for a post that has all these parts."""

        def found() -> GroupPost | None:
            return next(
                (
                    post
                    for post in reversed(self.posts())
                    if all(part in post.text for part in parts) and section in (None, post.section)
                ),
                None,
            )

        try:
            post = await self.wait(found)
        except (TimeoutError, AssertionError) as error:
            shown = "\n---\n".join(f"[{post.section}] {post.text}" for post in self.posts()[-5:])
            raise AssertionError(f"no post with {parts}; the last posts:\n{shown}") from error
        assert post is not None
        return post

    async def quiet(self, seconds: float = 1.5) -> None:
        """Give the program time to do what it should not do."""
        await asyncio.sleep(seconds)

    async def after_a_turn(self) -> None:
        if self.kill_between_turns:
            self.program.restart()

    async def after_a_step(self) -> None:
        if self.kill_between_steps:
            self.program.restart()

    # Time.

    @property
    def now(self) -> datetime:
        """By the program's clock."""
        return self.program.now

    async def moves_to(self, moment: datetime) -> None:
        """The program's clock goes to this moment, or on to where the messenger lets it stop next."""
        self.program.moves_to(moment)

    async def moves_before(self, moment: datetime) -> None:
        """As near to this moment as can be without reaching it."""
        self.program.moves_to(moment - timedelta(minutes=1))

    async def moves_to_event(self, name: str, start: datetime) -> None:
        """To the beginning of the event with this in its name."""
        assert name
        self.program.moves_to(start)


def _label(line: Line, deed: str) -> str | None:
    """The button that is meant: the very words, else the first one that begins so, its number aside."""
    exact = (label for label in line.labels if label == deed)
    similar = (label for label in line.labels if _NUMBER.sub("", label).startswith(deed))
    return next(exact, None) or next(similar, None)
