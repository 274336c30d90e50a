"""Whose clock a time is by, in words: «по Екатеринбургу»."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.texts.language import zone_city

BY: Final[Mapping[str, str]] = {
    "Asia/Almaty": "Алматы",
    "Asia/Anadyr": "Анадырю",
    "Asia/Ashgabat": "Ашхабаду",
    "Asia/Baku": "Баку",
    "Asia/Barnaul": "Барнаулу",
    "Asia/Bishkek": "Бишкеку",
    "Asia/Chita": "Чите",
    "Asia/Dushanbe": "Душанбе",
    "Asia/Irkutsk": "Иркутску",
    "Asia/Kamchatka": "Камчатке",
    "Asia/Khandyga": "Хандыге",
    "Asia/Krasnoyarsk": "Красноярску",
    "Asia/Magadan": "Магадану",
    "Asia/Novokuznetsk": "Новокузнецку",
    "Asia/Novosibirsk": "Новосибирску",
    "Asia/Omsk": "Омску",
    "Asia/Oral": "Уральску",
    "Asia/Sakhalin": "Сахалину",
    "Asia/Samarkand": "Самарканду",
    "Asia/Srednekolymsk": "Среднеколымску",
    "Asia/Tashkent": "Ташкенту",
    "Asia/Tbilisi": "Тбилиси",
    "Asia/Tomsk": "Томску",
    "Asia/Ulaanbaatar": "Улан-Батору",
    "Asia/Ust-Nera": "Усть-Нере",
    "Asia/Vladivostok": "Владивостоку",
    "Asia/Yakutsk": "Якутску",
    "Asia/Yekaterinburg": "Екатеринбургу",
    "Asia/Yerevan": "Еревану",
    "Europe/Astrakhan": "Астрахани",
    "Europe/Chisinau": "Кишинёву",
    "Europe/Helsinki": "Хельсинки",
    "Europe/Kaliningrad": "Калининграду",
    "Europe/Kirov": "Кирову",
    "Europe/Kyiv": "Киеву",
    "Europe/Minsk": "Минску",
    "Europe/Moscow": "Москве",
    "Europe/Riga": "Риге",
    "Europe/Samara": "Самаре",
    "Europe/Saratov": "Саратову",
    "Europe/Simferopol": "Симферополю",
    "Europe/Tallinn": "Таллину",
    "Europe/Ulyanovsk": "Ульяновску",
    "Europe/Vilnius": "Вильнюсу",
    "Europe/Volgograd": "Волгограду",
    "Europe/Warsaw": "Варшаве",
}
"""The town of a zone after «по»."""


def by_clock(zone: str) -> str:
    """«по Омску»; of a zone whose town has no form here, «по времени города Осло»."""
    town = BY.get(zone)
    return f"по {town}" if town else f"по времени города {zone_city(zone)}"
