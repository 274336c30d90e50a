"""What touches security leaves a line that only the operator sees: refusals, offices, librarians that come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.alliances import card as coordination
from handlers.texts.turn import shared
from storage.program.audit import KINDS
from tests.handlers.alliances.steps import appoints, comes, founds, invites
from tests.handlers.libraries.steps import founded, joins, libraries_of
from tests.handlers.libraries.test_library import id_of
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from storage.program.audit import AuditLine
    from tests.people import Town


async def lines(town: Town, *kinds: str) -> list[AuditLine]:
    """In the order in which they were written."""
    async with town.database.reading() as books:
        return [line for line in reversed(await books.audit.last(100)) if line.kind in (kinds or KINDS)]


async def test_a_refusal_is_written_down_with_what_was_tried_and_a_flood_is_one_line(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has()
    for _ in range(5):
        await village.oleg.forges(f"e-cancel:{event.id}")
        assert village.oleg.reads == shared.FORBIDDEN
    (line,) = await lines(any_town, "refused")
    assert (line.what, line.times) == (f"cancel_event library:{event.host.id} alliance:{event.alliance_id}", 5)
    assert line.whom == await id_of(any_town, village.oleg)
    async with any_town.database.reading() as books:
        assert (await books.audit.counts(since=line.hour))["refused"] == 5
    await village.oleg.forges("erase-me:" + str(line.whom))
    (kept,) = await lines(any_town, "refused")
    assert (kept.whom, kept.times) == (None, 5), "who is erased is forgotten here, too"


async def test_offices_leave_lines(town: Town) -> None:
    maria, oleg, thief = (town.person(name) for name in ("Мария", "Олег", "Чужой"))
    await founds(maria)
    await comes(thief, await invites(maria))
    await maria.presses(coordination.SEND_AWAY)
    await appoints(maria, oleg)
    await maria.forges("coordinators")
    await maria.presses(coordination.RETIRE)
    await maria.presses(coordination.YES_RETIRE)
    hers, his, nobodys = [await id_of(town, one) for one in (maria, oleg, thief)]
    found = await lines(town, "appointed", "retired", "invited", "declined")
    assert [(one.kind, one.whom, one.by_whom) for one in found] == [
        ("appointed", hers, hers),
        ("invited", hers, hers),
        ("declined", nobodys, hers),
        ("appointed", his, hers),
        ("retired", hers, hers),
    ]


async def test_librarians_who_come_and_are_sent_away_leave_lines(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    for person in (maria, olga):
        await joins(person, alliance=alliance.id)
    (library,) = await libraries_of(town, alliance.id)
    await anna.forges(f"dismiss:{library.id}:{await id_of(town, olga)}:yes")
    await maria.forges(f"dismiss:{library.id}:{await id_of(town, maria)}:yes")
    found = await lines(town, "admitted", "dismissed")
    assert [(one.kind, one.what, one.whom, one.by_whom) for one in found] == [
        ("admitted", f"library:{library.id}", await id_of(town, maria), None),
        ("admitted", f"library:{library.id}", await id_of(town, olga), None),
        ("dismissed", f"library:{library.id}", await id_of(town, olga), await id_of(town, anna)),
    ]
