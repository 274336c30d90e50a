"""Addresses of the public pages, and the origin they are found at."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from bot.web.http.networks import is_loopback

if TYPE_CHECKING:
    from datetime import date

    from domain.moderation import What
    from storage.public.pages import PictureSize


_HOST: Final = re.compile(r"(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Each method gives the path of the page it is named after, from the root of the host.

    ``base`` is the path of TEZKI_PUBLIC_URL: the site may live in a folder of a bigger one.
    """

    base: str = ""
    front: str = "/"
    """Where the list of alliances is; the playground keeps «/» for itself."""

    def home(self, **query: object) -> str:
        """The list of alliances; ``query`` as for ``part``."""
        return f"{self.base}{self.front}{_query(query)}"

    def alliance(self, slug: str) -> str:
        return f"{self.base}/a/{slug}"

    def privacy(self) -> str:
        return f"{self.base}/privacy"

    def part(self, slug: str, part: str, **query: object) -> str:
        """``plan``, ``chronicle``, ``members``, ``journal``, ``agreement``, ``tv``, or a feed such as ``feed.atom``.

        Of ``query``, what is None, empty or 0 is left out.
        """
        return f"{self.base}/a/{slug}/{part}{_query(query)}"

    def month(self, slug: str, when: date) -> str:
        """The plan as a calendar of the month of ``when``."""
        return self.part(slug, "plan", month=f"{when:%Y-%m}")

    def library(self, slug: str, library: int) -> str:
        return f"{self.base}/a/{slug}/l/{library}"

    def entry(self, slug: str, entry: int) -> str:
        """Of the chronicle."""
        return f"{self.base}/a/{slug}/chronicle/{entry}"

    def event(self, event: int) -> str:
        return f"{self.base}/e/{event}"

    def report(self, what: What, number: int) -> str:
        return f"{self.base}/report/{what.value}/{number}"

    def poster(self, event: int) -> str:
        """To be printed."""
        return f"{self.base}/e/{event}/poster"

    def card(self, event: int) -> str:
        """The PNG for messengers."""
        return f"{self.base}/e/{event}/card.png"

    def event_calendar(self, event: int) -> str:
        """The event as an iCalendar file."""
        return f"{self.base}/e/{event}/event.ics"

    def picture(self, picture: PictureSize) -> str:
        """A JPEG; its name is the hash of its content."""
        return f"{self.base}/p/{picture.sha256}.jpg"

    def thumb(self, picture: PictureSize, width: int) -> str:
        """A copy ``width`` pixels wide, one of ``WIDTHS`` (``thumbs``)."""
        return f"{self.base}/p/{picture.sha256}-{width}.jpg"

    def sheet(self, name: str) -> str:
        """A style sheet, called ``sheet_name``."""
        return f"{self.base}/style/{name}"


def sheet_name(css: bytes) -> str:
    """A file name that changes with the content, so that browsers may keep the file for ever."""
    return f"{hashlib.sha256(css).hexdigest()[:12]}.css"


def base_of(public_url: str | None) -> str:
    """The path of the public address, without a slash at its end."""
    return urlsplit(public_url).path.rstrip("/") if public_url else ""


def origin_of(scheme: str, host: str) -> str:
    """Scheme and host of a request; ``localhost`` in place of what is no host name."""
    return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"


def site_origin(public_url: str | None, scheme: str, host: str) -> str:
    """Scheme and host by which people find the site: of its public address, or else of this request.

    Anybody may send any ``Host``, and what is composed with it is kept for others, too: without a public address only
    this computer's own names are believed.
    """
    if public_url:
        return public_url.rstrip("/").removesuffix(base_of(public_url))
    origin = origin_of(scheme, host)
    return origin if is_loopback(urlsplit(origin).hostname or "") else f"{scheme}://localhost"


def safe(address: str | None) -> str | None:
    """The address if a link may lead to it (http or https, with a host), None otherwise."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _query(query: dict[str, object]) -> str:
    told = {name: value for name, value in query.items() if value not in (None, "", 0)}
    return f"?{urlencode(told)}" if told else ""
