"""Writes ``domain/vocabulary/confusables.py``: which letters of all the world look like a Russian one.

python -m scripts.confusables confusables.txt 15.0.0

The file is Unicode's own (https://www.unicode.org/Public/security/, UTS 39); the second word is its version.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.vocabulary.looks import LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WRITTEN: Final = Path(__file__).parent.parent / "domain/vocabulary/confusables.py"
SMALL: Final = "".join(map(chr, range(ord("\u0430"), ord("\u0450"))))
"""The Russian alphabet without its one letter with dots: marks are taken off before."""
LONGEST: Final = 120
"""Signs of a line."""
SMALL_CAPITAL: Final = "LATIN LETTER SMALL CAPITAL "
"""Look like the letter, and Unicode lists few of them."""
HEAD: Final = '''"""Letters of other alphabets that look like a Russian one (UTS 39).

Written by ``scripts/confusables.py`` from Unicode {version}; what NFKC takes apart is not in it.
"""

from typing import Final

UNICODE: Final = "{version}"

LOOK_LIKE: Final[dict[str, str]] = {{
'''


def skeletons(lines: Iterator[str]) -> dict[str, str]:
    """A sign → its prototype, which all signs that look alike share."""
    found: dict[str, str] = {}
    for line in lines:
        parts = [part.strip() for part in line.lstrip("\ufeff").partition("#")[0].split(";")]
        match parts:
            case [sign, prototype, *_] if " " not in sign:
                found[chr(int(sign, 16))] = "".join(chr(int(code, 16)) for code in prototype.split())
    return found


def look_like(prototypes: Mapping[str, str]) -> dict[str, list[str]]:
    """Russian letter (as it is written, small or capital) → the others that look like it."""
    of_letter: dict[str, str] = {}
    for letter in (*SMALL, *SMALL.upper()):
        of_letter.setdefault(prototypes.get(letter, letter), letter)
    known = {chr(latin): chr(russian) for latin, russian in LOOKALIKES.items()}
    found: dict[str, list[str]] = {letter: [] for letter in (*SMALL, *SMALL.upper())}
    for code in range(0xC0, 0x110000):
        sign = chr(code)
        if not unicodedata.category(sign).startswith("L") or unicodedata.normalize("NFKC", sign) != sign:
            continue
        letter = of_letter.get(prototypes.get(sign, sign)) or known.get(_capital_of(sign))
        if letter and sign not in found and unicodedata.normalize("NFD", sign) == sign:
            found[letter].append(sign)
    return found


def _capital_of(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return name.removeprefix(SMALL_CAPITAL).lower() if name.startswith(SMALL_CAPITAL) else ""


def main(source: str, version: str) -> None:
    with Path(source).open(encoding="utf-8-sig") as lines:
        table = look_like(skeletons(iter(lines)))
    rows = [_row(letter, "".join(map(_written, signs))) for letter, signs in table.items() if signs]
    text = HEAD.format(version=version) + "\n".join(rows) + "\n}\n"
    WRITTEN.write_text(text, encoding="utf-8")


def _row(letter: str, signs: str) -> str:
    whole = f'    "{letter}": "{signs}",'
    if len(whole) <= LONGEST:
        return whole
    half = signs.index("\\", len(signs) // 2)
    return f'    "{letter}": (\n        "{signs[:half]}"\n        "{signs[half:]}"\n    ),'


def _written(sign: str) -> str:
    """As ASCII."""
    return sign.encode("unicode-escape").decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
