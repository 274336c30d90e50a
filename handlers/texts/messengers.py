"""What messengers are called."""

from __future__ import annotations

from typing import Final

KINDS: Final = {"telegram": "Telegram", "vk": "ВКонтакте", "playground": "площадка для пробы"}


def messenger(kind: str) -> str:
    """Within a sentence; one that has no name yet is called by its kind."""
    return KINDS.get(kind, kind)


def messenger_first(kind: str) -> str:
    """At the beginning of a line."""
    name = messenger(kind)
    return name[:1].upper() + name[1:]
