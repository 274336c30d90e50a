"""Words that every errand shares."""

from __future__ import annotations

from handlers.texts.language import counted
from talk.prompt import Button, Rows
from talk.rich import Rich, paragraphs

FORBIDDEN = (
    "Это может сделать только тот, кто отвечает за эту библиотеку или сотрудничество. "
    "Если это вы, напишите координатору: он добавит вас."
)
STALE_BUTTON = "Эта кнопка уже не действует: с тех пор разговор ушёл вперёд. Ничего не потерялось."
NOTHING_BEGUN = "Начатых дел нет. С чего начнём?"
NOT_UNDERSTOOD = "Этого я не понял. Нажмите кнопку или откройте меню: там всё, что я умею."
APOLOGY = (
    "Простите, у меня не получилось это сделать: ошибка на моей стороне. То, что вы рассказали раньше, сохранилось. "
    "Попробуйте, пожалуйста, ещё раз чуть позже."
)
TOO_FAST = "Сообщений очень много, я не успеваю. Подождите минутку и напишите снова, пожалуйста."
PICTURE_FAILED = "Фотография не открылась: похоже, файл повреждён или это не картинка. Пришлите, пожалуйста, другую."
PICTURE_TOO_LARGE = "Файл слишком большой. Пришлите, пожалуйста, фотографию до 20 мегабайт."
PICTURE_NOT_FETCHED = "Фотография не дошла: связь прервалась. Пришлите её, пожалуйста, ещё раз."
PICTURE_REFUSED = "Эту фотографию мне не передали: может быть, она больше 20 мегабайт. Пришлите, пожалуйста, другую."

MENU = "Меню"
RESUME = "Продолжить начатое"
BEGIN_ANEW = "Начать новое дело"
BEGIN_AGAIN = "Начать заново"
BACK_TO_MENU = Button(label=MENU, press="menu")
MENU_ROWS: Rows = ((BACK_TO_MENU,),)


def half_told(called: str) -> Rich:
    """``called``: the name of the talk for people; empty where this version of the program knows none."""
    return paragraphs(
        f"Вы не закончили: {called or 'другое дело'}.",
        "Можно вернуться и закончить. Если начать новое дело, начатое придётся потом рассказать заново.",
    )


def unknown_command(command: str) -> str:
    shown = command[:30]
    return f"Команды /{shown} я не знаю. Откройте меню: там всё, что я умею." if shown else NOT_UNDERSTOOD


def too_many_appeals(limit: int) -> str:
    return (
        f"Ответа координаторов уже ждут {counted(limit, 'ваша заявка', 'ваши заявки', 'ваших заявок')}."
        " Давайте дождёмся хотя бы одного: после него можно будет отправить новую."
    )


def too_many_invitations(limit: int, days: int) -> str:
    return (
        f"У вас уже есть {counted(limit, 'приглашение', 'приглашения', 'приглашений')}, по которым ещё никто не пришёл."
        f" Отправьте, пожалуйста, любое из них: приглашение действует {counted(days, 'день', 'дня', 'дней')}."
        " Новое я дам, когда какое-нибудь из них сработает или устареет."
    )
