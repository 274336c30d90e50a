"""Deeds that cannot be taken back wait, where one person alone does them who is new, or the only one (Положение, 1.8).

Whoever else speaks for the library, and the coordinators, are told, may undo them, or let them take effect at once. See
docs/decisions/a-claim-is-not-a-right.md.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.machine import Machine, Move, Told
from domain.rights import Action

NEW: Final = timedelta(days=7)
"""So long somebody is new who was vouched for."""
WAIT: Final = timedelta(days=1)
SHARE: Final = 4
"""What ends sooner waits for so small a part of the time that is left: those who meant to come must hear of it in
time."""


class Deed(StrEnum):
    """What waits; stored, and registered where it is carried out."""

    LEAVE = "leave"
    CANCEL = "cancel"
    RENAME = "rename"
    DISMISS = "dismiss"


class Delay(StrEnum):
    """Where a deed stands that waits."""

    WAITING = "waiting"
    DONE = "done"
    UNDONE = "undone"
    VOID = "void"
    """When its time came it could not be done any more: the event was over, the right was gone."""


DELAY: Final = Machine(
    name="delayed",
    states=Delay,
    first=Delay.WAITING,
    moves=(
        Move(
            name="hurry",
            sources=frozenset({Delay.WAITING}),
            to=Delay.DONE,
            who=Action.HURRY_DEED,
            withdraws=frozenset({"delayed"}),
        ),
        Move(
            name="undo",
            sources=frozenset({Delay.WAITING}),
            to=Delay.UNDONE,
            who=Action.UNDO_DEED,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"delayed"}),
        ),
        Move(name="be-too-late", sources=frozenset({Delay.WAITING}), to=Delay.VOID, who=None),
    ),
)
"""By time it takes effect as by ``hurry``."""


def is_new(vouched_at: datetime | None, now: datetime) -> bool:
    """Whether somebody speaks for a library since so lately that others should have a look; None: not at all."""
    return vouched_at is None or now - vouched_at < NEW


def waits_until(now: datetime, *, ends: datetime | None = None) -> datetime:
    """When such a deed takes effect; ``ends``: the moment until which it means something, the start of an event."""
    if ends is None or ends <= now:
        return now + WAIT
    return now + min(WAIT, (ends - now) / SHARE)
