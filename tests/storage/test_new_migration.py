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


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of what it writes into."""
    source = Path(migrations.__file__)
    shutil.copytree(source.parent / "versions", tmp_path / "versions")
    return Path(shutil.copy(source, tmp_path))


@pytest.fixture
def shelves() -> Iterator[sa.Table]:
    """A new table of the code."""
    table = sa.Table(
        "shelves",
        metadata,
        sa.Column("id", Id, primary_key=True),
        sa.Column("put_up_at", Instant, nullable=False),
        sa.Column("books", Json, nullable=False),
    )
    yield table
    metadata.remove(table)


def test_a_new_table_becomes_the_next_version(package: Path, shelves: sa.Table) -> None:
    path = write("shelves", package.parent / "versions", package)

    version = new_version(migrations.HEAD)
    assert path.name == f"{version}_{shelves.name}.py"
    assert f'HEAD: Final = "{version}"' in package.read_text("utf-8")
    written = path.read_text("utf-8")
    assert "from storage.sql.types import Id, Instant, Json\n" in written
    for column in ("'id', Id, ", "'put_up_at', Instant(), ", "'books', Json, "):
        assert f"sa.Column({column}" in written
    assert "name=op.f('pk_shelves')" in written, "names by the convention"


def test_where_nothing_has_changed_nothing_is_written(package: Path) -> None:
    before = sorted((package.parent / "versions").glob("*.py"))
    with pytest.raises(ValueError, match="newest version"):
        write("nothing", package.parent / "versions", package)

    assert sorted((package.parent / "versions").glob("*.py")) == before
    assert f'HEAD: Final = "{migrations.HEAD}"' in package.read_text("utf-8")
