"""What is counted of the plan."""

from __future__ import annotations

from handlers.texts.figures import FIGURES, Figure, Spot
from storage.plan import figures

PLANNED = Figure(name=figures.PLANNED, report=Spot(10, "Всего в плане"), column=Spot(10, "Всего"))
HELD = Figure(name=figures.HELD, report=Spot(20, "Проведено событий"), column=Spot(20, "Проведено"))
CANCELLED = Figure(name=figures.CANCELLED, report=Spot(30, "Отменено"), column=Spot(40, "Отменено"))
AHEAD = Figure(name=figures.AHEAD, report=Spot(40, "Впереди"), column=Spot(30, "Впереди"))
FIGURES.counted(figures.lines, PLANNED, HELD, CANCELLED, AHEAD)
