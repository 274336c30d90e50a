"""``make test``: two pools of tests side by side, one line of figures at the end.

What waits (for leases, rests, a killed program to come back: the marker ``waits``) leaves the processors free, so it
runs beside what computes. Arguments go to pytest: ``python -m scripts.suite tests/talk -k late``. It is red if either
pool is. A run of everything prints the CPU seconds of each folder beside those in ``tests/cpu_seconds.toml``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
WAITING: Final = ("tests/faults", "tests/story")
"""Nothing waits elsewhere: to look through the other folders takes each worker a quarter of a minute."""
BUDGET: Final = ROOT / "tests" / "cpu_seconds.toml"
SLACK: Final = 1.2
CORES: Final = os.cpu_count() or 1
COMPUTING: Final = CORES + 1
"""Workers for what computes: one of them waits for PostgreSQL, a thread or another program most of the time."""
OUTCOMES: Final = ("passed", "failed", "skipped", "xfailed", "xpassed", "error")
NOTHING: Final = 5
"""pytest's exit code where no test was selected."""


class Pool:
    """One pytest with its workers."""

    def __init__(self, marked: str, arguments: Sequence[str], folder: Path, *, seen: bool) -> None:
        """What a pool that is not ``seen`` says is kept in the folder until it ends."""
        self._figures = folder / f"{seen}.json"
        self._said = None if seen else folder / "said.txt"
        command = [sys.executable, "-m", "pytest", f"--figures={self._figures}", *arguments, "-m", marked]
        if sys.stdout.isatty():
            command.append("--color=yes")
        if self._said is None:
            self._running = subprocess.Popen(command, cwd=ROOT)
        else:
            with self._said.open("wb") as out:
                self._running = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)

    def ends(self) -> int:
        """Its exit code; whatever it said is said by now."""
        code = self._running.wait()
        if self._said is not None:
            print(self._said.read_text("utf-8", errors="replace"), end="", flush=True)
        return code

    def figures(self) -> dict[str, Any]:
        """Nothing of a pool that broke off."""
        return json.loads(self._figures.read_bytes()) if self._figures.exists() else {"cpu": {}}


def main(arguments: Sequence[str]) -> int:
    began = time.monotonic()
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="marked", default="")
    wanted, others = parser.parse_known_args(arguments)
    more = f" and ({wanted.marked})" if wanted.marked else ""
    with tempfile.TemporaryDirectory(prefix="tezki-suite-") as name:
        folder = Path(name)
        where = () if any((ROOT / one.partition("::")[0]).exists() for one in others) else WAITING
        crew = ["-n", str(2 * CORES), "--maxschedchunk=1"]
        waiting = Pool(f"waits{more}", [*crew, *others, *where], folder, seen=False)
        computing = Pool(f"not waits{more}", ["-n", str(COMPUTING), "--dist=worksteal", *others], folder, seen=True)
        try:
            codes = [computing.ends(), waiting.ends()]
        except KeyboardInterrupt:  # both were interrupted with us
            computing.ends(), waiting.ends()
            return 130
        figures = [pool.figures() for pool in (computing, waiting)]
    outcomes = Counter({kind: sum(one.get(kind, 0) for one in figures) for kind in OUTCOMES})
    if not arguments:
        print(table(figures[0]["cpu"], figures[1]["cpu"], tomllib.loads(BUDGET.read_text("utf-8"))))
    print(total(outcomes, time.monotonic() - began))
    return verdict(codes)


def verdict(codes: Sequence[int]) -> int:
    """A pool in which nothing was selected says nothing, unless that was so in all of them."""
    told = [code for code in codes if code != NOTHING]
    return max(code if code >= 0 else 1 for code in told) if told else NOTHING  # killed: minus the signal


def total(outcomes: Counter[str], seconds: float) -> str:
    """Like the last line of pytest, which is what machines look for."""
    told = ", ".join(f"{outcomes[kind]} {kind}" for kind in OUTCOMES if outcomes[kind] or kind in ("passed", "failed"))
    return f"{f' {told} in {seconds:.0f}s ':=^100}"


def table(computing: dict[str, float], waiting: dict[str, float], budget: dict[str, float]) -> str:
    """Folders, what they took and what they may take; a word where it is a fifth more, or where nobody has said."""
    spent = Counter(computing)
    spent.update(waiting)
    lines = [f"{'CPU seconds':<24}{'now':>8}{'budget':>8}"]
    for folder in sorted(spent | budget.keys()):
        may = budget.get(folder)
        word = (
            "  has no budget yet" if may is None else "  WARNING: a fifth above" if spent[folder] > may * SLACK else ""
        )
        lines.append(f"{folder:<24}{spent[folder]:>8.0f}{may or 0:>8.0f}{word}")
    lines.append(f"{'all':<24}{sum(spent.values()):>8.0f}{sum(budget.values()):>8.0f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
