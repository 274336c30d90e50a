"""CPU seconds of the tests by folder: of a test's process and of the programs it started, without the database server.

``--figures=FILE`` writes them down with the outcome of the run, as JSON: ``{"cpu": {folder: seconds}, "passed": 3}``.
Wall time would tell how busy the machine is; these tell what the tests cost.
"""

from __future__ import annotations

import json
import resource
import time
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

KEY = "cpu"
DEPTH = 2
"""A folder and its test tree: ``tests/handlers``."""
_last = 0.0
_by_folder: dict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures", metavar="FILE", help="write outcomes and CPU seconds by folder there, as JSON")


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whatever was spent since the last phase of a test belongs to this one, what its module loads included."""
    global _last  # noqa: PLW0603 - there is one clock in a process
    report = yield
    now = _spent()
    report.user_properties = [*report.user_properties, (KEY, now - _last)]
    _last = now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In the process that was started: reports of workers come here, too."""
    folder = "/".join(report.nodeid.split("::")[0].split("/")[:-1][:DEPTH])
    _by_folder[folder] += sum(float(str(seconds)) for name, seconds in report.user_properties if name == KEY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    path = config.getoption("--figures")
    if path is None:
        return
    outcomes = {name: len(reports) for name, reports in terminalreporter.stats.items() if name and reports}
    cpu = {folder: round(seconds, 1) for folder, seconds in sorted(_by_folder.items())}
    Path(path).write_text(json.dumps({"cpu": cpu} | outcomes), "utf-8")
