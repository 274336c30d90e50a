"""The Agreement as it is read, edited and adopted (row 2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from domain.agreement import Difference, Mark
from handlers.texts.language import counted, quoted, short_day
from handlers.texts.turn.paging import page_line
from talk.rich import Rich, bold, lines, paragraphs

CALLED: Final = "изменение Соглашения"

READ = "Прочитать раздел"
EDIT = "Изменить раздел"
SHOW_CHANGES = "Готово, показать изменения"
NOTHING_TO_ADOPT = "Закончить, ничего не меняя"
WHICH_TO_READ = "Какой раздел показать?"
WHICH_TO_EDIT = "Какой раздел изменить?"
NEW_TEXT = "Каким будет новый текст раздела? Пришлите его целиком, одним сообщением, без заголовка."
ADOPT = "Принять новую редакцию"
MORE_EDITS = "Ещё поправить"
SAME_AS_BEFORE = "Текст остался прежним, новой редакции нет."
CLASHED = (
    "Пока вы правили, другой координатор изменил тот же раздел. Я ничего не стал менять, чтобы его правки не пропали. "
    "Посмотрите нынешний текст и внесите свои правки ещё раз."
)
STARTED = "Какие разделы Соглашения изменить? Их можно поправить сразу несколько."
NONE_YET = "У этого сотрудничества ещё нет принятого Соглашения."

EARLIER = "◀ Раздел назад"
LATER = "Дальше ▶"
SIGNATORIES = "Кто подписал"
VERSIONS = "Редакции"
CHANGE = "Изменить"
TO_TEXT = "К тексту"
JOIN = "Присоединиться"
TO_DESK = "Дела координатора"

_NUMBER: Final = re.compile(r"^\d+\.\s*")
_LONGEST_LINE: Final = 300
_MOST_LINES: Final = 5


class Section(Protocol):
    """A section, whether it is drafted or adopted."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


def short_title(title: str) -> str:
    """The title without its number: a list numbers its options itself."""
    return _NUMBER.sub("", title)


def section(shown: Section) -> Rich:
    return paragraphs(bold(shown.title), shown.text)


def section_now(shown: Section) -> Rich:
    return paragraphs(f"Сейчас раздел {quoted(short_title(shown.title))} такой:", shown.text)


def decide(changed: int) -> str:
    if not changed:
        return "Что делаем с текстом Соглашения?"
    return f"Вы изменили {counted(changed, 'раздел', 'раздела', 'разделов')}. Что дальше?"


def page(settlement: str, version: int, adopted: date, shown: Section, *, at: int, of: int) -> Rich:
    return paragraphs(
        lines(
            bold(f"Соглашение {quoted(settlement)}"),
            f"Редакция {version}, принята {short_day(adopted)} {adopted.year} года. Раздел {at} из {of}.",
        ),
        section(shown),
    )


def differences(found: Sequence[Difference], titles: dict[str, str]) -> Rich:
    return paragraphs(
        bold("Что изменится"),
        *(_difference(one, titles) for one in found),
        "Принять новую редакцию? Прежняя останется в списке редакций, а в журнале появится запись.",
    )


def _difference(one: Difference, titles: dict[str, str]) -> Rich:
    changed = [line for line in one.lines if line.mark is not Mark.KEPT and line.text.strip()]
    removed = [f"Убрано: {_short(line.text)}" for line in changed if line.mark is Mark.REMOVED]
    added = [f"Добавлено: {_short(line.text)}" for line in changed if line.mark is Mark.ADDED]
    shown = removed[:_MOST_LINES] + added[:_MOST_LINES]
    rest = len(changed) - len(shown)
    return lines(
        bold(f"Раздел {quoted(short_title(titles.get(one.key, one.key)))}"),
        *shown,
        f"И ещё {counted(rest, 'строка', 'строки', 'строк')}." if rest else None,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"


def adopted(version: int) -> str:
    return f"Принята редакция {version}. Запись об этом есть в журнале."


def told(settlement: str, version: int, sections: Sequence[str]) -> str:
    names = ", ".join(quoted(short_title(title)) for title in sections)
    where = "Изменён раздел" if len(sections) == 1 else "Изменены разделы"
    return f"Соглашение {quoted(settlement)}: принята редакция {version}. {where}: {names}."


def changes_of_post(version: int) -> str:
    return f"Принята новая редакция Соглашения: {version}."


def signatories(
    settlement: str, members: Sequence[tuple[str, str, date]], *, page: int, pages: int, total: int
) -> Rich:
    if not total:
        return paragraphs(
            bold(f"Соглашение {quoted(settlement)}"),
            "Пока его никто не подписал. Ваша библиотека может стать первой.",
        )
    return paragraphs(
        lines(
            bold(f"Кто подписал Соглашение {quoted(settlement)}"),
            counted(total, "библиотека-партнёр", "библиотеки-партнёра", "библиотек-партнёров"),
        ),
        lines(*(f"– {title} ({region}), {short_day(day)} {day.year} года" for title, region, day in members)),
        page_line(page, pages),
    )


def versions(settlement: str, known: Sequence[tuple[int, date]]) -> Rich:
    return paragraphs(
        bold(f"Редакции Соглашения {quoted(settlement)}"),
        lines(*(f"Редакция {version}: принята {short_day(day)} {day.year} года" for version, day in known)),
        "Какую показать?",
    )


def version_label(version: int) -> str:
    return f"Редакция {version}"
