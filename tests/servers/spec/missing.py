"""What happens when an official schema is not at hand: one loud warning, and that one check is skipped.

The schemas lie beside the project, in `../shared/specs`. A warning of this category is shown by pytest
but never becomes an error; `tests/servers/plugin.py` adds a line to the summary.
"""

import warnings
from pathlib import Path

SPECS = Path(__file__).resolve().parents[3].parent / "shared" / "specs"
MISSING: set[Path] = set()


class SchemaMissing(UserWarning):
    """Requests to a test server are not held against the official schema, because it is not there."""


def is_there(path: Path) -> bool:
    """Whether the schema exists; warns when it does not, once per path."""
    if path.exists():
        return True
    if path not in MISSING:
        MISSING.add(path)
        with warnings.catch_warnings():
            warnings.simplefilter("always", SchemaMissing)
            warnings.warn(SchemaMissing(f"REQUESTS ARE NOT CHECKED: no schema at {path}"), stacklevel=2)
    return False
