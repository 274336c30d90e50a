"""The words that people agree to, version by version. A version that somebody may have agreed to is never changed.

Whoever changes what is agreed to adds a version: those who agreed to an older one are asked anew where that matters
(the service), and the ledger has the hash of what each has read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.purposes import Purpose

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

AGREE: Final = "Хорошо"
NO: Final = "Нет, не надо"
YES_WORDS: Final = ("хорошо", "да", "согласен", "согласна", "ок", "ладно")
"""Typed in the place of the button, after the first words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of the words for one purpose."""

    version: int
    text: str
    anew: bool = True
    """False: it says what the version before said, in other words; who agreed to that one is not asked anew."""

    @property
    def hash(self) -> str:
        """SHA-256, hexadecimal: what the ledger keeps."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def _versions(*texts: str, same: Collection[int] = ()) -> tuple[Wording, ...]:
    """``same``: the numbers of those that say nothing else than the one before."""
    return tuple(Wording(version=number, text=text, anew=number not in same) for number, text in enumerate(texts, 1))


WORDINGS: Final[Mapping[Purpose, tuple[Wording, ...]]] = {
    Purpose.SERVICE: _versions(
        "Чтобы отвечать и напоминать, мне нужно хранить номер вашего чата, ваши подписки и настройки, "
        "а если вы библиотекарь, то и дела вашей библиотеки. Имени и переписки я не храню. "
        "Посмотреть и стереть всё можно в любую минуту: напишите «удалить мои данные».",
        "Нажимая кнопку, вы разрешаете хранить номер вашего чата, подписки и настройки, а если вы библиотекарь, "
        "то и дела вашей библиотеки; имени и переписки я не храню, а всё остальное сотру по вашему слову.",
        same=(2,),
    ),
    Purpose.CONTACT_PARTNERS: _versions(
        "Партнёрам: контакт увидят только библиотекари и координаторы вашего сотрудничества, "
        "чтобы с вами связаться. Убрать его можно в любую минуту."
    ),
    Purpose.CONTACT_ALL: _versions(
        "Всем: контакт будет стоять на странице библиотеки в интернете, его увидит каждый, и поисковики тоже. "
        "Убрать его можно в любую минуту."
    ),
    Purpose.NAME: _versions(
        "Здесь нужно имя. Его увидит только тот, кто ведёт это дело, и только ради него. "
        "Убрать имя можно в любую минуту."
    ),
    Purpose.PHOTOS: _versions(
        "Есть ли на фотографиях люди, и согласны ли они на публикацию? За детей решают родители. "
        "Без согласия фотографии не опубликую и через месяц сотру, а рассказ выйдет без них."
    ),
    Purpose.CHILD: _versions(
        "Речь о ребёнке, поэтому решаете вы: мама, папа или учитель с согласия родителей. "
        "Имя и работу ребёнка увидят там, куда вы их отправляете. Убрать их можно в любую минуту."
    ),
    Purpose.EMAIL: _versions("Письма будут приходить на почту, которую вы назовёте. Отказаться можно в любую минуту."),
}
"""Of each purpose that is agreed to, the oldest first."""

TITLES: Final[Mapping[Purpose, str]] = {
    Purpose.SERVICE: "Отвечать вам и напоминать",
    Purpose.CONTACT_PARTNERS: "Показывать ваш контакт партнёрам",
    Purpose.CONTACT_ALL: "Показывать ваш контакт всем",
    Purpose.NAME: "Называть вас по имени",
    Purpose.PHOTOS: "Фотографии, о которых вы сказали «все согласны»",
    Purpose.CHILD: "Рассказывать о ребёнке",
    Purpose.EMAIL: "Письма на почту",
}


def current(purpose: Purpose) -> Wording:
    """What is agreed to today."""
    return WORDINGS[purpose][-1]


def least(purpose: Purpose) -> int:
    """The oldest version that says what today's says: whoever agreed to it or to a later one is not asked anew."""
    return max(one.version for one in WORDINGS[purpose] if one.anew)
