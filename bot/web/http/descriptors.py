"""File descriptors (``RLIMIT_NOFILE``): as many as the system allows, and never all of them for connections."""

from __future__ import annotations

import resource
from contextlib import suppress
from typing import Final

MOST_CONNECTIONS: Final = 1000
"""Open at once at the public port, unless the settings say otherwise."""
RESERVED: Final = 256
"""Descriptors that are kept for the rest: the database, messengers, files of people, templates."""
MOST_DESCRIPTORS: Final = 65_536
"""More are of no use here, and some systems allow a billion."""


def raise_descriptors() -> None:
    """Raise the soft limit to the hard one, ``MOST_DESCRIPTORS`` at most: systemd begins with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connection_limit(most: int) -> int:
    """``most``, or fewer where the soft limit leaves no descriptors for the rest; at least 1."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return most
    return max(1, min(most, max(soft - RESERVED, soft // 3)))
