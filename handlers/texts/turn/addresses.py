"""What is said to a person when one of their addresses has died."""

from __future__ import annotations

from handlers.texts.messengers import messenger


def moved_here(kind: str) -> str:
    """``kind``: of the messenger where they are not reached any more."""
    return (
        f"Там, куда я вам писал раньше ({messenger(kind)}), мои сообщения больше не доходят. "
        "Теперь всё буду присылать сюда."
    )
