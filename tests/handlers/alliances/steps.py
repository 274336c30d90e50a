"""Steps that tests of the coordinator's errands share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.texts.alliances import card, founding
from handlers.texts.turn.dialogue import PHRASES
from tests.snapshots import snapshot

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group
    from tests.people import Person, Posted, SmallMessenger, Town

GROUP = -1001


@snapshot
async def founds(person: Person, settlement: str = "Александровка", region: str = "Белгородская область") -> None:
    """The shortest way through the founding."""
    await comes_to_the_emblem(person, settlement, region)
    await person.answers(PHRASES.skip, PHRASES.all_right, founding.ACCEPT_AND_FOUND)


async def comes_to_the_emblem(
    person: Person, settlement: str = "Ивановка", region: str = "Белгородская область"
) -> None:
    """Up to the question of the founding that takes a photo."""
    await person.says("/found")
    await person.answers(settlement, region, "Общественно-коллективное движение", founding.SCOPE_WIDE, "Подходит")
    await person.answers(PHRASES.skip, PHRASES.skip)
    assert founding.EMBLEM in person.reads


async def invites(person: Person) -> str:
    """The payload of a fresh invitation to coordinate."""
    await person.forges("co-invite")
    return person.reads.partition("start=")[2]


async def comes(person: Person, payload: str) -> None:
    """Follows the invitation and agrees."""
    await person.starts(payload)
    await person.presses(card.YES_COME)


async def appoints(inviter: Person, invited: Person) -> None:
    """One more coordinator: called, agreed, let in."""
    await comes(invited, await invites(inviter))
    await inviter.presses(card.LET_IN)


async def the_alliance(town: Town) -> Alliance:
    async with town.database.reading() as books:
        return (await books.alliances.all()).items[-1]


async def groups_of(town: Town, alliance_id: int) -> tuple[Group, ...]:
    async with town.database.reading() as books:
        return await books.groups.all_of_alliance(alliance_id)


async def journal_of(town: Town, alliance_id: int) -> list[tuple[str, dict[str, object]]]:
    """Kinds and facts, the oldest first."""
    async with town.database.reading() as books:
        assert await books.journal.verify(alliance_id) is None
        return [(entry.kind.value, dict(entry.facts)) async for entry in books.journal.all(alliance_id)]


@dataclass(frozen=True, slots=True)
class Link:
    """A button that leads out of the chat."""

    label: str
    url: str

    @property
    def payload(self) -> str:
        return self.url.partition("=")[2]


def links(person: Person) -> list[Link]:
    """The links under the last message."""
    return [Link(one.label, one.url) for row in person.last.rows for one in row if one.url is not None]


def group(messenger: SmallMessenger, title: str = "Тёзки Александровки", *, managers: tuple[int, ...] = ()) -> int:
    """A group of the messenger where these people are administrators."""
    messenger.titles[GROUP] = title
    messenger.managers[GROUP] |= set(managers)
    return GROUP


@snapshot
async def binds(person: Person, title: str = "Тёзки Александровки") -> list[Posted]:
    """The whole binding of a Telegram group; what stands in the group afterwards."""
    messenger, town = person.messenger, person.town
    group(messenger, title, managers=(person.id,))
    await person.forges("bind")
    claim = next(link.payload for link in links(person) if "startgroup" in link.url)
    await town.group_happens(messenger, GROUP, "added", user=person.id, title=title)
    await town.group_happens(messenger, GROUP, "claimed", user=person.id, title=title, claim=claim)
    return town.wall(GROUP, messenger.kind)
