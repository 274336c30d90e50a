"""What is said where a post of a group could not be done whole, and in the place of what was taken away."""

from __future__ import annotations

from typing import Final

from handlers.texts.groups.binding import right_missing
from handlers.texts.language import quoted
from handlers.texts.messengers import messenger, messenger_first
from talk.keyboard import shorten
from talk.rich import Rich, lines, link, paragraphs

PHOTO_REMOVED: Final = "Фотография убрана"
NOT_NEEDED: Final = "Эта часть записи больше не нужна."
_BEGINNING: Final = 80
"""Signs of a post that are enough to know it again."""


def moved_on(address: str) -> Rich:
    """In the place of an old post that may not be removed."""
    return lines("Запись обновлена.", link("Читать новую", address))


def given_up(kind: str, title: str, post: str) -> Rich:
    """A post did not come out and will not."""
    return paragraphs(
        f"Запись не вышла в группе {quoted(title or 'без названия')} ({messenger(kind)}): {_named(post)}.",
        "Мессенджер её не принял. Остальные записи выходят как обычно. "
        "Если это повторится, скажите тому, кто запускает бота.",
    )


def not_allowed(kind: str, title: str, right: str) -> Rich:
    """Posts are refused for want of a right, though the messenger says that it is there."""
    return paragraphs(
        f"В группе {quoted(title or 'без названия')} запись не выходит: {right_missing(kind, right)}.",
        "Я буду пробовать каждый час. Как только получится, запись выйдет сама.",
    )


def silent(kind: str, account: str) -> Rich:
    """The account of a group cannot write to anybody, and they are told elsewhere."""
    mend = (
        "Проверьте, включены ли сообщения: «Управление», «Сообщения», «Сообщения сообщества: включены»."
        if kind == "vk"
        else "Скажите, пожалуйста, тому, кто запускает бота."
    )
    return paragraphs(
        f"{messenger_first(kind)}: бот {quoted(account or 'без названия')} сейчас никому не может ответить. {mend}",
        "Ничего не потеряется: что не устареет, он скажет сам, когда снова сможет.",
    )


def without_pictures(kind: str, title: str, address: str | None, right: str | None) -> Rich:
    """A post came out, but its pictures did not."""
    where = quoted(title or "без названия")
    why = right_missing(kind, right) if right else "мессенджер не принял картинку, она слишком вытянутая или испорчена"
    return paragraphs(
        lines(f"Запись в группе {where} вышла без картинки: {why}.", address and link("Посмотреть запись", address)),
        "Следующие записи тоже будут выходить без картинок, пока это не исправлено." if right else None,
    )


def without_rest(title: str, address: str | None) -> Rich:
    """Of a long post only the beginning came out: the rest goes into comments, and those are closed."""
    return paragraphs(
        lines(
            f"Запись на площадке {quoted(title or 'без названия')} вышла не целиком: комментарии там закрыты.",
            address and link("Посмотреть запись", address),
        ),
        "Продолжение длинных записей я пишу в комментариях. Откройте их, и следующая выйдет целиком.",
    )


def still_stands(kind: str, title: str, addresses: tuple[str, ...], right: str | None) -> Rich:
    """An old message could be neither removed nor emptied."""
    mend = f" Сам удалять я пока не могу: {right_missing(kind, right)}." if right else ""
    return paragraphs(
        f"В группе {quoted(title or 'без названия')} осталась старая запись: убрать её я не смог. "
        f"Удалите её, пожалуйста, сами.{mend}",
        lines(*(link("Старая запись", address) for address in addresses)) if addresses else None,
    )


def _named(post: str) -> str:
    """The first line of a post."""
    return quoted(shorten(next((line for line in post.splitlines() if line.strip()), "без слов").strip(), _BEGINNING))
