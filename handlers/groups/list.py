"""The groups of an alliance for those who keep them: list, bind, check again, unbind (rows 15, 16)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.journal import Kind
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.groups.binding import CLAIM, Claim, claim_group, inspect
from handlers.notices.people import tell_coordinators
from handlers.texts.groups import binding as texts
from handlers.texts.turn import shared as base
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.accounts import Door
    from handlers.turn.context import Desk
    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group
    from talk.rich import Rich

LINK_LASTS: Final = timedelta(days=1)
MOST_BUTTONS: Final = 5
"""Groups that get buttons of their own."""


@errand("groups", most_args=1)
async def groups(desk: Desk, named: str = "") -> None:
    """All groups of the alliance, each with what is wrong with it."""
    alliance = await coordinated(desk, "groups", named)
    if alliance is not None:
        await _show(desk, alliance)


async def _show(desk: Desk, alliance: Alliance) -> None:
    kept = await desk.books.groups.all_of_alliance(alliance.id)
    shown = [
        texts.group_line(
            group.kind,
            group.title,
            group.link,
            group.state,
            texts.problems(group.kind, alliance.settlement, missing=group.missing, title_fits=group.title_fits),
        )
        for group in kept
    ]
    rows: list[tuple[Button, ...]] = []
    if kept:
        rows.append((Button(label=texts.CHECK_AGAIN, press=f"recheck:{alliance.id}"),))
    rows.append((_add_button(alliance, first=not kept),))
    rows += [
        (Button(label=texts.unbind_label(group.title), press=f"unbind:{group.id}"),) for group in kept[:MOST_BUTTONS]
    ]
    rows.append((Button(label=texts.DESK, press=f"alliance:{alliance.id}"), base.BACK_TO_MENU))
    await desk.say(texts.groups(alliance.settlement, shown), rows=tuple(rows), in_place=True)


def _add_button(alliance: Alliance, *, first: bool) -> Button:
    label = texts.FIRST_GROUP if first else texts.ADD_GROUP
    return Button(label=label, press=f"bind:{alliance.id}", tone="main" if first else "plain")


@errand("recheck", most_args=1, by_link=False)
async def recheck(desk: Desk, named: str = "") -> None:
    """Look at every group again. Whatever has changed is told to all coordinators."""
    alliance = await coordinated(desk, "recheck", named)
    if alliance is None:
        return
    desk.require(Action.BIND_GROUP, Thing(alliance=alliance.id))
    for group in await desk.books.groups.all_of_alliance(alliance.id):
        await inspect(desk.books, group, desk.now)
    rows = ((Button(label=texts.SHOW_AGAIN, press=f"groups:{alliance.id}", tone="main"),), (base.BACK_TO_MENU,))
    await desk.say(texts.CHECKING, rows=rows)


@errand("bind", most_args=1)
async def bind(desk: Desk, named: str = "") -> None:
    """Links that bind a group, one for each account: they work once, for a day."""
    alliance = await coordinated(desk, "bind", named)
    if alliance is None:
        return
    desk.require(Action.BIND_GROUP, Thing(alliance=alliance.id))
    steps: list[Rich] = []
    rows: list[tuple[Button, ...]] = []
    for door in desk.house.doors.values():
        step, button = await _way_in(desk, alliance, door)
        steps.append(step)
        rows.append((button,))
    rows.append((Button(label=texts.GROUPS, press=f"groups:{alliance.id}"), base.BACK_TO_MENU))
    await desk.say(texts.how_to_bind(steps) if steps else texts.no_accounts(), rows=tuple(rows))


async def _way_in(desk: Desk, alliance: Alliance, door: Door) -> tuple[Rich, Button]:
    facts = {"alliance": alliance.id, "person": desk.person.id}
    token = await desk.books.tokens.issue(CLAIM, facts, desk.person.id, desk.now + LINK_LASTS)
    url = door.group_invitation(f"b-{token}")
    if url is not None:
        step = texts.steps_for_group(door.kind, alliance.settlement)
        return step, Button(label=texts.choose_label(door.kind), url=url)
    account = await desk.books.accounts.get(door.account)
    title = account.title if account else ""
    payload = f"b_{token}"
    step = texts.steps_for_community(door.kind, title, f"/start {payload}")
    return step, Button(label=texts.community_label(title), url=door.invitation(payload))


@errand("b", most_args=8)
async def claim_community(desk: Desk, *args: str) -> None:
    """A binding link was opened in a private chat: meant for an account that is its own group (VK).

    Anybody can lay such a link before somebody who manages a community: whoever did not ask for it themselves is told
    first what it does.
    """
    account = await desk.books.accounts.get(desk.person.account_id)
    if account is None or desk.door.group_invitation("b-x") is not None:
        rows = ((Button(label=texts.GROUPS, press="groups"), base.BACK_TO_MENU),)
        await desk.say(texts.OPEN_IN_GROUP, rows=rows)
        return
    token = "_".join(args)
    facts = await desk.books.tokens.look(token, CLAIM, desk.now)
    if facts is not None and facts["person"] != desk.person.id and desk.heard.press is None:
        await _ask_first(desk, int(facts["alliance"]), token, account.title)
        return
    claim = Claim(
        account=account.id,
        group=account.external_id,
        token=token,
        user=desk.heard.user,
        title=account.title,
    )
    _, words = await claim_group(desk.books, claim, desk.now)
    rows = ((Button(label=texts.BIND_ANEW, press="bind"), base.BACK_TO_MENU),)
    await desk.say(words, rows=rows if words == texts.LINK_OUTDATED else base.MENU_ROWS)


async def _ask_first(desk: Desk, alliance_id: int, token: str, title: str) -> None:
    alliance = await desk.books.alliances.get(alliance_id)
    settlement = alliance.settlement if alliance else ""
    rows = ((Button(label=texts.YES_BIND, press=f"b:{token}", tone="main"),), (base.BACK_TO_MENU,))
    await desk.say(texts.sure_to_bind(settlement, title), rows=rows)


@errand("unbind", most_args=2, by_link=False)
async def unbind(desk: Desk, group: str = "", sure: str = "") -> None:
    """Asks once more; what was published stays."""
    found = await _group(desk, group)
    if found is None:
        await desk.say(texts.NO_GROUP)
        await groups(desk)
        return
    desk.require(Action.UNBIND_GROUP, Thing(alliance=found.alliance_id))
    alliance = await desk.books.alliances.get(found.alliance_id)
    assert alliance is not None, "a bound group belongs to an alliance"
    if sure != "yes":
        rows = (
            (Button(label=texts.YES_UNBIND, press=f"unbind:{found.id}:yes", tone="bad"),),
            (Button(label=texts.KEEP_BOUND, press=f"groups:{alliance.id}", tone="main"),),
        )
        await desk.say(texts.sure_to_unbind(found.title), rows=rows)
        return
    await desk.books.groups.unbind(found.id)
    words = texts.unbound(found.title, alliance.settlement)
    if found.state != "pending":  # a pending one was never announced
        facts = {"messenger": found.kind, "title": found.title, "link": found.link}
        await desk.books.journal.write(alliance.id, Kind.GROUP_UNBOUND, facts, at=desk.now)
        key = f"unbound:{found.id}:{desk.now.isoformat()}"
        await tell_coordinators(desk.books, alliance.id, words, now=desk.now, key=key, but=desk.person.id)
    await desk.say(words, rows=((Button(label=texts.GROUPS, press=f"groups:{alliance.id}"), base.BACK_TO_MENU),))


async def _group(desk: Desk, named: str) -> Group | None:
    found = await desk.books.groups.get(number_of(named))
    return found if found is not None and found.state != "unbound" else None
