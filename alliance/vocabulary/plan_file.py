"""Words by which a library's own plan is understood: headings, kinds of events. Small letters, ё as е."""

from typing import Final

from alliance.event import Kind

# Column → how its heading may begin; the longer beginning wins, so that «дата и время» is not «дата».
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("дата", "дата и время", "когда", "число", "срок", "день проведения"),
    "time": ("время", "начало", "часы"),
    "end": ("окончание", "конец", "завершение"),
    "month": ("месяц",),
    "title": (
        *("название", "наименование", "мероприяти", "событи", "содержание работы", "тема"),
        *("название мероприятия", "наименование мероприятия"),
    ),
    "place": ("место", "где", "адрес"),
    "venue": ("площадка",),  # a partner by the Положение, and in many tables only the place
    "link": ("ссылка", "трансляция", "онлайн"),
    "description": ("описание", "аннотация", "содержание", "краткое", "примечани", "о событии"),
    "audience": ("для кого", "аудитория", "целевая", "читательск", "категория читател", "участники"),
    "age": ("возраст", "категория", "маркировка"),
    "kind": ("вид", "форма", "тип", "формат"),
    "co_hosts": ("соорганизатор", "партнер", "совместно", "кто вместе", "вместе с"),
    "host": (
        *("библиотека", "библиотеки", "кто проводит", "проводит", "организатор", "филиал"),
        *("название библиотеки", "наименование библиотеки"),
    ),
    "state": ("состояние", "статус"),
    # Known, and left out: who answers for an event is personal data that a plan needs not.
    "nothing": ("ответственн", "исполнител", "фио", "контакт", "телефон", "п/п", "n п/п", "№", "n", "отметка"),
}
KINDS: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    (Kind.FESTIVAL, ("фестиваль", "праздник", "концерт", "день села", "гулянь")),
    (Kind.EXHIBITION, ("выставк", "экспозици", "вернисаж")),
    (Kind.CONTEST, ("конкурс", "викторин", "турнир", "олимпиад", "квиз", "квест")),
    (Kind.CLUB, ("клуб", "кружок", "посиделк", "студи")),
    (Kind.LECTURE, ("лекци", "урок", "беседа", "час ", "обзор", "чтени")),
    (Kind.PROFESSIONAL, ("семинар", "совещани", "конференци", "мастерск", "круглый стол")),
    (Kind.ONLINE, ("онлайн", "вебинар", "трансляци", "видеомост", "телемост")),
    (Kind.MEETING, ("встреч", "вечер", "акция", "митинг")),
)
"""The first that fits."""

ALL_MONTH: Final = ("в течение месяца", "весь месяц", "течение месяца", "дата уточняется", "по согласованию")
"""Instead of a day: the month of the row's column or of the heading above it."""
ALL_YEAR: Final = ("в течение года", "весь год", "ежемесячно", "еженедельно", "постоянно")
BETWEEN: Final = "по"
"""«с 10 по 15 декабря»."""
FROM: Final = "с"
UNTIL: Final = "до"
CANCELLED: Final = "отмен"
"""How the state of an event begins that will not be."""
ANYBODY: Final = ("для всех", "все категории", "без ограничений")
"""Age 0+."""
