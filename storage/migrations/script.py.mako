"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

<%
    import re
    ours = [name for name in ("Id", "Instant", "Json") if re.search(rf"\b{name}\b", upgrades or "")]
%>\
% if ours:
from storage.sql.types import ${", ".join(ours)}
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
