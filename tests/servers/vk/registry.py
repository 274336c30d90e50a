"""One call of an API method, and the table of methods that this server knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tests.servers.vk.failures import Failure, Violated
from tests.servers.vk.tokens import Kind, Token

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.world import World

ANYBODY = frozenset({Kind.GROUP, Kind.USER})
GROUP = frozenset({Kind.GROUP})
USER = frozenset({Kind.USER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A checked request: parameters as text, read through the methods below."""

    world: World
    method: str
    params: Mapping[str, str]
    token: Token

    def text(self, name: str, default: str = "") -> str:
        return self.params.get(name, default)

    def number(self, name: str) -> int | None:
        """The number, or None when it was not given."""
        value = self.params.get(name, "")
        try:
            return int(value) if value else None
        except ValueError:
            raise Violated(100, f"{name} not integer") from None

    def needs(self, name: str) -> int:
        """The number; Violated(100) when it was not given."""
        value = self.number(name)
        if value is None:
            raise Violated(100, f"{name} is undefined")
        return value

    def flag(self, name: str) -> bool:
        return self.params.get(name) == "1"

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.params.get(name, "").split(",") if word.strip()]

    def numbers(self, name: str) -> list[int]:
        return [int(word) for word in self.words(name)]

    @property
    def community(self) -> Community:
        """The community whose key this is; Failure(27 or 100) for a person's key."""
        if self.token.community is None:
            raise Failure(100, "group_id is undefined")
        return self.token.community

    def group(self, name: str = "group_id") -> Community:
        """The community named by `group_id` (or by the negative `owner_id`) that this key may run."""
        number = self.number(name)
        if number is None:
            return self.community
        community = self.world.communities.get(abs(number))
        if community is None:
            raise Failure(125)
        if self.token.community is not None and self.token.community is not community:
            raise Failure(15, "this key belongs to another community")
        if self.token.kind is Kind.USER and self.token.maker.id not in community.managers:
            raise Failure(15, "the person does not run this community")
        return community


Handler = Callable[[Call], object]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What carries out a method, which kinds of keys it takes, and which right the key must have."""

    handler: Handler
    kinds: frozenset[Kind]
    right: str | None


METHODS: dict[str, Method] = {}


def method(name: str, *, kinds: frozenset[Kind] = ANYBODY, right: str | None = None) -> Callable[[H], H]:
    """Put a function into the table of methods."""

    def put(handler: H) -> H:
        METHODS[name] = Method(handler=handler, kinds=kinds, right=right)
        return handler

    return put
