"""Importing this file enters every job: a new file in a wing of this room needs no list to be in.

What lies deeper than the files of a wing (``documents/making``) is loaded when it is needed: Word and Excel take long.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import scheduler
from scheduler.jobs import JOBS as ENTERED
from scheduler.jobs import Job

for _wing in pkgutil.iter_modules(scheduler.__path__, "scheduler."):
    if _wing.name == __name__:
        continue
    _module = importlib.import_module(_wing.name)
    for _file in pkgutil.iter_modules(_module.__path__, f"{_wing.name}.") if _wing.ispkg else ():
        if not _file.ispkg:
            importlib.import_module(_file.name)

JOBS: Final[tuple[Job, ...]] = tuple(sorted(ENTERED.values(), key=lambda job: (job.phase, job.name)))
"""In the order in which they are run one after the other."""
