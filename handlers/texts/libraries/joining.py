"""What is said while a library joins an alliance (Положение, 1.5 and 5.3; rows 3, 4, 5, 11)."""

from __future__ import annotations

from typing import Final

from domain.libraries.membership import Ownership
from domain.libraries.names import Reason, Verdict
from domain.purposes import Purpose
from domain.vocabulary.settlements import TYPES
from handlers.texts.alliances.settlement import CONFIRMED
from handlers.texts.language import quoted
from handlers.texts.turn import consents
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

WING: Final = "Участие библиотеки"
ABOUT: Final = "Присоединить библиотеку к Соглашению"
SPOKEN: Final = ("присоединиться", "вступить")
WORDS: Final = (
    Meant(
        label="Присоединиться",
        said=(
            "присоединиться; присоединить библиотеку; хочу присоединить библиотеку; присоединиться к соглашению; "
            "вступить; вступить в сотрудничество; подключить библиотеку; добавить библиотеку; зарегистрировать "
            "библиотеку; зарегистрироваться; регистрация; стать участником; стать партнёром; я из библиотеки; я "
            "библиотекарь; я заведующая; работаю в библиотеке; библиотекарь; подать заявку; заявка"
        ),
    ),
)

CALLED: Final = "присоединение библиотеки"

# Questions.

SETTLEMENT: Final = (
    "В каком населённом пункте ваша библиотека? Напишите тип и название, например: село Александровка. "
    "Район и область спрошу отдельно."
)
WHERE: Final = "Где ваша библиотека? Например: село Александровка, Аннинский район, Воронежская область."
TYPE: Final = "Какой это населённый пункт?"
REGION: Final = "В каком районе и области? Например: Азовский район, Ростовская область."
REGION_UNKNOWN: Final = (
    "Такого региона я не узнал. Напишите его полностью: область, край или республику, например: Омская область. "
    "Если вы не в России, нажмите кнопку: оставлю как написано."
)
KEEP_AS_WRITTEN: Final = "Оставить как написано"
ZONE: Final = "По какому времени вы живёте? Я буду назначать события и напоминать по вашим часам."
DISTRICT: Final = (
    "А район или округ? Например: Азовский район. По нему отличают тёзок в одной области. "
    "Если района нет, нажмите «Пропустить»."
)
TITLE: Final = (
    "Как называется ваша библиотека? Например: Александровская сельская библиотека, филиал № 7. "
    "Учреждение можно будет добавить потом."
)
PARENT: Final = (
    "Входит ли она в большее учреждение: библиотечную систему, дом культуры, школу? "
    "Напишите его название или нажмите «Пропустить»."
)
OWNERSHIP: Final = "Какая это библиотека? Присоединиться может любая."
CONTACT: Final = (
    "Оставите телефон или почту для коллег? Это по желанию. Кто увидит контакт, выберете сами, "
    "а удалить его можно в любую минуту: «Моя библиотека», «Изменить»."
)
CONTACT_WHO: Final = "Кому показывать контакт?"
CONTACT_FOR: Final = lines(
    CONTACT_WHO,
    consents.current(Purpose.CONTACT_PARTNERS).text,
    consents.current(Purpose.CONTACT_ALL).text,
)
FOR_MEMBERS: Final = "Только библиотекам-партнёрам"
FOR_ALL: Final = "Всем"
ONLY_THE_NAME: Final = "Здесь нужны только тип и название, например: село Александровка. Район и область спрошу дальше."
NOT_A_NAME: Final = "Похоже, названия не хватает. Напишите, например: село Александровка."

STORY: Final = (
    "Расскажите, почему вы всё-таки тёзки. Например: до 1954 года село называлось Александровкой. "
    "Рассказ прочитает координатор."
)
LABEL_STORY: Final = "История названия"
LABEL_SETTLEMENT: Final = "Населённый пункт"
LABEL_TYPE: Final = "Тип"
LABEL_ALLIANCE: Final = "Сотрудничество"
LABEL_REGION: Final = "Регион"
LABEL_ZONE: Final = "Часовой пояс"
LABEL_DISTRICT: Final = "Район"
LABEL_TITLE: Final = "Библиотека"
LABEL_PARENT: Final = "Учреждение"
LABEL_OWNERSHIP: Final = "Форма собственности"
LABEL_CONTACT: Final = "Контакт"
LABEL_CONTACT_FOR: Final = "Кому виден контакт"

_USUAL: Final = ("село", "деревня", "посёлок", "хутор", "станица", "город", "посёлок городского типа", "слобода")
TYPES_IN_ORDER: Final = (*_USUAL, *(kind for kind in TYPES if kind not in _USUAL))
"""The usual types on the first page."""

OWNERSHIPS: Final[dict[Ownership, str]] = {
    Ownership.MUNICIPAL: "Муниципальная",
    Ownership.STATE: "Государственная",
    Ownership.DEPARTMENTAL: "Ведомственная",
    Ownership.PUBLIC: "Общественная",
    Ownership.PRIVATE: "Частная",
    Ownership.OTHER: "Другая",
}

# Buttons.

FIND_OTHER: Final = "Другое сотрудничество"
ASK_COORDINATOR: Final = "Спросить координатора"
FOUND: Final = "Создать сотрудничество"
ALL_ALLIANCES: Final = "Посмотреть все"
COMPLETE: Final = "Дополнить карточку"
ADD_EVENT: Final = "Добавить событие"
INVITE: Final = "Позвать коллег и читателей"
INVITE_READERS: Final = "Позвать читателей"
MY_LIBRARY: Final = "Моя библиотека"
JOIN: Final = "Присоединиться"
SUBSCRIBE: Final = "Узнавать о событиях"
CONFIRM_PLACE: Final = "Подтвердить населённый пункт"
SHOW_CARD: Final = "Карточка библиотеки"
NOT_OURS: Final = "Это не наш сотрудник"
RETURN: Final = "Вернуться в Соглашение"
ROSTER: Final = "Библиотеки-партнёры"

# The verdict.

_SAME: Final = {
    Reason.SAME_SPELLING: "Название совпадает: вы тёзки.",
    Reason.SAME_AFTER_FOLDING: "Название то же, немного отличается написание: вы тёзки.",
    Reason.TYPE_DIFFERS: "Название то же, а тип населённого пункта может быть любым: вы тёзки.",
    Reason.NUMBER_DIFFERS: "Отличается только номер. Здесь таких считают тёзками.",
    Reason.QUALIFIER_DIFFERS: "Отличается только уточнение вроде «Новая» или «Малая». Здесь таких считают тёзками.",
    Reason.ENDING_DIFFERS: "Отличается только окончание. Здесь таких считают тёзками.",
}
_DIFFERENT: Final = {
    Reason.NUMBER_DIFFERS: "отличается номер",
    Reason.QUALIFIER_DIFFERS: "отличается уточнение вроде «Новая» или «Малая»",
    Reason.ENDING_DIFFERS: "отличается окончание",
    Reason.OTHER_NAME: "это другое название",
    Reason.EMPTY: "не получилось прочитать название",
}


def allowed(verdict: Verdict) -> str:
    """Why the library may join."""
    return _SAME.get(verdict.reason, _SAME[Reason.SAME_AFTER_FOLDING])


def different(verdict: Verdict, name: str, alliance: str) -> Rich:
    """Why it may not, and what can be done about it."""
    why = _DIFFERENT.get(verdict.reason, _DIFFERENT[Reason.OTHER_NAME])
    return paragraphs(
        f"В этом сотрудничестве собрались библиотеки населённых пунктов {quoted(alliance)}, а у вас {quoted(name)}: "
        f"{why}. По Положению (1.5) названия должны совпадать.",
        "Если это опечатка, напишите название ещё раз. Если у вашего села особая история (переименовали, "
        "объединили, зовут иначе), спросите координатора: он может разрешить. Или найдём другое сотрудничество.",
    )


# The way.


def begin(settlement: str) -> Rich:
    return paragraphs(
        bold(f"Присоединение к Соглашению {quoted(settlement)}"),
        "Это минуты три. В конце покажу всё и дам исправить.",
    )


def which_alliance(name: str) -> str:
    return f"Сотрудничеств {quoted(name)} несколько. К какому присоединиться?"


def none_called(name: str, *, near: int = 0) -> Rich:
    """``near``: how many alliances are called nearly so; their buttons are below."""
    return paragraphs(
        f"Сотрудничества {quoted(name)} пока нет.",
        ("Может быть, вы имели в виду это?" if near == 1 else "Может быть, вы имели в виду одно из этих?")
        if near
        else "Его можно создать: это несколько минут, и вы будете первыми.",
        "Если это описка, напишите название ещё раз.",
    )


def meant(name: str) -> str:
    """The button of whoever made a slip of the finger."""
    return f"Да, {quoted(name)}"


FOUND_NEXT: Final = "Хорошо, создадим своё. Нажмите «Создать сотрудничество»."
LIST_NEXT: Final = "Посмотрите, какие сотрудничества уже есть."
NO_SUCH_ALLIANCE: Final = "Такого сотрудничества я не нашёл. Давайте поищем по названию."
NO_SUCH_LIBRARY: Final = "Такой библиотеки я не нашёл. Посмотрите, пожалуйста, список библиотек-партнёров."
HIDDEN: Final = (
    "Карточку этой библиотеки скрыли координаторы, поэтому присоединить её сейчас нельзя. "
    "Если это ваша библиотека, напишите, пожалуйста, координатору."
)
BECAME_STRICTER: Final = (
    "Пока мы говорили, сотрудничество уточнило правило о названиях, и теперь они не совпадают. "
    "Начните, пожалуйста, заново: можно будет спросить координатора."
)
OTHER_WAYS: Final = (
    "Хорошо, здесь остановимся. Посмотрите другие сотрудничества или создайте своё: для него нужно только название."
)


def summary(
    *,
    alliance: str,
    place: str,
    zone: str,
    title: str,
    parent: str,
    ownership: Ownership,
    contact: str | None,
    contact_public: bool,
    verdict: str,
    confirmed: bool = False,
    appealing: bool = False,
) -> Rich:
    seen = "виден всем" if contact_public else "виден только партнёрам"
    return paragraphs(
        bold("Проверьте, всё ли верно"),
        lines(
            f"Сотрудничество: {alliance}",
            f"Населённый пункт: {place}",
            f"Время: {zone}",
            f"Библиотека: {title}",
            f"Учреждение: {parent}" if parent else "Учреждение: не указано",
            f"Форма собственности: {OWNERSHIPS[ownership].lower()}",
            f"Контакт: {contact} ({seen})" if contact else "Контакт: не указан",
        ),
        lines(verdict, CONFIRMED if confirmed else None),
        "Если всё верно, я передам заявку координатору."
        if appealing
        else "Если всё верно, я опубликую сообщение о присоединении: контакта в нём не будет.",
    )


def short_summary(
    *, alliance: str, place: str, zone: str, title: str, verdict: str, story: str | None, confirmed: bool
) -> Rich:
    """``story``: of a name that differs; then a coordinator decides."""
    return paragraphs(
        bold("Проверьте, всё ли верно"),
        lines(
            f"Сотрудничество: {alliance}",
            f"Населённый пункт: {place}",
            f"Время: {zone}",
            f"Библиотека: {title}",
            f"История названия: {story}" if story else None,
        ),
        lines(verdict, CONFIRMED if confirmed else None),
        "Если всё верно, я передам заявку координатору."
        if story is not None
        else "Если всё верно, я опубликую сообщение о присоединении.",
    )


APPEALING: Final = "Названия отличаются, поэтому сначала заявку посмотрит координатор."


# What came of it.


def _where(*, published: bool) -> str:
    if published:
        return "Сообщение о присоединении выходит в разделе «Присоединение», запись в журнале сделана."
    return "Запись в журнале сделана. Сообщение о присоединении выйдет, как только координатор свяжет группу."


def joined(settlement: str, title: str, *, published: bool, waits: Rich | None = None) -> Rich:
    """``waits``: what is said while the one who has brought it is not vouched for."""
    return paragraphs(
        bold(f"Добро пожаловать в Соглашение {quoted(settlement)}!"),
        f"{title} теперь библиотека-партнёр. {_where(published=published)}",
        *(() if waits is None else (waits,)),
        lines(
            "Что дальше:",
            "1. Добавить первое событие в план совместной работы.",
            "2. Позвать коллег и читателей.",
            "3. Познакомиться с партнёрами.",
            "4. Когда будет минутка, дополнить карточку: учреждение, контакт для коллег.",
        ),
    )


def rejoined(settlement: str, title: str, *, published: bool) -> Rich:
    return paragraphs(
        bold(f"С возвращением в Соглашение {quoted(settlement)}!"),
        f"{title} снова библиотека-партнёр. Вся прежняя история на месте. {_where(published=published)}",
    )


def joined_colleagues(title: str) -> Rich:
    return paragraphs(
        bold("Эта библиотека уже с нами"),
        f"Теперь и вы работаете с ней здесь: {title}. Коллегам я об этом написал.",
    )


def already(title: str) -> str:
    return f"Вы уже здесь: {title}. Ничего нового публиковать не стал."


def appealed(name: str, alliance: str) -> Rich:
    return paragraphs(
        bold("Заявка у координатора"),
        f"Он решит, можно ли считать {quoted(name)} и {quoted(alliance)} тёзками, и объяснит решение. "
        "Обычно это день-два. Ответ пришлю сюда.",
    )


# What others read.


def notice(settlement: str, title: str, place: str, *, again: bool, confirmed: bool) -> Rich:
    """The message in «Присоединение» (Положение, 5.3). ``confirmed``: somebody speaks for the library."""
    what = "Библиотека снова присоединилась к Соглашению" if again else "Библиотека присоединилась к Соглашению"
    return paragraphs(
        bold(f"{what} {quoted(settlement)}"),
        lines(bold(title), place, None if confirmed else "Подтверждается"),
        "Рады знакомству!" if not again else "Рады возвращению!",
    )


CONFIRMED_IN_POST: Final = "Библиотека подтверждена."


def tell_coordinators(
    settlement: str, title: str, place: str, *, overridden: bool, confirmed: bool, again: bool, claim: str | None = None
) -> Rich:
    """``claim``: what is said of the one who has brought it, while nobody vouches for them."""
    what = "Библиотека вернулась в Соглашение" if again else "Новая библиотека-партнёр в Соглашении"
    return paragraphs(
        bold(f"{what} {quoted(settlement)}"),
        lines(title, place),
        *(() if claim is None else (claim,)),
        "Название разрешил координатор."
        if overridden
        else CONFIRMED
        if confirmed
        else "Населённый пункт пока не сверен с реестром. Если знаете, что такой есть, подтвердите.",
    )


def tell_colleagues(title: str) -> Rich:
    return paragraphs(
        f"У вашей библиотеки новый сотрудник. {title}",
        "Если вы его не ждали, можно убрать его из библиотеки.",
    )


def told_of_return(title: str) -> str:
    return f"Ваша библиотека снова в Соглашении: {title}. Вся прежняя история на месте."


def already_confirmed(title: str) -> str:
    return f"Уже подтверждено: {title}."


def confirmed(title: str, place: str) -> str:
    return f"Спасибо! Населённый пункт подтверждён: {title}, {place}. Запись в журнале сделана."
