"""Figures of all wings: in their declared order, each with a label, each counted by something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.figures import FIGURES, Figure, Figures, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.figures import Line


async def nothing(_: AsyncConnection, __: int, ___: date, ____: date) -> list[Line]:
    return []


async def seven(_: AsyncConnection, __: int) -> tuple[int, ...]:
    return (7,)


TOTALS = (
    "Всего в плане",
    "Проведено событий",
    "Отменено",
    "Впереди",
    "Записей в хронике",
    "Посетителей",
    "Новых читателей",
    "Библиотек-партнёров",
)
COLUMNS = ("Всего", "Проведено", "Впереди", "Отменено", "Посетителей", "Новых читателей")


def labels(spots: Sequence[tuple[Spot, Figure]]) -> list[str]:
    return [spot.label for spot, _ in spots]


def test_the_report_has_its_totals_and_columns_in_their_order() -> None:
    """What other wings count besides stands wherever they say."""
    assert [label for label in labels(FIGURES.totals()) if label in TOTALS] == list(TOTALS)
    assert [label for label in labels(FIGURES.columns()) if label in COLUMNS] == list(COLUMNS)


def of(*figures: Figure, summed: tuple[Figure, ...] = ()) -> list[str]:
    declared = Figures(wings=False)
    for figure in figures:
        declared.now(figure)
    declared.counted(nothing, *summed)
    return declared.lacks()


@pytest.mark.parametrize(
    ("lacking", "line"),
    [
        (of(Figure(name="lent", now=seven)), "figure lent: stands nowhere"),
        (of(Figure(name="lent", now=seven, report=Spot(10, ""))), "figure lent: has no label"),
        (of(Figure(name="lent", report=Spot(10, "Выдано"))), "figure lent: nothing counts it"),
        (
            of(summed=(Figure(name="lent", page=Spot(10, "Выдано")),)),
            "figure lent: is on the page, and nothing says how many there are now",
        ),
        (
            of(*(Figure(name=name, now=seven, page=Spot(10, name)) for name in ("lent", "asked"))),
            "place 10 of the page: several figures",
        ),
        (of(*(Figure(name="lent", now=seven, page=Spot(at, "x")) for at in (1, 2))), "figure lent: declared 2 times"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_figure_does_not_say_is_named(lacking: list[str], line: str) -> None:
    assert lacking == [line]


def test_a_figure_that_says_everything_lacks_nothing() -> None:
    lent = Figure(name="lent", now=seven, page=Spot(10, "Выдано"))
    assert of(lent, summed=(Figure(name="asked", report=Spot(10, "Просили"), column=Spot(10, "Просили")),)) == []
