"""Fixtures for every room."""

import os
import shutil
from pathlib import Path

from hypothesis import settings

settings.register_profile("house", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("house")

pytest_plugins = ["tests.databases", "tests.servers.plugin"]

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes folders of its own in it
ENOUGH = 2_000_000_000
"""Bytes."""

# Databases that are written through to the disk after every turn are what makes tests slow: memory does as well.
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
