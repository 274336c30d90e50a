"""What is counted of the libraries of an alliance."""

from __future__ import annotations

from handlers.texts.figures import FIGURES, Figure, Spot
from handlers.texts.language import counted
from storage.libraries import figures


def members(count: int) -> str:
    return counted(count, "библиотека", "библиотеки", "библиотек")


def regions(count: int) -> str:
    return counted(count, "регион", "региона", "регионов")


def size(count: int, of_regions: int) -> str:
    return f"{members(count)}, {regions(of_regions)}" if count else "ждёт первую библиотеку"


PARTNERS = Figure(
    name=figures.PARTNERS,
    page=Spot(10, "Библиотеки-партнёры"),
    report=Spot(80, "Библиотек-партнёров"),
    now=figures.partners,
    words=size,
    leads_to="members",
)
FIGURES.now(PARTNERS)
