"""What a measurement says: ours, the baseline's, their ratio and whether the target is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

REACHED: Final = "reached"
MISSED: Final = "MISSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    work: str
    """What was measured, with its sizes."""
    ours: str
    """With its unit."""
    baseline: str
    """What stood beside it, and its figure with the unit."""
    ratio: float
    """Ours against the baseline, as the target counts it."""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        low = self.at_least is None or self.ratio >= self.at_least
        high = self.at_most is None or self.ratio <= self.at_most
        return low and high

    @property
    def target(self) -> str:
        bounds = [("≥", self.at_least), ("≤", self.at_most)]
        return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


def table(figures: Sequence[Figure]) -> str:
    """As Markdown, for the terminal and for docs/performance.md alike."""
    lines = ["| work | ours | baseline | ratio | target | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {one.work} | {one.ours} | {one.baseline} | {one.ratio:.3g} | {one.target} | "
        f"{REACHED if one.reached else MISSED} |"
        for one in figures
    ]
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
