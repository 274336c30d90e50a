"""«Дела координатора»: the card of an alliance, its settings, its coordinators (rows 1, 6, 8, 9, 10, 19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from handlers.texts.alliances.founding import form_words, goals_words
from handlers.texts.language import counted, plural, quoted, short_day
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, link, paragraphs

CALLED: Final = "настройки сотрудничества"

GROUPS = "Группы"
AGREEMENT = "Соглашение"
SETTINGS = "Настройки"
COORDINATORS = "Координаторы"
INVITE = "Позвать библиотеки"
APPEALS = "Заявки"
COMPLAINTS = "Жалобы"
REVOKE = "Освободить координатора"
JOIN = "Присоединить свою библиотеку"
DESK = "Дела координатора"
WORDS: Final = (
    Meant(
        label="Дела координатора",
        said=(
            "дела координатора; координатор; я координатор; настройки сотрудничества; заявки библиотек; новые "
            "заявки; название сотрудничества; площадки; группа сотрудничества; подключить группу; пригласить "
            "координатора; второй координатор; соглашение текст"
        ),
    ),
)

CHANGE_MORE = "Изменить ещё что-то"

# Settings.

WHAT_TO_CHANGE = "Что изменить?"
MOTTO = "Девиз"
HASHTAG = "Хештег"
EMBLEM = "Эмблема"
GOALS = "Цели"
FORM = "Организационная форма"
LENIENT = "Похожие названия"
SILENT_DAYS = "Напоминание о тишине"
NEW_MOTTO = "Напишите девиз. «Пропустить» оставит сотрудничество без девиза."
NEW_HASHTAG = (
    "Напишите хештег: буквы, цифры и знак подчёркивания. «Пропустить» оставит сотрудничество без своего хештега."
)
NEW_EMBLEM = "Пришлите эмблему одной картинкой. «Пропустить» оставит сотрудничество без эмблемы."
NEW_GOALS = "Отметьте цели сотрудничества."
NEW_FORM = "Какую форму выберете? Вот как их описывает Положение:"
OWN_FORM = "Как вы себя назовёте? Например: клуб друзей."
NEW_LENIENT = (
    "Принимать ли библиотеки с похожими названиями? Например: Новая Ивановка и Ивановка, Никольское и Никольская. "
    "Совсем другие названия всё равно не подойдут."
)
LENIENT_YES = "Принимать похожие"
LENIENT_NO = "Только одинаковые"
NEW_SILENT_DAYS = (
    "Через сколько дней без новых записей напомнить координаторам? Напишите число от 1 до 365 или 0, чтобы "
    "не напоминать."
)
CHANGED = "Готово, сохранил."
CHANGES_OF_POST = "Обновились сведения о сотрудничестве."

# Coordinators.

INVITE_COORDINATOR = "Пригласить координатора"
RETIRE = "Сложить обязанности"
YES_RETIRE = "Да, сложить обязанности"
STAY = "Остаться"
LAST_ONE = (
    "Кроме вас, координаторов нет, и вести дела будет некому. Сначала пригласите другого, а потом сложите обязанности."
)
CO_OUTDATED = (
    "Это приглашение уже не действует: оно живёт сутки и срабатывает один раз. Попросите координатора прислать новое."
)
YES_COME = "Да, хочу"
LET_IN = "Впустить"
SEND_AWAY = "Это не тот человек"
LET_IN_ALREADY = "Этот человек уже координатор."
SENT_AWAY = (
    "Хорошо, никого не впускаю, и эта ссылка больше не действует. Новая лежит там же, в «Пригласить координатора»."
)
CANDIDATE_GONE = (
    "На этот вопрос уже ответили, или прошли сутки. Если человека нужно впустить, пришлите ему новое приглашение."
)
ALREADY_COORDINATOR = "Вы уже координатор этого сотрудничества. Приглашение ещё действует, отправьте его коллеге."


def state(word: str, *, troubled: bool) -> str:
    """A group's state in the card, shorter than in the list of groups."""
    if word == "bound":
        return "есть что поправить" if troubled else "всё работает"
    return {"pending": "ждёт проверки", "lost": "бота там больше нет"}.get(word, word)


def card(
    *,
    settlement: str,
    form: str,
    regions: int,
    goals: Sequence[str],
    motto: str | None,
    hashtag: str | None,
    members: int,
    coordinators: int,
    groups: Sequence[tuple[str, str | None, str]],
    appeals: int,
    silent_days: int,
    lenient: bool,
    hint: str,
    url: str | None,
) -> Rich:
    """``groups``: title, address, state in words."""
    where = "одного региона" if regions == 1 else counted(regions, "региона", "регионов", "регионов")
    libraries = counted(members, "библиотека", "библиотеки", "библиотек")
    lead = counted(coordinators, "координатор", "координатора", "координаторов")
    return paragraphs(
        bold(f"Сотрудничество {quoted(settlement)}"),
        quoted(motto) if motto else None,
        lines(
            f"{libraries} из {where}, {lead}." if members else f"Библиотек пока нет, {lead}.",
            f"Кто вы: {form}",
            f"Цели: {goals_words(goals)}",
            f"Хештег: #{hashtag}" if hashtag else None,
            "Похожие названия тоже подходят." if lenient else None,
            _silence(silent_days),
            f"{plural(appeals, 'Ждёт', 'Ждут', 'Ждут')} вашего решения: "
            f"{counted(appeals, 'заявка', 'заявки', 'заявок')}"
            if appeals
            else None,
        ),
        lines(
            *(
                "Группа " + link(quoted(title or "без названия"), address) + f": {word}"
                for title, address, word in groups
            )
        )
        if groups
        else "Групп пока нет.",
        link("Страница сотрудничества", url) if url else None,
        f"Что дальше: {hint}",
    )


def _silence(days: int) -> str:
    if not days:
        return "О тишине в группах не напоминаю."
    return f"Напомню, если в группах {counted(days, 'день', 'дня', 'дней')} будет тихо."


HINT_BIND = "подключите группу Telegram или сообщество ВКонтакте, чтобы было где публиковать планы и хронику."
HINT_MEND = "загляните в «Группы»: там написано, что поправить."
HINT_OWN_LIBRARY = "присоедините свою библиотеку: она станет первой в списке."
HINT_INVITE = "позовите другие библиотеки-тёзки: вдвоём уже можно строить общий план."
HINT_APPEALS = "посмотрите заявки: библиотеки ждут вашего слова."
HINT_SECOND = "пригласите второго координатора, чтобы дела не остановились, если вы заняты."
HINT_PLAN = "пополняйте план и зовите жителей подписаться на афишу."


def rules_changed(facts: Mapping[str, object]) -> list[str]:
    """What a changed rule is from now on, for the journal; facts are read without trust."""
    words = []
    if isinstance(form := facts.get("form"), str):
        own = facts.get("form_own")
        words.append(f"форма теперь {form_words(form, own if isinstance(own, str) else None)}")
    if isinstance(goals := facts.get("goals"), list | tuple):
        words.append(f"цели: {goals_words([str(goal) for goal in goals])}")
    if "lenient" in facts:
        names = "похожие названия" if facts["lenient"] is True else "только одинаковые названия"
        words.append(f"подходят {names}")
    for name, word, gone in (("motto", "девиз", "девиза больше нет"), ("hashtag", "хештег", "хештега больше нет")):
        if name in facts:
            words.append(f"{word}: {facts[name]}" if facts[name] else gone)
    if "emblem" in facts:
        words.append("новая эмблема" if facts["emblem"] is True else "эмблемы больше нет")
    return words


def appeals_label(count: int) -> str:
    return f"{APPEALS}: {count}" if count else APPEALS


def complaints_label(count: int) -> str:
    return f"{COMPLAINTS}: {count}" if count else COMPLAINTS


def coordinators(settlement: str, listed: Sequence[tuple[bool, bool, date]]) -> Rich:
    """``listed``: is it the reader, is it the founder, since when. Names are not kept, so none are shown."""
    return paragraphs(
        bold(f"Координаторы сотрудничества {quoted(settlement)}"),
        lines(*(_coordinator(me=me, founder=founder, since=since) for me, founder, since in listed)),
        "Имён я не храню, поэтому показываю только, с какого дня каждый ведёт дела.",
    )


def _coordinator(*, me: bool, founder: bool, since: date) -> str:
    who = "вы" if me else "коллега"
    role = ", основатель" if founder else ""
    return f"– {who}{role}, с {short_day(since)} {since.year} года"


def co_invitation(settlement: str, url: str) -> Rich:
    return paragraphs(
        f"Перешлите эту ссылку тому, кто станет координатором сотрудничества {quoted(settlement)}. "
        "Она живёт сутки и срабатывает один раз. Когда человек придёт, я спрошу у вас, тот ли это: без вашего «да» "
        "никто координатором не станет. Прежняя ссылка, если она была, больше не действует.",
        link(url, url),
    )


def offered(settlement: str) -> Rich:
    return paragraphs(
        f"Вас зовут координатором сотрудничества {quoted(settlement)}: вести Соглашение, группы и заявки вместе "
        "с коллегами.",
        "Согласны? Отказаться потом можно в любой день.",
    )


def candidate(settlement: str, number: str) -> Rich:
    """``number``: four digits that the other one sees, too."""
    return paragraphs(
        bold("Пришёл человек, впустить?"),
        f"По вашему приглашению пришли стать координатором сотрудничества {quoted(settlement)}. Имён я не храню, "
        f"поэтому позвоните тому, кого звали: у него должно стоять число {number}.",
    )


def wait_for_answer(settlement: str, number: str) -> Rich:
    return paragraphs(
        f"Спасибо! Я спросил того, кто вас позвал. Услышу «да», и вы координатор сотрудничества {quoted(settlement)}.",
        f"Если он позвонит, назовите ему число {number}: так он узнает, что это вы.",
    )


def not_let_in(settlement: str) -> str:
    return (
        f"Координатор сотрудничества {quoted(settlement)} не узнал вас и не впустил. "
        "Если это ошибка, позвоните ему и попросите новое приглашение."
    )


def became_coordinator(settlement: str) -> Rich:
    return paragraphs(
        bold(f"Теперь вы координатор сотрудничества {quoted(settlement)}. Спасибо!"),
        "Соглашение, группы, заявки и настройки живут в «Делах координатора». Сложить обязанности можно в любое время.",
    )


def told_of_new(settlement: str, count: int) -> str:
    return f"В сотрудничестве {quoted(settlement)} новый координатор. Теперь вас {count}: дела можно вести вместе."


def sure_to_retire(settlement: str) -> str:
    return (
        f"Сложить обязанности координатора сотрудничества {quoted(settlement)}? "
        "Ваша библиотека останется в Соглашении, а вернуться можно по новому приглашению."
    )


def retired(settlement: str) -> str:
    return f"Вы больше не координатор сотрудничества {quoted(settlement)}. Спасибо за вашу работу!"


def told_of_retired(settlement: str, count: int) -> str:
    rest = counted(count, "координатор", "координатора", "координаторов")
    left = plural(count, "Остался", "Осталось", "Осталось")
    return f"В сотрудничестве {quoted(settlement)} один координатор сложил обязанности. {left} {rest}."
