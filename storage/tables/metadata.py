"""What all tables share: the names of their constraints, and how one row belongs to another."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def to(column: str, *, gone: str = "CASCADE") -> sa.ForeignKey:
    """The row goes with the one it points to; ``gone="SET NULL"``: it stays and forgets it."""
    return sa.ForeignKey(column, ondelete=gone)
