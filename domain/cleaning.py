"""What people, files and messengers bring in becomes words that can be kept and shown: the only filter there is.

``storable`` takes out what a database cannot keep, ``clean`` what nobody can see, ``address_of`` reads an address.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

JOINERS: Final = frozenset("\u200c\u200d\ufe0f")
"""Invisible, but without them some scripts and emoji fall apart."""
MOST_MARKS: Final = 3
"""Marks on one letter: no script needs more, and a tower of them hides the lines above."""
LARGEST_ID: Final = 2**63 - 1
"""What 64 bits hold: all messengers' numbers are smaller."""
LONGEST_NUMBER: Final = 30
"""Digits that are read: more than 64 bits hold."""

_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNSTORABLE: Final = re.compile(f"[\0\ud800-\udfff{_NONCHARACTERS}]")
_USUAL: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02af\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2116]*"
)
"""Visible, composed, and nothing that stands on another letter: nothing to look at one by one."""
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # fillers and blanks that count as letters, marks or signs
    f"\ufe00-\ufe0e\U000e0100-\U000e01ef{_NONCHARACTERS}]"  # variants of letters that no font of people shows
)
_BREAK: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Whatever ends a line or a paragraph where the text came from: words on both sides of it must not grow together."""
_GONE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)


def whole(digits: str) -> int:
    """For ``json.loads(parse_int=…)``: Python takes no number of thousands of digits, and ends with all around it."""
    return int(digits[:LONGEST_NUMBER])


def storable(text: str) -> str:
    """The text without NUL, halves of characters and noncharacters, which no database or JSON is bound to keep."""
    return _UNSTORABLE.sub("", text)


def clean(text: str) -> str:
    """The text as it looks: composed, without control, invisible and direction characters, with plain spaces.

    Cleaned again it stays the same.
    """
    if _USUAL.fullmatch(text):
        return text
    text = _BREAK.sub("\n", _UNSEEN.sub("", text)).replace("\t", " ")
    seen = "".join(
        " " if kind == "Zs" else char
        for char in text
        if (kind := unicodedata.category(char)) not in _GONE or char == "\n" or char in JOINERS
    )
    return _without_towers(unicodedata.normalize("NFC", _without_towers(seen)))


def _without_towers(text: str) -> str:
    """At most ``MOST_MARKS`` marks in a row. Also before composing, which takes long for a thousand of them."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") and char not in JOINERS else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def address_of(typed: str) -> str | None:
    """The whole address on the web, if the text is one and nothing else: no other scheme, password or number."""
    if not typed or any(sign.isspace() for sign in typed) or any(sign in typed for sign in '<>"\\`{}|^'):
        return None
    if not re.match(r"https?://", typed, re.IGNORECASE):
        if _SCHEME.match(typed):
            return None
        typed = "https://" + typed
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.hostname is None or not _HOST.fullmatch(parts.hostname) or port == 0:
        return None
    return parts.scheme.lower() + typed[len(parts.scheme) :]
