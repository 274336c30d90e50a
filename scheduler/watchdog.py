"""Watches that nothing computes for so long on the event loop that everybody waits (docs/decisions/watchdog.md).

It counts the processor time that the loop's thread has spent since the loop last came round. After ``WARNS`` seconds a
thread says in the log who it is and where. A turn or a job is broken off after ``BREAKS``: a timer of the kernel has
``HeldTheLoop`` raised inside of it, between two steps of Python or in the middle of a regular expression.

HeldTheLoop    in whatever was broken off
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

log = structlog.get_logger()

WARNS: Final = 5.0
BREAKS: Final = 20.0
"""Seconds of processor time: a machine that is busy with other things is nobody's fault."""
PATIENCE: Final = 3
"""Times ``WARNS`` by the wall's clock: then something blocks the thread, or the machine is very busy."""
BEAT: Final = 0.25
"""Seconds between two looks."""
DEPTH: Final = 12
"""Places in the code that are logged, the innermost first."""
_SIGNAL: Final = getattr(signal, "SIGVTALRM", None)
"""Of the timer; there is none on Windows, where it is only logged."""
_MARK: Final = "\N{BULLET} "
"""Before the names of tasks that may be broken off."""


class HeldTheLoop(Exception):
    """This turn or job computed for so long that everybody waited for it, and was broken off."""


@contextmanager
def errand(name: str) -> Iterator[None]:
    """What is done inside may be broken off, and is called so in the log."""
    task = asyncio.current_task()
    assert task is not None, "it is watched on the loop only"
    before = task.get_name()
    task.set_name(_MARK + name)
    try:
        yield
    finally:
        task.set_name(before)


@contextmanager
def watching(*, warns: float = WARNS, breaks: float = BREAKS, beat: float = BEAT) -> Iterator[None]:
    """Watch the running loop. Where it cannot break off (no main thread, somebody watches already) it only logs."""
    watch = _Watch(asyncio.get_running_loop(), warns=warns, breaks=breaks, beat=beat)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


class _Watch:
    """One loop's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, warns: float, breaks: float, beat: float) -> None:
        self._loop = loop
        self._warns, self._breaks, self._beat = warns, breaks, beat
        self._thread = threading.get_ident()
        self._spent = _clock_of(self._thread)
        self._came_round = self._spent()
        self._round_at = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._over = threading.Event()
        self._handled = False

    def start(self) -> None:
        main = threading.current_thread() is threading.main_thread()
        if main and _SIGNAL is not None and signal.getsignal(_SIGNAL) is signal.SIG_DFL:
            signal.signal(_SIGNAL, self._break_off)
            self._handled = True
        self._come_round()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()
        self._wind_up(0.0)
        if self._handled and _SIGNAL is not None:
            signal.signal(_SIGNAL, signal.SIG_DFL)

    def _come_round(self) -> None:
        self._came_round = self._spent()
        self._round_at = time.monotonic()
        self._wind_up(self._breaks)
        self._timer = self._loop.call_later(self._beat, self._come_round)

    def _watch(self) -> None:
        """In a thread of its own."""
        warned = 0.0
        while not self._over.wait(self._beat):
            round_at = self._round_at
            held, waited = self._spent() - self._came_round, time.monotonic() - round_at
            if (held >= self._warns or waited >= PATIENCE * self._warns) and warned != round_at:
                warned = round_at
                self._say(held, waited)

    def _wind_up(self, seconds: float) -> None:
        """The timer counts what all threads compute: it may come too early, and comes again then."""
        if self._handled:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, self._beat)

    def _current(self) -> asyncio.Task[Any] | None:
        with suppress(RuntimeError):
            return asyncio.current_task(self._loop)
        return None

    def _say(self, held: float, waited: float) -> None:
        task = self._current()
        name = task.get_name() if task is not None else ""
        log.error(
            "loop_held",
            errand=name.removeprefix(_MARK),
            seconds=round(waited, 1),
            computing=round(held, 1),
            at=_places(self._thread),
        )

    def _break_off(self, _: int, __: FrameType | None) -> None:
        """In the loop's thread, in the midst of whatever runs there."""
        task = self._current()
        if task is None or not task.get_name().startswith(_MARK) or self._spent() - self._came_round < self._breaks:
            return
        self._came_round = self._spent()  # if it goes on all the same, it is broken off again
        self._wind_up(self._breaks)
        raise HeldTheLoop(task.get_name().removeprefix(_MARK))


def _clock_of(thread: int) -> Any:
    """Reads the processor time of a thread, in seconds; of all time where that is not known (Windows, macOS)."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    number = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(number)


def _places(thread: int) -> list[str]:
    """Where the thread is in the code: files, lines and names, never what they hold."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - documented, and the only way
    places: list[str] = []
    while frame is not None and len(places) < DEPTH:
        places.append(f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return places
