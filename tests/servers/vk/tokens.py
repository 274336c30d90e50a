"""Keys of VK: a community's key and a person's key open different methods (VK.md §1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.vk.community import Community
    from tests.servers.vk.person import Person


class Kind(StrEnum):
    """Whose key it is, in the words of the schema."""

    GROUP = "group"
    USER = "user"


# The bits that groups.getTokenPermissions reports.
RIGHTS = {
    "stories": 1,
    "photos": 4,
    "app_widget": 64,
    "messages": 4096,
    "wall": 8192,
    "docs": 131072,
    "manage": 262144,
}


@dataclass(slots=True, kw_only=True)
class Token:
    """A key: a community's (`community` is set) or a person's. `maker` is the administrator who made it."""

    value: str
    kind: Kind
    maker: Person
    rights: frozenset[str]
    community: Community | None = None
    revoked: bool = False
