"""What a declared state machine means in a turn: its buttons, and the check of rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from domain.rights import Thing
from handlers.turn.context import Forbidden
from talk.errors import Refused
from talk.prompt import Button, Tone
from talk.rich import Say

if TYPE_CHECKING:
    from enum import StrEnum

    from domain.machine import Machine, Move
    from handlers.turn.context import Context

S = TypeVar("S", bound="StrEnum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a move looks on a button."""

    label: str
    tone: Tone = "plain"


def may_make(context: Context, move: Move[S], thing: Thing) -> bool:
    """Whether this person may, now; what time makes nobody may."""
    return move.who is not None and context.may(move.who, thing)


def require(context: Context, machine: Machine[S], state: S, name: str, thing: Thing, *, gone: Say) -> Move[S]:
    """The move, for whoever is about to make it.

    Raises Forbidden when it is not theirs to make, whatever state the thing is in, and Refused, which says ``gone``,
    when it stands elsewhere by now.
    """
    named = [move for move in machine.moves if move.name == name]
    if not named or not may_make(context, named[0], thing):
        raise Forbidden(named[0].who if named else None, thing)
    move = machine.move(state, name)
    if move is None:
        raise Refused(gone)
    return move


def buttons(
    context: Context,
    machine: Machine[S],
    state: S,
    thing: Thing,
    *,
    faces: Mapping[str, Face],
    press: Callable[[str], str],
) -> tuple[Button, ...]:
    """A button for every move that this person may make now, in the declared order.

    ``press`` makes of a move's name what the button says; a move without a face has a way of its own.
    """
    return tuple(
        Button(label=face.label, press=press(move.name), tone=face.tone)
        for move in machine.moves_from(state)
        if (face := faces.get(move.name)) is not None and may_make(context, move, thing)
    )
