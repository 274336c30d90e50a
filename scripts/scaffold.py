"""The empty files of a new feature, and tests that fail until they are filled.

    python -m scripts.scaffold lending loan

What the files are for and in which order they are filled: docs/adding-a-feature.md.
"""

from __future__ import annotations

import argparse
import sys
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
    "actions.txt": "handlers/{wing}/{noun}_actions.py",
    "errands.txt": "handlers/{wing}/{nouns}.py",
    "job.txt": "scheduler/{wing}/{noun}_due.py",
    "test_domain.txt": "tests/domain/{wing}/test_{nouns}.py",
    "test_storage.txt": "tests/storage/{wing}/test_{nouns}.py",
    "test_handlers.txt": "tests/handlers/{wing}/test_{nouns}.py",
    "test_job.txt": "tests/scheduler/{wing}/test_{noun}_due.py",
}
"""A pattern → the file that is made of it, in the order in which they are best filled."""
ROOMS: Final = ("domain", "storage", "handlers/texts", "handlers", "scheduler")
"""Where a wing is a package."""


def scaffold(root: Path, wing: str, noun: str) -> list[Path]:
    """Write the files; those that were written. Raises FileExistsError before anything is written."""
    names = {"wing": wing, "noun": noun, "nouns": f"{noun}s", "Noun": noun.capitalize(), "NOUN": noun.upper()}
    named = {pattern: root / path.format(**names) for pattern, path in FILES.items()}
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
    return list(written)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wing", help="the folder on every floor: lending")
    parser.add_argument("noun", help="what it is about, in the singular: loan")
    asked = parser.parse_args()
    for name in (asked.wing, asked.noun):
        if not (name.isidentifier() and name.islower()):
            parser.error(f"a name is small letters: {name!r}")
    try:
        written = scaffold(ROOT, asked.wing, asked.noun)
    except FileExistsError as there:
        sys.exit(str(there))
    for path in written:
        print(path.relative_to(ROOT))
    print("\nNow docs/adding-a-feature.md, from step 2 on. What is still missing:")
    print(f"  make test ARGS='-k {asked.noun} or completeness'")


if __name__ == "__main__":
    main()
