"""People with two telephones become one, and people have all of theirs erased: step by step, by what they read."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from handlers.texts.subscriptions import subscribing as subscribing_texts
from tests.faults.year.story import Reader, Wish

if TYPE_CHECKING:
    from tests.faults.year.network import Messenger
    from tests.faults.year.story import Story

CHATS: Final = 7_000_801
"""Their numbers occur nowhere else: what is left of them can be looked for in the whole file."""
CODE: Final = re.compile(r"код: ([0-9]{4} [0-9]{4})")
LOOKS: Final = 60.0
"""Seconds between two looks at the telephone."""
CODE_LIVES: Final = 14 * 60.0
DAYS: Final = 3 * 86400.0

Says = Callable[[int], dict[str, str] | None]
"""Of the number of the call since which was read: what is said next; None: nothing was read that asks for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Whose telephone it is, and what is said there."""

    reader: Reader
    says: Says


def write(story: Story) -> None:
    """One goes alone; two become one, and one of these may go, too."""
    chance = random.Random(f"departures {story.world.seed}")  # noqa: S311 - a chance of their own
    telegram, vk = story.messengers.values()
    alone = _reader(chance.choice((telegram, vk)), CHATS)
    here, there = _reader(telegram, CHATS + 10), _reader(vk, CHATS + 11)
    story.apart |= {(one.wish.account, one.chat) for one in (alone, here, there)}
    words = [word for word in story.places if word.startswith("a")]
    for one, word in ((alone, chance.choice(words)), (here, words[0]), (there, words[-1])):
        came = chance.uniform(0, story.seconds * 0.05)
        story._says(came, one, start=f"sub_{word}")
        story._says(came + 20, one, press=f"agree:sub:{word}")
        story._says(came + 40, one, text=subscribing_texts.ALL_WELL)
    joins = story.seconds * chance.uniform(0.08, 0.2)
    for again in range(4):
        _chain(story, joins + again * 6 * 3600, _joining(story, here, there), lasts=CODE_LIVES)
    _chain(story, story.seconds * chance.uniform(0.3, 0.8), _leaving(story, alone), lasts=DAYS)
    if chance.random() < 0.5:
        _chain(story, story.seconds * chance.uniform(0.5, 0.9), _leaving(story, here), lasts=DAYS)


def _reader(messenger: Messenger, chat: int) -> Reader:
    return Reader(messenger, chat, Wish(int(messenger.account), chat))


def _chain(story: Story, at: float, steps: Sequence[Step], *, lasts: float) -> None:
    """Each step as soon as what it answers was read."""
    world, network = story.world, story.network

    def look(step: int, since: int) -> None:
        what = steps[step].says(since)
        if what is not None:
            since, step = len(network.calls), step + 1
            story._hands(steps[step - 1].reader, what)
        if step < len(steps) and world.elapsed < at + lasts:
            world.will(world.elapsed + LOOKS, partial(look, step, since))

    world.will(at, lambda: look(0, len(network.calls)))


def _joining(story: Story, here: Reader, there: Reader) -> list[Step]:
    def begins(_: int) -> dict[str, str] | None:
        known = story.world.history.last.addresses
        ours = {(one.wish.account, one.chat) for one in (here, there)}
        owners = [person for person, account, chat in known if (account, chat) in ours]
        if len(set(owners)) < len(ours):
            return None  # they are one already, or one of them has not come yet
        return {"press": "address-add"}

    def signs(since: int) -> dict[str, str] | None:
        return {"text": "Анна"} if _text(story, here, since, re.compile("Как вас подписать")) else None

    def types(since: int) -> dict[str, str] | None:
        found = _text(story, here, since, CODE)
        return {"text": found[1]} if found else None

    return [
        Step(here, begins),
        Step(here, signs),
        Step(there, types),
        Step(there, partial(_press, story, there, "address-yes:")),
        Step(here, partial(_press, story, here, "address-mine:")),
    ]


def _leaving(story: Story, reader: Reader) -> list[Step]:
    def erases(since: int) -> dict[str, str] | None:
        what = _press(story, reader, "erase-me:", since)
        if what is not None:
            story.leaving[reader.wish.account, reader.chat] = story.world.now()
        return what

    return [Step(reader, lambda _: {"press": "forget-me"}), Step(reader, erases)]


def _text(story: Story, reader: Reader, since: int, words: re.Pattern[str]) -> re.Match[str] | None:
    """What they have read with these words."""
    mine = [call for call in story.network.calls[since:] if call.arrived and _is_of(reader, call.account, call.chat)]
    return next((found for call in reversed(mine) if (found := words.search(call.text))), None)


def _press(story: Story, reader: Reader, begins: str, since: int) -> dict[str, str] | None:
    """The newest button that does so."""
    mine = [call for call in story.network.calls[since:] if call.arrived and _is_of(reader, call.account, call.chat)]
    found = [press for call in mine for press in call.presses if press.startswith(begins)]
    return {"press": found[-1]} if found else None


def _is_of(reader: Reader, account: int, chat: int) -> bool:
    return (account, chat) == (reader.wish.account, reader.chat)
