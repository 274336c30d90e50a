"""«О сотрудничестве»: the movement, its forms, principles and goals, a page each (rows 6, 9, 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.alliances import about as texts
from handlers.texts.alliances import founding
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand(
    "about",
    command="about",
    most_args=1,
    about=texts.ABOUT,
    order=120,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, wing=founding.WING),
)
async def about(context: Context, page: str = "what") -> None:
    """One page, with buttons to the others."""
    shown = page if page in texts.PAGES else "what"
    others = [Button(label=label, press=f"about:{name}") for name, (label, _) in texts.PAGES.items() if name != shown]
    rows = (
        *(tuple(others[at : at + 2]) for at in range(0, len(others), 2)),
        (Button(label=texts.JOIN, press="join"), Button(label=texts.FOUND, press="found")),
        (Button(label=texts.ALLIANCES, press="which:agreement:0"), shared.BACK_TO_MENU),
    )
    await context.say(texts.PAGES[shown][1], rows=rows, in_place=True)
