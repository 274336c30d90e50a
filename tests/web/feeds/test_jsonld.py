"""What search engines are told of events and libraries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from bot.web.pages import jsonld
from domain.event import State
from storage.plan.events import Event
from tests.web.conftest import Site

URL, HOST = "https://tezki.example/e/1", "https://tezki.example/a/x/l/1"


async def test_an_event_by_the_hosts_clock(site: Site) -> None:
    told = jsonld.event(site.village.events["soon"], url=URL, host_url=HOST, images=["https://tezki.example/card.png"])
    assert (told["@type"], told["@id"], told["url"]) == ("Event", URL, URL)
    assert (told["startDate"], told["endDate"]) == ("2026-11-25T15:00:00+05:00", "2026-11-25T17:00:00+05:00")
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert told["location"][0]["name"] == "большой зал, ул. Мичурина, 49"
    assert told["location"][0]["address"]["addressRegion"] == "Оренбургская область"
    assert told["organizer"] == {"@type": "Library", "name": site.village.libraries[1].title, "url": HOST}
    assert told["image"] == ["https://tezki.example/card.png"]
    assert told["typicalAgeRange"] == "0-"


async def test_states_and_places(site: Site) -> None:
    soon, today = site.village.events["soon"], site.village.events["today"]
    online = jsonld.event(today, url=URL, host_url=HOST)
    assert online["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert online["location"] == [{"@type": "VirtualLocation", "url": "https://example.org/stol"}]
    mixed = jsonld.event(replace(today, place="зал"), url=URL, host_url=HOST)
    assert mixed["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert [one["@type"] for one in mixed["location"]] == ["Place", "VirtualLocation"]
    off = jsonld.event(replace(soon, state=State.CANCELLED), url=URL, host_url=HOST)
    assert off["eventStatus"].endswith("/EventCancelled")
    bad = jsonld.event(replace(today, link="javascript:alert(1)"), url=URL, host_url=HOST)
    assert "javascript" not in json.dumps(bad)
    month = jsonld.event(site.village.events["undated"], url=URL, host_url=HOST)
    assert (month["startDate"], "endDate" in month) == ("2026-12", False)
    assert site.village.events["undated"].day == date(2026, 12, 1)


async def test_a_library_says_no_contact(site: Site) -> None:
    told = jsonld.library(replace(site.village.libraries[0], parent="МКУК «ЦБС»"), url=HOST)
    assert told == {
        "@context": "https://schema.org",
        "@type": "Library",
        "@id": HOST,
        "url": HOST,
        "name": site.village.libraries[0].title,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": "село Александровка, Прохоровский район",
            "addressRegion": "Белгородская область",
        },
        "parentOrganization": {"@type": "Organization", "name": "МКУК «ЦБС»"},
    }


async def test_nothing_gets_out_of_the_block(site: Site) -> None:
    nasty = "</script><script>alert(1)</script><!-- & ]]> \u2028"
    event: Event = replace(site.village.events["soon"], title=nasty, description=nasty)
    words = jsonld.dump(jsonld.event(event, url=URL, host_url=HOST))
    assert json.loads(words)["name"] == nasty
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            seen.append(tag)

    Reader().feed(f'<script type="application/ld+json">{words}</script><p>')
    assert seen == ["script", "p"]
    assert not {"<", ">", "&", "\u2028"} & set(words)
    assert event.starts_at == datetime(2026, 11, 25, 10, tzinfo=UTC)
