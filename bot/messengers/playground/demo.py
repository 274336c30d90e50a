"""What a newcomer finds: three people to play, and an alliance of real namesakes with a year's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts import playground as texts

if TYPE_CHECKING:
    from bot.messengers.playground.messenger import PlaygroundMessenger
    from bot.program import Program
    from storage.books import Books


async def introduce_people(books: Books) -> None:
    """The three who play the story, unless somebody is there already."""
    if not await books.playground.people():
        for name, part in texts.PEOPLE:
            await books.playground.add(name, part)


async def furnish(program: Program, messenger: PlaygroundMessenger) -> None:
    """Fill an empty database; one that has an alliance stays as it is."""
