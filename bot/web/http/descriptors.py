"""File descriptors: as many as the system allows, and never all of them for connections."""

from __future__ import annotations

import resource
from contextlib import suppress
from typing import Final

MOST_CONNECTIONS: Final = 1000
"""At once, at the public port."""
OF_THE_BOT: Final = 256
"""What connections leave to the rest: the database, messengers, files of people, templates."""
ENOUGH: Final = 65_536
"""More are of no use here, and some systems allow a milliard."""


def raise_descriptors() -> None:
    """To what the system allows: systemd begins with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def room(most: int) -> int:
    """As many connections, or fewer where descriptors are few."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return most
    return max(1, min(most, max(soft - OF_THE_BOT, soft // 3)))
