"""The groups of an alliance for those who keep them: list, bind, check again, unbind (rows 15, 16)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.journal import Kind
from domain.rights import Action, Thing
from handlers.alliances.coordinated import coordinated
from handlers.groups.binding import CLAIM, Claim, claim_group, inspect, lock_group
from handlers.notices.people import tell_coordinators
from handlers.texts.groups import binding as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from handlers.turn.quotas import invitation
from talk.asker import Known
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.accounts import MessengerInfo
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group
    from talk.rich import Rich

LINK_LASTS: Final = timedelta(days=1)
MOST_BUTTONS: Final = 5
"""Groups that get buttons of their own."""


@errand("groups", most_args=1, spoken=texts.SPOKEN)
async def groups(context: Context, named: str = "") -> None:
    """All groups of the alliance, each with what is wrong with it."""
    alliance = await coordinated(context, "groups", named)
    if alliance is not None:
        await _show(context, alliance)


async def _show(context: Context, alliance: Alliance) -> None:
    kept = await context.books.groups.all_of_alliance(alliance.id)
    shown = [
        texts.group_line(
            group.called,
            group.title,
            group.link,
            group.state,
            texts.problems(group.called, alliance.settlement, missing=group.missing, title_fits=group.title_fits),
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
    rows.append((Button(label=texts.DESK, press=f"alliance:{alliance.id}"), shared.BACK_TO_MENU))
    await context.say(texts.groups(alliance.settlement, shown), rows=tuple(rows), in_place=True)


def _add_button(alliance: Alliance, *, first: bool) -> Button:
    label = texts.FIRST_GROUP if first else texts.ADD_GROUP
    return Button(label=label, press=f"bind:{alliance.id}", tone="main" if first else "plain")


@errand("recheck", most_args=1, deep_linkable=False)
async def recheck(context: Context, named: str = "") -> None:
    """Look at every group again. Whatever has changed is told to all coordinators."""
    alliance = await coordinated(context, "recheck", named)
    if alliance is None:
        return
    context.require(Action.BIND_GROUP, Thing(alliance=alliance.id))
    for group in await context.books.groups.all_of_alliance(alliance.id):
        await inspect(context.books, group, context.now)
    rows = ((Button(label=texts.SHOW_AGAIN, press=f"groups:{alliance.id}", tone="main"),), (shared.BACK_TO_MENU,))
    await context.say(texts.CHECKING, rows=rows)


@errand("bind", most_args=1)
async def bind(context: Context, named: str = "") -> None:
    """Links that bind a group, one for each account: they work once, for a day."""
    alliance = await coordinated(context, "bind", named)
    if alliance is None:
        return
    context.require(Action.BIND_GROUP, Thing(alliance=alliance.id))
    steps: list[Rich] = []
    rows: list[tuple[Button, ...]] = []
    kinds = Counter(messenger.kind for messenger in context.directory.messengers.values())
    for messenger in context.directory.messengers.values():
        step, button = await _way_in(context, alliance, messenger, named=kinds[messenger.kind] > 1)
        steps.append(step)
        rows.append((button,))
    rows.append((Button(label=texts.GROUPS, press=f"groups:{alliance.id}"), shared.BACK_TO_MENU))
    await context.say(texts.how_to_bind(steps) if steps else texts.no_accounts(), rows=tuple(rows))


async def _way_in(
    context: Context, alliance: Alliance, messenger: MessengerInfo, *, named: bool
) -> tuple[Rich, Button]:
    """``named``: there are several accounts of that messenger, to be told apart."""
    facts = {"alliance": alliance.id, "person": context.person.id}
    token = await invitation(context, CLAIM, facts, LINK_LASTS)
    url = messenger.group_invitation(f"b-{token}")
    account = await context.books.accounts.get(messenger.account)
    title = account.title if account else ""
    if url is not None:
        name = title if named else ""
        step = texts.steps_for_group(messenger.kind, alliance.settlement, name=name, code=f"/start b-{token}")
        return step, Button(label=texts.choose_label(messenger.kind, name), url=url)
    payload = f"b_{token}"
    step = texts.steps_for_community(messenger.kind, title, f"/start {payload}")
    return step, Button(label=texts.community_label(title), url=messenger.invitation(payload))


@errand("b", most_args=8)
async def claim_community(context: Context, *args: str) -> None:
    """A binding link was opened in a private chat: meant for an account that is its own group (VK).

    Anybody can lay such a link before somebody who manages a community: whoever did not ask for it themselves is told
    first what it does.
    """
    account = await context.books.accounts.get(context.person.account_id)
    if account is None or context.messenger.group_invitation("b-x") is not None:
        rows = ((Button(label=texts.GROUPS, press="groups"), shared.BACK_TO_MENU),)
        await context.say(texts.OPEN_IN_GROUP, rows=rows)
        return
    token = "_".join(args)
    facts = await context.books.tokens.look(token, CLAIM, context.now)
    if facts is not None and facts["person"] != context.person.id and context.message.press is None:
        await _ask_first(context, int(facts["alliance"]), token, account.title)
        return
    claim = Claim(
        account=account.id,
        group=account.external_id,
        token=token,
        asker=Known(id=context.message.user),
        title=account.title,
    )
    _, words = await claim_group(context.books, claim, context.now)
    rows = ((Button(label=texts.BIND_ANEW, press="bind"), shared.BACK_TO_MENU),)
    await context.say(words, rows=rows if words == texts.LINK_OUTDATED else shared.MENU_ROWS)


async def _ask_first(context: Context, alliance_id: int, token: str, title: str) -> None:
    alliance = await context.books.alliances.get(alliance_id)
    settlement = alliance.settlement if alliance else ""
    rows = ((Button(label=texts.YES_BIND, press=f"b:{token}", tone="main"),), (shared.BACK_TO_MENU,))
    await context.say(texts.sure_to_bind(settlement, title), rows=rows)


@errand("unbind", most_args=2, deep_linkable=False)
async def unbind(context: Context, group: str = "", sure: str = "") -> None:
    """Asks once more; what was published stays."""
    found = await _group(context, group)
    if found is None:
        await context.say(texts.NO_GROUP)
        await groups(context)
        return
    context.require(Action.UNBIND_GROUP, Thing(alliance=found.alliance_id))
    alliance = await context.books.alliances.get(found.alliance_id)
    assert alliance is not None, "a bound group belongs to an alliance"
    if sure != "yes":
        rows = (
            (Button(label=texts.YES_UNBIND, press=f"unbind:{found.id}:yes", tone="bad"),),
            (Button(label=texts.KEEP_BOUND, press=f"groups:{alliance.id}", tone="main"),),
        )
        await context.say(texts.sure_to_unbind(found.title), rows=rows)
        return
    await context.books.groups.unbind(found.id)
    words = texts.unbound(found.title, alliance.settlement)
    if found.state != "pending":  # a pending one was never announced
        facts = {"messenger": found.kind, "title": found.title, "link": found.link}
        await context.books.journal.write(alliance.id, Kind.GROUP_UNBOUND, facts, at=context.now)
        key = f"unbound:{found.id}:{context.now.isoformat()}"
        await tell_coordinators(context.books, alliance.id, words, now=context.now, key=key, but=context.person.id)
    await context.say(words, rows=((Button(label=texts.GROUPS, press=f"groups:{alliance.id}"), shared.BACK_TO_MENU),))


async def _group(context: Context, named: str) -> Group | None:
    found = await lock_group(context.books, await context.books.groups.get(number_of(named)))
    return found if found is not None and found.state != "unbound" else None
