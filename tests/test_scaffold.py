"""What ``scripts.scaffold`` writes is well formed, and its tests fail until somebody has filled it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.scaffold import FIGURES, FILES, ROOT, scaffold


@pytest.mark.parametrize(("wing", "noun"), [("lending", "loan"), ("voting", "ballot")])
def test_every_floor_gets_its_file_and_every_test_fails_at_first(tmp_path: Path, wing: str, noun: str) -> None:
    written = scaffold(tmp_path, wing, noun, figures=True)
    assert len(written) == len(FILES | FIGURES) + 5, "a file a pattern, a package a room"
    for path in written:
        source = path.read_text("utf-8")
        ast.parse(source)
        assert "$" not in source
        if path.name.startswith("test_"):
            assert "pytest.fail(" in source
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for check in (["format", "--check"], ["check"]):
        command = [sys.executable, "-m", "ruff", *check, "."]
        run = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout


def test_what_counts_nothing_has_no_figures(tmp_path: Path) -> None:
    assert len(scaffold(tmp_path, "lending", "loan")) == len(FILES) + 5
    assert not list(tmp_path.rglob("figures.py"))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    scaffold(tmp_path, "lending", "loan")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.py")}
    with pytest.raises(FileExistsError, match=r"domain/lending/loans\.py"):
        scaffold(tmp_path, "lending", "loan")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.py")} == before
