"""The story of the product, as people live it: found, join, leave, plan, subscribe, remind, chronicle, look.

The words are those of real material: names, long official titles, a plan of a year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.story.stage import Actor, Stage

LONG_TITLE = (
    "Муниципальное бюджетное учреждение культуры «Централизованная библиотечная система Азовского района», "
    "Александровский сельский филиал № 7"
)


async def found(stage: Stage, anna: Actor) -> None:
    """Step 1: a coordinator founds an alliance and binds its group."""
    await anna.does("/start", "С чего начнём")
    await anna.does("/found", "Как называется населённый пункт")
    await anna.does("село Александровка", "В каком регионе")
    await anna.does("Белгородская обл.", "организационная форма")
    await anna.does("Общественно-коллективное", "С кем вы хотите сотрудничать")
    await anna.does("И с тёзками из других регионов", "Какие цели")
    await anna.does("Оставить", "девиз")
    await anna.does("Одно имя, одна семья", "хештег")
    await anna.does("Оставить", "эмблема")
    await anna.does("Пропустить", "Проверьте, всё ли верно", "Одно имя, одна семья")
    await anna.does("Исправить", "Что исправить")
    await anna.does("Девиз", "девиз")
    await anna.does("Имя одно, и друзья мы", "Проверьте, всё ли верно", "Имя одно, и друзья мы", "Белгородская область")
    await anna.does("Всё верно", "Соглашение")
    await anna.does("Принять как есть и создать", "создано", "Александровка")
    await anna.does("Связать группу", "")
    await stage.bind_group(anna)
    await anna.reads("Александровка")
    await stage.after_a_turn()


async def join(stage: Stage, maria: Actor, anna: Actor) -> None:
    """Step 2: a librarian's library joins; the bot itself publishes the notice."""
    await maria.acts(maria.come("join_1"), "В каком населённом пункте")
    await maria.does("с. Александровка", "В каком вы регионе")
    await maria.does("Ростовская область", "район")
    await maria.does("Азовский район", "официально")
    await maria.does(LONG_TITLE, "большее учреждение")
    await maria.does("МБУК «ЦБС» Азовского района", "Чья это библиотека")
    await maria.does("Муниципальная", "телефон или почту")
    await maria.does("8 (863) 422-31-17", "Кому показывать")
    await maria.does("Только библиотекам-партнёрам", "вы тёзки", LONG_TITLE)
    await maria.does("Всё верно", "Александровка")
    await stage.posted(LONG_TITLE, "Азовский район", section="Присоединение")
    await anna.reads("Новая библиотека-партнёр")
