"""Binding groups to an alliance: the steps, the troubles and how to mend them (rows 15 to 17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from domain.vocabulary.goals import WORDINGS
from handlers.texts.language import quoted
from handlers.texts.messengers import messenger, messenger_first
from handlers.texts.sections import ALL_SECTIONS
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, link, paragraphs

FIRST_GROUP = "Подключить группу"
ADD_GROUP = "Подключить ещё группу"
CHECK_AGAIN = "Проверить ещё раз"
SHOW_AGAIN = "Показать, что получилось"
UNBIND = "Отключить"
YES_UNBIND = "Да, отключить"
KEEP_BOUND = "Оставить"
YES_BIND = "Да, подключить"
DESK = "Дела координатора"
GROUPS = "Группы"
SPOKEN = ("группы", "площадки", "подключить группу", "связать площадку")
BIND_ANEW = "Подключить заново"
BIND_IT = "Подключить группу"
CHOOSE_GROUP = "Выбрать группу"
OPEN_COMMUNITY = "Открыть сообщество"

JOIN = "Присоединить библиотеку"
READ_AGREEMENT = "Прочитать Соглашение"
SUBSCRIBE = "Подписаться на афишу"

NO_GROUP = "Этой группы здесь больше нет. Вот те, что есть."
LINK_OUTDATED = (
    "Эта ссылка уже не действует: она живёт одни сутки и срабатывает один раз. "
    f"Попросите координатора прислать новую. Если координатор вы, нажмите «{BIND_ANEW}»."
)
OPEN_IN_GROUP = (
    "Эта ссылка для группы, а не для личного разговора. Откройте «Группы» и нажмите «Выбрать группу»: "
    "мессенджер сам спросит, в какую группу меня добавить."
)
CHECKING = "Смотрю на группу. Это займёт несколько секунд. Если что-то изменилось, я напишу сам."
NOT_YOURS_ANY_MORE = (
    "Подключить группу не получилось: тот, кто начал это, больше не координатор. Пусть начнёт нынешний координатор."
)

_RIGHTS: Final[dict[str, dict[str, str]]] = {
    "telegram": {
        "post": "нет права писать. Назначьте бота администратором: настройки группы, «Администраторы», "
        "«Добавить администратора»",
        "edit": "нет права изменять записи. Включите боту это право в списке администраторов",
        "delete": "нет права удалять сообщения. Назначьте бота администратором и включите «Удаление сообщений»",
        "topics": "нет права создавать темы, поэтому разделы не открыты. Назначьте бота администратором "
        "и включите «Управление темами»",
        "pin": "нет права закреплять записи. Включите боту «Закрепление сообщений» в списке администраторов",
        "photos": "нельзя присылать фотографии. Назначьте бота администратором или разрешите участникам "
        "отправку фото в настройках группы",
    },
    "telegram channel": {
        "post": "нет права публиковать. Откройте «Управление каналом», «Администраторы», выберите бота и включите "
        "«Публикация сообщений»",
        "delete": "нет права удалять записи. Включите боту «Удаление сообщений» в списке администраторов канала",
    },
    "vk": {
        "wall": "ключ не может писать на стену. Создайте ключ заново: «Управление», «Работа с API», и отметьте «Стена»",
        "messages": "нельзя отвечать на сообщения. Включите их: «Управление», «Сообщения». Если включены, создайте "
        "ключ заново: «Управление», «Работа с API», и отметьте «Сообщения сообщества»",
        "photos": "ключ не может загружать фотографии. Создайте ключ заново и отметьте «Фотографии»",
        "docs": "ключ не может загружать документы. Создайте ключ заново и отметьте «Документы»",
        "manage": "ключ не видит настроек сообщества. Создайте ключ заново и отметьте «Управление сообществом»",
    },
}
_OTHER_RIGHTS: Final = {
    "post": "нет права писать",
    "edit": "нет права изменять записи",
    "delete": "нет права удалять записи",
    "topics": "нет права открывать разделы",
    "pin": "нет права закреплять записи",
    "wall": "нет права писать на стену",
    "photos": "нет права присылать фотографии",
    "docs": "нет права присылать документы",
    "messages": "нет права отвечать на сообщения",
    "manage": "нет права видеть настройки",
}
_STATES: Final = {
    "pending": "ждёт проверки",
    "bound": "работает",
    "lost": f"бота там больше нет. Добавьте его снова, и всё заработает, или нажмите «{ADD_GROUP}»",
}


def right_missing(kind: str, right: str) -> str:
    """What is missing and how to give it; the end of a sentence."""
    return _RIGHTS.get(kind, {}).get(right) or _OTHER_RIGHTS.get(right, f"нет права «{right}»")


def title_wrong(settlement: str) -> str:
    return (
        f"в названии группы нет слова {quoted(settlement)}, а оно там нужно. "
        f"Назовите её, например, так: {example_title(settlement)}"
    )


def example_title(settlement: str) -> str:
    return quoted(f"{settlement}: библиотеки-тёзки")


def problems(kind: str, settlement: str, *, missing: Sequence[str], title_fits: bool) -> list[str]:
    found = [right_missing(kind, right) for right in missing]
    return [*found, *([] if title_fits else [title_wrong(settlement)])]


def group_line(kind: str, title: str, url: str | None, state: str, troubles: Sequence[str]) -> Rich:
    name = link(title or "без названия", url)
    word = "есть что поправить" if state == "bound" and troubles else _STATES.get(state, state)
    head = bold(name) + f" ({messenger(kind)}): {word}."
    if state != "bound":
        return head
    return lines(head, *(f"– {trouble}." for trouble in troubles))


def groups(settlement: str, shown: Sequence[Rich]) -> Rich:
    if not shown:
        return paragraphs(
            bold(f"Группы библиотек {quoted(settlement)}"),
            "Пока ни одной. Подключите группу Telegram или сообщество ВКонтакте, и я буду публиковать там "
            "планы, хронику и сообщения о присоединении.",
        )
    return paragraphs(bold(f"Группы библиотек {quoted(settlement)}"), *shown)


def unbind_label(title: str) -> str:
    return shorten(f"{UNBIND}: {title or 'без названия'}", LABEL)


def how_to_bind(steps: Sequence[Rich]) -> Rich:
    return paragraphs(
        bold("Как подключить группу"),
        "Подключить может тот, кто ею управляет. Ссылки ниже действуют сутки и срабатывают один раз.",
        *steps,
    )


def steps_for_group(kind: str, settlement: str, *, name: str = "", code: str = "") -> Rich:
    """``name``: of the account, where there are several of that messenger; ``code``: what is posted in a channel."""
    if kind == "telegram":
        return lines(
            bold(_named("Telegram", name)),
            f"1. Создайте группу с именем населённого пункта в названии, например: {example_title(settlement)}.",
            "2. Включите в её настройках «Темы», если хотите отдельные разделы.",
            "3. Нажмите «Выбрать группу: Telegram» и добавьте меня.",
            "4. Назначьте меня администратором с правом «Управление темами». Дальше я проверю всё сам и напишу вам.",
            *(
                ("Если у вас канал: назначьте меня его администратором и опубликуйте в нём это сообщение:", code)
                if code
                else ()
            ),
        )
    return lines(
        bold(_named(messenger_first(kind), name)), "Нажмите «Выбрать группу» и добавьте меня. Дальше я проверю всё сам."
    )


def steps_for_community(kind: str, title: str, code: str) -> Rich:
    name = f"{messenger(kind)}: сообщество {quoted(title)}" if title else messenger(kind)
    return lines(
        bold(name),
        "1. Нажмите «Открыть сообщество» под этим сообщением: откроется разговор с ним.",
        "2. Нажмите там «Начать» или отправьте любое сообщение.",
        "Если ссылка не сработала, отправьте сообществу это сообщение:",
        code,
    )


def choose_label(kind: str, name: str = "") -> str:
    return shorten(f"{CHOOSE_GROUP}: {_named(messenger(kind), name)}", LABEL)


def _named(messenger: str, name: str) -> str:
    return f"{messenger}, {quoted(name)}" if name else messenger


def community_label(title: str) -> str:
    return shorten(f"{OPEN_COMMUNITY}: {title}" if title else OPEN_COMMUNITY, LABEL)


def sure_to_bind(settlement: str, title: str) -> str:
    which = f"сообщество {quoted(title)}" if title else "это сообщество"
    return (
        f"Подключить {which} к библиотекам {quoted(settlement)}? Вас об этом просят. Я буду публиковать на его стене "
        "планы, хронику и сообщения о присоединении. Если вы этого не ждали, ничего не нажимайте."
    )


def no_accounts() -> str:
    return "Пока не подключён ни один мессенджер. Об этом стоит сказать тому, кто запускал бота."


def claimed(title: str | None) -> str:
    where = f"группу {quoted(title)}" if title else "группу"
    return f"Спасибо, вижу {where}. Проверяю название и свои права, это займёт несколько секунд."


def already_bound_elsewhere(title: str | None) -> str:
    which = f"Группа {quoted(title)}" if title else "Эта группа"
    return (
        f"{which} уже подключена к другому сотрудничеству, а одна группа может служить только одному. "
        "Выберите другую или попросите координатора того сотрудничества сначала отключить её."
    )


def whose_voice(title: str | None) -> str:
    where = f" в {quoted(title)}" if title else ""
    return (
        f"Ссылку{where} прислали от имени канала, и мне не видно, кто это. "
        "Пришлите её ещё раз от своего имени или от имени самой группы: она ещё действует."
    )


def not_manager(title: str) -> str:
    which = f"группу {quoted(title)}" if title else "эту группу"
    return (
        f"Подключить {which} может только тот, кто ею управляет, а вы там не администратор. "
        "Попросите администратора назначить вас или открыть ссылку вместо вас."
    )


def manager_unknown(kind: str, title: str) -> str:
    which = f"группу {quoted(title)}" if title else "эту группу"
    failed = f"Подключить {which} пока не получилось"
    if kind != "telegram":
        return f"{failed}: мне не видно, кто ею управляет, {right_missing(kind, 'manage')}."
    return (
        f"{failed}: участники там скрыты, и мне не видно, кто администратор. "
        f"Назначьте меня администратором или пришлите ссылку от имени самой группы, а потом нажмите «{BIND_ANEW}»."
    )


Sections = Literal["open", "waiting", "none"]
"""Whether the sections of a group are open, wait for a right, or do not exist there."""


def bound(settlement: str, kind: str, title: str, troubles: Sequence[str], *, sections: Sections) -> Rich:
    opened = {
        "open": f"Разделы открыты: {', '.join(one.title for one in ALL_SECTIONS)}.",
        "waiting": "Как только вы дадите мне право «Управление темами», я открою разделы "
        "и размещу там первую запись о сотрудничестве.",
        "none": "Разделов в этой группе нет, поэтому я буду отмечать записи хештегами.",
    }[sections]
    if sections == "none" and kind == "telegram":
        opened += " Хотите разделы? Включите в настройках группы «Темы», а потом нажмите «Проверить ещё раз»."
    return paragraphs(
        bold(f"Группа {quoted(title)} ({messenger(kind)}) подключена к библиотекам {quoted(settlement)}."),
        opened,
        lines("Стоит поправить:", *(f"– {trouble}." for trouble in troubles)) if troubles else "Всё в порядке.",
    )


def checked(title: str, troubles: Sequence[str], *, waits: bool = False) -> Rich:
    """``waits``: nothing can be published meanwhile."""
    if not troubles:
        return paragraphs(bold(quoted(title)), "Теперь всё в порядке: название подходит, права есть.")
    return paragraphs(
        bold(quoted(title)),
        lines("Стоит поправить:", *(f"– {trouble}." for trouble in troubles)),
        "Записи подождут и выйдут сами, как только право вернётся." if waits else None,
    )


def renamed(title: str, settlement: str, *, fits: bool) -> str:
    if fits:
        return f"Группу переименовали в {quoted(title)}. Теперь название подходит, спасибо!"
    return f"Группу переименовали в {quoted(title)}, и теперь {title_wrong(settlement)}."


def lost(title: str, settlement: str) -> str:
    return (
        f"Меня больше нет в группе {quoted(title or 'без названия')} библиотек {quoted(settlement)}: "
        "публиковать там я не могу. Всё уже опубликованное осталось. Если это случайность, добавьте меня снова."
    )


def unbound(title: str, settlement: str) -> str:
    return f"Группа {quoted(title)} отключена от библиотек {quoted(settlement)}. Записи там остались."


def sure_to_unbind(title: str) -> str:
    return (
        f"Отключить группу {quoted(title)}? Всё опубликованное там останется, но нового я публиковать не буду. "
        "Подключить её снова можно в любое время."
    )


def hint_when_added(title: str | None) -> str:
    where = f"в группу {quoted(title)}" if title else "в группу"
    return f"Вы добавили меня {where}. Чтобы я публиковал там планы и хронику, подключите её."


def emblem_alt(settlement: str) -> str:
    return f"Эмблема библиотек-тёзок {quoted(settlement)}"


def about(*, settlement: str, form: str, goals: Sequence[str], motto: str | None, version: int | None) -> Rich:
    """The post that presents the alliance in its group."""
    every = [WORDINGS[goal].label for goal in goals if goal in WORDINGS]
    return paragraphs(
        bold(f"Библиотеки-тёзки {quoted(settlement)}"),
        quoted(motto) if motto else None,
        "Здесь дружат библиотеки сёл и городов с одним именем: вместе строят планы, зовут друг друга "
        "в гости и ведут хронику.",
        f"Кто мы: {form[:1].lower()}{form[1:]}.",
        lines("Зачем мы вместе:", *(f"– {goal}" for goal in every)) if every else None,
        "Присоединиться может любая библиотека-тёзка, а выйти можно в любое время. "
        f"Наши правила открыты всем (версия {version})."
        if version
        else None,
        "Жители могут подписаться на афишу: бот напомнит о событиях.",
    )
