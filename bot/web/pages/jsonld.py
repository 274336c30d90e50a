"""An event and a library for search engines: schema.org as JSON-LD (rows 18, 46).

Pure functions. Pages put the result into ``<script type="application/ld+json">``: a data block, which browsers
never execute, so that a CSP without scripts stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from bot.web.pages.urls import safe
from domain.event import State
from domain.plan.place import words_of

if TYPE_CHECKING:
    from storage.libraries.libraries import Library
    from storage.plan.event_records import Host
    from storage.plan.events import Event

CONTEXT: Final = "https://schema.org"
_UNSAFE: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def event(event: Event, *, url: str, host_url: str, images: Sequence[str] = ()) -> dict[str, Any]:
    """schema.org/Event of a public event. Addresses are absolute; of ``images`` the best stands first."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": event.title,
        "inLanguage": "ru",
        "startDate": _start(event),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if event.state is State.CANCELLED else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/{_mode(event)}",
        "location": _places(event),
        "organizer": {"@type": "Library", "name": event.host.title, "url": host_url},
    }
    if event.ends_at is not None and event.starts_at is not None:
        found["endDate"] = event.ends_at.astimezone(ZoneInfo(event.zone)).isoformat()
    if event.description:
        found["description"] = event.description
    if event.age is not None:
        found["typicalAgeRange"] = f"{event.age}-"
    if images:
        found["image"] = list(images)
    return found


def library(library: Library, *, url: str) -> dict[str, Any]:
    """schema.org/Library of a member: its name, its place and its parent, no contacts; ``url`` is absolute."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Library",
        "@id": url,
        "url": url,
        "name": library.title,
        "address": _address(library),
    }
    if library.parent:
        found["parentOrganization"] = {"@type": "Organization", "name": library.parent}
    return found


def dump(thing: Mapping[str, Any]) -> str:
    """JSON that may stand between script tags: nothing in it can end the element or begin a comment."""
    words = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE.items():
        words = words.replace(sign, escaped)
    return words


def _start(event: Event) -> str:
    """With the offset of the host's clock; «2026-12» while only the month is known."""
    if event.starts_at is None:
        return f"{event.day:%Y-%m}"
    return event.starts_at.astimezone(ZoneInfo(event.zone)).isoformat()


def _mode(event: Event) -> str:
    if safe(event.link):
        return "MixedEventAttendanceMode" if event.place else "OnlineEventAttendanceMode"
    return "OfflineEventAttendanceMode"


def _places(event: Event) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.place or not safe(event.link):
        places.append(
            {"@type": "Place", "name": words_of(event.place or "") or event.host.title, "address": _address(event.host)}
        )
    if safe(event.link) and event.state is not State.CANCELLED:
        places.append({"@type": "VirtualLocation", "url": event.link})
    return places


def _address(where: Host | Library) -> dict[str, str]:
    told = {"addressLocality": f"{where.settlement_type} {where.settlement}".strip(), "addressRegion": where.region}
    if where.district:
        told["addressLocality"] += f", {where.district}"
    return {"@type": "PostalAddress", **told}
