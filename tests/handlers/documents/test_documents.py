"""Documents are asked for in the chat, made by a job, sent once and forgotten; only what is public is in them."""

from __future__ import annotations

import asyncio
import html
import io
import threading
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta

import icalendar
import openpyxl
import pytest
from docx import Document
from PIL import Image

import scheduler.documents.making.drafts as making_module
from domain.event import State
from domain.moderation import Office, What
from handlers.texts.documents import documents as texts
from handlers.texts.plan import calendar as calendar_texts
from handlers.texts.turn import shared
from scheduler.documents import make_documents as papers_job
from scheduler.documents.make_documents import papers as make_papers
from scheduler.documents.making.charts import MOST_BARS, Bar, chart
from scheduler.documents.making.excel import harmless, workbook
from scheduler.documents.progress import Progress
from storage.chronicle.chronicle import ChroniclePicture
from tests.handlers.plan.steps import OMSK, Partners, partners
from tests.people import Person, Town, photo


@pytest.fixture
async def nikolskoe(town: Town) -> Partners:
    return await partners(town, group=False)


async def gets(person: Person, label: str) -> tuple[str, bytes]:
    """The document that comes when this button of «Документы» is pressed."""
    await person.says("/papers")
    await person.presses(label)
    await comes(person)
    return person.papers[-1]


async def comes(person: Person) -> None:
    await person.town.jobs.run_due(at_once=True)
    await person.town.drain()


def cells(raw: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def words(raw: bytes) -> str:
    docx = Document(io.BytesIO(raw))
    told = [paragraph.text for paragraph in docx.paragraphs]
    told += [" | ".join(cell.text for cell in row.cells) for table in docx.tables for row in table.rows]
    return "\n".join(told)


async def lives_through_november(nikolskoe: Partners) -> None:
    """Something was held, something cancelled, something is ahead; a story is told, with a photo and one not agreed."""
    held, cancelled, _, _ = await nikolskoe.has_all(
        {"title": "=Вечер памяти", "tags": ("leisure",), "co_hosts": (nikolskoe.omsk.id,)},
        {"title": "Отменённое", "library_id": nikolskoe.omsk.id},
        {"title": "Впереди"},
        {"title": "Когда-то", "month": date(2026, 12, 1)},
    )
    await nikolskoe.has(title="Тайный черновик", announced=False)
    async with nikolskoe.town.database.writing() as books:
        await books.events.move_state(held.id, State.HELD)
        await books.events.move_state(cancelled.id, State.CANCELLED, cancel_reason="снег")
        pictures = [
            await books.pictures.keep(
                photo(color), width=64, height=48, sha256=color, person_id=None, at=nikolskoe.town.time
            )
            for color in ("olive", "red")
        ]
        await books.chronicle.write(
            alliance_id=nikolskoe.alliance,
            library_id=nikolskoe.moscow.id,
            event_id=held.id,
            title="Вечер памяти",
            happened_on=date(2026, 12, 5),
            text="Пели и пили чай.",
            visitors=40,
            new_readers=3,
            pictures=[
                ChroniclePicture(picture_id=pictures[0], alt="Хор на сцене", agreed=True),
                ChroniclePicture(picture_id=pictures[1], alt="Чужие лица", agreed=False),
            ],
            at=nikolskoe.town.time,
        )


async def test_what_is_hidden_is_in_no_document(any_town: Town) -> None:
    """Of every kind; the same documents named it before."""
    nikolskoe = await partners(any_town, group=False)
    await lives_through_november(nikolskoe)
    any_town.sets_quotas({"documents": 100})

    async def named() -> list[list[str]]:
        found = []
        for kind in ("month", "year", "plan", "calendar", "chronicle", "roster", "month-release"):
            await nikolskoe.ira.forges(f"paper:{nikolskoe.alliance}:{kind}:2026-12")
            await comes(nikolskoe.ira)
            found.append([word for word in HIDDEN_WORDS if word in all_text(nikolskoe.ira.papers[-1])])
        return found

    assert all(await named()), "the rule looks at nothing"
    async with any_town.database.writing() as books:
        await books.hidden.hide(
            (What.LIBRARY, nikolskoe.moscow.id),
            nikolskoe.alliance,
            "неправда",
            office=Office.COORDINATOR,
            by_id=None,
            at=any_town.time,
        )
    assert not any(await named()), await named()


HIDDEN_WORDS = ("Вечер памяти", "Когда-то", "Пели и пили чай", "филиал № 37")


def all_text(paper: tuple[str, bytes]) -> str:
    """Whatever is written in a file, unpacked."""
    name, raw = paper
    if not name.endswith((".xlsx", ".docx")):
        return raw.decode(errors="replace").replace("\r\n ", "")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = [packed.read(one).decode() for one in packed.namelist() if one.endswith(".xml")]
    return html.unescape("\n".join(parts)).replace("\u00a0", " ")


async def test_the_plan_comes_as_a_table_without_drafts_and_without_formulas(any_town: Town) -> None:
    nikolskoe = await partners(any_town, group=False)
    await lives_through_november(nikolskoe)

    name, raw = await gets(nikolskoe.ira, texts.PLAN_XLSX)

    assert name == "План Никольское 2026.xlsx"
    heads, *rows = cells(raw)
    assert heads == list(texts.PLAN_HEADS)
    assert sorted(str(row[2]) for row in rows) == ["'=Вечер памяти", "Впереди", "Когда-то", "Отменённое"]
    evening = next(row for row in rows if row[2] == "'=Вечер памяти")
    assert (evening[0], evening[1], evening[9], evening[10]) == ("05.12.2026", "15:00", OMSK, "прошло")
    assert nikolskoe.ira.saw(texts.MADE)
    assert nikolskoe.ira.reads == texts.READY


async def test_the_plan_comes_as_a_calendar(nikolskoe: Partners) -> None:
    await lives_through_november(nikolskoe)

    name, raw = await gets(nikolskoe.ira, texts.PLAN_ICS)

    assert name.endswith(".ics")
    events = {str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(raw).walk("VEVENT")}
    cancelled = calendar_texts.summary("Отменённое", cancelled=True)
    assert events.keys() == {"=Вечер памяти", cancelled, "Впереди"}, "what has no day is in no calendar"
    assert events[cancelled]["STATUS"] == "CANCELLED"
    start = events["Впереди"].decoded("DTSTART")
    assert start.isoformat() == "2026-12-05T15:00:00+03:00", "by the host's clock"
    assert start.astimezone(UTC).isoformat() == "2026-12-05T12:00:00+00:00"
    assert "URL" not in events["Впереди"], "without a site there is no page"
    assert calendar_texts.PAGE_OF_EVENT not in str(events["Впереди"]["DESCRIPTION"])


async def test_the_chronicle_and_the_roster_come_as_tables(nikolskoe: Partners) -> None:
    await lives_through_november(nikolskoe)

    _, chronicle = await gets(nikolskoe.ira, texts.CHRONICLE_XLSX)
    _, roster = await gets(nikolskoe.ira, texts.ROSTER_XLSX)

    assert cells(chronicle)[1][1:2] + cells(chronicle)[1][4:7] == ["Вечер памяти", "Пели и пили чай.", 40, 3]
    assert [row[0] for row in cells(roster)].count(OMSK) == 1
    assert len(cells(roster)) == 4


@pytest.mark.parametrize(("label", "later"), [(texts.MONTH_REPORT, True), (texts.YEAR_REPORT, False)])
async def test_a_report_has_totals_by_library_goal_and_month_and_stories_with_photos(
    nikolskoe: Partners, label: str, *, later: bool
) -> None:
    await lives_through_november(nikolskoe)
    await nikolskoe.maria.says("/papers")
    if later:
        await nikolskoe.maria.presses(texts.LATER_MONTH)
    await nikolskoe.maria.presses(label)
    await comes(nikolskoe.maria)
    _, raw = nikolskoe.maria.papers[-1]

    told = words(raw)
    assert "Всего в плане | 4\nПроведено событий | 1\nОтменено | 1\nВпереди | 2\nЗаписей в хронике | 1" in told
    assert " | Всего | Проведено | Впереди | Отменено | Посетителей | Новых читателей" in told
    assert "Библиотек-партнёров | 3" in told
    assert "Всего в плане | 4" in told
    assert "Проведено событий | 1" in told
    assert "Отменено | 1" in told
    assert "Посетителей | 40" in told
    assert "Новых читателей | 3" in told
    assert f"{OMSK}, Шербакульский район, Омская обл. | 1 | 0 | 0 | 1 | 0 | 0" in told
    assert f"{texts.goal_label('leisure')} | 1 | 1 | 0 | 0 | 40 | 3" in told
    alts = [shape._inline.docPr.get("descr") for shape in Document(io.BytesIO(raw)).inline_shapes]
    assert f"События по целям и задачам. {texts.NO_GOAL}: проведено 0, впереди 2, отменено 1" in " ".join(alts)
    assert any(alt.startswith("Посетители по библиотекам") for alt in alts)
    assert (texts.BY_MONTH in told) is not later
    assert "Пели и пили чай." in told
    assert "Хор на сцене" in told
    assert "Чужие лица" not in told
    assert len(alts) == (5 if later else 7), "one photograph; two charts of each breakdown"
    assert "Тайный" not in told


async def test_an_empty_month_says_so(nikolskoe: Partners) -> None:
    _, raw = await gets(nikolskoe.ira, texts.MONTH_REPORT)

    assert texts.NOTHING in words(raw)


async def test_the_card_of_an_event_is_text_to_copy_and_a_document(nikolskoe: Partners) -> None:
    event = await nikolskoe.has(age=12, description="Споём <b>вместе</b>")

    await nikolskoe.maria.forges(f"release:{event.id}")
    said = nikolskoe.maria.reads
    await nikolskoe.maria.presses(texts.RELEASE_DOCX)
    await comes(nikolskoe.maria)
    _, raw = nikolskoe.maria.papers[-1]

    for told in (said, words(raw)):
        assert "Название: Вечер памяти" in told
        assert "Возраст: 12+" in told
        assert "Пресс-релиз. Вечер памяти" in told
        assert "Споём <b>вместе</b>" in told


async def test_the_releases_of_a_month_come_in_one_document(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns, group=False)
    await nikolskoe.has_all({"title": "Первое"}, {"title": "Второе"})
    await nikolskoe.maria.forges(f"paper:{nikolskoe.alliance}:month-release:2026-12")
    await comes(nikolskoe.maria)

    told = words(nikolskoe.maria.papers[-1][1])
    assert "Пресс-релиз. Первое" in told
    assert "Пресс-релиз. Второе" in told


async def test_the_releases_of_a_month_come_as_text_to_copy(any_town: Town) -> None:
    nikolskoe = await partners(any_town, group=False)
    await nikolskoe.has_all(*({"title": f"Событие {number}"} for number in range(7)))
    await nikolskoe.has(title="Черновик", announced=False)
    await nikolskoe.ira.says("/papers")
    await nikolskoe.ira.presses(texts.MONTH_RELEASE_TEXT)
    empty = nikolskoe.ira.reads
    await nikolskoe.ira.says("/papers")
    await nikolskoe.ira.presses(texts.LATER_MONTH)
    await nikolskoe.ira.presses(texts.MONTH_RELEASE_TEXT)
    first = nikolskoe.ira.reads
    await nikolskoe.ira.presses("Дальше")

    assert "событий пока не объявлено" in empty
    assert "Пресс-релиз. Событие 0" in first
    assert "Страница 1 из 2." in first
    assert "Пресс-релиз. Событие 6" in nikolskoe.ira.reads
    assert not nikolskoe.ira.saw("Черновик")


async def test_somebody_elses_draft_has_no_card(nikolskoe: Partners) -> None:
    draft = await nikolskoe.has(announced=False)
    for press in (f"release:{draft.id}", f"release-docx:{draft.id}"):
        await nikolskoe.ira.forges(press)
        assert "Вечер памяти" not in nikolskoe.ira.reads
    await comes(nikolskoe.ira)

    assert nikolskoe.ira.papers == []


async def test_nobody_is_invited_to_what_is_cancelled(nikolskoe: Partners) -> None:
    event = await nikolskoe.has()
    async with nikolskoe.town.database.writing() as books:
        await books.events.move_state(event.id, State.CANCELLED, cancel_reason="снег")
    for press in (f"release:{event.id}", f"release-docx:{event.id}"):
        await nikolskoe.maria.forges(press)
        assert "Пресс-релиз" not in nikolskoe.maria.reads
    await comes(nikolskoe.maria)

    assert nikolskoe.maria.papers == []


async def test_the_bytes_are_forgotten_once_they_are_sent(nikolskoe: Partners) -> None:
    await gets(nikolskoe.ira, texts.ROSTER_XLSX)

    async with nikolskoe.town.database.reading() as books:
        with pytest.raises(LookupError):
            await books.documents.file_of(1)
        assert await books.documents.wanted(limit=5) == ()


async def test_a_wish_survives_a_kill_before_and_after_it_is_made(nikolskoe: Partners) -> None:
    """The bytes and the message that carries them are one transaction: nothing lies between."""
    town, ira = nikolskoe.town, nikolskoe.ira
    await ira.says("/papers")
    await ira.presses(texts.ROSTER_XLSX)
    town._start()
    await make_papers(town.database, town.directory, town.time)
    assert ira.papers == [], "made, and the program dies before it is sent"
    town._start()
    await town.drain()
    await comes(ira)

    assert [name for name, _ in ira.papers] == ["Библиотеки Никольское.xlsx"]


async def test_a_paper_that_cannot_be_made_is_given_up_and_stops_no_other(nikolskoe: Partners) -> None:
    ira, town = nikolskoe.ira, nikolskoe.town
    async with town.database.writing() as books:
        known = await books.people.by_external(ira.messenger.account, ira.id)
        assert known is not None
        await books.long_jobs.want(
            known.id, "nonsense", {"alliance": nikolskoe.alliance, "start": "2026-11-01"}, town.time
        )
        await books.long_jobs.want(
            known.id, "roster", {"alliance": nikolskoe.alliance, "start": "2026-11-01"}, town.time
        )
    await comes(ira)

    assert ira.saw(texts.FAILED)
    assert len(ira.papers) == 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Documents are not finished until this happens, and everybody looks at them at once."""
    go_on = threading.Event()
    monkeypatch.setattr(papers_job, "TICK", 0.01)

    def write(title: str, heads: Sequence[str], rows: object, going: Progress) -> bytes:
        del heads, rows
        while not go_on.wait(0.001):
            going.at(40, 100)
        return workbook(title, ["x"], [["y"]])

    monkeypatch.setattr(making_module, "workbook", write)
    yield go_on
    go_on.set()


async def test_a_long_document_says_how_far_it_is_in_the_same_message(any_town: Town, slow: threading.Event) -> None:
    nikolskoe = await partners(any_town, group=False)
    ira, town = nikolskoe.ira, any_town
    await ira.says("/papers")
    await ira.presses(texts.ROSTER_XLSX)
    begun, messages = ira.reads, len(ira.heard)
    work = asyncio.create_task(make_papers(town.database, town.directory, town.time))
    while ira.reads == begun:
        await asyncio.sleep(0)
        await town.drain()
    going, same = ira.reads, len(ira.heard)
    slow.set()
    await work
    await town.drain()

    assert begun == texts.MAKING
    assert going == texts.making(40, 100)
    assert same == messages
    assert ira.saw(texts.MADE)
    assert len(ira.papers) == 1


async def test_a_document_that_is_not_wanted_any_more_is_not_made_to_the_end(
    nikolskoe: Partners, slow: threading.Event
) -> None:
    ira, town = nikolskoe.ira, nikolskoe.town
    await ira.says("/papers")
    await ira.presses(texts.ROSTER_XLSX)
    work = asyncio.create_task(make_papers(town.database, town.directory, town.time))
    await ira.presses(texts.NOT_WANTED)
    stopped = ira.reads
    await work
    await ira.forges("paper-stop:1")

    assert not slow.is_set(), "it was given up, not waited for"
    assert stopped == texts.STOPPED
    assert ira.reads == texts.OVER
    assert ira.papers == []


async def test_nobody_stops_somebody_elses_document(nikolskoe: Partners) -> None:
    await nikolskoe.ira.says("/papers")
    await nikolskoe.ira.presses(texts.ROSTER_XLSX)
    await nikolskoe.oleg.forges("paper-stop:1")
    await comes(nikolskoe.ira)

    assert nikolskoe.oleg.reads == texts.OVER
    assert len(nikolskoe.ira.papers) == 1


def test_a_chart_is_a_small_picture_with_as_many_bars_as_can_be_told_apart() -> None:
    bars = [Bar(label="Библиотека " * 20, place="Азовский район", parts=(n, 0, 1)) for n in range(MOST_BARS)]
    raw = chart(texts.PLAN_LEGEND, bars)

    with Image.open(io.BytesIO(raw)) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1600
    assert len(raw) < 100_000
    assert chart(texts.PLAN_LEGEND, [Bar(label="Пусто", parts=(0, 0, 0))])


async def test_nobody_asks_for_a_hundred_at_once(nikolskoe: Partners) -> None:
    for _ in range(4):
        await nikolskoe.ira.forges(f"paper:{nikolskoe.alliance}:roster:2026-11")

    assert nikolskoe.ira.reads == texts.ENOUGH
    await comes(nikolskoe.ira)
    assert len(nikolskoe.ira.papers) == 3


@pytest.mark.parametrize("press", ["paper:x", "paper:1:secrets:2026-11", "paper:1:plan:2026-13", "papers:1:٣"])
async def test_a_forged_wish_leads_to_the_list(nikolskoe: Partners, press: str) -> None:
    await nikolskoe.ira.forges(press.replace(":1", f":{nikolskoe.alliance}"))
    await comes(nikolskoe.ira)

    assert nikolskoe.ira.papers == []
    assert shared.APOLOGY not in nikolskoe.ira.reads


async def test_wishes_are_forgotten_after_two_days(nikolskoe: Partners) -> None:
    await gets(nikolskoe.ira, texts.ROSTER_XLSX)
    await nikolskoe.town.passes(timedelta(days=2, hours=2), step=timedelta(hours=13))

    async with nikolskoe.town.database.writing() as books:
        assert (await books.long_jobs.delete_before(nikolskoe.town.time, limit=99))[0] == 0


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+7", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(1)", "＝1+1", "＋7", "－2", "＠SUM", "  =1",
     "\xa0=1", "\u200b=1", "\0=1", "\x01=1", " \x08+1", "\ud800@SUM(A1)"],
)  # fmt: skip
def test_no_cell_is_a_formula(text: str) -> None:
    assert str(harmless(text)).startswith("'")
    value = openpyxl.load_workbook(io.BytesIO(workbook("x", ["a"], [[text]]))).worksheets[0]["A2"]
    assert value.data_type == "s"


def test_a_table_is_printed_whole_with_its_headings_on_every_page() -> None:
    long = "широкомасштабное мероприятие "  # few of such words fit into a line
    raw = workbook("x", ["Название", "Рассказ"], [["Чай", long * 9], ["Хор", "слово " * 200]])
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]

    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    heights = [sheet.row_dimensions[row].height for row in (2, 3)]
    assert heights == [75.0, 255.0], "a text is seen whole"


def test_control_characters_and_endless_texts_do_not_spoil_a_table() -> None:
    raw = workbook("x", ["a", "b"], [["a\x00\x07\ud800b", "я" * 50_000], [7, ""]])

    _, first, second = cells(raw)
    assert first[0] == "ab"
    assert len(str(first[1])) == 32_000
    assert second[0] == 7
