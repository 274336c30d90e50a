"""``python -m benchmarks [NAME …] [--small]``: the measurements one after the other, then the table."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import time
from typing import TYPE_CHECKING

import benchmarks
from benchmarks.figures import table

if TYPE_CHECKING:
    from benchmarks.figures import Figure


def names() -> list[str]:
    """Every module ``bench_NAME`` of this folder is a measurement: ``measure(small: bool) -> list[Figure]``."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name.removeprefix("bench_") for name in found if name.startswith("bench_"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {names()}; all of them by default")
    parser.add_argument("--small", action="store_true", help="tiny sizes: whether it runs at all")
    chosen = parser.parse_args()
    figures: list[Figure] = []
    for name in chosen.names or names():
        began = time.monotonic()
        found: list[Figure] = importlib.import_module(f"benchmarks.bench_{name}").measure(small=chosen.small)
        print(f"\n{name} ({time.monotonic() - began:.0f} s)\n{table(found)}", flush=True)
        figures += found
    print(f"\n{table(figures)}")


if __name__ == "__main__":
    main()
