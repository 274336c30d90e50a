"""What happens to groups: claimed by a coordinator, inspected, renamed, lost (rows 15 to 17).

Nothing is published in a group before the account has looked at it and may write there.
Errands: handlers/groups/list.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from domain.journal import Kind
from domain.libraries.titles import title_mentions
from handlers.notices.notices import withdraw
from handlers.notices.people import NEWS, tell_coordinators, tell_person
from handlers.texts.groups import binding as texts
from handlers.texts.sections import ALL_SECTIONS
from handlers.texts.turn import shared
from handlers.turn.hooks import group_asked, group_bound, group_lost, group_reported
from storage.alliances.groups import called
from storage.messaging.outbox import Notice
from talk.asker import Known
from talk.messenger import INTERACTIVE, InspectGroup
from talk.prompt import Button, Rows
from talk.rich import Say

if TYPE_CHECKING:
    from datetime import datetime

    from storage.alliances.groups import Group
    from storage.books import Books
    from talk.asker import Asker
    from talk.messenger import GroupReport
    from talk.updates import GroupChanged

CLAIM: Final = "bind"
"""The purpose of a binding token."""
WRITING: Final = frozenset({"post", "wall"})
"""Rights without which nothing can be published."""
SECTIONS: Final = "topics"
"""The right without which sections cannot be opened; only missed where the group has them."""
STILL_NEWS: Final = timedelta(days=14)
"""What could not be published for longer helps nobody any more."""
PATIENCE: Final = timedelta(minutes=2)
"""Somebody who was just added is often claimed a moment later: the hint waits for that."""


# What the dispatcher and the hooks of groups call.


async def group_changed(books: Books, change: GroupChanged, *, now: datetime) -> None:
    """Deal with one update in a group."""
    if change.what == "claimed":
        await _claimed(books, change, now)
        return
    group = await lock_group(books, await books.groups.by_external(change.account, change.group))
    if change.what == "migrated" and change.new_group is not None:
        await books.groups.migrate(change.account, change.group, change.new_group)
        group = await books.groups.by_external(change.account, change.new_group)
        if group is not None and group.state != "unbound":
            await inspect(books, group, now)  # a supergroup has rights and topics that the group had not
        return
    if group is None or group.state == "unbound":
        if change.what == "added":
            await _hint(books, change, now)
        return
    match change.what:
        case "asked" if group.state == "bound" and WRITING.isdisjoint(group.missing):
            await group_asked(books, group, change.command or "", change.thread, now)
        case "added" | "rights":
            await inspect(books, group, now)
        case "removed" if group.state != "lost":
            await _lose(books, group, now, occasion=change.event_id)
        case "renamed" if change.title is not None:
            await _renamed(books, group, change.title, now, occasion=change.event_id)


@group_reported.heard(10)
async def inspected(books: Books, account_id: int, report: GroupReport, asked_by: Asker | None, now: datetime) -> None:
    """The account has looked at a group, on behalf of ``asked_by`` if it is to be bound.

    A binding link alone proves nothing about a community: a group that waits is bound only for somebody who is known to
    manage it, or who speaks in its name.
    """
    group = await lock_group(books, await books.groups.by_external(account_id, report.group))
    alliance = await books.alliances.get(group.alliance_id) if group is not None else None
    if group is None or alliance is None or group.state == "unbound":
        return
    if group.state == "pending":
        match asked_by:
            case None:  # looked at again meanwhile, for nobody: the report that it waits for is still to come
                return
            case Known() if report.asker_manages is None:
                await books.groups.unbind(group.id)
                told = texts.manager_unknown(group.kind, report.title)
                await tell_person(books, group.bound_by, told, now=now, rows=_bind_rows(alliance.id))
                return
            case Known() if not report.asker_manages:
                await books.groups.unbind(group.id)
                told = texts.not_manager(report.title)
                await tell_person(books, group.bound_by, told, now=now, rows=_bind_rows(alliance.id))
                return
    fits = title_mentions(report.title, alliance.settlement)
    if not await books.groups.report(
        group.id,
        title=report.title,
        link=report.link,
        threads=report.threads,
        missing=report.missing,
        title_fits=fits,
        at=now,
        is_channel=report.is_channel,
    ):
        return
    kind = called(group.kind, is_channel=report.is_channel)
    troubles = texts.problems(kind, alliance.settlement, missing=report.missing, title_fits=fits)
    fresh = group.state != "bound"
    if WRITING.isdisjoint(report.missing) and (fresh or not WRITING.isdisjoint(group.missing)):
        await books.outbox_admin.right_is_back(account_id, report.group, now, since=now - STILL_NEWS)
    if fresh:
        facts = {"messenger": group.kind, "title": report.title, "link": report.link}
        await books.journal.write(alliance.id, Kind.GROUP_BOUND, facts, at=now)
        sections: texts.Sections = "waiting" if SECTIONS in report.missing else "open" if report.threads else "none"
        text = texts.bound(alliance.settlement, kind, report.title, troubles, sections=sections)
        await tell_keepers(books, group, text, now, occasion=f"bound:{now.isoformat()}")
    elif (set(group.missing), group.title_fits) != (set(report.missing), fits):
        waits = not WRITING.isdisjoint(report.missing)
        text = texts.checked(report.title, troubles, waits=waits)
        await tell_keepers(books, group, text, now, occasion=f"checked:{now.isoformat()}")
    # Whoever binds a group with sections gives the right to open them a moment later: what is to stand in a section
    # waits for that. It is published once, however often the group is looked at.
    waits = fresh and SECTIONS in report.missing
    if WRITING.isdisjoint(report.missing) and not waits:
        await group_bound(books, alliance.id, now)


@group_lost.heard(10)
async def lost(books: Books, account_id: int, group: int, now: datetime) -> None:
    """The account could not write into the group: it is no longer in it."""
    found = await lock_group(books, await books.groups.by_external(account_id, group))
    if found is not None and found.state in ("pending", "bound"):
        await _lose(books, found, now, occasion=now.isoformat())


async def lock_group(books: Books, found: Group | None) -> Group | None:
    """The group as it stays until this transaction ends: turns and the outcomes of messages deal with it."""
    if found is None:
        return None
    await books.alliances.lock(found.alliance_id)
    return await books.groups.get(found.id)


# Claiming: also from the private chat of a messenger whose account is its own group (VK).


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody showed a binding link for a group."""

    account: int
    group: int
    token: str
    asker: Asker | None
    title: str = ""


async def claim_group(books: Books, claim: Claim, now: datetime) -> tuple[int | None, str]:
    """Redeem the link and have the group inspected: the coordinator who issued the link, and what to say.

    For somebody of whom the messenger does not say who they are nothing is done, and the link stays whole.
    """
    if claim.asker is None:
        issued = _issued(await books.tokens.look(claim.token, CLAIM, now))
        return (issued[1] if issued else None), texts.whose_voice(claim.title)
    facts = await books.tokens.redeem(claim.token, CLAIM, now)
    issued = _issued(facts)
    if issued is None:
        return None, texts.LINK_OUTDATED
    alliance_id, person_id = issued
    coordinates = await books.coordinators.is_coordinator(alliance_id, person_id, now)
    if not coordinates or await books.alliances.get(alliance_id) is None:
        return None, texts.NOT_YOURS_ANY_MORE
    group = await books.groups.bind(
        alliance_id=alliance_id,
        account_id=claim.account,
        external_id=claim.group,
        bound_by=person_id,
        at=now,
        title=claim.title,
    )
    if group.alliance_id != alliance_id:
        return person_id, texts.already_bound_elsewhere(group.title or claim.title)
    await inspect(books, group, now, asked_by=claim.asker)
    return person_id, texts.claimed(claim.title)


def _issued(facts: dict[str, Any] | None) -> tuple[int, int] | None:
    return (int(facts["alliance"]), int(facts["person"])) if facts is not None else None


async def inspect(books: Books, group: Group, now: datetime, *, asked_by: Asker | None = None) -> None:
    """Have the account look at the group, unless it is about to do just that; ``inspected`` hears of it."""
    threads = {**group.past_threads, **group.threads}
    action = InspectGroup(group=group.external_id, asked_by=asked_by, sections=ALL_SECTIONS, threads=threads)
    if not await books.answers.holds(group.account_id, group.external_id, action):
        await books.outbox.put(group.account_id, group.external_id, action, lane=INTERACTIVE, now=now)


async def _claimed(books: Books, change: GroupChanged, now: datetime) -> None:
    prefix, token = (change.claim or "")[:2], (change.claim or "")[2:]
    if prefix not in ("b-", "b_"):
        return  # somebody else's link
    await withdraw(books, _chat(change), below=1, now=now)
    title = change.title or ""
    claim = Claim(account=change.account, group=change.group, token=token, asker=change.asker, title=title)
    issuer, words = await claim_group(books, claim, now)
    if issuer is None:  # nobody to answer but the one who pressed the link, if we know them
        user = await books.people.by_external(change.account, change.user) if change.user is not None else None
        issuer = user.id if user else None
    await tell_person(books, issuer, words, now=now)


async def _hint(books: Books, change: GroupChanged, now: datetime) -> None:
    """A coordinator added the account without a binding link: say how to go on, unless the link comes right after."""
    person = await books.people.by_external(change.account, change.user) if change.user is not None else None
    if person is None or not (await books.roles.of(person.id, now)).coordinates:
        return
    rows = ((Button(label=texts.BIND_IT, press="bind", tone="main"),), (shared.BACK_TO_MENU,))
    text = texts.hint_when_added(change.title)
    key, hint = f"hint:{change.account}:{change.group}", Notice(kind="hint", subject=_chat(change))
    await tell_person(books, person.id, text, now=now, rows=rows, key=key, at=now + PATIENCE, about=hint)


def _chat(change: GroupChanged) -> str:
    """The subject of what is told of a group that is not bound yet."""
    return f"chat:{change.account}:{change.group}"


async def _renamed(books: Books, group: Group, title: str, now: datetime, *, occasion: str) -> None:
    alliance = await books.alliances.get(group.alliance_id)
    if alliance is None:
        return
    fits = title_mentions(title, alliance.settlement)
    await books.groups.rename(group.id, title, title_fits=fits)
    if group.state == "bound" and (not fits or not group.title_fits):
        text = texts.renamed(title, alliance.settlement, fits=fits)
        await tell_keepers(books, group, text, now, occasion=f"renamed:{occasion}")


async def _lose(books: Books, group: Group, now: datetime, *, occasion: str) -> None:
    await books.groups.lose(group.id)
    alliance = await books.alliances.get(group.alliance_id)
    if alliance is not None:
        text = texts.lost(group.title, alliance.settlement)
        await tell_keepers(books, group, text, now, occasion=f"lost:{occasion}")


async def tell_keepers(books: Books, group: Group, text: Say, now: datetime, *, occasion: str) -> None:
    """Everybody who coordinates the group's alliance, once on each ``occasion``."""
    rows = ((Button(label=texts.GROUPS, press=f"groups:{group.alliance_id}"), shared.BACK_TO_MENU),)
    key = f"group:{group.id}:{occasion}"
    about = Notice(kind=NEWS, subject=f"group:{group.id}")
    await tell_coordinators(books, group.alliance_id, text, now=now, key=key, rows=rows, about=about)


def _bind_rows(alliance_id: int) -> Rows:
    return ((Button(label=texts.BIND_ANEW, press=f"bind:{alliance_id}"),), (shared.BACK_TO_MENU,))
