"""Plans as people keep them: how many rows are read as a person reads them, by kind. The baseline is that person.

Beside it, how many rows are wrong and nobody is told: none may be.
"""

from __future__ import annotations

from typing import Final

from benchmarks.figures import Figure
from tests.plans.expected import Score
from tests.plans.scoring import by_kind, handed, own

LEAST: Final = 0.95
"""Of all rows."""


def measure(*, small: bool) -> list[Figure]:
    """``small`` makes no difference: it takes seconds."""
    del small
    cases = [*handed(), *own()]
    figures = [
        _figure(f"rows of plans, {kind}", counted[Score.RIGHT], counted.total(), None)
        for kind, counted in by_kind(cases).items()
    ]
    right = sum(case.result is Score.RIGHT for case in cases)
    silent = sum(case.result is Score.WRONG for case in cases)
    return [
        *figures,
        _figure("rows of plans, all", right, len(cases), LEAST),
        Figure(work="rows that are wrong, without a word", ours=str(silent), baseline="none", ratio=silent, at_most=0),
    ]


def _figure(work: str, right: int, total: int, least: float | None) -> Figure:
    return Figure(work=work, ours=f"{right} right", baseline=f"a person: {total}", ratio=right / total, at_least=least)
