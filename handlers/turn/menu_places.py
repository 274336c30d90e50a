"""Where an errand stands in the menu: declared at the errand, laid out by ``handlers.turn.menu_pages``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.rights import Roles


class Role(StrEnum):
    """What one comes for, from the one that everybody has; the names travel in presses of «Ещё…»."""

    RESIDENT = "resident"
    LIBRARIAN = "librarian"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPlace:
    """A place in the menu; within it errands stand by their ``order``."""

    label: str
    role: Role = Role.RESIDENT
    first: bool = False
    """What its role comes for: on the first page, or one tap behind it under the head of the role. Else it is behind
    «Ещё…»."""
    wing: str = ""
    """What people call the wing, where it is not ``first``: once «Ещё…» is too long, it shows wings."""


def roles_of(own_roles: Roles) -> tuple[Role, ...]:
    """Everything that this person comes for. Whatever it says, the errands ask for their rights themselves."""
    roles = [Role.RESIDENT]
    if own_roles.members:
        roles.append(Role.LIBRARIAN)
    if own_roles.coordinates:
        roles.append(Role.COORDINATOR)
    return tuple(roles)
