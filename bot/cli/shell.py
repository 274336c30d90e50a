"""What every command begins with: the settings, and a loop that turns troubles into a sentence."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from handlers.texts.program import program as texts

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.settings import Settings

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")


def own_settings() -> Settings:
    from bot.settings import read_settings  # noqa: PLC0415 - takes half a second, --help needs it not

    try:
        return read_settings()
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def most_option(default: int, limit: int, help: str) -> Callable[[Command], Command]:  # noqa: A002 - as click calls it
    """``--most``: how many rows are shown, from one to the limit."""
    return click.option(
        "--most",
        default=default,
        show_default=True,
        type=click.IntRange(1, limit),
        metavar=texts.NUMBER_METAVAR,
        help=help,
    )


def perform(work: Coroutine[Any, Any, int | None]) -> None:
    """Run a command to its end. Troubles that are not bugs become a sentence and exit code 1."""
    from storage.sql import errors  # noqa: PLC0415 - SQLAlchemy takes a while

    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            code = runner.run(work)
    except errors.AlreadyRunning:
        raise click.ClickException(texts.ALREADY_RUNNING) from None
    except errors.WrongKey:
        raise click.ClickException(texts.WRONG_SECRET_KEY) from None
    except errors.TooNew:
        raise click.ClickException(texts.TOO_NEW) from None
    except errors.NotSqlite:
        raise click.ClickException(texts.ONLY_SQLITE) from None
    except errors.StorageError as error:
        raise click.ClickException(texts.storage_trouble(str(error))) from None
    sys.exit(code or 0)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop where there is one: uvloop is for CPython."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 - see above
    except ImportError:
        return None
    return new_event_loop
