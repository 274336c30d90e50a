"""The part of an address that stands for a settlement: «1-я Ивановка» → ``1-ya-ivanovka``."""

import re
import unicodedata
from typing import Final

from domain.vocabulary.latin import LATIN

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """Small Latin letters, digits and hyphens; empty when the name has nothing that could stand there."""
    letters = unicodedata.normalize("NFC", name).lower()
    latin = "".join(LATIN.get(letter, letter) for letter in letters)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", plain).strip("-")
