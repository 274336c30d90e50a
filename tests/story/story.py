"""The story of the product, as people live it: found, join, leave, plan, subscribe, remind, chronicle, look.

The words are those of real material: names, long official titles, a plan of a year.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.people import photo

if TYPE_CHECKING:
    from tests.story.stage import Actor, Stage

MOSCOW = ZoneInfo("Europe/Moscow")
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
TITLE = "Вечер памяти <b>«Имя моего села»</b> & друзья"
NAME = "Имя моего села"
LONG_TITLE = (
    "Муниципальное бюджетное учреждение культуры «Централизованная библиотечная система Азовского района», "
    "Александровский сельский филиал № 7"
)


async def at_noon(stage: Stage) -> None:
    """The story begins at noon tomorrow: nobody's quiet hours."""
    tomorrow = stage.now.astimezone(MOSCOW).date() + timedelta(days=1)
    await stage.moves_to(datetime.combine(tomorrow, time(12), MOSCOW))


async def found(stage: Stage, anna: Actor) -> None:
    """Step 1: a coordinator founds an alliance and binds its group."""
    await anna.does("/start", "Кто вы?")
    await anna.does("Хорошо", "С чего начнём")
    await anna.does("/found", "Как называется населённый пункт")
    await anna.does("село Александровка", "В каком регионе")
    await anna.does("Белгородская обл.", "организационная форма")
    await anna.does("Общественно-коллективное", "С кем вы хотите сотрудничать")
    await anna.does("И с тёзками из других регионов", "Какие цели")
    await anna.does("Подходит", "девиз")
    await anna.does("Одно имя, одна семья", "хештег")
    await anna.does("Подходит", "эмблема")
    await anna.does("Пропустить", "Проверьте, всё ли верно", "Одно имя, одна семья")
    await anna.does("Исправить", "Что исправить")
    await anna.does("Девиз", "девиз")
    await anna.does("Имя одно, и друзья мы", "Проверьте, всё ли верно", "Имя одно, и друзья мы", "Белгородская область")
    await anna.does("Всё верно", "Соглашение")
    await anna.does("Принять как есть и создать", "создано", "Александровка")
    await anna.does("Подключить группу", "Как подключить группу")
    await stage.bind_group(anna)
    await anna.reads("Александровка")
    await stage.after_a_turn()


async def join(stage: Stage, maria: Actor, anna: Actor) -> None:
    """Step 2: a librarian's library joins; the bot itself publishes the notice."""
    await maria.acts(maria.come("join_1"), "Согласны?")
    await maria.does("Хорошо", "Где ваша библиотека")
    await maria.does("с. Александровка, Азовский район, Ростовская область", "Как называется ваша библиотека")
    await maria.does(LONG_TITLE, "вы тёзки", LONG_TITLE)
    await maria.does("Всё верно", "Александровка")
    await maria.does("Дополнить карточку", "большее учреждение")
    await maria.does("МБУК «ЦБС» Азовского района", "библиотека")
    await maria.does("Муниципальная", "телефон или почту")
    await maria.does("8 (863) 422-31-17", "Кому показывать")
    await maria.does("Только библиотекам-партнёрам", "карточка обновлена")
    await stage.posted(LONG_TITLE, "Азовский район", section="Присоединение")
    await anna.reads("Новая библиотека-партнёр", "Представителя библиотеки подтверждаете вы")
    await anna.does("Подтвердить представителя", "Спасибо")
    await maria.reads("Вас подтвердили")


async def plan(stage: Stage, maria: Actor) -> datetime:
    """Step 4: the library puts an event into the joint plan, and moves it; returns its start by the host's clock."""
    day = (stage.now.astimezone(MOSCOW) + timedelta(days=4)).date()
    await maria.does("/event", "Как называется событие")
    await maria.does(TITLE, "Когда")
    await maria.does("вчера в 11", "прошл")
    await maria.does(f"{day.day} {MONTHS[day.month - 1]} в 15:00", "Где")
    await maria.does("Читальный зал, ул. Школьная, 3", "хватит")
    await maria.does("Добавить подробности", "Что это за событие")
    await maria.does("Встреча", "продлится")
    await maria.does("1,5 часа", "интернете")
    await maria.does("Пропустить", "Для кого")
    await maria.does("для всех желающих", "возрастная")
    await maria.does("6+", "Зачем это событие")
    await maria.does("Пропустить", "Расскажите о событии")
    await maria.does("Вспомним, откуда у села имя, и споём за чаем.", "афиша")
    await maria.acts(maria.show(photo("olive")), "Афиша")
    await maria.does("Хлебное поле и дорога к селу", "записываться")
    await maria.does("Нужно", "повторяется")
    await maria.does("Нет, один раз", "Читальный зал", "15:00", "6+")
    await maria.does("Всё верно", "Что сделать")
    await maria.does("Объявить", "Объявлено")
    await stage.posted(NAME, "15:00", "Читальный зал", section="Планы")
    await stage.posted(NAME, "лан", section="Планы")
    return datetime.combine(day, time(15), MOSCOW)


async def subscribe(oleg: Actor) -> None:
    """Step 5: a resident comes by the link under the post, says «пойду», and subscribes to the library."""
    await oleg.acts(oleg.come("e_1"), "Согласны?")
    await oleg.does("Хорошо", NAME, "Читальный зал")
    await oleg.does("Пойду", "за день и за час")
    await oleg.does("/afisha", NAME)
    await oleg.does("/subscriptions", NAME)


async def write_from_elsewhere(oleg: Actor, at_home: Actor) -> None:
    """Step 5, later: the resident writes from another address, too; from then on the two are one person."""
    await at_home.does("/start", "Кто вы?")
    await at_home.does("Хорошо", "С чего начнём")
    await oleg.does("мои адреса", "Где я вам пишу")
    await oleg.does("Добавить адрес", "Как вас подписать")
    told = await oleg.does("Пропустить", "код:")
    code = re.search(r"\d{4} \d{4}", told.text)
    assert code is not None
    await at_home.does(code[0], "Это вы сами?")
    oleg.forgets_what_was_read()
    await at_home.does("Да, это тоже я", "подтвердите там")
    await oleg.reads("ввёл ваш код")
    await oleg.does("Да, это я", "всё общее")
    await at_home.does("/subscriptions", NAME)
    await oleg.does("/subscriptions", NAME)


async def move(stage: Stage, maria: Actor, oleg: Actor, start: datetime) -> datetime:
    """Step 4, later: the event moves; the post says so, and whoever knew is told."""
    await maria.does("/menu", "С чего начнём")
    await maria.does("Мои события", "Имя моего села")
    await maria.acts(maria.come("e_1"), NAME)
    await maria.does("Перенести", "На какое время")
    moved = start + timedelta(hours=2)
    await maria.does(f"{moved.day} {MONTHS[moved.month - 1]} в 17:00", "17:00")
    await maria.does("Перенести", "17:00")
    await stage.posted(NAME, "17:00", section="Планы")
    await oleg.reads(NAME, "17:00")
    return moved


async def remind(stage: Stage, oleg: Actor, start: datetime) -> None:
    """Step 6: a day and an hour before, at the right minute, once."""
    await stage.moves_before(start - timedelta(days=1))
    await stage.quiet()
    assert not oleg.has_read("Напоминаю:")
    await stage.moves_to(start - timedelta(days=1) + timedelta(seconds=30))
    await oleg.reads("Напоминаю: уже завтра", NAME, "17:00", "Читальный зал")
    await stage.after_a_turn()
    assert not oleg.has_read("Напоминаю: совсем скоро")
    await stage.moves_to(start - timedelta(minutes=59, seconds=30))
    await oleg.reads("Напоминаю: совсем скоро начало", NAME)
    await stage.after_a_turn()
    await stage.moves_to_event(NAME, start)


async def chronicle(stage: Stage, maria: Actor, start: datetime) -> None:
    """Step 7: the next morning the host is asked, and tells; a correction stays visible as one."""
    maria.forgets_what_was_read()
    await stage.moves_to(datetime.combine(start.date() + timedelta(days=1), time(10, 1), MOSCOW))
    await maria.reads("Как прошло", NAME)
    await stage.after_a_turn()
    await maria.does("Рассказать", "Сколько примерно")
    await maria.does("полон зал", "числ")
    await maria.does("43", "Сколько новых читателей")
    await maria.does("5", "Расскажите")
    await maria.does("Пели до вечера, пришли три поколения. Спасибо хору «Рябинушка»!", "Пришлите фотографии")
    await maria.acts(maria.show(photo("peru"), photo("teal")), "Готово")
    await maria.does("Готово", "Что на")
    await maria.does("Хор у окна читального зала", "Что на")
    await maria.does("Пропустить", "согласны")
    await maria.does("Люди есть, все согласны", "43", "Рябинушка")
    await maria.does("Всё верно", "Спасибо")
    post = await stage.posted("Рябинушка", "43", section="Хроника")
    assert post.pictures or stage.albums_apart
    await maria.acts(maria.come("correct_1"), "исправ")
    await maria.does("Посетители", "Выбрано")
    await maria.does("Готово", "на самом деле")
    await maria.does("34", "Что")
    await maria.does("Перепутала цифры местами", "34")
    await maria.does("Всё верно", "Готово")
    await stage.posted("34", "Исправлено", section="Хроника")


async def leave(stage: Stage, maria: Actor, anna: Actor) -> None:
    """Step 3: leaving leaves the same trail; events ahead are asked about; the history stays."""
    await maria.does("/event", "Как называется событие")
    await maria.does("Новогодняя ёлка", "Когда")
    await maria.does("в январе", "Где")
    await maria.does("Пропустить", "хватит")
    await maria.does("Не сейчас", "Новогодняя ёлка")
    await maria.does("Всё верно", "Что сделать")
    await maria.does("Объявить", "Объявлено")
    await stage.posted("Новогодняя ёлка", section="Планы")
    anna.forgets_what_was_read()
    await maria.does("/leave", "")
    await maria.does("Закрываемся на ремонт до весны", "Новогодняя ёлка")
    await maria.does("Отменить все", "")
    await maria.does("Да, выйти", "Вступит в силу")
    await anna.reads("это произойдёт не сразу", "Выход из Соглашения")
    await anna.does("Верно, сделать сейчас", "Сделано")
    await maria.reads("Вступило в силу")
    await stage.posted(LONG_TITLE, "ремонт", section="Присоединение")
    await anna.reads("ремонт")
    await stage.posted("Новогодняя ёлка", "тмен", section="Планы")


def reminded_once(stage: Stage, *addresses: Actor) -> None:
    """Each reminder came to a person, and came once, whatever their addresses; on Telegram once more for a kill."""
    for words in ("Напоминаю: уже завтра", "Напоминаю: совсем скоро"):
        came = sum(one.has_read(words, NAME) for one in addresses)
        most = 1 + stage.program.kills if stage.repeats_after_a_kill else 1
        assert 1 <= came <= most, f"«{words}» came {came} times"


async def look(oleg: Actor) -> None:
    """Step 8: roster, plan, chronicle and journal are open to anybody; erasing is real."""
    await oleg.does("/roster", "Александровка")
    await oleg.does("/plan", "план")
    await oleg.does("/chronicle", NAME)
    await oleg.does("/journal", "Журнал")
    await oleg.does("Проверить", "цел")
    await oleg.does("/help", "Для всех")
    await oleg.does("удалить мои данные", "Стереть")
    await oleg.does("Да, удалить всё", "стёрто")


async def whole(stage: Stage) -> None:
    """Everything, in the order of life."""
    await at_noon(stage)
    anna, maria, oleg, at_home = map(stage.actor, ("Анна", "Мария", "Олег", "Олег дома"))
    await found(stage, anna)
    await stage.after_a_step()
    await join(stage, maria, anna)
    await stage.after_a_step()
    start = await plan(stage, maria)
    await stage.after_a_step()
    await subscribe(oleg)
    await stage.after_a_step()
    await write_from_elsewhere(oleg, at_home)
    await stage.after_a_step()
    start = await move(stage, maria, oleg, start)
    await stage.after_a_step()
    await remind(stage, oleg, start)
    await stage.after_a_step()
    await chronicle(stage, maria, start)
    await stage.after_a_step()
    await leave(stage, maria, anna)
    await stage.after_a_step()
    reminded_once(stage, oleg, at_home)
    await look(oleg)
