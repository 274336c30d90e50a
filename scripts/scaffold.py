"""The files of a new feature, small and whole, and tests that fail until each says what it should hold.

    python -m scripts.scaffold lending loan

What the files are for and in which order they are filled: docs/adding-a-feature.md.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PATTERNS: Final = Path(__file__).parent / "feature"
FILES: Final = {
    "domain.txt": "domain/{wing}/{nouns}.py",
    "table.txt": "storage/tables/{wing}.py",
    "storage.txt": "storage/{wing}/{nouns}.py",
    "texts.txt": "handlers/texts/{wing}/{nouns}.py",
    "personal.txt": "handlers/texts/{wing}/personal.py",
    "actions.txt": "handlers/{wing}/{noun}_actions.py",
    "errands.txt": "handlers/{wing}/{nouns}.py",
    "job.txt": "scheduler/{wing}/{noun}_due.py",
    "steps.txt": "tests/handlers/{wing}/steps.py",
    "meddling.txt": "tests/handlers/{wing}/meddling.py",
    "text_samples.txt": "tests/handlers/{wing}/text_samples.py",
    "test_domain.txt": "tests/domain/{wing}/test_{nouns}.py",
    "test_storage.txt": "tests/storage/{wing}/test_{nouns}.py",
    "test_handlers.txt": "tests/handlers/{wing}/test_{nouns}.py",
    "test_job.txt": "tests/scheduler/{wing}/test_{noun}_due.py",
}
"""A pattern → the file that is made of it, in the order in which they are best filled."""
FIGURES: Final = {
    "figures_storage.txt": "storage/{wing}/figures.py",
    "figures_texts.txt": "handlers/texts/{wing}/figures.py",
}
"""The same, for a wing that counts something."""
PLACES: Final = {
    "place": ("personal.py", re.compile(r'PERSONAL\.rows\(\s*"\w+",\s*(\d+)')),
    "figure_place": ("figures.py", re.compile(r"report=Spot\((\d+)")),
}
"""What is ordered by places that grow in tens: the files of ``handlers/texts`` and how these say theirs."""
ROOMS: Final = ("domain", "storage", "handlers/texts", "handlers", "scheduler")
"""Where a wing is a package."""


def scaffold(root: Path, wing: str, noun: str, *, figures: bool = False) -> list[Path]:
    """Write the files; those that were written. Raises FileExistsError before anything is written."""
    names = {"wing": wing, "noun": noun, "nouns": f"{noun}s", "Noun": noun.capitalize(), "NOUN": noun.upper()}
    files = FILES | FIGURES if figures else FILES
    named = {pattern: root / path.format(**names) for pattern, path in files.items()}
    names |= {name: str(_free_place(file, said)) for name, (file, said) in PLACES.items()}
    if there := [str(path.relative_to(root)) for path in named.values() if path.exists()]:
        raise FileExistsError(f"already there: {', '.join(there)}")
    packages = {
        root / room / wing / "__init__.py": f'"""{wing.capitalize()}: say here what it is about."""\n' for room in ROOMS
    }
    written = {path: text for path, text in packages.items() if not path.exists()}
    written |= {
        path: Template((PATTERNS / pattern).read_text("utf-8")).substitute(names) for pattern, path in named.items()
    }
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    _sort_imports(root, written)
    return list(written)


def _sort_imports(root: Path, written: Iterable[Path]) -> None:
    """Their order depends on the names."""
    files = map(str, written)
    config = str(ROOT / "pyproject.toml")
    sorting = [sys.executable, "-m", "ruff", "check", "--quiet", "--select", "I", "--fix", "--config", config, *files]
    subprocess.run(sorting, cwd=root, check=True)


def _free_place(file: str, said: re.Pattern[str]) -> int:
    texts = (path.read_text("utf-8") for path in (ROOT / "handlers" / "texts").glob(f"*/{file}"))
    return max(int(place) for text in texts for place in said.findall(text)) // 10 * 10 + 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wing", help="the folder on every floor: lending")
    parser.add_argument("noun", help="what it is about, in the singular: loan")
    parser.add_argument("--figures", action="store_true", help="it counts something, on pages or in reports")
    asked = parser.parse_args()
    for name in (asked.wing, asked.noun):
        if not (name.isidentifier() and name.islower()):
            parser.error(f"a name is small letters: {name!r}")
    try:
        written = scaffold(ROOT, asked.wing, asked.noun, figures=asked.figures)
    except FileExistsError as there:
        sys.exit(str(there))
    for path in written:
        print(path.relative_to(ROOT))
    print("\nNow docs/adding-a-feature.md, from step 2 on; the table needs a migration before anything runs:")
    print(f"  make migration WHAT={asked.noun}s_are_kept")
    print("What is still missing, and the tests of the wing:")
    print('  make test ARGS="-k completeness"')
    print(f'  make test ARGS="-k {asked.noun}"')


if __name__ == "__main__":
    main()
