"""`make test` in two pools: what is red, what is told at the end (scripts/suite.py)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scripts.suite import NOTHING, Pool, table, total, verdict


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((0, 0), 0),
        ((0, NOTHING), 0),
        ((NOTHING, 0), 0),
        ((NOTHING, NOTHING), NOTHING),
        ((1, NOTHING), 1),
        ((0, 1), 1),
        ((2, 1), 2),
        ((0, 3), 3),
        ((-9, 0), 1),
    ],
)
def test_the_suite_is_red_if_either_pool_is(codes: tuple[int, int], told: int) -> None:
    assert verdict(codes) == told


def test_the_last_line_adds_the_pools_up() -> None:
    assert "= 41 passed, 0 failed in 12s =" in total(Counter(passed=41), 12.4)
    assert "= 40 passed, 1 failed, 2 skipped in 700s =" in total(Counter(passed=40, failed=1, skipped=2), 700)


def test_a_folder_that_takes_a_fifth_more_than_it_may_is_named() -> None:
    lines = table({"tests/talk": 11.9, "tests/new": 3.0}, {"tests/story": 25.0}, {"tests/talk": 10, "tests/story": 20})
    assert [line.split() for line in lines.splitlines()] == [
        ["CPU", "seconds", "now", "budget"],
        ["tests/new", "3", "0", "has", "no", "budget", "yet"],
        ["tests/story", "25", "20", "WARNING:", "a", "fifth", "above"],
        ["tests/talk", "12", "10"],
        ["all", "40", "30"],
    ]


@pytest.mark.parametrize(("marked", "code", "passed"), [("not waits", 1, 1), ("waits", NOTHING, 0)])
def test_a_pool_tells_its_outcome_and_what_it_spent(
    marked: str, code: int, passed: int, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """One test that passes and one that fails, which are not of this suite."""
    sample = tmp_path / "test_sample.py"
    sample.write_text("def test_good():\n    pass\n\n\ndef test_bad():\n    assert False\n", "utf-8")
    own = ["-p", "no:xdist", "-p", "tests.cpu", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(sample)]
    pool = Pool(marked, own, tmp_path, seen=False)
    assert pool.ends() == code
    figures = pool.figures()
    assert (figures.get("passed", 0), figures.get("failed", 0)) == (passed, passed)
    assert all(seconds < 60 for seconds in figures["cpu"].values())
    assert (b"1 failed, 1 passed" in capfdbinary.readouterr().out) == bool(passed)
