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
    called: str = ""
    """What people call this talk, for «вы не закончили: …»."""
    sheets: bool = False
    """Whether it asks for a table: only for such a talk is a file unpacked."""

    async def __call__(self, talk: Talk, context: Any) -> None:
        await self.play(talk, context)


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

    def named(self, name: str) -> Script | None:
        """The script, whichever version of it."""
        return self._scripts.get(name)

    def lacks(self, room: str) -> list[str]:
        """What the scripts of the modules that begin so still have to say of themselves, a line each."""
        ours = [script for script in self if script.play.__module__.startswith(room)]
        nameless = [f"{_place(one)}: @script(…, called=…), its name for people" for one in ours if not one.called]
        users: dict[str, list[str]] = {}
        for one in ours:
            users.setdefault(one.called or one.name, []).append(one.name)
        return nameless + [f"one name for several talks: {', '.join(names)}" for names in users.values() if names[1:]]

    def __iter__(self) -> Iterator[Script]:
        return iter(self._scripts.values())


scripts = Registry()
"""The scripts of this process; importing a module with ``@script`` fills it."""


def script(
    name: str, *, version: int, called: str = "", sheets: bool = False
) -> Callable[[Callable[[Talk, D], Awaitable[None]]], Script]:
    """Make a coroutine function a script.

    Raise the version only when talks in progress must not go on with the new text: they are closed with a kind word.
    ``called`` is its name for people; ``sheets`` says that it asks for a table (``talk.fields.SentSheet``).
    """

    def enter(play: Callable[[Talk, D], Awaitable[None]]) -> Script:
        made = Script(name=name, version=version, play=play, called=called, sheets=sheets)
        scripts.add(made)
        return made

    return enter


def _place(script: Script) -> str:
    return f"{script.play.__module__}.{getattr(script.play, '__qualname__', '?')}"
