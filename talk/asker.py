"""On whose behalf something is done to a group: the messenger says who speaks there, and not everybody is a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person; whether they manage the group is still to be asked."""

    kind: Literal["known"] = "known"
    id: int
    """The messenger's id of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TheGroupItself:
    """Somebody who speaks in the group's own name, which only its administrators can.

    Whoever speaks as another channel is nobody of these: any member can, and the messenger does not say who it is.
    """

    kind: Literal["group"] = "group"


def _known(raw: object) -> object:
    """A bare id, as it waited in outboxes before askers had kinds."""
    return Known(id=raw) if isinstance(raw, int) else raw


Asker = Annotated[Known | TheGroupItself, Field(discriminator="kind"), BeforeValidator(_known)]
"""To be asked with ``match``: what is neither is nobody, and nothing is done for nobody."""
