"""What is counted of the chronicle."""

from __future__ import annotations

from handlers.texts.figures import FIGURES, Figure, Spot
from storage.chronicle import figures

TOLD = Figure(name=figures.TOLD, report=Spot(50, "Записей в хронике"))
VISITORS = Figure(name=figures.VISITORS, report=Spot(60, "Посетителей"), column=Spot(50, "Посетителей"))
NEW_READERS = Figure(name=figures.NEW_READERS, report=Spot(70, "Новых читателей"), column=Spot(60, "Новых читателей"))
FIGURES.counted(figures.lines, TOLD, VISITORS, NEW_READERS)
