"""The register of errands: what a command, a button or a deep link leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.desk import Desk

Errand = Callable[..., Awaitable[None]]
"""``async def errand(desk, *args: str)``: the args are words of a button, and whatever they say grants nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One errand and the ways to it."""

    name: str
    run: Errand
    command: str | None
    most_args: int


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


ERRANDS = Errands()
"""Filled by importing the files of this room (``handlers.all_errands``)."""


def errand(name: str, *, command: str | None = None, most_args: int = 4) -> Callable[[Errand], Errand]:
    """Register a function: ``press="name:arg"``, ``/command`` and the deep link ``name_arg`` all lead to it.

    ``name`` has no ``:`` or ``_``, so that a deep link can be told apart from its arguments.
    """
    if not name.replace("-", "").isalnum():
        raise ValueError(f"an errand's name is letters, digits and hyphens: {name!r}")

    def register(run: Errand) -> Errand:
        ERRANDS.add(Registered(name=name, run=run, command=command, most_args=most_args))
        return run

    return register


async def go(desk: Desk, name: str, *args: str) -> bool:
    """Run the errand of that name; False when there is none or the words do not suit it."""
    found = ERRANDS.named(name)
    if found is None or len(args) > found.most_args:
        return False
    await found.run(desk, *args)
    return True
