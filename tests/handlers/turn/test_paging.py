"""A page of a list: the one that the button asks for, and never one that is not there."""

from __future__ import annotations

import pytest

from handlers.texts.turn import paging as texts
from handlers.turn.paging import ListPage, read_page
from storage.sql.paging import Page


class Letters:
    """A list of ``total`` lines, and how often it was read."""

    def __init__(self, total: int) -> None:
        self.lines = tuple(range(1, total + 1))
        self.read: list[tuple[int, int]] = []

    async def __call__(self, *, offset: int, limit: int) -> Page[int]:
        self.read.append((offset, limit))
        return Page(items=self.lines[offset : offset + limit], total=len(self.lines))


async def shown(total: int, word: str) -> ListPage[int]:
    return await read_page(Letters(total), word, 5)


@pytest.mark.parametrize(
    ("total", "word", "items", "at", "pages"),
    [
        (12, "0", (1, 2, 3, 4, 5), 0, 3),
        (12, "1", (6, 7, 8, 9, 10), 1, 3),
        (12, "2", (11, 12), 2, 3),
        (12, "3", (11, 12), 2, 3),
        (10, "99999999999999999999", (1, 2, 3, 4, 5), 0, 2),  # no number that a button of ours says
        (10, "999999999999999", (6, 7, 8, 9, 10), 1, 2),
        (12, "-1", (1, 2, 3, 4, 5), 0, 3),
        (12, "х", (1, 2, 3, 4, 5), 0, 3),
        (0, "7", (), 0, 1),
    ],
)
async def test_beyond_the_last_page_is_the_last_one(
    total: int, word: str, items: tuple[int, ...], at: int, pages: int
) -> None:
    page = await shown(total, word)
    assert (page.items, page.at, page.pages, page.total) == (items, at, pages, total)
    assert page.first == at * 5 + 1


async def test_a_page_that_is_there_is_read_once() -> None:
    letters = Letters(12)
    await read_page(letters, "2", 5)
    assert letters.read == [(10, 5)]


async def test_a_page_turns_both_ways_and_says_which_it_is() -> None:
    page = await shown(12, "1")
    ((back, on),) = page.turn("roster:3")
    assert [(back.label, back.press), (on.label, on.press)] == [
        (texts.EARLIER, "roster:3:0"),
        (texts.LATER, "roster:3:2"),
    ]
    assert page.words == "Страница 2 из 3."


async def test_the_only_page_neither_turns_nor_is_counted() -> None:
    page = await shown(5, "0")
    assert (page.turn("roster:3"), page.words) == ((), None)
