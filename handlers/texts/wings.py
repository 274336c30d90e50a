"""The files of one name in every wing of the texts: whoever shows what they declare needs no list of them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import handlers.texts


@cache
def import_every(name: str) -> None:
    """Import ``texts/<wing>/<name>.py`` of every wing that has one, at the first call."""
    for found in pkgutil.walk_packages(handlers.texts.__path__, "handlers.texts."):
        if found.name.endswith(f".{name}"):
            importlib.import_module(found.name)
