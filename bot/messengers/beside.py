"""A beauty beside a deed: done at the same time, waited for a moment, and never a reason for the deed to fail."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

log = structlog.get_logger(__name__)

MOMENT: Final = 1.0
"""Seconds that are waited for it once the deed is done: its chat gets nothing else meanwhile."""


@asynccontextmanager
async def beside(beauty: Coroutine[None, None, None] | None) -> AsyncIterator[None]:
    """Around the deed. Whatever the beauty raises is logged; if the deed fails it is called off."""
    task = asyncio.create_task(beauty) if beauty is not None else None
    try:
        yield
        if task is not None:
            await asyncio.wait([task], timeout=MOMENT)
    finally:
        if task is not None:
            if not task.done():
                task.cancel()
            elif not task.cancelled() and (trouble := task.exception()) is not None:
                log.info("beauty_lost", why=type(trouble).__name__)
