"""What the tests of faults share: the nursery, and the table of figures at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.faults.kills import HEADER
from tests.story.process import Nursery

FIGURES: Final = "figures of kills"
YEARS: Final = "figures of years"
YEARS_HEADER: Final = """\
| seeds | notices | crashes | stops | broken promises | seconds of a processor for each |
|---|---|---|---|---|---|"""


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table for docs/reliability.md, whoever ran the tests: figures travel with the reports."""
    rows = [str(value) for value in _figures(terminalreporter, FIGURES)]
    if rows:
        terminalreporter.write_line("\n".join(["", HEADER, *rows]))
    years = _figures(terminalreporter, YEARS)
    if years:
        seeds, notices, crashes, stops, broken, seconds = (sum(column) for column in zip(*years, strict=True))
        row = f"| {seeds} | {notices} | {crashes} | {stops} | {broken} | {seconds / seeds:.1f} |"
        terminalreporter.write_line(f"\n{YEARS_HEADER}\n{row}")


def _figures(terminalreporter: pytest.TerminalReporter, wanted: str) -> list[Any]:
    return [
        value
        for kind in ("passed", "failed")
        for report in terminalreporter.stats.get(kind, [])
        if report.when == "call"
        for name, value in report.user_properties
        if name == wanted
    ]
