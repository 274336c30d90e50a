"""State machines: the states of a thing, the moves between them and what each move means, as one declared value.

A subject declares one ``Machine`` in its own file of this floor. From it follow the buttons and the check of rights
(``handlers/turn/moves.py``), the line in the public journal and which notices are withdrawn
(``handlers/notices/moves.py``), which moves SQL lets pass and what is counted in public (``storage/sql/states.py``);
``tests/domain/test_machine.py`` and ``tests/handlers/test_machines.py`` hold every machine of the house to it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.journal import AnyKind
from domain.rights import Action

S = TypeVar("S", bound=StrEnum)


class Misdeclared(ValueError):
    """A machine that cannot work; the text names every fault it has."""


class Told(StrEnum):
    """Whom a move concerns who is not in this turn."""

    AUTHOR = "author"
    """Whoever began it."""
    COORDINATORS = "coordinators"
    """Those of its alliance."""
    LIBRARIANS = "librarians"
    """Those of the libraries that take part in it."""
    SUBSCRIBERS = "subscribers"
    """Residents who asked to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Generic[S]):
    """One way from some states to another."""

    name: str
    """ASCII letters and hyphens, unique in its machine: it travels on buttons, so it stays."""
    sources: frozenset[S]
    to: S
    who: Action | None
    """The right that is asked for at the moment of the deed; None: time makes it, and nobody may."""
    journal: AnyKind | None = None
    """What the public journal says of it, if the thing is public by then."""
    tells: frozenset[Told] = frozenset()
    """Who has to hear of it, for whoever reads; its wing composes the words and tells them."""
    withdraws: frozenset[str] = frozenset()
    """Kinds of notices about the thing that have lost their meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine(Generic[S]):
    """All states and moves of a thing. Raises Misdeclared where they do not hang together."""

    name: str
    """What a thing of this kind is called in subjects and keys: ``event``, ``appeal``."""
    states: type[S]
    first: S
    moves: tuple[Move[S], ...]
    public: tuple[S, ...] = ()
    """The states in which anybody may see it; it is counted by them (``storage.sql.states.count``)."""

    def __post_init__(self) -> None:
        if faults := [*self._doubles(), *self._unreached(), *self._idle()]:
            raise Misdeclared(f"{self.name}: {'; '.join(faults)}")

    def moves_from(self, state: S) -> tuple[Move[S], ...]:
        """What may happen to it now, in the declared order."""
        return tuple(move for move in self.moves if state in move.sources)

    def move(self, state: S, name: str) -> Move[S] | None:
        """The move of that name, if it begins where the thing stands."""
        return next((move for move in self.moves_from(state) if move.name == name), None)

    def sources(self, to: S) -> frozenset[S]:
        """From where one move leads there."""
        return frozenset(source for move in self.moves if move.to is to for source in move.sources)

    def is_over(self, state: S) -> bool:
        """Whether nothing can happen to it any more."""
        return not self.moves_from(state)

    def _doubles(self) -> list[str]:
        names = [move.name for move in self.moves]
        bad = [name for name in names if not (name.isascii() and name.replace("-", "").isalpha())]
        return [
            *(f"two moves are called {name!r}" for name in sorted({name for name in names if names.count(name) > 1})),
            *(f"a move cannot be called {name!r}" for name in bad),
        ]

    def _unreached(self) -> list[str]:
        reached: set[S] = {self.first}
        while more := {move.to for move in self.moves if move.sources & reached} - reached:
            reached |= more
        return [f"no move leads to {state.value!r}" for state in self.states if state not in reached]

    def _idle(self) -> list[str]:
        return [f"{move.name!r} begins nowhere" for move in self.moves if not move.sources] + [
            f"{move.name!r} leads to where it begins" for move in self.moves if move.to in move.sources
        ]
