"""What is said while an alliance is founded, and the words for its facts (rows 1, 2, 6, 8, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.vocabulary.goals import GOALS, WORDINGS
from handlers.texts.language import counted, quoted
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, link, paragraphs

WING: Final = "Сотрудничество тёзок"
ABOUT: Final = "Создать сотрудничество тёзок"
WORDS: Final = (
    Meant(
        label="Создать сотрудничество",
        said=(
            "создать сотрудничество; основать сотрудничество; новое сотрудничество; создать соглашение; новое "
            "соглашение; организовать сотрудничество; начать сотрудничество"
        ),
    ),
)

IN_MENU: Final = "Создать сотрудничество"
CALLED: Final = "создание сотрудничества"

SETTLEMENT = (
    "Создадим сотрудничество библиотек-тёзок. Как называется населённый пункт? "
    "Напишите только название, например: Александровка."
)
NOT_A_NAME = "Похоже, здесь только тип, а нужно само название. Напишите, например: Александровка."
REGION = "В каком регионе ваша библиотека? Например: Белгородская область."
ZONE = "По какому времени живёт ваш населённый пункт? Напишите ближайший крупный город или нажмите кнопку."
FORM = "Какая у сотрудничества организационная форма? Вот как их описывает Положение:"
OWN_FORM = "Назовите свою форму сотрудничества несколькими словами."
SCOPE = "С кем вы хотите сотрудничать?"
SCOPE_OWN = "С тёзками своего региона"
SCOPE_WIDE = "И с тёзками из других регионов"
GOALS_QUESTION = "Какие цели вы ставите? Можно взять все семь целей из Положения или отметить часть."
ALL_GOALS = "все семь целей"
MOTTO = "Есть ли у сотрудничества девиз? Напишите его или нажмите «Пропустить»: добавить можно потом."
HASHTAG = (
    "Какой будет хештег? По нему легко найти ваши записи. Нажмите кнопку с моим вариантом или напишите свой: "
    "буквы, цифры и знак подчёркивания."
)
EMBLEM = "Есть ли эмблема? Пришлите одну картинку. Если эмблемы нет, нажмите «Пропустить»."
AGREEMENT_NEXT = (
    "Теперь Соглашение. Я подготовил его текст по Положению. Его можно прочитать, поправить по разделам "
    "и потом всегда изменить."
)
BAD_HASHTAG = (
    "В хештеге могут быть только буквы, цифры и знак подчёркивания, без пробелов, и хотя бы одна буква. "
    "Например: тёзки_Ивановка."
)

LABEL_SETTLEMENT = "Название"
LABEL_REGION = "Регион"
LABEL_ZONE = "Часовой пояс"
LABEL_FORM = "Форма"
LABEL_OWN_FORM = "Своя форма"
LABEL_SCOPE = "С кем сотрудничать"
LABEL_GOALS = "Цели"
LABEL_MOTTO = "Девиз"
LABEL_HASHTAG = "Хештег"
LABEL_EMBLEM = "Эмблема"

JOIN_IT = "Присоединиться к нему"
FOUND_ANYWAY = "Всё равно создать новое"
ACCEPT_AND_FOUND = "Принять как есть и создать"
ACCEPT_EDITED_AND_FOUND = "Принять с правками и создать"

BIND = "Подключить группу или сообщество"
OWN_LIBRARY = "Присоединить свою библиотеку"
INVITE = "Позвать коллег"
NAMESAKES = "Найти тёзок"
JOIN_BUTTON = "Присоединиться"
FOUND_BUTTON = "Создать сотрудничество"

NOT_A_COORDINATOR = (
    "Вы пока не координатор. Можно создать своё сотрудничество или попросить у координатора ссылку-приглашение."
)


def default_hashtag(settlement: str) -> str:
    """«тёзки_Александровка»: the name as it is, so that no declension can go wrong."""
    name = "_".join("".join(sign if sign.isalnum() else " " for sign in settlement).split())
    return f"тёзки_{name}"


def namesakes_exist(settlement: str, members: Sequence[int]) -> Rich:
    """``members``: how many libraries each of the alliances of that name has."""
    counts = "; ".join(
        counted(count, "библиотека", "библиотеки", "библиотек") if count else "пока без библиотек" for count in members
    )
    one = len(members) == 1
    return paragraphs(
        f"Сотрудничество {quoted(settlement)} уже есть ({counts})."
        if one
        else f"Сотрудничеств {quoted(settlement)} уже несколько: {counts}.",
        "К нему можно просто присоединиться, разрешения спрашивать не нужно. Или создайте новое."
        if one
        else "К любому можно просто присоединиться, разрешения спрашивать не нужно. Или создайте новое.",
    )


def join_instead() -> str:
    return "Хорошо, новое не создаю. Нажмите кнопку, и присоединим вашу библиотеку."


def form_hint(text: str) -> str:
    """The explanation of a form without its name, which stands before it already."""
    return text.partition(" — ")[2] or text


def form_words(form: str, own: str | None) -> str:
    """The form as people read it."""
    if form == "other" and own:
        return own
    known = WORDINGS.get(form)
    return known.label if known else form


def goal_labels(goals: Sequence[str]) -> list[str]:
    return [WORDINGS[goal].label for goal in goals if goal in WORDINGS]


def goals_words(goals: Sequence[str]) -> str:
    labels = goal_labels(goals)
    return ALL_GOALS if len(labels) == len(GOALS) else "; ".join(labels)


def goals_section(goals: Sequence[str]) -> str:
    """The second part of the Agreement: the goals that were chosen, in the words of the Положение."""
    chosen = [WORDINGS[goal].text for goal in goals if goal in WORDINGS]
    return ";\n".join(f"– {text}" for text in chosen) + "."


def summary(
    *,
    settlement: str,
    region: str,
    zone: str,
    form: str,
    wide: bool,
    goals: Sequence[str],
    motto: str | None,
    hashtag: str | None,
    emblem: bool,
) -> Rich:
    return paragraphs(
        bold("Проверьте, всё ли верно"),
        lines(
            f"Название: {settlement}",
            f"Регион: {region}",
            f"Часовой пояс: {zone}",
            f"Форма: {form}",
            f"С кем: {'тёзки из любых регионов' if wide else 'тёзки своего региона'}",
            f"Цели: {goals_words(goals)}",
            f"Девиз: {motto}" if motto else "Девиз: пока нет",
            f"Хештег: #{hashtag}" if hashtag else "Хештег: пока нет",
            f"Эмблема: {'есть' if emblem else 'пока нет'}",
        ),
    )


def founded(settlement: str) -> Rich:
    return paragraphs(
        bold(f"Сотрудничество {quoted(settlement)} создано!"),
        "Соглашение принято, первая запись в журнале сделана, вы его координатор.",
        lines(
            "Что дальше:",
            "1. Подключить группу Telegram или сообщество ВКонтакте: там появятся планы и хроника.",
            "2. Присоединить свою библиотеку.",
            "3. Позвать коллег из других библиотек-тёзок.",
        ),
    )


def invitation(settlement: str, url: str) -> Rich:
    """A text to be forwarded to colleagues."""
    return paragraphs(
        "Перешлите коллегам это приглашение:",
        paragraphs(
            f"Приглашаем библиотеки населённых пунктов {quoted(settlement)} в сотрудничество тёзок. "
            "Присоединиться можно за несколько минут в разговоре с ботом:",
            link(url, url),
        ),
    )


def which_alliance() -> str:
    return "О каком сотрудничестве речь?"


def alliance_label(settlement: str, slug: str) -> str:
    """Namesakes of namesakes are told apart by the number in their address: «Ивановка (2)»."""
    number = slug.rpartition("-")[2]
    apart = f" ({number})" if number.isdecimal() else ""
    return shorten(settlement, LABEL - len(apart)) + apart
