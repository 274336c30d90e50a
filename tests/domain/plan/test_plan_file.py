"""A library's own plan is read as its librarian would read it; what cannot be read says why."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Kind
from domain.plan.cells import Readers
from domain.plan.dates import month_of
from domain.plan.file import SHEET, NoHeadings, NoHostColumn, headings, read_plan
from domain.plan.hosts import Host
from domain.plan.rows import PlanRow, Remark, Verdict

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Omsk"))
OMSK = ZoneInfo("Asia/Omsk")
TITLES = {7: "Никольская сельская библиотека", 8: "Библиотека села Никольского", 9: "Никольская модельная библиотека"}
PARTNERS = tuple(Host(id=number, title=title, zone=OMSK) for number, title in TITLES.items())
OWN = Host(id=1, title="Наша библиотека", zone=OMSK)


def read(*rows: list[str]) -> tuple[PlanRow, ...]:
    return read_plan(rows, now=NOW, readers=Readers(own=OWN, partners=(*PARTNERS, OWN)))


def dated(when: str, at: str = "15:00", *, above: str = "") -> PlanRow:
    return read(["Дата", "Время", "Мероприятие"], *([[above]] if above else []), [when, at, "Вечер памяти"])[0]


def remarks(row: PlanRow) -> list[Remark]:
    return [note.what for note in row.notes]


@pytest.mark.parametrize(
    "row",
    [
        ["Дата", "Время", "Название"],
        ["№ п/п", "Наименование мероприятия", "Дата и время проведения", "Место проведения", "Ответственный"],
        ["Месяц", "Событие", "Описание"],
        ["ДАТА ПРОВЕДЕНИЯ:", "ФОРМА", "ТЕМА", "Возраст"],
    ],
)
def test_headings_are_known_by_their_beginnings(row: list[str]) -> None:
    found = headings(row)

    assert "title" in found
    assert found.keys() & {"date", "month"}


def test_a_row_without_a_title_or_a_date_is_no_heading() -> None:
    assert headings(["Место", "Время"]) == {}
    assert headings(["5 декабря", "Вечер памяти", "в библиотеке"]) == {}


def test_a_table_without_headings_is_refused() -> None:
    with pytest.raises(NoHeadings):
        read(["5 декабря", "Вечер памяти"])


def test_all_that_a_row_tells_is_taken() -> None:
    heading = ["Название", "Вид", "Дата", "Время", "Место", "Описание", "Возраст", "Соорганизаторы", "Для кого"]
    (row,) = read(
        heading,
        [
            "«Вечер  памяти»",
            "выставка",
            "5 декабря 2026 г.",
            "15.00-17.00",
            "ул. Ленина, 1; https://vk.ru/live",
            "Споём вместе",
            "12+",
            "Никольская сельская библиотека; села Никольского",
            "для семей",
        ],
    )

    assert row.verdict is Verdict.GOOD
    assert (row.title, row.kind, row.age, row.co_hosts) == ("«Вечер памяти»", Kind.EXHIBITION, 12, (7, 8))
    assert (row.day, row.at) == (date(2026, 12, 5), time(15))
    assert row.until == datetime(2026, 12, 5, 17)  # noqa: DTZ001 - the wall clock of the host
    assert (row.place, row.link) == ("ул. Ленина, 1", "https://vk.ru/live")
    assert (row.description, row.audience) == ("Споём вместе", "для семей")


@pytest.mark.parametrize(
    "written",
    [
        "5 декабря", "05.12.2026", "5.12", "2026-12-05", "2026-12-05T00:00:00", "46361", "5 декабря (суббота)",
        "суббота, 5 декабря", "05.12.26", "5 дек. 2026 г.",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    row = dated(written)

    assert (row.day, row.at) == (date(2026, 12, 5), time(15))
    assert row.verdict is Verdict.GOOD


@pytest.mark.parametrize("written", ["15:00", "15-00", "15.00", "15:00:00", "0.625", "в 3 часа дня", "15 часов"])
def test_a_time_is_read_however_it_is_written(written: str) -> None:
    assert dated("5 декабря", written).at == time(15)


@pytest.mark.parametrize(
    "written", ["5–7 декабря", "5 - 7 декабря", "с 5 по 7 декабря", "05.12 – 07.12", "05.12.2026-07.12.2026"]
)
def test_a_range_of_days_has_a_first_and_a_last_day(written: str) -> None:
    row = dated(written)

    assert row.day == date(2026, 12, 5)
    assert row.until is not None
    assert row.until.date() == date(2026, 12, 7)


def test_a_moment_of_a_calendar_is_shown_by_the_hosts_clock() -> None:
    row = dated("2026-12-05T12:00:00+00:00", "")

    assert (row.day, row.at) == (date(2026, 12, 5), time(18))


def test_a_month_above_holds_for_the_rows_below() -> None:
    first, second, third = read(
        ["Дата", "Время", "Название"],
        ["ДЕКАБРЬ"],
        ["5", "15:00", "Вечер"],
        ["в течение месяца", "", "Выставка"],
        ["Январь 2027 года"],
        ["12", "11:00", "Ёлка"],
    )

    assert first.day == date(2026, 12, 5)
    assert (second.day, second.month) == (None, date(2026, 12, 1))
    assert third.day == date(2027, 1, 12)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("5 ноября 2026", Remark.PAST),
        ("2026-11-19", Remark.PAST),
        ("31 февраля", Remark.DATE_UNCLEAR),
        ("когда-нибудь", Remark.DATE_UNCLEAR),
        ("5 декабря 2099", Remark.TOO_FAR),
        ("", Remark.NO_DATE),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(when: str, why: Remark) -> None:
    row = dated(when, "15:00" if when else "")

    assert row.verdict is Verdict.BAD
    assert why in remarks(row)


@pytest.mark.parametrize(
    "when", ["каждый вторник", "по средам", "1 раз в неделю", "5, 12, 19 декабря", "5 и 6 декабря"]
)
def test_many_days_in_one_row_are_asked_for_one_by_one(when: str) -> None:
    assert remarks(dated(when)) == [Remark.MANY_DAYS]


def test_a_row_without_a_title_says_so() -> None:
    (row,) = read(["Дата", "Название"], ["5 декабря", ""])

    assert remarks(row)[0] is Remark.NO_TITLE


@pytest.mark.parametrize(
    ("at", "why"), [("", Remark.NO_TIME), ("вечером", Remark.TIME_UNCLEAR), ("в 3", Remark.TIME_UNCLEAR)]
)
def test_a_time_that_is_not_known_is_a_guess_and_said_to_be_one(at: str, why: Remark) -> None:
    row = dated("5 декабря", at)

    assert (row.day, row.at, row.guessed) == (date(2026, 12, 5), time(12), True)
    assert row.verdict is Verdict.DOUBTFUL
    assert remarks(row) == [why]


def test_the_same_event_twice_is_taken_once() -> None:
    first, second, other = read(
        ["Дата", "Время", "Название"],
        ["5 декабря", "15:00", "Вечер памяти"],
        ["05.12.2026", "16:00", "«вечер памяти»."],
        ["6 декабря", "15:00", "Вечер памяти"],
    )

    assert (first.verdict, other.verdict) == (Verdict.GOOD, Verdict.GOOD)
    assert remarks(second) == [Remark.TWICE]


def test_what_is_unknown_or_too_long_is_left_out_with_a_remark() -> None:
    (row,) = read(
        ["Дата", "Время", "Название", "Возраст", "Соорганизаторы"],
        ["5 декабря", "15:00", "В" * 200, "дети", "Никольская; Школа № 1"],
    )

    assert set(remarks(row)) == {Remark.TITLE_CUT, Remark.AGE_UNKNOWN, Remark.HOST_UNKNOWN}
    assert (len(row.title), row.co_hosts, row.age) == (150, (), None)


def test_rows_that_tell_of_nothing_are_passed_over() -> None:
    assert read(["Дата", "Название"], [], ["", "", "Директор Иванова"], ["5 декабря", "Вечер"])[0].title == "Вечер"


def test_headings_may_stand_in_two_lines_with_numbers_under_them() -> None:
    (row,) = read(
        ["План работы"],
        ["№", "Название", "Проведение", "", "Место"],
        ["", "", "дата", "время"],
        ["1", "2", "3", "4", "5"],
        ["1", "Вечер", "5 декабря", "15:00", "зал"],
    )

    assert (row.number, row.title, row.day, row.at, row.place) == (5, "Вечер", date(2026, 12, 5), time(15), "зал")


def test_rows_are_counted_as_their_own_sheet_counts_them() -> None:
    first, second = read(
        [SHEET, "Декабрь"], ["Дата", "Название"], ["5", "Вечер"], [SHEET, "Январь 2027"], [], ["12", "Ёлка"]
    )

    assert (first.sheet, first.number, first.day) == ("Декабрь", 2, date(2026, 12, 5))
    assert (second.sheet, second.number, second.day) == ("Январь 2027", 2, date(2027, 1, 12))


def test_our_own_table_comes_back_as_it_was() -> None:
    """What the plan's export writes: an apostrophe before a formula, who hosts, and what was cancelled."""
    own, off = read(
        ["Дата", "Время", "Название", "Кто проводит", "Где", "Состояние"],
        ["05.12.2026", "15:00", "'=Вечер", "Наша библиотека (Никольское)", "в зале", "впереди"],
        ["06.12.2026", "15:00", "Ёлка", "Наша библиотека (Никольское)", "", "отменено"],
    )

    assert (own.title, own.verdict, own.place) == ("=Вечер", Verdict.GOOD, "в зале")
    assert remarks(off) == [Remark.CANCELLED]


def joint(*rows: list[str]) -> tuple[PlanRow, ...]:
    return read_plan(rows, now=NOW, readers=Readers(own=None, partners=NAMESAKES))


NAMESAKES = (
    Host(id=1, title="Сельская библиотека", district="Азовский район", region="Омская область", zone=OMSK),
    Host(id=2, title="Сельская библиотека", district="Азовский район", region="Ростовская область", zone=OMSK),
    Host(id=3, title="Сельская библиотека", district="Чернянский р-н", region="Белгородская область", zone=OMSK),
    Host(id=4, title="Школьная библиотека", district="", region="Приморский край", zone=ZoneInfo("Asia/Vladivostok")),
)


@pytest.mark.parametrize(
    ("said", "beside", "library", "why"),
    [
        ("Школьная библиотека", "", 4, None),
        ("школьная", "", 4, None),
        ("Сельская библиотека, Чернянский район", "", 3, None),
        ("Сельская библиотека", "Белгородская обл.", 3, None),
        ("Сельская библиотека (Омская обл.)", "", 1, None),
        ("Чернянский район", "", 3, None),
        ("Приморский край", "", 4, None),
        ("Сельская библиотека", "", None, Remark.WHICH_HOST),
        ("Сельская библиотека, Азовский район", "", None, Remark.WHICH_HOST),
        ("Школа № 1 Омской области", "", None, Remark.STRANGE_HOST),
        ("", "", None, Remark.NO_HOST),
    ],
)
def test_a_library_is_known_by_its_title_and_namesakes_by_their_place(
    said: str, beside: str, library: int | None, why: Remark | None
) -> None:
    (row,) = joint(["Дата", "Время", "Название", "Библиотека", "Место"], ["5.12", "15:00", "Вечер", said, beside])

    assert row.library == library
    assert remarks(row) == ([why] if why else [])


def test_each_row_is_by_the_clock_of_its_host() -> None:
    (row,) = joint(["Дата", "Название", "Площадка"], ["2026-12-05T12:00:00+00:00", "Вечер", "Школьная библиотека"])

    assert (row.library, row.at, row.place) == (4, time(22), "Школьная библиотека")


def test_the_same_event_of_two_libraries_is_two_events() -> None:
    rows = joint(
        ["Дата", "Время", "Название", "Библиотека"],
        *(["5.12", "15:00", "Ёлка", one] for one in ("школьная", "Чернянский район", "школьная")),
    )

    assert [remarks(row) for row in rows] == [[], [], [Remark.TWICE]]


def test_a_joint_plan_without_libraries_is_refused() -> None:
    with pytest.raises(NoHostColumn):
        joint(["Дата", "Название"], ["5.12", "Вечер"])


def test_a_month_is_known_in_any_form_and_nothing_else_is() -> None:
    assert month_of("Декабрь", NOW) == date(2026, 12, 1)
    assert month_of("март 2027", NOW) == date(2027, 3, 1)
    assert month_of("3", NOW) == date(2027, 3, 1)
    assert month_of("5 декабря", NOW) is None
    assert month_of("Лист1", NOW) is None


@given(st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=4))
def test_whatever_stands_in_the_cells_every_row_gets_a_verdict(rows: list[list[str]]) -> None:
    found = read(["Дата", "Время", "Название", "Месяц"], *rows)

    assert all(row.verdict in Verdict for row in found)
    assert all(row.day or row.month for row in found if row.verdict is not Verdict.BAD)


HIDDEN = {
    "right to left": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "byte order": "\ufeff",
    "tag": "\U000e0041",
    "escape": "\x1b",
    "bell": "\x07",
    "filler": "\u3164",
    "half": "\ud83d",
    "noncharacter": "\uffff",
}


@pytest.mark.parametrize("sign", HIDDEN.values(), ids=HIDDEN)
def test_a_file_passes_the_filter_of_typed_words(sign: str) -> None:
    """M4."""
    hidden = f"Вечер{sign} памяти{sign}"
    heads = ["Дата", "Время", "Название", "Место", "Описание", "Для кого", "Соорганизаторы"]
    (row,) = read(heads, ["5 декабря", f"15:0{sign}0", hidden, hidden, hidden, hidden, hidden])

    assert (row.title, row.place, row.description, row.audience) == ("Вечер памяти",) * 4
    assert row.at == time(15)
    assert [note.said for note in row.notes if note.what is Remark.HOST_UNKNOWN] == ["Вечер памяти"]


@pytest.mark.parametrize(
    "link",
    [
        *("https://maria:secret@example.ru/", "http://127.0.0.1/x", "http://[::1]/", "http://localhost/"),
        *("javascript:alert(1)", "https://0x7f.1/"),
    ],
)
def test_a_link_that_typing_would_refuse_is_not_taken_from_a_file(link: str) -> None:
    for column in ("Ссылка", "Место"):
        (row,) = read(["Дата", "Время", "Название", column], ["5 декабря", "15:00", "Вечер", link])
        assert row.link is None


def test_a_link_that_is_one_is_taken() -> None:
    (row,) = read(
        ["Дата", "Время", "Название", "Ссылка"], ["5 декабря", "15:00", "Вечер", "HTTPS://vk.com/wall\u202e-1_2"]
    )
    assert row.link == "https://vk.com/wall-1_2"


def test_more_co_hosts_than_an_event_takes_are_left_out() -> None:
    names = ", ".join(f"Школа № {number}" for number in range(50))
    (row,) = read(["Дата", "Время", "Название", "Соорганизаторы"], ["5 декабря", "15:00", "Вечер", names])

    assert remarks(row).count(Remark.HOST_UNKNOWN) == 10
    assert remarks(row).count(Remark.MANY_HOSTS) == 1
