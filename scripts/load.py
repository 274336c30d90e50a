"""A busy machine on demand: ``python -m scripts.load 10 600`` keeps ten processes computing for 600 seconds.

The suite has to be green beside it (docs/reliability.md). Every process ends by its own clock, even if this one
is killed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("processes", type=int)
    parser.add_argument("seconds", type=float)
    wanted = parser.parse_args()
    end = time.monotonic() + wanted.seconds
    busy = [multiprocessing.Process(target=compute, args=(end,)) for _ in range(wanted.processes)]
    for one in busy:
        one.start()
    try:
        while time.monotonic() < end:
            time.sleep(max(0.0, min(10.0, end - time.monotonic())))
            print(f"load {os.getloadavg()[0]:.1f}, {max(0.0, end - time.monotonic()):.0f} s to go", flush=True)
    except KeyboardInterrupt:
        for one in busy:
            one.terminate()
    for one in busy:
        one.join()


def compute(end: float) -> None:
    """On this machine the monotonic clock is the same in all processes."""
    try:
        while time.monotonic() < end:
            sum(number * number for number in range(100_000))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
