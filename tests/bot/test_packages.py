"""What is installed is what was looked at: every package by its hash, also what builds the program; all are listed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from scripts import audit
from tests.walls import ROOT

LOCKS: Final = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_version_and_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = audit.PIN.findall(text)
    assert len(pins) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) > 5
    for name, version, rest in pins:
        assert audit.HASH.search(rest), f"{name} {version}"
    assert not re.search(r"^(-e|git\+|https?:)", text, re.MULTILINE)


def test_the_backend_of_the_build_is_locked_and_nothing_else_is_fetched() -> None:
    built_by = {name for name, _, _ in audit.PIN.findall((ROOT / "requirements-build.lock").read_text("utf-8"))}
    assert {"hatchling", "editables"} <= built_by
    for file in ("Dockerfile", "Makefile", "docs/operations.md", "scripts/check_image.py"):
        text = (ROOT / file).read_text("utf-8")
        for line in re.findall(r"^.*pip[\"',\s]+(?:install|wheel).*--no-deps.*$", text, re.MULTILINE):
            assert "--no-build-isolation" in line or "--no-index" in line, f"{file}: {line}"


def test_packages_of_several_locks_have_one_version() -> None:
    """They are installed into the same environment."""
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version, _ in audit.PIN.findall((ROOT / lock).read_text("utf-8")):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_a_registry_that_does_not_answer_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "asked", lambda _: None)
    assert audit.main() == 0
    assert "does not answer" in capsys.readouterr().out


def test_a_known_hole_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    packages: list[dict[str, Any]] = [
        {"name": "good", "version": "1", "vulns": []},
        {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1"}]},
        {"name": "unknown", "skip_reason": "not found"},
    ]
    monkeypatch.setattr(audit, "asked", lambda _: json.dumps({"dependencies": packages}))
    assert audit.main() == 1
    said = capsys.readouterr().out
    assert "requirements.lock: bad 2: PYSEC-1" in said
    assert "not everything was looked up" in said


def test_the_list_names_every_package_with_its_hashes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(audit, "asked", lambda _: None)
    assert audit.main(str(tmp_path / "bill.json")) == 0
    bill = json.loads((tmp_path / "bill.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    pins = audit.PIN.findall((ROOT / "requirements.lock").read_text("utf-8"))
    assert {(one["name"], one["version"]) for one in bill["components"]} == {
        (name, version) for name, version, _ in pins
    }
    assert all(one["hashes"] and one["purl"].startswith("pkg:pypi/") for one in bill["components"])
