"""Files as their publishers lay them out, with all that is odd in the real ones: headings, quotes, old zip codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.registries import loading, oktmo
from bot.registries.libraries import read_address
from bot.registries.rows import Skipped

if TYPE_CHECKING:
    from pathlib import Path

    from bot.registries.rows import Row
    from storage.registries.imports import Kind

ROSSTAT = '''\
"00";"000";"000";"000";"";"1";"Раздел 1. Муниципальные образования субъектов Российской Федерации";"";;"000";"0";14.06.2013;01.01.2014
"01";"000";"000";"000";"5";"1";"Муниципальные образования Алтайского края";"г Барнаул";;"000";"0";14.06.2013;01.01.2014
"01";"601";"000";"000";"1";"1";"Алейский муниципальный район";"г Алейск";;"000";"0";14.06.2013;01.01.2014
"01";"601";"400";"000";"3";"1";"Сельские поселения Алейского муниципального района/";"";;"000";"0";14.06.2013;01.01.2014
"01";"601";"407";"000";"7";"2";"Населенные пункты, входящие в состав сельского поселения Безголосовский сельсовет";"";;"000";"0";14.06.2013;01.01.2014
"01";"601";"407";"101";"4";"2";"с Безголосово";"";;"000";"0";14.06.2013;01.01.2014
"01";"601";"407";"106";"9";"2";"п ""Имени 8 Марта""";"";;"000";"0";14.06.2013;01.01.2014
"01";"701";"000";"000";"5";"1";"город Барнаул";"г Барнаул";"Изменение 12; пункт 3";"000";"0";14.06.2013;01.01.2014
"01";"701";"000";"001";"1";"2";"г Барнаул";"";"Изменение 12; пункт 3";"000";"0";14.06.2013;01.01.2014
"97";"000";"000";"000";"3";"1";"Муниципальные образования Чувашской Республики - Чувашии";"г Чебоксары";;"000";"0";14.06.2013;01.01.2014
"97";"507";"000";"000";"2";"1";"Аликовский муниципальный округ";"с Аликово";;"473";"1";01.01.2023;01.01.2023
"97";"507";"000";"101";"5";"2";"ж/д_ст Ямбахтино";"";;"000";"0";14.06.2013;01.01.2014
"03";"705";"000";"056";"7";"2";"пгт Совхоза имени 60-летия Союза ССР, отделение № 2";"";;"000";"0";14.06.2013;01.01.2014
'''  # noqa: E501 - one record is one line
FOUND = [
    ("Алтайский край", "Алейский район", "село", "Безголосово"),
    ("Алтайский край", "Алейский район", "посёлок", "Имени 8 Марта"),
    ("Алтайский край", "город Барнаул", "город", "Барнаул"),
    ("Чувашская Республика", "Аликовский муниципальный округ", "железнодорожная станция", "Ямбахтино"),
    ("Краснодарский край", "", "посёлок городского типа", "Совхоза имени 60-летия Союза ССР, отделение № 2"),
]


def rows_of(path: Path, kind: Kind) -> list[Row]:
    encoding = loading.recognise(path, kind)
    with loading.records(path, kind, encoding) as (found, _):
        return [one for one in found if not isinstance(one, Skipped)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
def test_rosstats_file_is_read_with_all_its_oddities(encoding: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "data-20260101-structure-20131214.csv"
    path.write_bytes(ROSSTAT.replace("\n", end).encode(encoding))

    rows = rows_of(path, "oktmo")

    assert [(row["region"], row["district"], row["type"], row["name"]) for row in rows] == FOUND
    assert rows[0]["code"] == "01601407101"


@pytest.mark.parametrize(
    "line",
    [line for line in ROSSTAT.splitlines() if "Раздел" not in line] + ["01;601;407;101;4;2;с Безголосово;;;000;0;;"],
)
def test_the_short_way_through_a_line_says_what_the_long_one_says(line: str) -> None:
    assert oktmo.read_line(line) == oktmo._read_unusual(line)


def test_lines_are_whole_wherever_a_block_of_the_file_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "oktmo.csv"
    path.write_text(ROSSTAT, "utf-8-sig")
    whole = rows_of(path, "oktmo")
    for size in (7, 64, 1000):
        monkeypatch.setattr("bot.registries.reading.Stream.read.__defaults__", (size,))
        assert rows_of(path, "oktmo") == whole


def test_geonames_is_read_with_its_nineteen_columns(tmp_path: Path) -> None:
    path = tmp_path / "RU.txt"
    path.write_text(
        "1496152\tOmsk Oblast\tOmsk Oblast\tOmskaja oblast',Омская область\t56\t73\tA\tADM1\tRU\t\t54\t\t\t\t1977665"
        "\t\t100\tAsia/Omsk\t2019-09-05\n"
        "1510018\tAzovo\tAzovo\tAzovo,Азово\t54.70472\t73.02444\tP\tPPL\tRU\t\t54\t1510019\t\t\t5999"
        "\t\t108\tAsia/Omsk\t2012-01-17\n"
        "1510019\tAzovskiy Nemetskiy Rayon\tAzovskiy\tАзовский район,Азовский немецкий национальный район"
        "\t54.7\t73\tA\tADM2\tRU\t\t54\t1510019\t\t\t0\t\t100\tAsia/Omsk\t2012-01-17\n",
        "utf-8",
    )

    (azovo,) = rows_of(path, "geonames")

    assert (azovo["name"], azovo["region"], azovo["district"]) == ("Азово", "Омская область", "Азовский район")
    assert (azovo["zone"], azovo["population"]) == ("Asia/Omsk", 5999)


@pytest.mark.parametrize(
    ("written", "region", "district", "settlement"),
    [
        ("Омская обл,Азовский р-н,с Азово,ул Мира,1", "Омская область", "Азовский р-н", "Азово"),
        ("край Алтайский,р-н Алейский,с Безголосово", "Алтайский край", "Алейский р-н", "Безголосово"),
        ("обл Московская,г.о. Химки,г Химки,мкр Сходня", "Московская область", "Химки г.о.", "Химки"),
        ("г Санкт-Петербург,пр-кт Невский,1", "Санкт-Петербург", "", "Санкт-Петербург"),
        (
            "Респ Саха /Якутия/,у Усть-Алданский,с Борогонцы",
            "Республика Саха (Якутия)",
            "Усть-Алданский у",
            "Борогонцы",
        ),
        (
            "422000, Республика Татарстан, Арский муниципальный район, с. Новый Кинер, ул. Школьная, д. 1",
            *("Республика Татарстан", "Арский муниципальный район", "Новый Кинер"),
        ),
        ("обл Белгородская,р-н Чернянский,с Ольшанка,-,-", "Белгородская область", "Чернянский р-н", "Ольшанка"),
    ],
)
def test_addresses_of_the_ministry_are_read_however_they_are_written(
    written: str, region: str, district: str, settlement: str
) -> None:
    found = read_address(written)

    assert (found.get("region"), found.get("district", ""), found.get("settlement")) == (region, district, settlement)
