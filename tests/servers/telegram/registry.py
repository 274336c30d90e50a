"""The methods that the test server plays, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.servers.telegram.call import Call
from tests.servers.telegram.world import World

Method = Callable[[World, Call], Any | Awaitable[Any]]
PLAYED: dict[str, Method] = {}


def plays(name: str) -> Callable[[Method], Method]:
    """Enter a function into the list of methods."""

    def enter(method: Method) -> Method:
        PLAYED[name] = method
        return method

    return enter
