"""The Agreement: read by anyone, edited section by section, adopted version by version (Положение §1.3; row 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.agreement import Section, diff
from domain.journal import Json, Kind
from domain.moderation import What
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.alliances.about_post import publish_about
from handlers.alliances.choosing import which_alliance
from handlers.alliances.coordinated import coordinated
from handlers.notices.people import tell_coordinators
from handlers.texts.alliances import agreement as texts
from handlers.texts.moderation import complaints
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.paging import number_of, read_page
from handlers.turn.quotas import spend
from storage.alliances.agreements import AgreementSection
from talk.fields import Choice, Option, Text
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.alliances.agreements import Agreement
    from storage.alliances.alliances import Alliance

LONGEST_SECTION: Final = 3500
SHOWN_VERSIONS: Final = 8
MOST_VERSIONS: Final = 1_000_000
"""A number beyond that is forged: no column would take it."""


# Reading.


@errand("agreement", most_args=3)
async def agreement(context: Context, named: str = "", section: str = "0", version: str = "") -> None:
    """The text, a section a page."""
    alliance = await which_alliance(context, "agreement", named)
    if alliance is None:
        return
    found = await _version(context, alliance, version)
    if found is None:
        await context.say(texts.NONE_YET, rows=shared.MENU_ROWS)
        return
    at = min(number_of(section), len(found.sections) - 1)
    text = texts.page(
        alliance.settlement,
        found.version,
        _day(found.adopted_at, alliance),
        found.sections[at],
        at=at + 1,
        of=len(found.sections),
    )
    await context.say(text, rows=_ways(context, alliance, found, at), in_place=True)


async def _version(context: Context, alliance: Alliance, version: str) -> Agreement | None:
    wanted = await context.books.agreements.get(alliance.id, min(number_of(version), MOST_VERSIONS))
    return wanted or await context.books.agreements.latest(alliance.id)


def _ways(context: Context, alliance: Alliance, found: Agreement, at: int) -> Rows:
    turns = []
    if at > 0:
        turns.append(Button(label=texts.EARLIER, press=f"agreement:{alliance.id}:{at - 1}:{found.version}"))
    if at + 1 < len(found.sections):
        turns.append(Button(label=texts.LATER, press=f"agreement:{alliance.id}:{at + 1}:{found.version}"))
    rows: list[tuple[Button, ...]] = [tuple(turns)] if turns else []
    signed = Button(label=texts.SIGNATORIES, press=f"signatories:{alliance.id}")
    rows.append((signed, Button(label=texts.VERSIONS, press=f"versions:{alliance.id}")))
    if context.may(Action.EDIT_AGREEMENT, Thing(alliance=alliance.id)):
        rows.append((Button(label=texts.CHANGE, press=f"agreement-edit:{alliance.id}"),))
    else:
        rows.append((Button(label=texts.JOIN, press=f"join:{alliance.id}"),))
    report = Button(label=complaints.REPORT, press=f"report:{What.ALLIANCE.value}:{alliance.id}")
    rows.append((report, shared.BACK_TO_MENU))
    return tuple(rows)


@errand("versions", most_args=1)
async def versions(context: Context, named: str = "") -> None:
    alliance = await which_alliance(context, "versions", named)
    if alliance is None:
        return
    known = (await context.books.agreements.versions(alliance.id))[:SHOWN_VERSIONS]
    rows = [
        (Button(label=texts.version_label(one.version), press=f"agreement:{alliance.id}:0:{one.version}"),)
        for one in known
    ]
    text = texts.versions(alliance.settlement, [(one.version, _day(one.adopted_at, alliance)) for one in known])
    await context.say(text, rows=(*rows, (shared.BACK_TO_MENU,)), in_place=True)


@errand("signatories", most_args=2)
async def signatories(context: Context, named: str = "", page: str = "0") -> None:
    """The libraries that have joined, with the day of each."""
    alliance = await which_alliance(context, "signatories", named)
    if alliance is None:
        return
    members = await read_page(partial(context.books.libraries.members, alliance.id), page)
    lines = [
        (library.title, library.region, _day(library.joined_at, alliance))
        for library in members.items
        if library.joined_at is not None
    ]
    text = texts.signatories(alliance.settlement, lines, page=members.at, pages=members.pages, total=members.total)
    rows = [*members.turn(f"signatories:{alliance.id}")]
    if not members.total:
        rows.append((Button(label=texts.JOIN, press=f"join:{alliance.id}", tone="main"),))
    rows.append((Button(label=texts.TO_TEXT, press=f"agreement:{alliance.id}"), shared.BACK_TO_MENU))
    await context.say(text, rows=tuple(rows), in_place=True)


def _day(moment: datetime, alliance: Alliance) -> date:
    return moment.astimezone(ZoneInfo(alliance.zone)).date()


# Editing.


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The text that somebody begins to edit."""

    settlement: str
    version: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What came of adopting: ``clash`` says that somebody else had changed the same section meanwhile."""

    version: int
    clash: bool = False


@errand("agreement-edit", most_args=1)
async def begin_editing(context: Context, named: str = "") -> None:
    alliance = await coordinated(context, "agreement-edit", named)
    if alliance is not None:
        await context.begin(edit_agreement, alliance=alliance.id)


@script("edit-agreement", version=1, called=texts.CALLED)
async def edit_agreement(talk: Talk, context: Context) -> None:
    """Several sections in one go, then one look at what changes."""
    alliance = int(str(talk.given["alliance"]))
    current = await talk.look("current", read_current, context, alliance)
    await talk.say(texts.STARTED)
    sections = current.sections
    while True:
        sections = await edit_sections(
            talk, sections, before=current.sections, accept=texts.NOTHING_TO_ADOPT, accept_edited=texts.SHOW_CHANGES
        )
        found = diff(current.sections, sections)
        if not found:
            talk.leave(texts.SAME_AS_BEFORE)
        words = texts.differences(found, {section.key: section.title for section in sections})
        if await talk.confirm("adopt", words, yes=texts.ADOPT, no=texts.MORE_EDITS):
            break
    texts_by_key = {one.key: next(s.text for s in sections if s.key == one.key) for one in found}
    adopted = await talk.do("adopt-version", adopt, context, alliance, current.version, texts_by_key)
    read = Button(label=texts.TO_TEXT, press=f"agreement:{alliance}")
    rows = ((read, Button(label=texts.TO_DESK, press=f"alliance:{alliance}")), (shared.BACK_TO_MENU,))
    await talk.say(texts.CLASHED if adopted.clash else texts.adopted(adopted.version), rows=rows)


async def edit_sections(
    talk: Talk, sections: Sequence[Section], *, before: Sequence[Section], accept: str, accept_edited: str
) -> tuple[Section, ...]:
    """A part of a script: the sections as the person leaves them, read and edited as long as they like."""
    settled = tuple(sections)
    titles = [Option(value=section.key, label=texts.short_title(section.title)) for section in before]
    while True:
        changed = len(diff(before, settled))
        ways = [
            Option(value="accept", label=accept_edited if changed else accept),
            Option(value="read", label=texts.READ),
            Option(value="edit", label=texts.EDIT),
        ]
        way = await talk.ask("agreement", texts.decide(changed), Choice(ways))
        if way == "accept":
            return settled
        if way == "read":
            shown = await talk.ask("to-read", texts.WHICH_TO_READ, Choice(titles))
            await talk.say(texts.section(_keyed(settled, shown)))
            continue
        key = await talk.ask("to-edit", texts.WHICH_TO_EDIT, Choice(titles))
        await talk.say(texts.section_now(_keyed(settled, key)))
        text = await talk.ask("new-text", texts.NEW_TEXT, Text(most=LONGEST_SECTION))
        settled = tuple(replace(section, text=text) if section.key == key else section for section in settled)


def _keyed(sections: Sequence[Section], key: str) -> Section:
    return next(section for section in sections if section.key == key)


async def read_current(context: Context, alliance_id: int) -> Current:
    context.require(Action.EDIT_AGREEMENT, Thing(alliance=alliance_id))
    alliance = await context.books.alliances.get(alliance_id)
    latest = await context.books.agreements.latest(alliance_id)
    assert alliance is not None, "whoever coordinates an alliance coordinates one that exists"
    assert latest is not None, "an alliance is founded with its Agreement"
    return Current(settlement=alliance.settlement, version=latest.version, sections=_drafted(latest.sections))


async def adopt(context: Context, alliance_id: int, base_version: int, changes: Mapping[str, str]) -> Adopted:
    """A new version with these sections changed. Changes that others made to other sections stay."""
    context.require(Action.EDIT_AGREEMENT, Thing(alliance=alliance_id))
    alliance = await context.books.alliances.lock(alliance_id)  # two at once: the second one builds on the first
    edited = await context.books.agreements.get(alliance_id, base_version)
    latest = await context.books.agreements.latest(alliance_id)
    assert edited is not None, "a version that was read is never deleted"
    assert latest is not None, "a version that was read is never deleted"
    others = {one.key for one in diff(_drafted(edited.sections), _drafted(latest.sections))}
    if others & set(changes):
        return Adopted(version=latest.version, clash=True)
    await spend(context, Quota.CHANGES)
    sections = [replace(section, text=changes.get(section.key, section.text)) for section in latest.sections]
    version = await context.books.agreements.adopt(alliance_id, sections, context.now)
    titles = [section.title for section in sections if section.key in changes]
    facts: dict[str, Json] = {"version": version, "sections": titles}
    await context.books.journal.write(alliance_id, Kind.AGREEMENT_ADOPTED, facts, at=context.now)
    await publish_about(context.books, alliance_id, context.now, changes=texts.changes_of_post(version))
    await tell_coordinators(
        context.books,
        alliance_id,
        texts.told(alliance.settlement, version, titles),
        now=context.now,
        key=f"agreement:{alliance_id}:{version}",
        rows=((Button(label=texts.TO_TEXT, press=f"agreement:{alliance_id}"),),),
        but=context.person.id,
    )
    return Adopted(version=version)


def drafted_for_storage(sections: Sequence[Section]) -> tuple[AgreementSection, ...]:
    """The same sections as a repository takes them."""
    return tuple(AgreementSection(key=one.key, title=one.title, text=one.text) for one in sections)


def _drafted(sections: Sequence[AgreementSection]) -> tuple[Section, ...]:
    return tuple(Section(key=one.key, title=one.title, text=one.text) for one in sections)
