"""Fixtures for every room."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from handlers import dispatcher
from tests import consent

dispatcher.hear_stranger = consent.heard_who_agreed

settings.register_profile("house", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("house")

pytest_plugins = ["tests.cpu", "tests.databases", "tests.servers.plugin", "tests.snapshots"]

WAITING = ("tests/faults/", "tests/story/")
"""Where tests may be marked ``waits``: `make test` looks for them nowhere else (scripts/suite.py)."""
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes folders of its own in it
ENOUGH = 2_000_000_000
"""Bytes."""

# Databases that are written through to the disk after every turn are what makes tests slow: memory does as well.
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those first that were given much time: whoever begins them last waits for them alone."""
    lost = [item.nodeid for item in items if item.get_closest_marker("waits") and not item.nodeid.startswith(WAITING)]
    if lost:
        raise pytest.UsageError(f"marked `waits` outside of {' and '.join(WAITING)}: {', '.join(lost)}")
    items.sort(key=_time_given, reverse=True)


def _time_given(item: pytest.Item) -> float:
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark is not None else 0.0


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has said yes: the first words are heard as they ship."""
    monkeypatch.setattr(dispatcher, "hear_stranger", consent.hear_stranger)


def pytest_sessionstart() -> None:
    """Nothing of what is made while tests are collected can be thrown away."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Thousands of tests live as long as the session: nobody need look through them for garbage.

    That would take half a second of a processor each time, on a busy machine five: longer than a transaction of
    PostgreSQL may stand still (``storage.database.STALLED``).
    """
    gc.enable()
    gc.collect()
    gc.freeze()
