"""What a webhook's request says, read without trust."""

from __future__ import annotations

import hmac
import json
from typing import Any, Final

DEEPEST: Final = 60
"""Lists within lists; a messenger needs a dozen."""
LARGEST: Final = 2**63
"""No number of a messenger's is as large: databases keep 64 bits."""


def parsed(body: bytes) -> dict[str, Any]:
    """The object in the body. Raises ValueError for what is no JSON, TypeError for JSON that is no object."""
    try:
        told = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told


def check(told: dict[str, Any]) -> None:
    """Raises ValueError for what no messenger says and no database keeps."""
    level: list[Any] = [told]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]
        if any(type(one) is int and not -LARGEST <= one < LARGEST for one in level):
            raise ValueError("a number of more than 64 bits")
        level = [one for one in level if isinstance(one, dict | list)]
        if not level:
            return
    raise ValueError("nested too deeply")


def same(said: object, secret: str) -> bool:
    """In a time that tells nothing; whatever was said in the place of a secret."""
    return isinstance(said, str) and hmac.compare_digest(
        said.encode(errors="surrogatepass"), secret.encode(errors="surrogatepass")
    )
