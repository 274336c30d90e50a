"""A loop whose time passes only when nobody has anything to do: hours of waiting in an instant, the same each time."""

from __future__ import annotations

import asyncio
import itertools
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class _Impatient(selectors.SelectSelector):
    """Does not wait: moves the clock instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("everybody waits for ever")
            self.now += max(0.0, timeout)
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own that begins at 0."""

    def __init__(self) -> None:
        self._clock = _Impatient()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now

    def stall(self, seconds: float) -> None:
        """Somebody computes for so long that nothing else can happen."""
        self._clock.now += seconds


class _CountedTask(asyncio.Task[Any]):
    """Sets of tasks are walked in the same order each time: by number, not by where they lie in memory."""

    _numbers = itertools.count()

    def __init__(self, *args: Any, **options: Any) -> None:
        self._number = next(self._numbers)
        super().__init__(*args, **options)

    def __hash__(self) -> int:
        return self._number


class LonelyLoop(VirtualLoop):
    """A virtual loop beside which nothing happens: what would run in a thread runs here, at once, in no time.

    So neither the speed of a disk nor that of a processor has a say in what comes first, and the clock does not move
    while a statement runs. ``begins`` is the time on its clock at the beginning.
    """

    def __init__(self, begins: float = 0.0) -> None:
        super().__init__()
        self._clock.now = begins
        self._clock_resolution = 1e-6  # a year has so many seconds that a billionth of one more makes no difference
        _CountedTask._numbers = itertools.count()
        self.set_task_factory(lambda loop, work, **options: _CountedTask(work, loop=loop, **options))

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]  # the stub names it a coroutine
        del executor
        future: asyncio.Future[T] = self.create_future()
        try:
            result = func(*args)
        except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
            self.call_soon(_fail, future, error)
        else:
            self.call_soon(_finish, future, result)
        return future


def _finish(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)


def live(story: Coroutine[object, object, T]) -> T:
    """Run it in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
