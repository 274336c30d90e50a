"""What is counted of an alliance, line by line, so that it can be added up by library, by goal and by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one thing that a library did adds to the figures of a period."""

    library: int
    title: str
    """Of the library, and where it is:"""
    settlement: str
    district: str
    region: str
    goals: tuple[str, ...]
    """Keys of ``domain.vocabulary.goals`` that it serves; empty where none is known."""
    day: date
    amounts: Mapping[str, int]
    """Name of a figure → how many."""
