"""People who talk with the program while it is being killed, and what each of them should have read in the end."""

from __future__ import annotations

import asyncio
import itertools
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.faults.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.servers.telegram.messages import Message as TelegramMessage
    from tests.servers.telegram.people import Person as TelegramPerson
    from tests.servers.vk.conversation import Message as VkMessage
    from tests.servers.vk.person import Person as VkPerson

GREETING: Final = ("/start", "Хорошо")
GREETED: Final = len(GREETING)
"""Messages that answer it: the first words, and after the yes the menu."""
FOUNDING: Final = (
    "/found",
    "село {name}",
    "Белгородская обл.",
    "Общественно-коллективное",
    "И с тёзками из других регионов",
    "Подходит",
    "Одно имя, одна семья",
    "Подходит",
    "Пропустить",
    "Всё верно",
    "Принять как есть и создать",
)
"""A talk whose every word has one answer, and whose last word does something that must be done once."""
SMALL_TALK: Final = ("/found", "село Александровка", "/cancel", "/help", "/menu")
DONE: Final = "создано"
_SYLLABLES: Final = ("ба", "во", "гу", "де", "жи", "ла", "ми", "но", "ру", "се")
_names = ("".join(each).capitalize() + "вка" for each in itertools.product(_SYLLABLES, repeat=4))


@dataclass(slots=True)
class Talker(ABC):
    """Says the next word when the last one was answered."""

    world: World
    name: str = field(default_factory=lambda: next(_names))
    said: int = 0
    founded: bool = False

    @abstractmethod
    def messages(self) -> Sequence[TelegramMessage | VkMessage]:
        """All that the bot wrote to this person, in order."""

    @abstractmethod
    async def say(self, words: str) -> None: ...

    @property
    @abstractmethod
    def chat(self) -> int: ...

    @abstractmethod
    async def wait_for(self, answers: int) -> None:
        """Raises AssertionError when they do not come."""

    async def until(self, answers: int) -> None:
        """Wait for so many answers in all."""
        try:
            await self.wait_for(answers)
        except AssertionError as error:
            error.add_note(await self.world.ledger.whereabouts(self.chat))
            raise

    def _asked_once(self) -> list[TelegramMessage | VkMessage]:
        """Without what came once more right after itself, which Telegram cannot help (RELIABILITY: I2)."""
        return [list(same)[-1] for _, same in itertools.groupby(self.messages(), lambda one: one.first_text)]

    def heard(self) -> list[str]:
        """As it was put when it came."""
        return [one.first_text.replace(self.name, "…") for one in self._asked_once()]

    def became(self) -> list[str]:
        """What stands there now: of an answered question the answer."""
        return [one.text.replace(self.name, "…") for one in self._asked_once()]

    def doubles(self) -> int:
        return len(self.messages()) - len(self.heard())

    async def talks(self) -> None:
        """From the greeting to an alliance of their own."""
        for number, word in enumerate(GREETING, 1):
            await self.say(word)
            await self.until(number)
        for number, word in enumerate(SMALL_TALK + FOUNDING, 1):
            await self.say(word.format(name=self.name))
            self.said += 1
            await self.until(GREETED + number)
        self.founded = True


@dataclass(slots=True)
class TelegramTalker(Talker):
    person: TelegramPerson = None  # type: ignore[assignment]  # always given; dataclass inheritance wants a default

    def messages(self) -> Sequence[TelegramMessage | VkMessage]:
        return self.person.saw

    async def say(self, words: str) -> None:
        await self.person.sends(words)

    @property
    def chat(self) -> int:
        return self.person.id

    async def wait_for(self, answers: int) -> None:
        await self.world.telegram.wait_for(lambda: len(self.heard()) >= answers)


@dataclass(slots=True)
class VkTalker(Talker):
    person: VkPerson = None  # type: ignore[assignment]  # as above

    def messages(self) -> Sequence[TelegramMessage | VkMessage]:
        return self.person.saw(self.world.community)

    async def say(self, words: str) -> None:
        self.person.writes(self.world.community, words)

    @property
    def chat(self) -> int:
        return self.person.id

    async def wait_for(self, answers: int) -> None:
        await self.world.vk.wait_for(lambda: len(self.heard()) >= answers)


class Talk:
    """So many people in each messenger; whoever has founded an alliance is followed by somebody new."""

    def __init__(self, world: World, *, at_once: int) -> None:
        self._world = world
        self._at_once = at_once
        self._over = False
        self.people: list[Talker] = []
        self._tasks: list[asyncio.Task[None]] = []

    def begins(self) -> None:
        for _ in range(self._at_once):
            self._tasks += [asyncio.create_task(self._in_telegram()), asyncio.create_task(self._in_vk())]

    async def ends(self) -> None:
        """Everybody who talks says the last word. Raises TimeoutError or AssertionError when somebody got no answer."""
        self._over = True
        await asyncio.gather(*self._tasks)

    async def _in_telegram(self) -> None:
        while not self._over:
            talker = TelegramTalker(self._world)
            talker.person = self._world.telegram.person(talker.name)
            self.people.append(talker)
            await talker.talks()

    async def _in_vk(self) -> None:
        while not self._over:
            talker = VkTalker(self._world)
            talker.person = self._world.vk.person(talker.name)
            self.people.append(talker)
            await talker.talks()

    # What came of it.

    @property
    def words(self) -> int:
        return sum(talker.said for talker in self.people)

    def doubled(self, kind: type[Talker]) -> Counter[tuple[int, str]]:
        """Chats that read something twice, and how often."""
        return Counter({(one.chat, ""): one.doubles() for one in self.people if isinstance(one, kind)})

    def astray(self, telegram: Talker, vk: Talker) -> list[tuple[str, list[str]]]:
        """Who heard something else than somebody with whom the program talked in peace.

        That an answered question becomes the answer is a beauty, which may be lost under load
        (docs/decisions/questions-in-place.md): but nobody's becomes another than that of the others.
        """
        strayed: list[Talker] = []
        for model in (telegram, vk):
            alike = [model]
            for one in self.people:
                if type(one) is type(model):
                    (alike if one.heard() == model.heard() else strayed).append(one)
            for put, *became in zip(model.heard(), *(one.became() for one in alike), strict=True):
                if len(set(became) - {put}) > 1:
                    strayed += [one for one, text in zip(alike, became, strict=True) if text != put]
        return [(one.name, one.became()) for one in strayed]
