"""Logs: for people on a console, as JSON for machines; no token ever gets through, not even in a traceback.

What an error of a turn, a job or a delivery says is not written (``bot.tracebacks``).
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot import tracebacks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, MutableMapping

    from bot.settings import Log

_SECRETS: Final = re.compile(
    r"""
      \d{3,}(?::|%3[Aa])[\w-]{20,}                  # a token of Telegram, in an address as well
    | vk[12]\.[a-z]\.[\w.-]+                        # a key of VK
    | \b[0-9a-f]{85}\b                              # a key of VK, as they were until 2022
    | (?<=access_token=)[^&\s"'\\]+
    | (?<=key=)[\w.-]{8,}                           # of a long poll
    | (?<=secret=)[^&\s"'\\]+
    | (?<=://)[^\s/@"'\\]+:[^\s@"'\\]+(?=@)         # name and password in an address, with a slash in it, too
    | (?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])         # what opens a calendar, an invitation, the binding of a group
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+      # a mail address
    | (?:(?<!\w)\+7|(?<![\w.:+-])8)[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?![\w:])  # a telephone
    | (?:access_token|secret|secret_key|secret_token|password|key)\\?["']:\s*\\?["'](?P<quoted>[^"'\\]{4,})
    """,
    re.VERBOSE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""All but the tabulator and the new line: what moves the cursor, colours or hides on a console."""
_SHORTEST: Final = 6
"""A secret word of fewer characters is not looked for: it would tear other words apart."""


def mask(text: str, hide: Collection[str] = ()) -> str:
    """The text without tokens, and without these words."""
    for word in sorted(hide, key=len, reverse=True):
        if len(word) >= _SHORTEST:
            text = text.replace(word, "***")
    return _SECRETS.sub(_star, text)


def _star(found: re.Match[str]) -> str:
    quoted: str | None = found["quoted"]
    return "***" if quoted is None else found[0].removesuffix(quoted) + "***"


def encode(text: str, *, lines: bool = False) -> str:
    r"""The text without control characters, which are shown as ``\x1b``; new lines stay only where they belong."""
    text = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return text if lines else text.replace("\n", "\\n")


def _encode_all(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: encode(value, lines=name == "exception") if isinstance(value, str) else value
        for name, value in event.items()
    }


class _Handler(logging.StreamHandler[Any]):
    """Writes lines; one that cannot be written is not spilt unmasked, as the standard library would do."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name there
        kind = type(sys.exception()).__name__
        with suppress(OSError, ValueError):
            self.stream.write(f"a line of {record.name} could not be written: {kind}\n")


def set_up(log: Log, hide: Collection[str] = ()) -> None:
    """Send the program's own lines and those of its libraries through one masked pipe to standard error.

    ``hide`` are the secrets of the settings; other tokens are known by their looks.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tracebacks.told,
        _encode_all,
    ]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )

    def masked(_: object, __: str, event: MutableMapping[str, Any]) -> str:
        """The whole line at once: a token may hide in a number, a list or an exception, too."""
        return mask(render(_, __, event), hide)

    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, masked],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(log.level)
    for chatty in ("apscheduler", "aiogram", "aiohttp.access", "urllib3", "alembic", "pymorphy3"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    # That a job still runs when its time comes again is no trouble: its row in the run journal says how long it took.
    logging.getLogger("apscheduler.scheduler").setLevel(max(logging.ERROR, root.level))
