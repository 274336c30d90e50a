"""An appeal: a library whose name the rule refused asks the coordinators to be let in (row 5; Положение §1.8)."""

from enum import StrEnum
from typing import Final

from domain.journal import Kind
from domain.machine import Machine, Move, Told
from domain.rights import Action


class State(StrEnum):
    """Where an appeal stands."""

    WAITING = "waiting"
    ALLOWED = "allowed"
    DECLINED = "declined"


APPEAL: Final = Machine(
    name="appeal",
    states=State,
    first=State.WAITING,
    moves=(
        Move(
            name="allow",
            sources=frozenset({State.WAITING}),
            to=State.ALLOWED,
            who=Action.OVERRIDE_VERDICT,
            journal=Kind.VERDICT_OVERRIDDEN,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"appeal"}),
        ),
        Move(
            name="decline",
            sources=frozenset({State.WAITING}),
            to=State.DECLINED,
            who=Action.OVERRIDE_VERDICT,
            tells=frozenset({Told.AUTHOR}),  # nothing public comes of it
            withdraws=frozenset({"appeal"}),
        ),
    ),
)
