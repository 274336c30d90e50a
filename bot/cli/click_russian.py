"""Click speaks Russian: its own words go through gettext, which here has a table instead of files of translations."""

from __future__ import annotations

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from handlers.texts.program.program import CLICK


def _say(message: str) -> str:
    return CLICK.get(message, message)


def _count(one: str, many: str, number: int) -> str:
    return _say(one if number == 1 else many)


def speak() -> None:
    """From now on, in the whole process."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        for name, ours in (("_", _say), ("ngettext", _count)):
            if hasattr(module, name):
                setattr(module, name, ours)
