"""Refused requests and connections, counted instead of logged: a line for each would be an attack of its own."""

from __future__ import annotations

from collections import Counter
from typing import Final

from aiohttp import web

REASONS: Final = {
    "crowded": "there were too many connections",
    "late": "a head, a body or the taking of an answer took too long",
    "malformed": "it was no HTTP, or it ended in the middle",
    "limited": "an address asked too often",
    "secret": "a webhook's secret was wrong",
    "elsewhere": "health or metrics were asked for from outside",
    "failed": "a bug of ours",
}
"""Label ``why`` of ``tezki_http_refused_total`` → what it means."""


class Counts(Counter[str]):
    """Reason (a key of ``REASONS``) → how often in this process since its start."""


COUNTS: Final = web.AppKey("counts", Counts)
