"""One human with two messengers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.texts.people import addresses as texts
from handlers.texts.turn.dialogue import PHRASES

if TYPE_CHECKING:
    from storage.people.people import Person as Known
    from tests.people import Person, Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Somebody with a telephone on which there are both."""

    town: Town
    telegram: Person
    vk: Person

    @property
    def both(self) -> tuple[Person, Person]:
        return self.telegram, self.vk

    def heard(self, text: object) -> int:
        """How many messages with that came, wherever."""
        return sum(str(text) in prompt.text.plain for one in self.both for prompt in one.heard)


def human(town: Town) -> Human:
    return Human(
        town=town, telegram=town.person("Мария", messenger="telegram"), vk=town.person("Мария", messenger="vk")
    )


def code_in(words: str) -> str:
    found = re.search(r"\d{4} \d{4}", words)
    assert found is not None, words
    return found[0]


async def takes_code(person: Person, name: str | None = None) -> str:
    """«Добавить адрес»; the code as it is shown."""
    await person.says("мои адреса")
    await person.presses(texts.ADD)
    await person.answers(name or PHRASES.skip)
    return code_in(person.reads)


async def joins_up(one: Person, other: Person, name: str | None = None) -> None:
    """The code is taken here, typed there, and both say yes."""
    code = await takes_code(one, name)
    await other.says(code)
    await other.presses(texts.YES_ME)
    await one.presses(texts.YES_MINE)


async def known(person: Person) -> Known:
    """Who the program takes them for."""
    async with person.town.database.reading() as books:
        found = await books.people.by_external(person.messenger.account, person.id)
    assert found is not None
    return found
