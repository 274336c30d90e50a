"""The pages of ``widget``, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import bot.web.pages
from bot.web.feeds.widget import FRAME_HEIGHT, Embed, coming, embed_layout, goals, widget
from bot.web.pages.urls import sheet_name
from handlers.texts import web as words
from handlers.texts.web import feeds as texts

if TYPE_CHECKING:
    from bot.web.feeds.sites import Addresses
    from bot.web.pages.urls import Paths
    from storage.alliances.alliances import Alliance
    from storage.books import Books

HERE: Final = Path(__file__).parent
PAGES: Final = Path(bot.web.pages.__path__[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """Templates and style sheets of the widget and of the page about it."""

    templates: Environment
    sheets: Mapping[str, bytes]
    """Name (``sheet_name``) → style sheet."""
    widget_sheet: str
    """The name of the widget's."""

    async def widget(self, books: Books, alliance: Alliance, addresses: Addresses, now: datetime) -> bytes:
        """The HTML that another site shows in a frame."""
        lines = await coming(books, alliance, addresses, now)
        view = widget(alliance, addresses, lines, addresses.paths.sheet(self.widget_sheet))
        return self._rendered("widget", v=view).encode()

    async def page(self, books: Books, alliance: Alliance, addresses: Addresses, now: datetime) -> bytes:
        """The HTML of the page with the code to paste."""
        slug = alliance.slug
        view = widget(alliance, addresses, await coming(books, alliance, addresses, now), "")
        address = addresses.part(slug, "widget")
        embed = Embed(
            address=address,
            frame=self._rendered("embed_frame", v={"address": address, "title": view.title}, height=FRAME_HEIGHT),
            html=self._rendered("snippet", v=view),
            calendar=addresses.part(slug, "calendar.ics"),
            feed=addresses.part(slug, "feed.atom"),
            goals=goals(alliance, addresses),
        )
        return self._rendered("embed", page=embed_layout(alliance, addresses), v=embed).encode()

    def _rendered(self, template: str, **facts: object) -> str:
        return self.templates.get_template(f"{template}.html.j2").render(**facts).strip()


def embedding(paths: Paths) -> Embedding:
    """Its page about the widget looks like the other pages: it shares their templates and style sheet."""
    sheets = {sheet_name(one): one for one in ((HERE / "widget.css").read_bytes(), (HERE / "embed.css").read_bytes())}
    widget_sheet, embed_sheet = sheets
    templates = Environment(
        loader=FileSystemLoader([HERE / "templates", PAGES / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    site = sheet_name(PAGES.joinpath("static", "site.css").read_bytes())
    templates.globals.update(
        t=words, f=texts, sheet=paths.sheet(site), own_sheet=paths.sheet(embed_sheet), privacy=paths.privacy()
    )
    return Embedding(templates=templates, sheets=sheets, widget_sheet=widget_sheet)
