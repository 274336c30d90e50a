"""``make audit``: do the locked packages have holes that are known? ``ARGS=bill.json`` also writes a CycloneDX list.

Where the database of advisories does not answer it is said, and nothing fails: what is not known is no finding. The
list needs no network: it is made of the locks.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT: Final = Path(__file__).parent.parent
LOCKS: Final = ("requirements.lock", "requirements-build.lock")
PATIENCE: Final = 300
"""Seconds."""
PIN: Final = re.compile(r"^([\w.-]+)==([\w.!+-]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def asked(lock: str) -> str | None:
    """What pip-audit says of a lock, as JSON; None: it could not look."""
    call = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        run = subprocess.run(
            [*call, "--timeout", "20", "--format", "json", "-r", str(ROOT / lock)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return run.stdout or None


def holes(report: str) -> tuple[list[str], int]:
    """A line for each package with an advisory, and how many could not be looked up."""
    told: Any = json.loads(report)
    found = [
        f"{one['name']} {one['version']}: {', '.join(hole['id'] for hole in one['vulns'])}"
        for one in told["dependencies"]
        if one.get("vulns")
    ]
    return found, sum("skip_reason" in one for one in told["dependencies"])


def bill(lock: str) -> str:
    """What is in a lock, with the hashes of what may be installed (CycloneDX 1.6, JSON)."""
    listed = Bom()
    for name, version, rest in PIN.findall((ROOT / lock).read_text("utf-8")):
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in HASH.findall(rest)]
        where = PackageURL("pypi", None, name, version)
        listed.components.add(
            Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=str(where),
                purl=where,
                hashes=hashes,
            )
        )
    return JsonV1Dot6(listed).output_as_string(indent=2)


def main(target: str | None = None) -> int:
    """1 when there are holes."""
    found: list[str] = []
    for lock in LOCKS:
        report = asked(lock)
        lines, unknown = holes(report) if report is not None else ([], -1)
        found += [f"{lock}: {line}" for line in lines]
        if unknown:
            known = "nothing" if unknown < 0 else "not everything"
            print(f"{lock}: the database of advisories does not answer, {known} was looked up")
    print(*(found or ["no known holes were found"]), sep="\n")
    if target is not None:
        Path(target).write_text(bill(LOCKS[0]), "utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
