"""What the Dockerfile does, as far as it goes without an engine.

Every COPY finds its source, the wheel holds every room with its data files, and `tezki` starts from it.
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

ROOT = Path(__file__).parent.parent


def copied(dockerfile: str) -> list[str]:
    """The sources of all COPY lines that come from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def main() -> int:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    sources = copied(dockerfile)
    missing = [source for source in sources if not (ROOT / source).exists()]
    let_in = {
        line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    kept_out = [source for source in sources if source.rstrip("/") not in let_in]
    if missing or kept_out or "USER tezki" not in dockerfile or "HEALTHCHECK" not in dockerfile:
        print(f"Dockerfile: missing {missing}, kept out by .dockerignore {kept_out}")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(ROOT)], check=True
        )
        wheel = next(Path(folder).glob("*.whl"))
        names = set(zipfile.ZipFile(wheel).namelist())
        tracked = subprocess.run(
            ["git", "ls-files", "alliance", "talk", "storage", "handlers", "scheduler", "bot"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        if left_out := sorted(set(tracked) - names):
            print(f"not in the wheel: {left_out}")
            return 1
        venv.create(Path(folder) / "venv", with_pip=False, system_site_packages=False)
        code = (
            "import sys, json; sys.path[:0] = json.loads(sys.argv[1]); "
            "from click.testing import CliRunner; from bot.main import tezki; "
            "result = CliRunner().invoke(tezki, ['--help']); sys.exit(result.exit_code)"
        )
        paths = json.dumps([str(wheel), *[path for path in sys.path if "site-packages" in path]])
        python = Path(folder) / "venv" / "bin" / "python"
        subprocess.run([python, "-c", code, paths], check=True, cwd=folder)
    print("the image's steps hold: sources, wheel, start")
    return 0


if __name__ == "__main__":
    sys.exit(main())
