"""The register of errands: what a command, a button or a deep link leads to."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.turn.context import Desk

Errand = Callable[..., Awaitable[None]]
"""``async def errand(desk, *args: str)``: the args are words of a button, and whatever they say grants nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One errand and the ways to it."""

    name: str
    run: Errand
    command: str | None
    least_args: int
    most_args: int
    by_link: bool
    """Whether a deep link may lead to it: anybody can lay a link before anybody."""

    def takes(self, args: tuple[str, ...]) -> bool:
        return self.least_args <= len(args) <= self.most_args


class Errands:
    """All errands of the program, by name and by command."""

    def __init__(self) -> None:
        self._by_name: dict[str, Registered] = {}
        self._by_command: dict[str, Registered] = {}

    def add(self, errand: Registered) -> None:
        if errand.name in self._by_name or (errand.command and errand.command in self._by_command):
            raise ValueError(f"two errands are called {errand.name!r}")
        self._by_name[errand.name] = errand
        if errand.command:
            self._by_command[errand.command] = errand

    def named(self, name: str) -> Registered | None:
        return self._by_name.get(name)

    def commanded(self, command: str) -> Registered | None:
        return self._by_command.get(command)

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(self._by_command)

    def __iter__(self) -> Iterator[Registered]:
        return iter(self._by_name.values())


ERRANDS = Errands()
"""Filled by importing the files of this room (``handlers.loading``)."""


def errand(
    name: str, *, command: str | None = None, most_args: int = 4, by_link: bool = True
) -> Callable[[Errand], Errand]:
    """Register a function: ``press="name:arg"``, ``/command`` and the deep link ``name_arg`` all lead to it.

    ``name`` has no ``:`` or ``_``, so that a deep link can be told apart from its arguments. ``by_link=False`` for what
    does something at once, without asking: a stranger's link must not do it in the name of whoever follows it.
    """
    if not name.replace("-", "").isalnum():
        raise ValueError(f"an errand's name is letters, digits and hyphens: {name!r}")

    def register(run: Errand) -> Errand:
        needed = [one for one in list(inspect.signature(run).parameters.values())[1:] if one.default is one.empty]
        least = sum(one.kind is not one.VAR_POSITIONAL for one in needed)
        ERRANDS.add(
            Registered(name=name, run=run, command=command, least_args=least, most_args=most_args, by_link=by_link)
        )
        return run

    return register


async def go(desk: Desk, name: str, *args: str) -> bool:
    """Run the errand of that name; False when there is none or the words do not suit it."""
    found = ERRANDS.named(name)
    if found is None or not found.takes(args):
        return False
    desk.doing = ":".join((name, *args))
    await found.run(desk, *args)
    return True
