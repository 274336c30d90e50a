"""What the Dockerfile and compose.yaml do, as far as it goes without an engine.

Every COPY finds its source, the wheel holds every room with its data files, and ``tezki`` starts from it; compose.yaml
is YAML, and every service in it can be built or fetched, restarts, and is reached from this computer only.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # pre-commit brings it, without types

ROOT = Path(__file__).parent.parent
ROOMS = ("domain", "talk", "storage", "handlers", "scheduler", "bot")


def copied(dockerfile: str) -> list[str]:
    """The sources of all COPY lines that come from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def wrong_in_dockerfile(root: Path = ROOT) -> list[str]:
    """What an engine would stumble over, or what would make the image unsafe."""
    dockerfile = (root / "Dockerfile").read_text("utf-8")
    ignored = (root / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:].rstrip("/") for line in ignored if line[:1] == "!"}
    found = []
    for source in copied(dockerfile):
        if not (root / source).exists():
            found.append(f"COPY of {source}, which is not there")
        if source.rstrip("/") not in let_in:
            found.append(f"COPY of {source}, which .dockerignore keeps out")
    if "--no-build-isolation" not in dockerfile:
        found.append("the build backend is fetched without a hash")
    final = dockerfile.rpartition("\nFROM ")[2]
    found += [
        f"no {word} in the last stage" for word in ("USER tezki", "HEALTHCHECK", "STOPSIGNAL") if word not in final
    ]
    return found


def wrong_in_compose(text: str) -> list[str]:
    """What would keep the services from starting, or would open them to the world."""
    compose: Any = yaml.safe_load(text)
    services, volumes = compose["services"], compose.get("volumes", {})
    found = []
    for name, service in services.items():
        if not ("build" in service or ":" in service.get("image", "")):
            found.append(f"{name}: neither built nor an image with a version")
        if service.get("restart") != "unless-stopped":
            found.append(f"{name}: does not restart")
        found += [f"{name}: port {port} is open to the world" for port in service.get("ports", ()) if not _local(port)]
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            if source not in volumes and not source.startswith((".", "/")):
                found.append(f"{name}: no volume {source}")
        for other, condition in service.get("depends_on", {}).items():
            if other not in services:
                found.append(f"{name}: waits for {other}, which is not there")
            elif condition["condition"] == "service_healthy" and "healthcheck" not in services[other]:
                found.append(f"{name}: waits for the health of {other}, which is never checked")
    return found


def _local(port: object) -> bool:
    return str(port).startswith("127.0.0.1:")


def wrong_in_wheel(folder: Path) -> list[str]:
    """Build the wheel as the image does, unpack it, and start the command from it."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            folder,
            ROOT,
        ],
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        wheel.extractall(folder / "unpacked")
    tracked = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    if left_out := sorted(name for name in set(tracked) - names if (ROOT / name).exists()):
        return [f"not in the wheel: {left_out}"]
    venv.create(folder / "venv", with_pip=False, system_site_packages=False)
    code = (
        "import sys, json; sys.path[:0] = json.loads(sys.argv[1]); "
        "from click.testing import CliRunner; from bot.main import tezki; "
        "results = [CliRunner().invoke(tezki, words) for words in (['--help'], ['migrate'], ['doctor'])]; "
        "print(*(result.output for result in results)); sys.exit(max(result.exit_code for result in results))"
    )
    paths = json.dumps([str(folder / "unpacked"), *(path for path in sys.path if "site-packages" in path)])
    python = folder / "venv" / "bin" / "python"
    run = subprocess.run([python, "-c", code, paths], cwd=folder, env={}, capture_output=True, text=True, check=False)
    return [f"tezki does not start from the wheel: {run.stdout}{run.stderr}"] if run.returncode else []


def main() -> int:
    found = wrong_in_dockerfile() + wrong_in_compose((ROOT / "compose.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        found += wrong_in_wheel(Path(folder))
    for finding in found:
        print(finding)
    if not found:
        print("the image's steps hold: sources, compose, wheel, start")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
