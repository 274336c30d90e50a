"""Latin letters that look like Cyrillic ones, as they slip into names typed on the wrong keyboard layout."""

from typing import Final

# Capitals decide (H is read as Н, B as В); the small letters follow them, so that case never changes a fold.
LOOKALIKES: Final[dict[int, int]] = str.maketrans(
    "AaBbCcEeHhKkMmOoPpTtXxYyËë",
    "АаВвСсЕеНнКкМмОоРрТтХхУуЕе",
)
YO: Final[dict[int, int]] = str.maketrans("Ёё", "Ее")

INSTEAD: Final[dict[str, str]] = {"и": "i\u0131\u026a\u03b9\u0456\u0457\u04cf"}
"""What stands for a letter without looking just like it: «i» of other keyboards for «и»."""
LOOKING_DIGITS: Final[dict[str, str]] = {"0": "о", "3": "з", "6": "б"}
"""Among letters."""

SMALL: Final = "а-яё"
CAPITAL: Final = "А-ЯЁ"
"""Ranges of letters for patterns."""
