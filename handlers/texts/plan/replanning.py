"""What is said while an event is changed, moved, cancelled or copied (rows 25, 26, 39)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.texts.language import counted, plural, quoted
from handlers.texts.plan import facts, planning
from talk.rich import Rich, Say, bold, lines, paragraphs

EDIT_CALLED: Final = "изменение события"
MOVE_CALLED: Final = "перенос события"
CANCEL_CALLED: Final = "отмена события"
COPY_CALLED: Final = "копия события"

_ASKED_APART: Final = (facts.PLACE, facts.LINK, facts.DESCRIPTION, facts.POSTER)
CHANGEABLE: Final[Mapping[str, str]] = {
    "when": planning.LABEL_WHEN,
    "place": planning.LABEL_PLACE,
    "title": planning.LABEL_TITLE,
    "description": planning.LABEL_DESCRIPTION,
    "link": planning.LABEL_LINK,
    "lasts": planning.LABEL_LASTS,
    "poster": planning.LABEL_POSTER,
    "co-hosts": planning.LABEL_CO_HOSTS,
    **{one.name: one.label for one in facts.IN_REVIEW if one not in _ASKED_APART},
}
"""What can be changed, the most frequent first."""
NEW_LASTS = "Сколько продлится событие?"
NEW_LINK = "По какой ссылке можно подключиться к событию?"
NEW_PLACE = "Где пройдёт событие? Напишите адрес или место."
NEW_CO_HOSTS = "Кто проводит событие вместе с вами? Отметьте всех заново или напишите часть названия или района."
NEW_POSTER = "Пришлите новую афишу одной картинкой."
NO_PARTNERS = "Других библиотек в сотрудничестве пока нет."
MORE_CHANGES = "Что ещё изменить? Если это всё, нажмите «Это всё»."
THAT_IS_ALL = "Это всё"
TO_CLEAR = "Чтобы убрать, нажмите «Пропустить»."
SAVE = "Сохранить"
MORE_EDITS = "Поправить ещё"
MOVE_YES = "Перенести"
MOVE_NO = "Выбрать другое время"
REASON = "Почему событие отменяется? Причину увидят все. Имён и подробностей о здоровье, пожалуйста, не пишите."
CANCEL_YES = "Отменить событие"
CANCEL_NO = "Оставить как есть"
LEFT_AS_IS = "Хорошо, событие остаётся в плане."
SERIES = "Событие повторяется. Что отменить?"
ONLY_THIS = "Только эту встречу"
AND_FOLLOWING = "Эту и следующие"
WHICH_TO_MOVE = "Событие повторяется. Что перенести?"
WHICH_TO_CHANGE = "Событие повторяется. Где изменить?"
WHOLE_SERIES = "И все следующие тоже"
NEXT_ONE = "Следующая встреча"
DROP_INSTEAD = "Это черновик: его ещё никто не видел. Удалить его можно на странице события."
ADD = "Добавить событие"
MONTH_PLAN = "План месяца"
DROP_YES = "Да, удалить"
DROP_NO = "Нет, оставить"
DROPPED = "Черновик удалён."


def drop_sure(title: str) -> str:
    return f"Удалить черновик {quoted(title)}? Его никто, кроме организаторов, не видел. Вернуть его будет нельзя."


def under(above: Say | None, card: Rich) -> Rich:
    """The card under a line that belongs to this moment only."""
    return paragraphs(above, card)


def question_with_clear(question: str) -> str:
    return f"{question} {TO_CLEAR}"


def with_the_old_text(question: str, old: str) -> Rich:
    """What is sent anew as a whole, at hand to be copied."""
    return paragraphs(question, bold("Сейчас написано так, можно скопировать и поправить:"), old)


def people(count: int) -> str:
    return counted(count, "человек", "человека", "человек")


def will_be_told(count: int) -> str | None:
    """How many people will read of the change."""
    if not count:
        return None
    verb = plural(count, "узнает", "узнают", "узнают")
    who = "тот" if count == 1 else "те"
    return f"Об этом {verb} {people(count)}: {who}, кто собирался прийти или уже получил напоминание."


def what_to_change(title: str) -> str:
    return f"Что изменить в событии {quoted(title)}? Можно поправить несколько вещей подряд."


def new_when(zone_city: str) -> str:
    return (
        "На какое время перенести? Напишите, например: 12 декабря в 16:00. Если дата пока неизвестна, хватит месяца. "
        f"Время библиотеки: {zone_city}."
    )


def sure_to_save(changes: Rich, told: int, *, public: bool, asked: str | None = None) -> Rich:
    """``asked``: which libraries will be asked to hold it too; the public reads nothing of that."""
    head = bold("Вот что прочитают люди:" if public else "Вот что изменится:") if changes else None
    return paragraphs(head, changes, asked, will_be_told(told) if public else None, "Сохранить?")


def sure_to_move(title: str, was: str, becomes: str, told: int) -> Rich:
    return paragraphs(
        bold(title), lines(f"Было: {was}.", f"Станет: {becomes}."), will_be_told(told), "Перенести событие?"
    )


def sure_to_cancel(title: str, when: str, reason: str, told: int) -> Rich:
    return paragraphs(
        f"Отменяем {quoted(title)} ({when})?",
        f"Причина: {reason}",
        will_be_told(told),
        "Отменённое событие вернуть нельзя, но можно сделать его копию с новой датой.",
    )


def saved(told: int, *, public: bool) -> Rich:
    if not public:
        return paragraphs("Готово, черновик обновлён.")
    return paragraphs("Готово: записи в группах и план обновляются.", _told(told))


def moved(title: str, when: str, told: int) -> Rich:
    return paragraphs(f"Перенесли: {quoted(title)}. Новое время: {when}.", _told(told))


def cancelled(title: str, told: int) -> Rich:
    return paragraphs(
        f"Отменили: {quoted(title)}. В группах и в плане это будет видно.",
        _told(told),
        "Если всё-таки соберётесь, нажмите «Повторить».",
    )


def _told(told: int) -> str | None:
    return f"Предупрежу всех, кто ждал: {counted(told, 'человека', 'человек', 'человек')}." if told else None


def copy_when(title: str, zone_city: str) -> str:
    return (
        f"Повторим {quoted(title)}. Когда? Остальное я перенесу из прежнего события, поправить можно потом. "
        f"Время библиотеки: {zone_city}."
    )


def copied(title: str) -> Rich:
    return paragraphs(
        f"Готово, копия сохранена как черновик: {quoted(title)}.",
        "Проверьте её и объявите, когда будете готовы.",
    )
