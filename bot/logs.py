"""Logs: for people on a console, as JSON for machines; no token ever gets through, not even in a traceback."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from bot.settings import Log

_SECRETS = re.compile(
    r"""
    \d{3,}:[\w-]{20,}              # a token of Telegram, in an address as well
    | vk[12]\.[a-z]\.[\w.-]+        # a key of VK
    | (?<=access_token=)[^&\s"']+
    | (?<=key=)[\w.-]{8,}           # of a long poll
    | (?<=secret=)[^&\s"']+
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """The text without tokens."""
    return _SECRETS.sub("***", text)


def _mask_all(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}


def set_up(log: Log) -> None:
    """Send the program's own lines and those of its libraries through one masked pipe to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_all,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _mask_all, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(log.level)
    for chatty in ("apscheduler", "aiogram", "aiohttp.access", "urllib3", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
