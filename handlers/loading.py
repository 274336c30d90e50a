"""Importing this file registers every errand, every dialogue and every listener of a hook.

A new file on this floor needs no list to be in.
"""

import importlib
import pkgutil

import handlers
from handlers.turn.hooks import Hook

for found in pkgutil.walk_packages(handlers.__path__, "handlers."):
    if not found.ispkg and found.name != __name__:
        importlib.import_module(found.name)

Hook.loaded = True
