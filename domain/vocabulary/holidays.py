"""Feasts and memorable days by which people tell when: their names, their day of the year, and by what they have it.

A name may end in ``*``: any ending of that word. The day is one of:
- ``MM-DD``: the same every year;
- ``easter+N``, ``easter-N``: so many days from the Orthodox Easter (``dateutil.easter``);
- ``MM:N:D``: the N-th weekday D of the month (Monday is 0), from the end where N is negative;
- ``week:easter-A:easter-B``: several days, of which one has to be chosen;
- ``own``: every place and every year has its own.

The package ``holidays`` knows the days off and how they are moved, and none of the days of a library's calendar.
"""

from typing import Final, NamedTuple

_LABOUR: Final = "ТК РФ, ст. 112"
_GLORY: Final = "Федеральный закон от 13.03.1995 № 32-ФЗ"
_CHURCH: Final = "церковный календарь"
_UNITED: Final = "ООН, ЮНЕСКО"
_CUSTOM: Final = "обычай"


class Holiday(NamedTuple):
    """One of them."""

    names: tuple[str, ...]
    day: str
    source: str


DAY_WORDS: Final = ("день", "дня", "дню", "днем", "дне")
"""«день победы» in the table is any of these with «победы»."""
HOLIDAYS: Final[tuple[Holiday, ...]] = (
    Holiday(("старый новый год", "старого нового года", "старому новому году"), "01-14", _CUSTOM),
    Holiday(("новый год", "нового года", "новому году"), "01-01", _LABOUR),
    Holiday(("рождеств* христов*", "рождеств*"), "01-07", _LABOUR),
    Holiday(("крещени* господн*", "крещени*"), "01-19", _CHURCH),
    Holiday(("татьянин день", "день студента", "день российского студенчества"), "01-25", "Указ от 25.01.2005 № 76"),
    Holiday(("день снятия блокады", "день полного освобождения ленинграда"), "01-27", _GLORY),
    Holiday(("день родного языка",), "02-21", _UNITED),
    Holiday(("день защитника отечества", "день защитников отечества"), "02-23", _LABOUR),
    Holiday(("международный женский день", "женский день"), "03-08", _LABOUR),
    Holiday(("день поэзии",), "03-21", _UNITED),
    Holiday(("день работника культуры", "день работников культуры"), "03-25", "Указ от 27.08.2007 № 1111"),
    Holiday(("день театра",), "03-27", _UNITED),
    Holiday(("день детской книги",), "04-02", "Международный совет по детской книге"),
    Holiday(("день космонавтики",), "04-12", _GLORY),
    Holiday(("день книги и авторского права",), "04-23", _UNITED),
    Holiday(("праздник весны и труда", "день весны и труда", "первомай*"), "05-01", _LABOUR),
    Holiday(("день победы",), "05-09", _LABOUR),
    Holiday(("день семьи любви и верности", "день петра и февронии"), "07-08", "Указ от 28.06.2022 № 411"),
    Holiday(("день семьи",), "05-15", _UNITED),
    Holiday(
        ("день славянской письменности и культуры", "день славянской письменности"), "05-24", "Постановление 1991 года"
    ),
    Holiday(
        ("общероссийский день библиотек", "день библиотек", "день библиотекаря"), "05-27", "Указ от 27.05.1995 № 539"
    ),
    Holiday(("день защиты детей",), "06-01", _UNITED),
    Holiday(("пушкинский день россии", "пушкинский день", "день русского языка"), "06-06", "Указ от 06.06.2011 № 705"),
    Holiday(("день россии",), "06-12", _LABOUR),
    Holiday(("день памяти и скорби",), "06-22", _GLORY),
    Holiday(("день молодежи",), "06:-1:5", "Правительство РФ, с 2023 года"),
    Holiday(("иван* купал*",), "07-07", _CUSTOM),
    Holiday(("медов* спас*",), "08-14", _CHURCH),
    Holiday(("яблочн* спас*",), "08-19", _CHURCH),
    Holiday(("день флага", "день государственного флага"), "08-22", "Указ от 20.08.1994 № 1714"),
    Holiday(("орехов* спас*",), "08-29", _CHURCH),
    Holiday(("день знаний",), "09-01", "Указ Президиума ВС СССР от 15.06.1984"),
    Holiday(("день грамотности",), "09-08", _UNITED),
    Holiday(("день пожилых людей", "день пожилого человека", "день пожилых"), "10-01", _UNITED),
    Holiday(("день учителя",), "10-05", "Указ от 03.10.1994 № 1961"),
    Holiday(("покров* пресвятой богородицы", "покров", "покрова", "покрову"), "10-14", _CHURCH),
    Holiday(("день отца",), "10:3:6", "Указ от 04.10.2021 № 573"),
    Holiday(("день народного единства",), "11-04", _LABOUR),
    Holiday(("день матери",), "11:-1:6", "Указ от 30.01.1998 № 120"),
    Holiday(("день словаря", "день словарей"), "11-22", _CUSTOM),
    Holiday(("день инвалидов", "день инвалида"), "12-03", _UNITED),
    Holiday(("день неизвестного солдата",), "12-03", _GLORY),
    Holiday(("день героев отечества",), "12-09", _GLORY),
    Holiday(("день конституции",), "12-12", _GLORY),
    Holiday(("никол* зимн*", "день николая чудотворца"), "12-19", _CHURCH),
    Holiday(("маслениц*", "масленичн* недел*"), "week:easter-55:easter-49", _CHURCH),
    Holiday(("прощен* воскресен*",), "easter-49", _CHURCH),
    Holiday(("вербн* воскресен*",), "easter-7", _CHURCH),
    Holiday(("чист* четверг*",), "easter-3", _CHURCH),
    Holiday(("пасх*", "светл* христов* воскресен*"), "easter+0", _CHURCH),
    Holiday(("красн* горк*",), "easter+7", _CHURCH),
    Holiday(("радониц*",), "easter+9", _CHURCH),
    Holiday(("вознесени* господн*", "вознесени*"), "easter+39", _CHURCH),
    Holiday(("троиц*",), "easter+49", _CHURCH),
    Holiday(("библионоч*", "ноч* искусств*", "ноч* музеев", "неделя детской книги"), "own", "назначают каждый год"),
    Holiday(
        (
            *("день села", "день деревни", "день поселка", "день города", "день станицы", "день хутора", "день района"),
            *("день улицы", "престольн* праздник*"),
        ),
        "own",
        "у каждого места свой",
    ),
)
"""The longer name wins."""
