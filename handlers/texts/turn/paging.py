"""The buttons that turn the pages of a list."""

from __future__ import annotations

EARLIER = "◀ Раньше"
LATER = "Дальше ▶"
