"""Who the members of an alliance are (Положение §1.2, §1.5; rows 1, 4)."""

from collections.abc import Iterable
from enum import StrEnum

from domain.spelling import plain
from domain.time.zones import region_named


class Scope(StrEnum):
    """Level of the cooperation (Положение §1.2): never chosen, always derived from the roster."""

    INTRA_REGIONAL = "intra_regional"
    INTER_REGIONAL = "inter_regional"


class Ownership(StrEnum):
    """Form of ownership or department of a library: all are welcome (Положение §1.5)."""

    MUNICIPAL = "municipal"
    STATE = "state"
    PRIVATE = "private"
    DEPARTMENTAL = "departmental"
    PUBLIC = "public"
    OTHER = "other"
    UNSAID = "unsaid"
    """Nobody has said it yet."""


def scope(regions: Iterable[str]) -> Scope:
    """Inter-regional as soon as two members are of different regions, however spelled; else intra-regional."""
    named = {region_named(region) or plain(region) for region in regions}
    return Scope.INTER_REGIONAL if len(named) > 1 else Scope.INTRA_REGIONAL
