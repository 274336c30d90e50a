"""Latin letters that look like Cyrillic ones, as they slip into names typed on the wrong keyboard layout."""

from typing import Final

# Capitals decide (H is read as Н, B as В); the small letters follow them, so that case never changes a fold.
LOOKALIKES: Final[dict[int, int]] = str.maketrans(
    "AaBbCcEeHhKkMmOoPpTtXxYyËë",
    "АаВвСсЕеНнКкМмОоРрТтХхУуЕе",
)
YO: Final[dict[int, int]] = str.maketrans("Ёё", "Ее")

SMALL: Final = "а-яё"
CAPITAL: Final = "А-ЯЁ"
"""Ranges of letters for patterns."""
