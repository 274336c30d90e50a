"""`make soak` plays the long form of everything; what `make test` leaves out is listed in docs/reliability.md."""

import os
from typing import Final, TypeVar

T = TypeVar("T")

SOAK: Final = os.environ.get("TEZKI_SOAK") == "1"


def soaking(*more: T) -> tuple[T, ...]:
    """What is tried in the long form only."""
    return more if SOAK else ()
