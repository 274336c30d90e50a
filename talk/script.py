"""Scripts by name: a talk in the database names its script, and this is where it is found again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from talk.errors import Misplayed

if TYPE_CHECKING:
    from talk.play import Talk


D = TypeVar("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A dialogue that can be played."""

    name: str
    version: int
    play: Callable[[Talk, Any], Awaitable[None]]
    """The second argument is whatever the caller gives the script to work with; opaque to the engine."""

    async def __call__(self, talk: Talk, desk: Any) -> None:
        await self.play(talk, desk)


class Registry:
    """Every script once."""

    def __init__(self) -> None:
        self._scripts: dict[str, Script] = {}

    def add(self, script: Script) -> None:
        """Raise Misplayed when another function already has the name; the same one may come again (a re-import)."""
        known = self._scripts.get(script.name)
        if known is not None and _place(known) != _place(script):
            raise Misplayed(f"two scripts are called {script.name!r}: {_place(known)} and {_place(script)}")
        self._scripts[script.name] = script

    def find(self, name: str, version: int) -> Script | None:
        """The script, if this very version of it is still played."""
        script = self._scripts.get(name)
        return script if script is not None and script.version == version else None

    def __iter__(self) -> Iterator[Script]:
        return iter(self._scripts.values())


scripts = Registry()
"""The scripts of this process; importing a module with ``@script`` fills it."""


def script(name: str, *, version: int) -> Callable[[Callable[[Talk, D], Awaitable[None]]], Script]:
    """Make a coroutine function a script.

    Raise the version only when talks in progress must not go on with the new text: they are closed with a kind word.
    """

    def enter(play: Callable[[Talk, D], Awaitable[None]]) -> Script:
        made = Script(name=name, version=version, play=play)
        scripts.add(made)
        return made

    return enter


def _place(script: Script) -> str:
    return f"{script.play.__module__}.{getattr(script.play, '__qualname__', '?')}"
