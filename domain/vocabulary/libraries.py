"""How people write what libraries are called."""

from typing import Final

SHORTENED: Final[dict[str, str]] = {
    "биб-ка": "библиотека",
    "биб-ки": "библиотеки",
    "б-ка": "библиотека",
    "б-ки": "библиотеки",
}
"""In small letters."""
