"""Importing this file registers every errand and every dialogue: a new file in this room needs no list to be in."""

import importlib
import pkgutil

import handlers

for found in pkgutil.iter_modules(handlers.__path__):
    if not found.ispkg and found.name != "all_errands":
        importlib.import_module(f"handlers.{found.name}")
