"""What the public journal says when two cards turn out to be one library, and when that was a mistake."""

from typing import Final

from domain.journal import WingKind

UNITED: Final = WingKind.declared("libraries_united")
PARTED: Final = WingKind.declared("libraries_parted")
