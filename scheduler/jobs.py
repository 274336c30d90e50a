"""What a job is, and the register in which every job enters itself where it is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

Facts = dict[str, int]
"""What a run did, in numbers: for the run journal."""
Work = Callable[["Database", "AccountDirectory", "datetime"], Coroutine[Any, Any, Facts]]
HasWork = Callable[["Books", "datetime"], Awaitable[bool]]

JOBS: Final[dict[str, Job]] = {}
"""By name. ``scheduler.all_jobs`` has them all, in their order."""


class Phase(IntEnum):
    """The order in which jobs are run where they are run one after the other; within a phase by name."""

    STATES = 1
    """What is over becomes so, what comes next is planned."""
    REMINDERS = 2
    """News of changes first: a reminder must not tell what is not true any more."""
    ORDERS = 3
    """What people ordered and wait for: letters, documents, plans from files."""
    QUESTIONS = 4
    """What the program writes of its own accord and in no hurry."""
    CLEANUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Looks at the database and does what is due at ``now``; doing it twice does it once."""

    name: str
    """As it stands in the run journal, in databases that exist: not to be changed."""
    every: int
    """Seconds between two runs."""
    work: Work
    has_work: HasWork | None = None
    """Whether there is anything to do at that moment, without doing it; what is to be done stays so until it is done.

    A job without it can wait: it comes by its time alone, and the playground's clock does not stop for it.
    """
    phase: Phase = Phase.QUESTIONS
    woken_by: tuple[str, ...] = ()
    """After a commit in which ``books.wake`` was called with one of these names, it runs at once."""


def job(
    name: str,
    *,
    every: int,
    phase: Phase,
    has_work: HasWork | None = None,
    woken_by: tuple[str, ...] = (),
) -> Callable[[Work], Work]:
    """Enter a function as a job; see ``Job``. Raises ValueError when another one has that name."""

    def enter(work: Work) -> Work:
        if name in JOBS:
            raise ValueError(f"two jobs are called {name!r}")
        JOBS[name] = Job(name=name, every=every, work=work, has_work=has_work, phase=phase, woken_by=woken_by)
        return work

    return enter
