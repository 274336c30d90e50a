"""What messengers are called, and what is said where one shows no buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import quoted
from talk.rich import Rich, lines, rich

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = {
    "telegram": "Telegram",
    "telegram channel": "канал в Telegram",
    "vk": "ВКонтакте",
    "playground": "площадка для пробы",
}


def messenger(kind: str) -> str:
    """Within a sentence; one that has no name yet is called by its kind."""
    return KINDS.get(kind, kind)


def messenger_first(kind: str) -> str:
    """At the beginning of a line."""
    name = messenger(kind)
    return name[:1].upper() + name[1:]


def instead_of_buttons(labels: Sequence[str], links: Sequence[tuple[str, str]]) -> Rich | None:
    """For an app that shows no buttons: what can be written, and the addresses (label, address). None: nothing."""
    said = [rich(f"Кнопки у вас не видны. Напишите словами: {', '.join(map(quoted, labels))}.")] if labels else []
    said += [rich(f"{label.rstrip(':')}: {address}") for label, address in links]
    return lines(*said) if said else None
