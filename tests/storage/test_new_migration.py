"""``make migration`` writes the next version of the schema, and nothing where nothing has changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from scripts.new_migration import new_version, write
from storage import migrations
from storage.sql.types import Id, Instant, Json
from storage.tables import metadata
from storage.tables.personal import nobody
from storage.tables.retention import for_good


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """A copy of what it writes into."""
    return Path(shutil.copytree(Path(migrations.__file__).parent / "versions", tmp_path / "versions"))


@pytest.fixture
def shelves() -> Iterator[sa.Table]:
    """A new table of the code."""
    table = sa.Table(
        "shelves",
        metadata,
        sa.Column("id", Id, primary_key=True),
        sa.Column("put_up_at", Instant, nullable=False),
        sa.Column("books", Json, nullable=False),
        info=nobody("where books stand") | for_good("they stay"),
    )
    yield table
    metadata.remove(table)


def test_a_new_table_becomes_the_next_version(versions: Path, shelves: sa.Table) -> None:
    path = write("shelves", versions)

    version = new_version(migrations.HEAD)
    assert path.name == f"{version}_{shelves.name}.py"
    written = path.read_text("utf-8")
    compile(written, path.name, "exec")
    assert "info=" not in written
    assert "from storage.sql.types import Id, Instant, Json\n" in written
    for column in ('"id", Id, ', '"put_up_at", Instant(), ', '"books", Json, '):
        assert f"sa.Column({column}" in written
    assert 'name=op.f("pk_shelves")' in written, "names by the convention"


def test_where_nothing_has_changed_nothing_is_written(versions: Path) -> None:
    before = sorted(versions.glob("*.py"))
    with pytest.raises(ValueError, match="newest version"):
        write("nothing", versions)

    assert sorted(versions.glob("*.py")) == before
