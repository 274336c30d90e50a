"""Importing this file registers every errand and every dialogue: a new file in this room needs no list to be in."""

import importlib
import pkgutil

import handlers

for found in pkgutil.walk_packages(handlers.__path__, "handlers."):
    if not found.ispkg and found.name != __name__:
        importlib.import_module(found.name)
