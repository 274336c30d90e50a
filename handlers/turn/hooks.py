"""Hooks: what happens in one wing and means something to others, who say what in files of their own.

The wing in which it happens calls the hook; whoever has to do something then is registered with ``@hook.heard(place)``.
They run one after another in the order of their places, inside the caller's transaction: an error in one of them undoes
the turn. See docs/decisions/declared-parts.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Generic, ParamSpec

from handlers.turn.ordered import Ordered

if TYPE_CHECKING:
    from datetime import datetime

    from domain.purposes import Purpose
    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group
    from storage.books import Books
    from talk.asker import Asker
    from talk.messenger import GroupReport, Right, Shortfall
    from talk.rich import Say

P = ParamSpec("P")


class Hook(Generic[P]):
    """One occasion; ``P`` is what its listeners are given. Places grow in tens, and no two listeners share one."""

    loaded: ClassVar[bool] = False
    """Whether every wing has been imported (``handlers.loading``): before, listeners may be missing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: Ordered[Callable[P, Awaitable[None]]] = Ordered(name)

    def heard(self, place: int) -> Callable[[Callable[P, Awaitable[None]]], Callable[P, Awaitable[None]]]:
        """Register a listener. Raises ValueError for a place that is taken."""
        return self._listeners.at(place)

    @property
    def listeners(self) -> tuple[Callable[P, Awaitable[None]], ...]:
        """In the order in which they run."""
        return self._listeners.in_order()

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run all listeners. Raises RuntimeError when some may not be registered yet, and whatever they raise."""
        if not self.loaded:
            raise RuntimeError(f"{self.name}: import handlers.loading first, or listeners are passed over")
        for listener in self.listeners:
            await listener(*args, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A library that leaves: its membership is about to end."""

    library: int
    alliance: int
    cancelled: tuple[int, ...]
    """Ids of those of its planned events that it will not hold."""
    why_cancelled: str
    """As the public reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Consents that a person has taken back: what was shown by them is shown no more."""

    person: int
    purposes: tuple[Purpose, ...]
    subject: str | None = None
    """Of which thing alone: ``chronicle:5``; None: of all."""
    left: list[Say] = field(default_factory=list)
    """What could not be taken down by the program, in words, and who has been asked to do it: listeners add theirs."""


library_leaves: Final[Hook[Context, Leaving]] = Hook("library_leaves")
"""Before the membership ends. The context is the librarian's who has confirmed it; the right to leave was asked for,
and the library still has the rights of a member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class United:
    """A library has other events from now on: two turned out to be one, or two after all."""

    library: int
    events: tuple[int, ...]
    """Ids of those whose host is called otherwise."""


libraries_united: Final[Hook[Context, United]] = Hook("libraries_united")
"""After the deed: whatever shows the library in public shows it as it is now. The context is the coordinator's."""
group_bound: Final[Hook[Books, int, datetime]] = Hook("group_bound")
"""A group of this alliance (the number is the alliance's id) can be published in from now on: put there what it should
show from its first day.

Heard again whenever the group is looked at; ``handlers.notices.posts.publish`` leaves alone what stands there."""
group_reported: Final[Hook[Books, int, GroupReport, Asker | None, datetime]] = Hook("group_reported")
"""An account (its id) has looked at a group, on behalf of whoever wants it bound, if it is looked at for that."""
group_lost: Final[Hook[Books, int, int, datetime]] = Hook("group_lost")
"""An account (its id) could not write into a group (the messenger's id of it): it is in there no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was to be published in a group, as the delivery knows it."""

    account: int
    group: int
    """The messenger's id of it."""
    row: int
    """Of the outbox."""
    post: int | None
    text: str
    tries: int
    """Before this one."""


group_refused: Final[Hook[Books, Publication, Right | None, datetime]] = Hook("group_refused")
"""It may not be published for want of a right, and waits for that; None: it was so, and it came out now."""
post_fell_short: Final[Hook[Books, Publication, Shortfall, datetime]] = Hook("post_fell_short")
"""Of a publication something was not done, though the rest was."""
post_given_up: Final[Hook[Books, Publication, datetime]] = Hook("post_given_up")
"""It did not come out and will not, or an old post does not say what it should. Somebody has read that it was
announced: whoever answers for the group is told."""
group_asked: Final[Hook[Books, Group, str, int | None, datetime]] = Hook("group_asked")
"""Somebody in a bound group has called us by a command (its name), in this topic of it. Nobody's rights are known."""
coordinator_left: Final[Hook[Books, Alliance, int, datetime]] = Hook("coordinator_left")
"""Somebody coordinates this alliance no more, and so many coordinators are left, none perhaps. The journal knows it."""
person_forgotten: Final[Hook[Context]] = Hook("person_forgotten")
"""Before everything about this person is deleted: give back what they answer for. Rows go by themselves
(``storage.people.erasure``)."""
consent_withdrawn: Final[Hook[Books, AccountDirectory, TakenBack, datetime]] = Hook("consent_withdrawn")
"""The ledger knows it. Whoever shows something by these consents takes it down, wherever the messenger lets us."""

HOOKS: Final[tuple[Hook[...], ...]] = tuple(one for one in list(globals().values()) if isinstance(one, Hook))
"""All of this file, in its order."""


def lacks() -> list[str]:
    """Hooks that nobody hears."""
    return [f"hook {hook.name}: nobody hears it" for hook in HOOKS if not hook.listeners]
