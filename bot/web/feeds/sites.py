"""Absolute addresses: what a feed names must be found from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.web.pages.urls import Paths
    from storage.public.pages import PictureSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The paths of ``Paths`` with ``origin`` in front: scheme and host by which people find the site."""

    origin: str
    paths: Paths

    def home(self) -> str:
        return f"{self.origin}{self.paths.home()}"

    def alliance(self, slug: str) -> str:
        return f"{self.origin}{self.paths.alliance(slug)}"

    def part(self, slug: str, part: str) -> str:
        return f"{self.origin}{self.paths.part(slug, part)}"

    def library(self, slug: str, library: int) -> str:
        return f"{self.origin}{self.paths.library(slug, library)}"

    def entry(self, slug: str, entry: int) -> str:
        return f"{self.origin}{self.paths.entry(slug, entry)}"

    def event(self, event: int) -> str:
        return f"{self.origin}{self.paths.event(event)}"

    def card(self, event: int) -> str:
        return f"{self.origin}{self.paths.card(event)}"

    def picture(self, size: PictureSize) -> str:
        return f"{self.origin}{self.paths.picture(size)}"

    def sitemap(self, page: str = "") -> str:
        """The index; or a page of it, such as ``e-0``."""
        return f"{self.origin}{self.paths.base}/sitemap{f'/{page}' if page else ''}.xml"

    def tag(self, since: date, thing: str) -> str:
        """A tag URI (RFC 4151), an id that stays when pages move; ``since``: a day on which the site had this host."""
        return f"tag:{urlsplit(self.origin).hostname or 'localhost'},{since:%Y-%m-%d}:{thing}"
