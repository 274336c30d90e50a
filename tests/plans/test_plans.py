"""Handed plans and our own are read as a person reads them; nothing is wrong without a word."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest

from domain.plan.cells import Readers
from domain.plan.file import read_plan
from domain.plan.hosts import Host
from domain.plan.rows import PlanRow, Remark
from scheduler.inbox.sheets.parsing import unpack
from scheduler.inbox.sheets.refusals import BadSheet
from tests.growth import MOST, grows
from tests.plans.expected import Score, said
from tests.plans.scoring import HERE, NOW, handed, own, read

CASES = [*handed(), *own()]
TODAY = date(2026, 11, 30)


def test_nothing_is_wrong_without_a_word() -> None:
    assert [case for case in CASES if case.result is Score.WRONG] == []


def test_nearly_all_rows_are_read_as_a_person_reads_them() -> None:
    assert len(CASES) > 200
    missed = [case for case in CASES if case.result is not Score.RIGHT]
    assert len(missed) <= 0.05 * len(CASES), missed


HANDED = {
    "csv_one_bad_byte.csv": ["2027-02-05 14:00", "2027-02-06 15:00", "ASK"],
    "date_with_seconds_refused.csv": ["2027-02-05 14:00"],
    "day_range_with_dots_refused.csv": ["2027-02-15>2027-02-20"] * 2,
    "day_word_ignores_month_above.csv": ["2027-01-01", "2027-02-23", "ASK"],
    "decades_and_parts_of_month.csv": ["M:2027-03", "M:2027-10", "M:2027-05", "M:2027-03", "2027-11-03"],
    "dot_10_became_dot_1.csv": ["ASK"],
    "end_of_days_range_lost_without_time.csv": ["2027-02-15>2027-02-20"] * 2,
    "heading_title_of_cycle_wins.csv": ["2027-02-05 14:00"],
    "headings_not_known.csv": ["2027-06-22"],
    "headings_split_over_two_lines.csv": ["2027-06-22"],
    "in_course_of_month_abbreviated.csv": ["2027-01-01", "M:2027-03", "M:2027-03", "M:2027-03"],
    "month_column_filled_once_not_merged.csv": ["2027-03-08", "2027-03-20", "2027-03-27", "2027-04-02"],
    "month_line_right_under_headings_lost.csv": ["2027-01-08", "2027-01-20>2027-01-25", "2027-02-14"],
    "month_line_with_first_event_in_it.csv": ["2027-01-05", "2027-03-08", "2027-03-20"],
    "plan_year_in_title_ignored.csv": ["2027-12-15 15:00", "M:2027-12"],
    "school_year_in_title_ignored.csv": ["PAST", "PAST"],
    "signature_counts_as_row.csv": ["2027-02-05 14:00"],
    "time_in_brackets_lost.csv": ["2027-02-05 14:00"],
    "time_range_in_hours_read_as_minutes.csv": [
        f"2027-02-15 {begins}:00>2027-02-15 {ends}:00"
        for begins, ends in ((14, 16), (10, 12), (14, 16), (14, 16), (14, 16))
    ],
    "two_dates_read_as_date_and_time.csv": ["ASK"] * 3,
}


@pytest.mark.parametrize("name", HANDED)
def test_a_handed_plan_is_read(name: str) -> None:
    assert [said(row) for row in read((HERE / "handed" / name).read_bytes())] == HANDED[name]


def test_the_title_of_the_event_wins_over_that_of_its_cycle() -> None:
    (row,) = read((HERE / "handed/heading_title_of_cycle_wins.csv").read_bytes())

    assert (row.title, row.description) == ("Час мужества", "Цикл «Память»")


def test_the_year_of_the_plan_is_told_where_it_is_not_the_next_one() -> None:
    row, month = read((HERE / "handed/plan_year_in_title_ignored.csv").read_bytes())

    assert [(note.what, note.said) for note in row.notes] == [
        (Remark.YEAR_OF_PLAN, "План мероприятий на 2027 год"),
    ]
    assert Remark.YEAR_OF_PLAN in [note.what for note in month.notes]


HOSTS = (
    ("Александровская сельская модельная библиотека, филиал № 7", "Александровский район", "Омская область"),
    ("Александровская центральная районная библиотека", "Александровский район", "Оренбургская область"),
    ("Александровская сельская библиотека, филиал № 2", "Грачевский район", "Ставропольский край"),
)
PARTNERS = tuple(
    Host(id=number, title=title, settlement="Александровка", district=district, region=region, zone=ZoneInfo("UTC"))
    for number, (title, district, region) in enumerate(HOSTS, 1)
)


def joint(raw: bytes) -> tuple[PlanRow, ...]:
    return read_plan(unpack(raw, TODAY), now=NOW, readers=Readers(own=None, partners=PARTNERS))


def test_an_adjective_of_the_settlement_is_no_district() -> None:
    rows = joint((HERE / "handed/joint_plan_hosts.csv").read_bytes())

    assert [(row.title, row.library) for row in rows][1:] == [("Б", 2), ("В", 1), ("Г", 1), ("Д", 2)]
    assert rows[0].library is None
    assert Remark.WHICH_HOST in [note.what for note in rows[0].notes]


@pytest.mark.parametrize(
    ("host", "remark"),
    [("филиал № 11", Remark.SHORT_HOST), ("ЦДБ", Remark.SHORT_HOST), ("все библиотеки", Remark.ALL_HOSTS)],
)
def test_a_host_that_is_not_clear_is_asked(host: str, remark: Remark) -> None:
    (row,) = joint(f"Дата;Название;Библиотека\n01.03.2027 12:00;Вечер;{host}\n".encode())

    assert (row.library, [note.what for note in row.notes]) == (None, [remark])


def test_a_line_with_a_library_holds_for_the_rows_below() -> None:
    rows = joint(
        "Дата;Время;Название\nЦРБ\n1.03;12:00;Вечер\nФилиал № 2\n2.03;12:00;Утро\n"
        "Филиал № 7\n3.03;12:00;День\n".encode()
    )

    assert [row.library for row in rows] == [2, 3, 1]


def test_no_name_of_a_person_becomes_an_event() -> None:
    lines = [
        "Дата;Название",
        "МАРТ",
        "8;Вечер",
        ";Иванова И.И.",
        ";Зав. библиотекой Иванова И.И.",
        "Директор;Иванова И.И.",
    ]
    rows = read("\n".join(lines).encode())

    assert [row.title for row in rows] == ["Вечер"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("word_97_2003_called_old_excel.doc", "old_word"),
        ("html_table_saved_as_xls.xls", "not_excel"),
        ("spreadsheet2003.xml", "not_excel"),
    ],
)
def test_a_foreign_kind_is_called_what_it_is(name: str, why: str) -> None:
    with pytest.raises(BadSheet) as refused:
        unpack((HERE / "handed/other" / name).read_bytes(), TODAY)

    assert refused.value.why == why


@pytest.mark.parametrize("name", ["12c_koi8.csv", "12d_dos866.csv"])
def test_an_old_encoding_is_read(name: str) -> None:
    rows = read((HERE / "handed/other" / name).read_bytes())

    assert [said(row) for row in rows] == ["2027-01-05 11:00", "2027-03-21 15:00"]
    assert rows[0].title == "Ёлка в Берёзке"


def document(*tables: tuple[str, list[list[str]]], merged: bool = False) -> bytes:
    made = docx.Document()
    for title, rows in tables:
        made.add_paragraph(title)
        table = made.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        if merged:
            table.cell(1, 0).merge(table.cell(2, 0))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_tables_of_a_document_are_read_with_the_paragraphs_above_them() -> None:
    heads = ["№", "Дата", "Мероприятие"]
    raw = document(
        ("План работы на 2027 год", [heads, ["1", "12 января", "Святки"]]),
        ("ДЕКАБРЬ", [heads, ["2", "15", "Ёлка"]]),
    )

    assert [(row.title, said(row)) for row in read(raw)] == [("Святки", "2027-01-12"), ("Ёлка", "2027-12-15")]


def test_what_is_merged_downwards_in_a_document_holds_for_its_rows() -> None:
    raw = document(("", [["Дата", "Мероприятие"], ["5 февраля", "Вечер"], ["", "Утро"]]), merged=True)

    assert [said(row) for row in read(raw)] == ["2027-02-05", "2027-02-05"]


def test_a_document_without_a_table_says_so() -> None:
    with pytest.raises(BadSheet) as refused:
        unpack(document(), TODAY)

    assert refused.value.why == "no_table"


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_workbooks_are_read(suffix: str) -> None:
    raw = (Path(__file__).parent / f"other/plan.{suffix}").read_bytes()

    assert [(row.title, said(row)) for row in read(raw)] == [
        ("Вечер памяти", "2027-02-05 14:00"),
        ("Ёлка", "2027-03-08"),
    ]


def test_a_document_that_is_twice_as_long_costs_twice_as_much() -> None:
    def made(rows: int) -> Any:
        raw = document(("", [["Дата", "Название"], *(["5 мая", f"Вечер {number}"] for number in range(rows))]))
        return lambda: unpack(raw, TODAY)

    assert grows(made(150), made(300)) < MOST


def test_a_plan_that_is_twice_as_long_costs_twice_as_much() -> None:
    def made(rows: int) -> Any:
        lines = [
            "Месяц;Число;Название",
            *(f"{'Март' if n % 20 == 0 else ''};{n % 28 + 1};Вечер {n}" for n in range(rows)),
        ]
        table = unpack("\n".join(lines).encode(), TODAY)
        return lambda: read_plan(table, now=NOW, readers=Readers(own=PARTNERS[0], partners=PARTNERS))

    assert grows(made(300), made(600)) < MOST
