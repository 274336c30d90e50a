"""Errors in the log: of what is done for people only the kinds and places, as the words of an error may quote them."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

QUOTING: Final = ("scheduler", "handlers", "talk", "storage", "domain")
"""Floors in which an error may hold what somebody wrote; those of ``bot`` tell the operator what to mend."""


def told(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A processor: ``exc_info`` becomes ``exception``, in words only where it quotes nobody."""
    record = event.get("_record")
    name = str(record.name if record is not None else getattr(logger, "name", ""))
    if name.partition(".")[0] in QUOTING and (error := _error(event.get("exc_info"))) is not None:
        del event["exc_info"]
        event["exception"] = without_words(error)
        if record is not None:  # the standard library would write it out once more
            record.exc_info = record.exc_text = None
    return structlog.processors.format_exc_info(logger, method, event)


def without_words(error: BaseException) -> str:
    """A traceback of the error and of what led to it, which comes first; each error by its kind alone."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    yield type(error).__qualname__
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _lines(one, seen)


def _error(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    found = sys.exc_info() if info is True else info
    return found[1] if isinstance(found, tuple) else None
