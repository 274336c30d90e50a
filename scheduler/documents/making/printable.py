"""Characters that XML holds: a document of Word or Excel with any other one is damaged."""

from __future__ import annotations

import re
from typing import Final

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """The text without control characters and halves of surrogate pairs."""
    return _UNPRINTABLE.sub("", text)
