"""A calendar says what the plan says, and a stranger's library reads it the same way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.journal import Json, Kind
from tests.web.conftest import Site
from tests.web.feeds.reading import events, read, titled
from tests.web.village import NOW

NASTY = 'Ёлка\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM;\\,"<b>&\u2028\x01\x0b\x85конец'


async def test_an_alliances_calendar_has_every_dated_public_event(site: Site) -> None:
    answer = await site.get(f"{site.home}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read(await answer.read())
    shown = {str(one["SUMMARY"]).removeprefix("Отменено: ") for one in events(calendar)}
    known = {key: event.title for key, event in site.village.events.items()}
    assert shown == set(known.values()) - {known["draft"], known["undated"]}
    assert str(calendar["X-WR-CALNAME"]) == "Тёзки: Александровка"
    assert "без точного дня" in str(calendar["DESCRIPTION"])


async def test_an_event_is_told_whole(site: Site) -> None:
    calendar = read(await (await site.get(f"{site.home}/calendar.ics")).read())
    one, stored = titled(calendar, "за одним столом"), site.village.events["today"]
    assert one["DTSTART"].dt == datetime(2026, 11, 22, 17, tzinfo=ZoneInfo("Europe/Moscow"))
    assert one["DTEND"].dt == datetime(2026, 11, 22, 19, tzinfo=ZoneInfo("Europe/Moscow"))
    assert one["DTSTART"].params["TZID"] == "Europe/Moscow"
    assert one["CREATED"].dt == stored.created_at
    assert (int(one["SEQUENCE"]), str(one["STATUS"])) == (0, "CONFIRMED")
    page = f"https://tezki.example/e/{stored.id}"
    assert str(one["URL"]) == page
    description = str(one["DESCRIPTION"])
    for words in (page, "И пьём чай.", "Возраст: 6+", "https://example.org/stol", "предварительная запись"):
        assert words in description
    assert "село Александровка" in str(one["LOCATION"])
    assert [str(tag) for tag in one["CATEGORIES"].cats] == ["Культурный обмен жителей"]


async def test_times_are_by_the_hosts_clock(site: Site) -> None:
    calendar = read(await (await site.get(f"{site.home}/calendar.ics")).read())
    start = titled(calendar, "Рукодельница")["DTSTART"]
    assert start.params["TZID"] == "Asia/Yekaterinburg"
    assert start.dt == datetime(2026, 11, 25, 15, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
    zones = {str(one["TZID"]) for one in calendar.walk("VTIMEZONE")}
    assert zones == {"Europe/Moscow", "Asia/Yekaterinburg"}
    assert not calendar.get_missing_tzids()


async def test_what_is_cancelled_stays_and_says_so(site: Site) -> None:
    calendar = read(await (await site.get(f"{site.home}/calendar.ics")).read())
    one = titled(calendar, "Лыжная прогулка")
    assert str(one["STATUS"]) == "CANCELLED"
    assert str(one["SUMMARY"]).startswith("Отменено: ")
    assert "карантин" in str(one["DESCRIPTION"])


async def test_a_moved_event_keeps_its_uid_and_counts_the_change(site: Site) -> None:
    path, stored = f"{site.home}/calendar.ics", site.village.events["later"]
    before = titled(read(await (await site.get(path)).read()), "С днём рождения")
    later = NOW + timedelta(hours=1)
    async with site.database.writing() as books:
        await books.events.change(stored.id, starts_at=datetime(2026, 12, 13, 9, tzinfo=UTC), bump=True)
        facts: dict[str, Json] = {"what": "moved", "event": stored.id}
        await books.journal.write(site.village.alliance.id, Kind.PLAN_CHANGED, facts, later)
    site.clock[0] = NOW + timedelta(hours=2)
    after = titled(read(await (await site.get(path)).read()), "С днём рождения")
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["LAST-MODIFIED"].dt == later > before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt == before["DTSTART"].dt + timedelta(days=1)


async def test_a_library_and_a_tag_have_their_own(site: Site) -> None:
    second = site.village.libraries[1]
    own = read(await (await site.get(f"{site.home}/l/{second.id}/calendar.ics")).read())
    assert {str(one["SUMMARY"]) for one in events(own)} == {
        site.village.events["soon"].title,
        site.village.events["today"].title,
    }, "what it hosts alone, and what it hosts with others"
    tagged = read(await (await site.get(f"{site.home}/tag/residents-exchange/calendar.ics")).read())
    assert [str(one["SUMMARY"]) for one in events(tagged)] == [site.village.events["today"].title]
    empty = read(await (await site.get(f"{site.home}/tag/leisure/calendar.ics")).read())
    assert events(empty) == []


async def test_names_cannot_write_lines_of_their_own(site: Site) -> None:
    async with site.database.writing() as books:
        made = await books.events.change(
            site.village.events["later"].id, title=NASTY, place=NASTY, description=NASTY * 20, link="javascript:x"
        )
    calendar = read(await (await site.get(f"{site.home}/calendar.ics")).read())
    one = titled(calendar, "Ёлка")
    assert "ATTENDEE" not in one
    assert not calendar.walk("VALARM")
    assert str(one["SUMMARY"]) == 'Ёлка ATTENDEE:mailto:x@example.org BEGIN:VALARM;\\,"<b>& конец'
    assert str(one["URL"]).endswith(f"/e/{made.id}")


async def test_what_is_not_there_is_not_found(site: Site) -> None:
    async with site.database.writing() as books:
        other = await books.alliances.found(
            slug_base="ivanovka",
            settlement="Ивановка",
            folded="ивановка",
            form="movement",
            wide=True,
            goals=["culture"],
            zone="Europe/Moscow",
            at=NOW,
        )
    home = site.home
    for path in (
        "/a/nowhere/calendar.ics",
        f"{home}/l/999999/calendar.ics",
        f"{home}/l/{'9' * 18}/calendar.ics",
        f"/a/{other.slug}/l/{site.village.libraries[0].id}/calendar.ics",
        f"{home}/tag/nonsense/calendar.ics",
        f"{home}/tag/%00/calendar.ics",
        f"/c/{'0' * 32}.ics",
        f"/c/{'0' * 31}.ics",
        "/c/x.ics",
    ):
        assert (await site.get(path)).status == 404, path
