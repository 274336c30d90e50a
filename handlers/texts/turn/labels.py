"""How long what is written on a button may be. Loads nothing: the command line needs it for its help."""

from __future__ import annotations

from typing import Final

LABEL: Final = 38
"""Characters of a button's label that every messenger shows whole."""
