"""Small registries, laid out as their publishers lay them out."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

OKTMO = """\
"14";"000";"000";"000";"";"1";"Муниципальные образования Белгородской области";"";;"000";"0";14.06.2013;01.01.2014
"14";"646";"000";"000";"7";"1";"Прохоровский муниципальный район";"пгт Прохоровка";;"000";"0";14.06.2013;01.01.2014
"14";"646";"000";"000";"7";"2";"Населенные пункты, входящие в состав Прохоровского района";;;"000";"0";;
"14";"646";"151";"051";"8";"2";"пгт Прохоровка";;;"000";"0";14.06.2013;01.01.2014
"14";"646";"416";"101";"9";"2";"с Александровка";;;"000";"0";14.06.2013;01.01.2014
"60";"000";"000";"000";"";"1";"Муниципальные образования Ростовской области";"";;"000";"0";14.06.2013;01.01.2014
"60";"601";"000";"000";"1";"1";"Азовский муниципальный район";"г Азов";;"000";"0";14.06.2013;01.01.2014
"60";"615";"000";"000";"2";"1";"Егорлыкский муниципальный район";"ст-ца Егорлыкская";;"000";"0";1.06.2013;01.01.2014
"60";"601";"405";"101";"4";"2";"х Александровка";;;"000";"0";14.06.2013;01.01.2014
"60";"615";"404";"116";"5";"2";"х Александровка";;;"000";"0";14.06.2013;01.01.2014
"60";"615";"410";"101";"6";"2";"ст-ца Егорлыкская";;;"000";"0";14.06.2013;01.01.2014
"71";"800";"000";"000";"6";"1";"Муниципальные образования Ханты-Мансийского автономного округа - Югры";;;;;;
"71";"829";"000";"000";"3";"1";"Советский муниципальный район";"г Советский";;"000";"0";14.06.2013;01.01.2014
"71";"829";"151";"056";"9";"2";"п Алябьевский";;;"000";"0";14.06.2013;01.01.2014
"98";"000";"000";"000";"";"1";"Муниципальные образования Республики Саха (Якутия)";"";;"000";"0";14.06.2013;01.01.2014
"98";"652";"000";"000";"2";"1";"Усть-Алданский муниципальный улус";"с Борогонцы";;"000";"0";14.06.2013;01.01.2014
"98";"652";"430";"106";"1";"2";"с Никольское";;;"000";"0";14.06.2013;01.01.2014
"48";"652";"430";"106";"1";"2";"с Нигде";;;"000";"0";14.06.2013;01.01.2014
"""
"""Rosstat's rows; the last one is of a region that there is not."""

PLACES = 8
"""Settlements of it."""

_GEONAMES = (
    ("548391", "Rostov Oblast", "Rostovskaya oblast',Ростовская область", "47.5", "41.2", "A", "ADM1", "61", "", "0"),
    ("578072", "Belgorod Oblast", "Belgorod,Белгородская область", "50.7", "37.5", "A", "ADM1", "09", "", "0"),
    ("581081", "Azovskiy Rayon", "Azov,Азовский район", "47", "39.3", "A", "ADM2", "61", "581081", "0"),
    (
        "1",
        "Aleksandrovka",
        "Oleksandrivka,Александровка",
        "46.9",
        "39.4",
        "P",
        "PPL",
        "61",
        "581081",
        "912",
    ),
    ("2", "Aleksandrovka", "Сталино,Александровка,Олександрівка", "51.03", "36.7", "P", "PPL", "09", "", "0"),
    ("3", "Lake Aleksandrovskoye", "Александровское", "51.03", "36.7", "H", "LK", "09", "", "0"),
    ("4", "Gone", "Александровка", "51.03", "36.7", "P", "PPLQ", "09", "", "0"),
    ("5", "Nowhere", "Нигде", "51.03", "36.7", "P", "PPL", "99", "", "0"),
    ("6", "Latin Only", "Latin", "51.03", "36.7", "P", "PPL", "09", "", "0"),
)


def geonames() -> str:
    """RU.txt."""
    rows = []
    for number, latin, others, north, east, letter, code, region, district, people in _GEONAMES:
        cells = [number, latin, latin, others, north, east, letter, code, "RU", "", region, district, "", "", people]
        rows.append("\t".join([*cells, "", "100", "Europe/Moscow", "2020-01-01"]))
    return "\n".join(rows) + "\n"


def library(number: int = 1, **general: Any) -> dict[str, Any]:
    """One entry of the ministry's register."""
    facts = {
        "id": number,
        "name": f"Александровская сельская библиотека № {number}",
        "description": "<p>Работает с 1953 года</p>",
        "status": "accepted",
        "address": {
            "street": "ул Мира,1",
            "fullAddress": "обл Ростовская,р-н Азовский,х Александровка,ул Мира,1",
            "mapPosition": {"type": "Point", "coordinates": [46.9, 39.4]},
        },
        "category": {"name": "Библиотеки", "sysName": "biblioteki"},
        "contacts": {"website": "https://azovlib.ru", "email": "azovlib@yandex.ru", "phones": [{"value": "78634"}]},
        "locale": {"name": "Азовский район", "timezone": "Europe/Moscow", "sysName": "azovskiy-rayon", "id": 5},
        "organization": {"id": 7, "name": "МБУК «МЦБ»", "inn": "6101"},
    }
    return {"_id": f"{number:024}", "nativeId": str(number), "data": {"info": {}, "general": facts | general}}


def libraries(*more: dict[str, Any]) -> str:
    return json.dumps([library(), *more], ensure_ascii=False)


def oktmo_without_quotes() -> str:
    """The same with a heading of the table, the code in one column and nothing behind the name."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(["OKTMO", "Razdel", "Name"])
    for row in csv.reader(io.StringIO(OKTMO), delimiter=";"):
        table.writerow(["".join(row[:4]), row[5], row[6]])
    return out.getvalue()
