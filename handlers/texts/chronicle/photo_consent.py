"""Photographs are taken down because their people do not agree any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.language import quoted
from talk.rich import Rich, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

TAKEN_DOWN = "Фотографии убраны по просьбе людей."
OPEN = "Открыть запись"


def must_be_deleted(title: str, addresses: Sequence[str]) -> Rich:
    """To whoever took the consent back."""
    return paragraphs(
        f"Запись {quoted(title)}: у себя и на сайте фотографии убраны. А вот здесь старую запись бот исправить "
        "не может, её удалит человек. Координаторов я об этом попросил.",
        lines(*addresses),
    )


def delete_by_hand(title: str, addresses: Sequence[str]) -> Rich:
    """To the coordinators."""
    return paragraphs(
        f"Люди с фотографий к записи {quoted(title)} больше не согласны на публикацию. На сайте и в боте фотографии "
        "уже убраны. В этих записях сообщества бот ничего исправить не может: удалите их, пожалуйста, сами.",
        lines(*addresses),
    )
